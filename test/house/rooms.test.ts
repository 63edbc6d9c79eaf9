/// <reference types="vite/client" />
/** Who may import whom: a call goes one way, edge → account → tools → ClickUp. */
import { describe, expect, it } from "vitest";

/** For each room the rooms it may import, beside itself and the three that all may import. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  "index.ts": ["account", "audit", "cron", "gate", "mcp", "oauth", "web", "env.ts"],
  "env.ts": [],
  "unreached.ts": [],
  "zod.ts": [],
  web: [
    "audit",
    "account/door.ts",
    "account/account-of.ts",
    "clickup/oauth.ts",
    "billing",
    "oauth",
    "gate",
    "tools/catalogue.ts",
    "tools/choice.ts",
    "tools/define-tool.ts",
    "tools/personas.ts",
    "tools/tool-names.ts",
    "env.ts",
  ],
  audit: ["account/door.ts", "account/account-of.ts"],
  gate: ["account/door.ts", "env.ts"],
  mcp: [
    "account/door.ts",
    "account/session-door.ts",
    "account/account-of.ts",
    "gate",
    "tools/catalogue.ts",
    "tools/choice.ts",
    "tools/explain.ts",
    "tools/define-tool.ts",
    "oauth/validate-token.ts",
    "env.ts",
  ],
  oauth: ["account/door.ts", "account/account-of.ts", "gate", "env.ts"],
  account: ["tools", "clickup", "billing", "env.ts"],
  billing: ["env.ts"],
  cron: ["account/door.ts", "account/account-of.ts", "billing", "oauth", "env.ts"],
  tools: ["clickup"],
  clickup: [],
  crypto: [],
  domain: [],
  log: [],
};
const ALL_MAY_IMPORT = ["crypto", "domain", "log"];
/** A drawer is no room. */
const DRAWERS = /(^|\/)(utils?|helpers?|lib|common|misc|shared)(\/|\.tsx?$)/;

const sources = import.meta.glob<string>(["../../src/**/*.{ts,tsx}", "!../../src/**/*.d.ts"], {
  query: "?raw",
  import: "default",
  eager: true,
});

interface Import {
  file: string;
  target: string;
}

const files = Object.keys(sources).map((path) => path.replace("../../src/", ""));
const imports: Import[] = Object.entries(sources).flatMap(([path, text]) => {
  const file = path.replace("../../src/", "");
  return [...text.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)].map((match) => ({
    file,
    target: new URL(match[1] ?? "", `file:///src/${file}`).pathname.replace("/src/", ""),
  }));
});

const roomOf = (file: string): string => file.split("/")[0] ?? file;

describe("the rooms of src", () => {
  it("are the known ones", () => {
    expect([...new Set(files.map(roomOf))].sort()).toEqual(Object.keys(MAY_IMPORT).sort());
  });

  it("import only the rooms they may, so that nothing imports upward", () => {
    const wrong = imports.filter(({ file, target }) => {
      const room = roomOf(file);
      if (roomOf(target) === room || ALL_MAY_IMPORT.includes(roomOf(target))) return false;
      if (target.startsWith("/migrations/") && file === "account/migrations.ts") return false;
      if (target === "/package.json") return false;
      return !(MAY_IMPORT[room] ?? []).some(
        (allowed) => target === allowed || target.startsWith(`${allowed}/`),
      );
    });
    expect(wrong).toEqual([]);
  });

  it("hold no code that only tests need, and the ground floor holds nothing of other rooms", () => {
    expect(imports.filter(({ target }) => target.startsWith("/test/"))).toEqual([]);
    const ground = imports.filter(({ file }) => ALL_MAY_IMPORT.includes(roomOf(file)));
    expect(ground.filter(({ file, target }) => roomOf(target) !== roomOf(file))).toEqual([]);
  });

  it("have no tool that imports another tool", () => {
    // A tool is a file that calls defineTool; these two list them, for MCP and for plain HTTP.
    const lists = ["tools/catalogue.ts", "tools/rest/operations.ts"];
    const tools = new Set(
      files.filter((file) => /=\s*defineTool\(/.test(sources[`../../src/${file}`] ?? "")),
    );
    expect(
      imports.filter(({ file, target }) => tools.has(target) && !lists.includes(file)),
    ).toEqual([]);
  });

  it("import in no circle, not even for a type, so that each file can be read after what it rests on", () => {
    const importedBy = Map.groupBy(imports, ({ file }) => file);
    const done = new Set<string>();
    const circleFrom = (file: string, above: readonly string[]): readonly string[] | undefined => {
      if (above.includes(file)) return [...above.slice(above.indexOf(file)), file];
      if (done.has(file)) return undefined;
      for (const { target } of importedBy.get(file) ?? []) {
        const circle = circleFrom(target, [...above, file]);
        if (circle !== undefined) return circle;
      }
      done.add(file);
      return undefined;
    };
    for (const file of files) expect(circleFrom(file, []), file).toBeUndefined();
  });

  it("have no drawers", () => {
    expect(files.filter((file) => DRAWERS.test(file))).toEqual([]);
  });

  it("name files in kebab-case", () => {
    expect(files.filter((file) => !/^[a-z0-9/.-]+$/.test(file))).toEqual([]);
  });
});
