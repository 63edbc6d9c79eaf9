import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { unstable_readConfig as readConfig } from "wrangler";
import { writeKvId } from "../../scripts/setup/kv-id.ts";
import { Wrangler } from "../../scripts/setup/wrangler.ts";
import { type SetupOptions, setUp } from "../../scripts/setup.ts";
import type { FakeAccount } from "./fake-wrangler.ts";

const NEW: FakeAccount = { kv: [], buckets: {}, queues: [], calls: [], given: {} };
/** As it ships: whoever deploys writes the id of their own namespace there. */
const FRESH = readFileSync("wrangler.jsonc", "utf8").replace(/("OAUTH_KV"), "id": "[^"]+"/g, "$1");
const SECRETS = ["CLICKUP_CLIENT_ID", "CLICKUP_CLIENT_SECRET", "ENCRYPTION_KEY", "JWT_SECRET"];

let home: string;
let configPath: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "clickup-mcp-setup-"));
  configPath = join(home, "wrangler.jsonc");
  writeFileSync(configPath, FRESH);
  writeAccount(NEW);
});

afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

const accountPath = () => join(home, "account.json");
const writeAccount = (account: FakeAccount) =>
  writeFileSync(accountPath(), JSON.stringify(account));
const readAccount = () => JSON.parse(readFileSync(accountPath(), "utf8")) as FakeAccount;

async function setup(options: Partial<SetupOptions> = {}): Promise<string> {
  const lines: string[] = [];
  const fake = join(import.meta.dirname, "fake-wrangler.ts");
  process.env.FAKE_ACCOUNT = accountPath();
  await setUp({
    env: "staging",
    configPath,
    wrangler: new Wrangler([process.execPath, fake], home),
    print: (line) => lines.push(line),
    ...options,
  });
  return lines.join("\n");
}

// Each command is a process of its own.
describe("npm run setup", { timeout: 60_000 }, () => {
  it("makes everything that the deployment rests on, and writes the one id that has to be known", async () => {
    const printed = await setup();
    const { kv, buckets, queues, calls } = readAccount();
    expect(kv).toEqual([{ id: expect.any(String), title: "clickup-mcp-oauth-staging" }]);
    expect(buckets).toEqual({
      "clickup-mcp-audit-staging": [
        { name: "audit", prefix: "audit/", days: 400 },
        { name: "audit-dead", prefix: "audit-dead/", days: 90 },
      ],
    });
    expect(queues).toEqual(["clickup-mcp-audit-staging", "clickup-mcp-audit-dead-staging"]);
    expect(calls).toContain(
      "queues create clickup-mcp-audit-dead-staging --message-retention-period-secs 1209600",
    );
    expect(readConfig({ config: configPath, env: "staging" }).kv_namespaces).toEqual([
      { binding: "OAUTH_KV", id: kv[0]?.id },
    ]);
    expect(printed).toContain("npx wrangler secret put CLICKUP_CLIENT_SECRET --env staging");
    const { PUBLIC_URL } = readConfig({ config: configPath, env: "staging" }).vars;
    expect(printed).toContain(`${PUBLIC_URL}/auth/callback`);
    expect(printed).toContain(`${PUBLIC_URL}/stripe/webhook`);
  });

  it("changes one line of wrangler.jsonc, so that comments and layout stay", async () => {
    await setup();
    const before = FRESH.split("\n");
    const after = readFileSync(configPath, "utf8").split("\n");
    const changed = after.filter((line, index) => line !== before[index]);
    expect(changed).toEqual([
      expect.stringContaining('"kv_namespaces": [{ "binding": "OAUTH_KV", "id": "'),
    ]);
    expect(after).toHaveLength(before.length);
  });

  it("changes nothing the second time", async () => {
    await setup();
    const written = readFileSync(configPath, "utf8");
    const { calls: first, ...before } = readAccount();
    const printed = await setup();
    const { calls, ...after } = readAccount();
    expect(after).toEqual(before);
    expect(calls.slice(first.length).join("\n")).not.toMatch(/ create | add | remove /);
    expect(readFileSync(configPath, "utf8")).toBe(written);
    expect(printed).not.toMatch(/^(created|changed)/m);
  });

  it("takes another retention, in place of the one that was set", async () => {
    await setup();
    expect(await setup({ auditDays: 730 })).toContain(
      "changed  audit/ of clickup-mcp-audit-staging is kept for 730 days",
    );
    expect(readAccount().buckets["clickup-mcp-audit-staging"]).toContainEqual({
      name: "audit",
      prefix: "audit/",
      days: 730,
    });
  });

  it("makes the two random secrets when asked, and shows them nowhere", async () => {
    writeAccount({ ...NEW, secrets: ["CLICKUP_CLIENT_ID", "CLICKUP_CLIENT_SECRET"] });
    const printed = await setup({ generatesSecrets: true });
    const { secrets, given, calls } = readAccount();
    expect(secrets).toEqual(expect.arrayContaining(SECRETS));
    expect(Buffer.from(given.ENCRYPTION_KEY ?? "", "base64")).toHaveLength(32);
    expect(Buffer.from(given.JWT_SECRET ?? "", "base64")).toHaveLength(64);
    for (const value of Object.values(given)) {
      expect(printed + calls.join("\n")).not.toContain(value);
    }
    expect(printed).toContain("No required secret is missing.");
    // A secret that is there is never replaced: what it sealed would be lost.
    await setup({ generatesSecrets: true });
    expect(readAccount().given).toEqual(given);
  });

  it("prints the commands of a dry run and runs none", async () => {
    const printed = await setup({ isDryRun: true });
    expect(readAccount()).toEqual(NEW);
    expect(printed).toContain("npx wrangler r2 bucket create clickup-mcp-audit-staging");
    expect(readFileSync(configPath, "utf8")).toBe(FRESH);
  });

  it("stops with what wrangler said when nobody is signed in", async () => {
    writeAccount({ ...NEW, isSignedOut: true });
    await expect(setup()).rejects.toThrow("You are not authenticated");
  });

  it("stops at an id of another account, before it makes a second namespace", async () => {
    const text = readFileSync(configPath, "utf8");
    writeFileSync(configPath, writeKvId(text, "clickup-mcp-staging", "OAUTH_KV", "of-another"));
    await expect(setup()).rejects.toThrow("of-another, which this account does not have");
    expect(readAccount().kv).toEqual([]);
  });
});
