/** The routes for people and scripts: forged, foreign, repeated and overlong requests. */
import { describe, expect, it } from "vitest";
import { locationOf, oauthBench, PUBLIC_URL } from "../support/oauth-bench.ts";
import { scriptOf } from "../support/script.ts";

const CHANGES: [string, string][] = [
  ["POST", "/auth/api-key"],
  ["DELETE", "/auth/api-key"],
  ["POST", "/auth/api-key/forget"],
  ["POST", "/auth/logout"],
  ["POST", "/stripe/create-checkout"],
  ["POST", "/stripe/portal"],
  ["POST", "/account/preferences"],
  ["POST", "/account/delete"],
  ["POST", "/account/tokens"],
  ["POST", "/account/tokens/some-id/revoke"],
  ["POST", "/account/sessions/some-id/end"],
];
const OWN = { Origin: PUBLIC_URL };

describe("a change by a browser's session", () => {
  it.each(
    CHANGES,
  )("%s %s needs the CSRF token of that session, from a page of ours", async (method, path) => {
    const bench = oauthBench();
    const victim = await scriptOf(bench, "1001");
    const attacker = await scriptOf(bench, "1002");
    const before = bench.toClickUp();
    const form = (csrf: string) =>
      method === "DELETE"
        ? {}
        : { body: new URLSearchParams({ csrf, confirm: "DELETE", name: "x" }) };
    const attempts: RequestInit[] = [
      { headers: OWN, ...form("") },
      { headers: OWN, ...form(attacker.csrf) },
      { headers: OWN, ...form(`${victim.csrf.split(".")[0]}.${"A".repeat(43)}`) },
      { headers: { Origin: "https://evil.example" }, ...form(victim.csrf) },
      { headers: { Origin: "null" }, ...form(victim.csrf) },
      { headers: { "Sec-Fetch-Site": "cross-site" }, ...form(victim.csrf) },
    ];
    for (const attempt of attempts) {
      const answer = await victim.browser.visit(path, { method, ...attempt });
      expect(answer.status).toBe(403);
    }
    expect(bench.toClickUp()).toBe(before);
    expect((await victim.send("GET", "/auth/me")).status).toBe(200);
  });

  it.each(CHANGES)("%s %s cannot be made by a link or an image", async (_, path) => {
    const bench = oauthBench();
    const { browser, send } = await scriptOf(bench, "1001");
    const answer = await browser.visit(path, { method: "GET" });
    expect(answer.status === 405 || answer.status === 404).toBe(true);
    expect((await send("GET", "/auth/me")).status).toBe(200);
  });

  it("is not to be had with the cookie of one user and the id of another", async () => {
    const bench = oauthBench();
    const { browser } = await scriptOf(bench, "1001");
    const [name, value = ""] = [...browser.cookies].find(([key]) => key.endsWith("session")) ?? [];
    if (name === undefined) throw new Error("no session cookie");
    const [, credential, signature] = value.split(".");
    for (const forged of [
      `1002.${credential}.${signature}`,
      `1001.${credential}.`,
      `1001.${credential}`,
      `1001.other.${signature}`,
      `../1001.${credential}.${signature}`,
    ]) {
      browser.cookies.set(name, forged);
      const answer = await browser.visit("/auth/me", { headers: { Accept: "application/json" } });
      expect(answer.status).toBe(401);
    }
  });
});

describe("a token that only reads", () => {
  it("lifts no protection that the person has set for all their connections", async () => {
    const bench = oauthBench();
    const { send } = await scriptOf(bench, "1001");
    const made = await send("POST", "/account/tokens", { name: "r", scopes: ["clickup:read"] });
    const { token } = await made.json<{ token: string }>();
    expect((await send("POST", "/account/preferences", { readonly: true })).status).toBe(200);
    const answer = await bench.request("/account/preferences", {
      method: "POST",
      headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
      body: JSON.stringify({ readonly: false }),
    });
    expect([answer.status, (await answer.json<{ code: string }>()).code]).toEqual([
      403,
      "insufficient_scope",
    ]);
    expect((await send("POST", "/account/preferences", { readonly: false })).status).toBe(200);
  });
});

describe("another user's things", () => {
  it("are neither shown, ended nor downloaded, whatever id is named", async () => {
    const bench = oauthBench();
    const owner = await scriptOf(bench, "1001");
    const thief = await scriptOf(bench, "1002");
    const made = await owner.send("POST", "/account/tokens", { name: "mine" });
    const { id, token } = await made.json<{ id: string; token: string }>();
    for (const path of [
      `/account/tokens/${id}/revoke`,
      `/account/tokens/..%2F${id}/revoke`,
      `/account/sessions/${id}/end`,
    ]) {
      expect((await thief.send("POST", path)).status).toBe(404);
    }
    for (const path of [
      "/account/export.json?user_id=1001",
      "/account/audit.ndjson?user=1001&from=../1001",
      "/auth/me?id=1001",
      "/api/teams?user_id=1001",
    ]) {
      const text = await (await thief.send("GET", path, undefined, { "x-user-id": "1001" })).text();
      expect(text).not.toContain("ada@");
      expect(text).not.toContain(id);
    }
    const still = await bench.request("/auth/me", {
      headers: { Authorization: `Bearer ${token}` },
    });
    expect(still.status).toBe(200);
  });
});

