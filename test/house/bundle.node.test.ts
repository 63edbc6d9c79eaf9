/**
 * The Worker as it would be uploaded stays small and starts fast, for it starts cold in many places. CI knows
 * no times: what stands for the start is the number of schemas that are made in it. Node only.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { unstable_readConfig as readConfig } from "wrangler";
import { type Build, build, discard, runLoader } from "../bench/stack.ts";

const CONFIG = join(import.meta.dirname, "..", "..", "wrangler.jsonc");
const MAX_MINIFIED_BYTES = 1_600_000;
const MAX_GZIPPED_BYTES = 470_000;
/** Minified, in kB. Who needs more raises it here, with the reason in the commit. */
const MAX_KILOBYTES: Readonly<Record<string, number>> = {
  "src/tools": 592,
  "@modelcontextprotocol/server": 178,
  stripe: 146,
  "@cloudflare/workers-oauth-provider": 120,
  zod: 108,
  "src/web": 77,
  "src/account": 72,
  agents: 71,
  "src/clickup": 53,
  "@modelcontextprotocol/sdk": 42,
  "src/mcp": 33,
  jose: 18,
  "@modelcontextprotocol/core": 17,
  "src/oauth": 15,
  hono: 13,
  "src/gate": 12,
  "src/billing": 8,
  "src/crypto": 8,
  other: 7,
};
const MAX_KILOBYTES_OF_OTHERS = 4;
/** Nearly all are the two MCP SDKs', which make theirs as they are loaded. */
const MAX_SCHEMAS_AT_START = 1_925;

let built: Build;
beforeAll(async () => {
  built = await build(CONFIG, "production");
});
afterAll(() => discard(built));

describe("the bundle", () => {
  it("stays within its size, minified and gzipped", () => {
    const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(0)} kB`;
    console.log(
      `bundle: ${kilobytes(built.bytes)} minified (at most ${kilobytes(MAX_MINIFIED_BYTES)}), ` +
        `${kilobytes(built.gzipBytes)} gzipped (at most ${kilobytes(MAX_GZIPPED_BYTES)})`,
    );
    expect(built.bytes).toBeLessThanOrEqual(MAX_MINIFIED_BYTES);
    expect(built.gzipBytes).toBeLessThanOrEqual(MAX_GZIPPED_BYTES);
  });

  it("gives each package and each room no more than it was granted", () => {
    const over = [...built.parts].filter(
      ([part, bytes]) => bytes > 1000 * (MAX_KILOBYTES[part] ?? MAX_KILOBYTES_OF_OTHERS),
    );
    expect(over).toEqual([]);
  });

  it("leaves out what wrangler.jsonc names: a library's new version may have it under another name", () => {
    const metafile = JSON.parse(
      readFileSync(join(built.directory, "bundle-meta.json"), "utf8"),
    ) as { inputs: Record<string, { imports: { original?: string }[] }> };
    const imported = new Set(
      Object.values(metafile.inputs).flatMap(({ imports }) => imports.map((one) => one.original)),
    );
    const { alias = {} } = readConfig({ config: CONFIG });
    expect(Object.keys(alias).filter((specifier) => !imported.has(specifier))).toEqual([]);
  });
});

describe("the start of an isolate", () => {
  it("makes none of the tools' schemas: most requests need a few of them", async () => {
    const schemas = await schemasMadeAtStart();
    console.log(`start: ${schemas} schemas made (at most ${MAX_SCHEMAS_AT_START})`);
    expect(schemas).toBeGreaterThan(0);
    expect(schemas).toBeLessThanOrEqual(MAX_SCHEMAS_AT_START);
  });
});

/** Zod tells a hook of each schema that it makes. */
async function schemasMadeAtStart(): Promise<number> {
  const miniflare = await runLoader(
    built,
    `let made = 0;
    globalThis.__zod_globalConfig = { postProcessor: () => void made++ };
    await load();
    return Response.json(made);`,
  );
  try {
    return (await (await miniflare.dispatchFetch("http://localhost/")).json()) as number;
  } finally {
    await miniflare.dispose();
  }
}
