import { env } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { locationOf, oauthBench, PUBLIC_URL, USER } from "../support/oauth-bench.ts";

type Bench = ReturnType<typeof oauthBench>;

async function signedIn(bench: Bench, userId = USER) {
  const browser = bench.browser();
  const response = await browser.logIn(bench.sandbox, userId);
  const html = await response.text();
  const csrf = /name="csrf" value="([^"]+)"/.exec(html)?.[1] ?? "";
  return { browser, response, html, csrf };
}

const tokenIn = (html: string) => /<code>(eyJ[^<]+)<\/code>/.exec(html)?.[1] ?? "";

const asScript = (bench: Bench, token: string, path: string, body?: object) =>
  bench.request(path, {
    method: body === undefined ? "GET" : "POST",
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });

describe("signing in with a browser only", () => {
  it("lands on a page with the MCP URL, the Workspaces and a form for a personal token", async () => {
    const { response, html } = await signedIn(oauthBench());
    expect(response.status).toBe(200);
    expect(html).toContain(`${PUBLIC_URL}/mcp`);
    expect(html).toContain("Northwind Studio");
    expect(html).toContain('action="/account/tokens"');
    expect(response.headers.get("Content-Security-Policy")).toContain("frame-ancestors 'none'");
  });

  it("asks ClickUp nothing when this browser did not begin the sign-in", async () => {
    const bench = oauthBench();
    const begun = locationOf(await bench.browser().visit("/auth/login"));
    const back = bench.sandbox.approve(begun, USER).slice(PUBLIC_URL.length);
    const response = await bench.browser().visit(back);
    expect(response.status).toBe(400);
    expect(response.headers.getSetCookie()).toEqual([]);
    expect(bench.toClickUp()).toBe(0);
  });

  it("says what happened when ClickUp refuses or is away, and offers to try again", async () => {
    const bench = oauthBench();
    const browser = bench.browser();
    const begun = locationOf(await browser.visit("/auth/login"));
    const back = bench.sandbox.approve(begun, USER).slice(PUBLIC_URL.length);
    bench.sandbox.answerNext(new Response("{}", { status: 502 }));
    const response = await browser.visit(back);
    expect(response.status).toBe(503);
    expect(await response.text()).toContain("/auth/login");
  });

  it("is needed for the page", async () => {
    const bench = oauthBench();
    const browser = bench.browser();
    expect(locationOf(await browser.visit("/account"))).toBe("/auth/login");
    browser.cookies.set("__Host-session", `1001.abc.${"A".repeat(43)}`);
    expect(locationOf(await browser.visit("/account"))).toBe("/auth/login");
  });
});

