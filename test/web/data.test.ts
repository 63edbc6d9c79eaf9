import { env } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { accountOf } from "../../src/account/account-of.ts";
import { signedIn } from "../support/mcp-bench.ts";
import { oauthBench } from "../support/oauth-bench.ts";

type Bench = ReturnType<typeof oauthBench>;

const ask = (bench: Bench, token: string, path: string, body?: object) =>
  bench.request(path, {
    method: body === undefined ? "GET" : "POST",
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });

async function atThePage(bench: Bench, userId: string) {
  const browser = bench.browser();
  const html = await (await browser.logIn(bench.sandbox, userId)).text();
  const csrf = /name="csrf" value="([^"]+)"/.exec(html)?.[1] ?? "";
  return { browser, csrf };
}

describe("GET /account/export.json", () => {
  it("is everything about who asks, as one JSON file", async () => {
    const bench = oauthBench();
    const { token, userId } = await signedIn();
    const response = await ask(bench, token, "/account/export.json");
    expect(response.status).toBe(200);
    expect(response.headers.get("Content-Disposition")).toMatch(/^attachment; filename=".+\.json"/);
    expect(response.headers.get("Cache-Control")).toBe("no-store");
    expect(await response.json()).toMatchObject({
      user_id: userId,
      audit: expect.stringContaining("/account/audit.ndjson"),
      grants: [],
      account: { tables: { account: [{ user_id: userId }] }, withheld: expect.any(Object) },
    });
  });

  it("lists the grants of apps, and is not for the apps themselves", async () => {
    const bench = oauthBench();
    const { tokens, client } = await bench.connect({}, "1002");
    const refused = await ask(bench, tokens.access_token, "/account/export.json");
    expect(refused.status).toBe(403);
    const { browser } = await atThePage(bench, "1002");
    const response = await browser.visit("/account/export.json");
    const { grants } = await response.json<{ grants: { client_id: string }[] }>();
    expect(grants.map(({ client_id }) => client_id)).toContain(client.client_id);
  });
});

describe("POST /account/delete", () => {
  it("by a script ends its own token at once", async () => {
    const bench = oauthBench();
    const { token, userId } = await signedIn();
    const response = await ask(bench, token, "/account/delete", {});
    expect([response.status, await response.json()]).toEqual([200, { success: true }]);
    expect((await ask(bench, token, "/auth/me")).status).toBe(401);
    expect(await accountOf(env, userId).deletedAtMs()).toEqual(expect.any(Number));
  });

  it("is refused to a token that only reads, to an app, and with a wrong word", async () => {
    const bench = oauthBench();
    const reader = await signedIn({ scopes: ["clickup:read"] });
    expect((await ask(bench, reader.token, "/account/delete", {})).status).toBe(403);
    const { tokens } = await bench.connect({}, "1003");
    expect((await ask(bench, tokens.access_token, "/account/delete", {})).status).toBe(403);
    const { token } = await signedIn();
    expect((await ask(bench, token, "/account/delete", { confirm: "yes" })).status).toBe(400);
    for (const one of [reader.token, tokens.access_token, token]) {
      expect((await ask(bench, one, "/auth/me")).status).toBe(200);
    }
  });

  it("on the page needs the word, then says that it is done and signs the browser out", async () => {
    const bench = oauthBench();
    const { browser, csrf } = await atThePage(bench, "1004");
    expect((await browser.submit("/account/delete", { csrf })).status).toBe(400);
    const response = await browser.submit("/account/delete", { csrf, confirm: "DELETE" });
    expect(response.status).toBe(200);
    expect(await response.text()).toContain("Your account is deleted");
    expect(browser.cookies.has("__Host-session")).toBe(false);
    const again = await browser.visit("/account");
    expect(again.headers.get("Location")).toBe("/auth/login");
  });

  it("ends the refresh tokens of apps, and a new sign-in begins anew", async () => {
    const bench = oauthBench();
    const { client, tokens } = await bench.connect({}, "1004");
    const { browser, csrf } = await atThePage(bench, "1004");
    await browser.submit("/account/delete", { csrf, confirm: "DELETE" });
    expect(await bench.call(tokens.access_token)).toBe(401);
    const refreshed = await bench.refresh(client, tokens.refresh_token);
    expect(await refreshed.json()).toMatchObject({ error: "invalid_grant" });
    const anew = await bench.connect({}, "1004");
    expect(await bench.call(anew.tokens.access_token)).toBe(200);
  });
});
