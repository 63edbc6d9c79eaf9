import { env, runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { readEvents } from "../../src/account/audit-outbox.ts";
import { locationOf, oauthBench } from "../support/oauth-bench.ts";
import { JSON_BOTH_WAYS, type Script, scriptOf, sender } from "../support/script.ts";

type Bench = ReturnType<typeof oauthBench>;

function apiKeys(send: Script["send"]) {
  return {
    store: (body: object) => send("POST", "/auth/api-key", body),
    remove: () => send("DELETE", "/auth/api-key"),
    workspaces: async () =>
      (await (await send("GET", "/auth/me")).json<{ workspaces: { id: string }[] }>()).workspaces,
    newTask: () => send("POST", "/api/tasks", { list_id: "901", name: "Task" }),
  };
}

async function signedIn(bench: Bench, userId: string) {
  const { browser, send } = await scriptOf(bench, userId);
  return { browser, script: apiKeys(send) };
}

const eventsOf = (userId: string) =>
  runInDurableObject(env.ACCOUNT.getByName(userId), (_, state) =>
    readEvents(state.storage.sql, 0, 1000).map(({ action, outcome }) => `${action} ${outcome}`),
  );

/** The end of the token with which the Worker asked ClickUp last, as far as the sandbox keeps it. */
const lastToken = (bench: Bench) => bench.sandbox.seen.at(-1)?.token;
const endOf = (key: string) => key.slice(-4);

describe("a ClickUp API key", () => {
  it("is checked, stored, and used instead of the sign-in from the next call on", async () => {
    const bench = oauthBench();
    const { script } = await signedIn(bench, "1002");
    const key = bench.sandbox.personalTokenFor("1002");
    const stored = await script.store({ api_key: key, team_id: "9001" });
    expect([stored.status, await stored.json()]).toEqual([
      200,
      { success: true, message: "API key stored successfully" },
    ]);
    expect(stored.headers.get("RateLimit-Limit")).toBe("100");
    expect((await script.newTask()).status).toBe(201);
    expect(lastToken(bench)).toBe(endOf(key));
    const removed = await script.remove();
    expect([removed.status, await removed.json()]).toEqual([
      200,
      { success: true, message: "API key removed" },
    ]);
    expect((await script.remove()).status).toBe(200);
    await script.newTask();
    expect(lastToken(bench)).not.toBe(endOf(key));
    const events = await eventsOf("1002");
    expect(events.filter((event) => event.startsWith("api_key"))).toEqual([
      "api_key_stored ok",
      "api_key_removed ok",
    ]);
  });

  it("opens what it opens while it is there, and the sign-in's Workspaces again afterwards", async () => {
    const bench = oauthBench();
    const browser = bench.browser();
    const atClickUp = await browser.visit("/auth/login");
    const approved = bench.sandbox.approve(atClickUp.headers.get("Location") ?? "", "1002", [
      "9001",
    ]);
    await browser.visit(new URL(approved).pathname + new URL(approved).search);
    const html = await (await browser.visit("/account")).text();
    const csrf = /name="csrf" value="([^"]+)"/.exec(html)?.[1] ?? "";
    const headers = { ...JSON_BOTH_WAYS, "X-CSRF-Token": csrf };
    const me = async () => {
      const response = await browser.visit("/auth/me", { headers });
      return (await response.json<{ workspaces: { id: string }[] }>()).workspaces.length;
    };
    expect(await me()).toBe(1);
    const body = JSON.stringify({ api_key: bench.sandbox.personalTokenFor("1002"), team_id: 9001 });
    const stored = await browser.visit("/auth/api-key", { method: "POST", headers, body });
    expect(await stored.json()).toMatchObject({ success: true });
    expect(await me()).toBe(2);
    await browser.visit("/auth/api-key", { method: "DELETE", headers });
    expect(await me()).toBe(1);
  });

  it("is refused when it is another user's, opens another Workspace, or is dead", async () => {
    const bench = oauthBench();
    const { script } = await signedIn(bench, "1001");
    const others = bench.sandbox.personalTokenFor("1002");
    const dead = bench.sandbox.personalTokenFor("1001"); // until the next one is made
    const own = bench.sandbox.personalTokenFor("1001");
    const answers = await Promise.all(
      [
        { api_key: others, team_id: "9001" },
        { api_key: own, team_id: "9999" },
        { api_key: dead, team_id: "9001" },
        { api_key: "sk_1", team_id: "9001" },
        { api_key: own },
        {},
      ].map(async (body) => {
        const answer = await script.store(body);
        return [answer.status, (await answer.json<{ code: string }>()).code];
      }),
    );
    expect(answers).toEqual([
      [403, "api_key_of_another_user"],
      [403, "workspace_not_open"],
      [400, "api_key_refused"],
      [400, "invalid_input"],
      [400, "invalid_input"],
      [400, "invalid_input"],
    ]);
    expect((await eventsOf("1001")).join()).not.toContain("api_key");
  });

  it("is not stored while ClickUp does not answer: try again later", async () => {
    const bench = oauthBench();
    const { script } = await signedIn(bench, "1001");
    const down = () => new Response("<html>", { status: 502 });
    for (let i = 0; i < 8; i++) bench.sandbox.answerNext(down, { path: /\/v2\/(user|team)$/ });
    const answer = await script.store({
      api_key: bench.sandbox.personalTokenFor("1001"),
      team_id: "9001",
    });
    expect([answer.status, answer.headers.get("Retry-After")]).toEqual([503, "10"]);
    expect(await answer.json()).toMatchObject({ code: "clickup_unavailable" });
    expect((await eventsOf("1001")).join()).not.toContain("api_key");
  });

  it("is stored and forgotten on the account page, which says so, without any script", async () => {
    const bench = oauthBench();
    const { browser, csrf } = await scriptOf(bench, "1001");
    const key = bench.sandbox.personalTokenFor("1001");
    const fields = { csrf, api_key: key, team_id: "9001" };
    const stored = await browser.submit("/auth/api-key", fields);
    expect(locationOf(stored)).toBe("/account#api-key");
    const page = await (await browser.visit("/account")).text();
    expect(page).toContain('action="/auth/api-key/forget"');
    expect(page).not.toContain(key);
    const dead = await browser.submit("/auth/api-key", { ...fields, api_key: "pk_1_DEAD" });
    expect([dead.status, await dead.text()]).toEqual([
      400,
      expect.stringContaining("ClickUp does not accept this API key"),
    ]);
    expect(locationOf(await browser.submit("/auth/api-key/forget", { csrf }))).toBe(
      "/account#api-key",
    );
    const after = await (await browser.visit("/account")).text();
    expect(after).not.toContain("/auth/api-key/forget");
  });

  it("is nothing that an MCP client, a stranger or a form without CSRF token may touch", async () => {
    const bench = oauthBench();
    const { browser } = await signedIn(bench, "1001");
    const { tokens } = await bench.connect();
    const client = apiKeys(sender(bench, tokens.access_token));
    const stranger = apiKeys(sender(bench, "eyJ.eyJ.x"));
    const body = { api_key: bench.sandbox.personalTokenFor("1001"), team_id: "9001" };
    const form = await browser.submit("/auth/api-key", body);
    const statuses = [
      (await client.store(body)).status,
      (await client.remove()).status,
      (await stranger.store(body)).status,
      (await stranger.remove()).status,
      form.status,
    ];
    expect(statuses).toEqual([403, 403, 401, 401, 403]);
  });

  it("stands sealed in the account, and nowhere in plain", async () => {
    const bench = oauthBench();
    const { script } = await signedIn(bench, "1003");
    const key = bench.sandbox.personalTokenFor("1003");
    const [workspace] = await script.workspaces();
    await script.store({ api_key: key, team_id: workspace?.id });
    const rows = await runInDurableObject(env.ACCOUNT.getByName("1003"), (_, { storage }) =>
      storage.sql.exec("SELECT sealed FROM api_keys").toArray(),
    );
    expect(rows).toEqual([{ sealed: expect.stringMatching(/^v1\./) }]);
    expect(JSON.stringify(rows)).not.toContain(key);
  });

  it("that ClickUp refuses later is wiped, and the sign-in answers the same call", async () => {
    const bench = oauthBench();
    const { browser, script } = await signedIn(bench, "1002");
    const { tokens } = await bench.connect({}, "1002");
    const key = bench.sandbox.personalTokenFor("1002");
    await script.store({ api_key: key, team_id: "9001" });
    await script.newTask();
    bench.sandbox.revokeToken(key);
    expect((await script.newTask()).status).toBe(201);
    expect(await bench.call(tokens.access_token)).toBe(200);
    expect((await eventsOf("1002")).filter((event) => event.includes("removed"))).toContain(
      "api_key_removed reconnect_required",
    );
    const page = await (await browser.visit("/account")).text();
    expect(page).toContain("ClickUp refused the key");
    const rows = await runInDurableObject(env.ACCOUNT.getByName("1002"), (_, { storage }) =>
      storage.sql.exec("SELECT sealed FROM api_keys").toArray(),
    );
    expect(rows).toEqual([{ sealed: null }]);
  });

  it("signs nobody out with it, but a dead sign-in behind it does", async () => {
    const bench = oauthBench();
    const { script } = await signedIn(bench, "1001");
    const { tokens } = await bench.connect();
    const key = bench.sandbox.personalTokenFor("1001");
    await script.store({ api_key: key, team_id: "9001" });
    for (const one of Object.keys(bench.sandbox.state.oauth.tokens)) bench.sandbox.revokeToken(one);
    const answer = await script.newTask();
    expect([answer.status, await answer.json()]).toEqual([
      403,
      expect.objectContaining({ code: "reconnect_required" }),
    ]);
    expect(await bench.call(tokens.access_token)).toBe(401);
  });

  it("is left alone by a new sign-in, which waits behind it", async () => {
    const bench = oauthBench();
    const { script } = await signedIn(bench, "1001");
    const key = bench.sandbox.personalTokenFor("1001");
    await script.store({ api_key: key, team_id: "9001" });
    await bench.connect();
    bench.sandbox.clearSeen();
    await script.newTask();
    expect(new Set(bench.sandbox.seen.map((seen) => seen.token))).toEqual(new Set([endOf(key)]));
  });
});