describe("a personal token", () => {
  it("made on the page is shown once and works for scripts and MCP", async () => {
    const bench = oauthBench();
    const { browser, csrf } = await signedIn(bench);
    const made = await browser.submit("/account/tokens", [
      ["csrf", csrf],
      ["name", "My <script>"],
      ["scope", "clickup:write"],
    ]);
    const html = await made.text();
    expect(html).toContain("My &lt;script&gt;");
    const token = tokenIn(html);
    expect(await bench.call(token)).toBe(200);
    const me = await asScript(bench, token, "/auth/me");
    expect(await me.json()).toEqual({
      user: {
        id: USER,
        name: "Ada Lovelace",
        email: "ada@example.com",
        tier: "free",
        rate_limit: 100,
      },
      workspaces: expect.arrayContaining([{ id: "9001", name: "Northwind Studio" }]),
    });
    expect(me.headers.get("RateLimit-Limit")).toBe("100");
    const page = await (await browser.visit("/account")).text();
    expect(page).toContain("My &lt;script&gt;");
    expect(page).not.toContain(token);
  });

  it.each([
    ["without the CSRF token", {}],
    ["with another's", { csrf: "A".repeat(43) }],
  ])("is not made %s", async (_, fields) => {
    const { browser } = await signedIn(oauthBench());
    const answer = await browser.submit("/account/tokens", { name: "Stolen", ...fields });
    expect(answer.status).toBe(403);
    expect(await answer.text()).not.toContain("eyJ");
  });

  it("is not made with the CSRF token of an earlier sign-in", async () => {
    const bench = oauthBench();
    const earlier = await signedIn(bench);
    const { browser } = await signedIn(bench);
    const answer = await browser.submit("/account/tokens", { name: "x", csrf: earlier.csrf });
    expect(answer.status).toBe(403);
  });

  const scriptToken = async (bench: Bench, scopes: string[] = ["clickup:write"]) => {
    const { browser, csrf } = await signedIn(bench);
    const fields = scopes.map((scope): [string, string] => ["scope", scope]);
    const form: [string, string][] = [["csrf", csrf], ["name", "script"], ...fields];
    return tokenIn(await (await browser.submit("/account/tokens", form)).text());
  };

  it("lets a script make another, with read and write unless it says otherwise", async () => {
    const bench = oauthBench();
    const token = await scriptToken(bench);
    const made = await asScript(bench, token, "/account/tokens", { name: "second" });
    expect(made.status).toBe(200);
    const second = await made.json<{ token: string; id: string }>();
    expect(second).toEqual({ token: expect.stringMatching(/^eyJ/), id: expect.any(String) });
    expect(await bench.call(second.token)).toBe(200);
    const revoked = await asScript(bench, token, `/account/tokens/${second.id}/revoke`, {});
    expect(revoked.status).toBe(200);
    expect(await bench.call(second.token)).toBe(401);
    const again = await asScript(bench, token, `/account/tokens/${second.id}/revoke`, {});
    expect(again.status).toBe(404);
  });

  it("cannot make one that may do more than itself", async () => {
    const bench = oauthBench();
    const token = await scriptToken(bench);
    const scopes = ["clickup:read", "clickup:delete"];
    const answer = await asScript(bench, token, "/account/tokens", { name: "more", scopes });
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ code: "insufficient_scope" });
  });

  it.each([
    {},
    { name: "" },
    { name: 5 },
    { name: "x", scopes: ["admin"] },
    { name: "x", scopes: "clickup:read" },
  ])("needs a name and known scopes: %o", async (body) => {
    const bench = oauthBench();
    const answer = await asScript(bench, await scriptToken(bench), "/account/tokens", body);
    expect([answer.status, (await answer.json<{ code: string }>()).code]).toEqual([
      400,
      "invalid_input",
    ]);
  });

  it("is nothing that an MCP client's token can make or revoke", async () => {
    const bench = oauthBench();
    const { tokens } = await bench.connect();
    const made = await asScript(bench, tokens.access_token, "/account/tokens", { name: "x" });
    const revoked = await asScript(bench, tokens.access_token, "/account/tokens/x/revoke", {});
    const everywhere = await asScript(bench, tokens.access_token, "/auth/logout", {
      everywhere: true,
    });
    expect([made.status, revoked.status, everywhere.status]).toEqual([403, 403, 403]);
    expect((await asScript(bench, tokens.access_token, "/auth/me")).status).toBe(200);
  });

  it("is refused with a challenge when it is not one", async () => {
    const answer = await asScript(oauthBench(), "eyJ.eyJ.x", "/auth/me");
    expect(answer.status).toBe(401);
    expect(answer.headers.get("WWW-Authenticate")).toContain('error="invalid_token"');
    expect(await answer.json()).toMatchObject({
      code: "unauthorized",
      request_id: expect.any(String),
    });
  });
});