describe("the downloads", () => {
  it.each([
    "from=0000-01-01&to=9999-12-31",
    "from=2026-11-01&to=2026-11-01%0D%0ASet-Cookie:%20a=b",
    'from=2026-11-01"; filename="evil.html',
    "from=-271821-04-20",
    "from=%2B275760-09-13",
    `from=${"9".repeat(5_000)}`,
    "from=2026-11-01&from=2026-11-02",
    "from[]=2026-11-01&to=NaN",
  ])("with %s end soon, and name a file of ours or are refused", async (query) => {
    const { send } = await scriptOf(oauthBench(), "1001");
    const startedAtMs = Date.now();
    const answer = await send("GET", `/account/audit.ndjson?${query}`);
    await answer.text();
    expect(Date.now() - startedAtMs).toBeLessThan(5_000);
    expect([200, 400]).toContain(answer.status);
    expect(answer.headers.has("Set-Cookie")).toBe(false);
    const disposition = answer.headers.get("Content-Disposition");
    if (answer.status === 200) {
      expect(disposition).toMatch(
        /^attachment; filename="clickup-mcp-audit-\d{4}-\d\d-\d\d-to-\d{4}-\d\d-\d\d\.ndjson"$/,
      );
    }
  });

  it("answer a HEAD without their body, and let no byte range be asked for", async () => {
    const { send } = await scriptOf(oauthBench(), "1001");
    for (const path of ["/account/export.json", "/account/audit.ndjson"]) {
      const head = await send("HEAD", path);
      expect([head.status, await head.text()]).toEqual([200, ""]);
      const ranged = await send("GET", path, undefined, { Range: "bytes=0-0,1-1,2-2" });
      expect(ranged.status).toBe(200);
      expect(ranged.headers.get("Content-Type")).not.toContain("multipart/byteranges");
      await ranged.text();
    }
  });
});

describe("REST", () => {
  it.each([
    "9002",
    "../9001",
    "9001/../9002",
    "__proto__",
    "9001,9002",
    " ",
  ])("under x-team-id %j of nobody's is 403 or 400, and ClickUp hears nothing", async (team) => {
    const bench = oauthBench();
    const { send } = await scriptOf(bench, "1001");
    const before = bench.toClickUp();
    const body = { list_id: "901", name: "x" };
    const answer = await send("POST", "/api/tasks", body, { "x-team-id": team });
    expect([400, 403]).toContain(answer.status);
    expect(bench.toClickUp()).toBe(before);
  });

  it("takes an array, a nested bomb or a prototype for what it is", async () => {
    const bench = oauthBench();
    const { send } = await scriptOf(bench, "1001");
    const before = bench.toClickUp();
    for (const body of [
      "[]",
      `{"list_id":"901","name":"x","a":${"[".repeat(100)}${"]".repeat(100)}}`,
      '{"__proto__":{"list_id":"901"},"name":"x"}',
      '{"constructor":{"prototype":{"list_id":"901"}}}',
      "null",
      "",
    ]) {
      expect((await send("POST", "/api/tasks", body)).status).toBe(400);
    }
    expect(bench.toClickUp()).toBe(before);
    expect(({} as Record<string, unknown>).list_id).toBeUndefined();
  });
});

describe("the Stripe webhook", () => {
  it("takes nothing that only looks signed", async () => {
    const bench = oauthBench();
    const now = Math.floor(Date.now() / 1000);
    const body = JSON.stringify({
      id: "evt_1",
      object: "event",
      type: "customer.subscription.updated",
    });
    for (const signature of [
      undefined,
      "",
      `t=${now}`,
      `t=${now},v1=`,
      `t=${now},v1=${"0".repeat(64)}`,
      `t=${now},v0=${"0".repeat(64)}`,
      `t=99999999999,v1=${"0".repeat(64)}`,
      `t=${now},v1=${"0".repeat(64)},v1=${"1".repeat(64)}`.repeat(50),
    ]) {
      const answer = await bench.request("/stripe/webhook", {
        method: "POST",
        body,
        ...(signature !== undefined && { headers: { "Stripe-Signature": signature } }),
      });
      expect([signature, answer.status]).toEqual([signature, 400]);
    }
    expect(bench.toClickUp()).toBe(0);
  });
});

describe("an upload ticket", () => {
  it.each([
    "x",
    "..%2F..%2Faccount%2Fdelete",
    `1001.${"A".repeat(43)}`,
    `1001.${"A".repeat(22)}.${"A".repeat(43)}`,
    "%00",
    "x".repeat(5_000),
  ])("%# that nobody gave out is 404", async (ticket) => {
    const bench = oauthBench();
    const answer = await bench.request(`/upload/${ticket}`, {
      method: "PUT",
      headers: { "Content-Length": "1" },
      body: "x",
    });
    expect(answer.status).toBe(404);
    expect(bench.toClickUp()).toBe(0);
  });
});

describe("the way to the sign-in", () => {
  it("is ours for a browser that is not signed in, whatever it was asked for", async () => {
    const bench = oauthBench();
    const answer = await bench.browser().visit("/account?next=https://evil.example");
    expect(locationOf(answer)).toBe("/auth/login");
  });
});