describe("a connection that its person ends", () => {
  const recordsOf = async (userId: string) => {
    const [grants, tokens] = await Promise.all([
      env.OAUTH_KV.list({ prefix: `grant:${userId}:` }),
      env.OAUTH_KV.list({ prefix: `token:${userId}:` }),
    ]);
    return grants.keys.length + tokens.keys.length;
  };

  it("leaves nothing of it in KV, whether it is revoked or everything is", async () => {
    const bench = oauthBench();
    const { browser, csrf } = await signedIn(bench, "1004");
    await browser.submit("/auth/logout", { csrf, everywhere: "true" });
    const before = await recordsOf("1004");
    const again = await signedIn(bench, "1004");
    await bench.connect({}, "1004");
    await bench.connect({}, "1004");
    expect(await recordsOf("1004")).toBe(before + 4);
    const page = await (await again.browser.visit("/account")).text();
    const id = /action="\/account\/tokens\/([^/"]+)\/revoke"[\s\S]{0,300}Revoke Test client/.exec(
      page,
    )?.[1];
    await again.browser.submit(`/account/tokens/${id}/revoke`, { csrf: again.csrf });
    expect(await recordsOf("1004")).toBe(before + 2);
    await again.browser.submit("/auth/logout", { csrf: again.csrf, everywhere: "true" });
    expect(await recordsOf("1004")).toBe(before);
  });
});

describe("logging out", () => {
  it("ends the credential that was used and no other", async () => {
    const bench = oauthBench();
    const { tokens } = await bench.connect();
    const { browser, csrf } = await signedIn(bench);
    const cookie = browser.cookies.get("__Host-session") ?? "";
    expect(locationOf(await browser.submit("/auth/logout", { csrf }))).toBe("/");
    expect(browser.cookies.has("__Host-session")).toBe(false);
    browser.cookies.set("__Host-session", cookie);
    expect(locationOf(await browser.visit("/account"))).toBe("/auth/login");
    expect(await bench.call(tokens.access_token)).toBe(200);
    expect((await asScript(bench, tokens.access_token, "/auth/logout", {})).status).toBe(200);
    expect(await bench.call(tokens.access_token)).toBe(401);
  });

  it("everywhere ends all of them", async () => {
    const bench = oauthBench();
    const { tokens } = await bench.connect({}, "1002");
    const { browser, csrf } = await signedIn(bench, "1002");
    await browser.submit("/auth/logout", { csrf, everywhere: "true" });
    expect(await bench.call(tokens.access_token)).toBe(401);
    const live = await (
      env.ACCOUNT.getByName("1002") as unknown as {
        overview(): Promise<{ credentials: unknown[] }>;
      }
    ).overview();
    expect(live.credentials).toEqual([]);
  });
});

describe("the open pages", () => {
  it("tell a browser and a program how to connect", async () => {
    const bench = oauthBench();
    const page = await bench.browser().visit("/");
    expect(page.headers.get("Content-Type")).toContain("text/html");
    expect(await page.text()).toContain(
      `claude mcp add --transport http clickup ${PUBLIC_URL}/mcp`,
    );
    const json = await bench.request("/");
    expect(await json.json()).toMatchObject({ mcp_url: `${PUBLIC_URL}/mcp` });
    const models = await bench.request("/llms.txt");
    expect(await models.text()).toContain(`${PUBLIC_URL}/mcp`);
  });

  it.each(["style.css", "copy.js", "icon.svg"])("have their %s from our origin", async (name) => {
    const response = await oauthBench().request(`/assets/${name}`);
    expect(response.status).toBe(200);
    expect(response.headers.get("X-Content-Type-Options")).toBe("nosniff");
  });
});

describe("what goes wrong", () => {
  it("is a page for a browser and JSON for a program", async () => {
    const bench = oauthBench();
    const page = await bench.browser().visit("/authorize?client_id=nobody");
    expect(page.headers.get("Content-Type")).toContain("text/html");
    const json = await bench.request("/authorize?client_id=nobody");
    expect(json.status).toBe(400);
    expect(await json.json()).toEqual({
      error: expect.stringContaining("cannot be connected"),
      code: "bad_request",
      request_id: json.headers.get("X-Request-Id"),
    });
  });
});
