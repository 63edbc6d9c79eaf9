import { describe, expect, it } from "vitest";
import { authorizeUrl, exchangeCode, readIdentity } from "../../src/clickup/oauth.ts";
import { Secret } from "../../src/log/secret.ts";
import { BASE_URL, clickUpBench } from "../support/clickup-bench.ts";

const APP = { clientId: "our-app", clientSecret: "our-secret" };
/** The same as the Worker has it. */
const OURS = { ...APP, clientSecret: new Secret(APP.clientSecret) };
const REDIRECT = "http://localhost:8787/auth/callback";

describe("signing in with ClickUp", () => {
  it("sends the person to ClickUp, redeems the code and reads who came back", async () => {
    const { sandbox } = clickUpBench({
      clients: [{ id: APP.clientId, secret: APP.clientSecret, redirectUris: [REDIRECT] }],
    });
    const url = authorizeUrl("https://app.clickup.test/api", {
      ...APP,
      redirectUri: REDIRECT,
      state: "s&1",
    });
    expect(url).not.toContain(APP.clientSecret);
    const back = new URL(sandbox.approve(url, "1002"));
    expect(back.searchParams.get("state")).toBe("s&1");
    const code = back.searchParams.get("code") ?? "";
    const fetch = (request: Request) => sandbox.fetch(request);
    const exchange = await exchangeCode({
      apiUrl: BASE_URL,
      ...OURS,
      code,
      redirectUri: REDIRECT,
      fetch,
    });
    if (!exchange.ok) throw new Error("refused");
    const { client } = clickUpBench({ state: sandbox.state, token: exchange.token.reveal() });
    expect(await readIdentity(client())).toEqual({
      user: {
        id: "1002",
        name: "Ben Okafor",
        email: "ben@example.com",
        timezone: "America/New_York",
        weekStartDay: 0,
      },
      workspaces: [
        { id: "9001", name: "Northwind Studio" },
        { id: "9002", name: "Harbor & Co" },
      ],
    });
    const again = await exchangeCode({ apiUrl: BASE_URL, ...OURS, code, fetch });
    expect(again).toEqual({ ok: false, ecode: "OAUTH_014" });
  });

  it.each([
    ["breaks", () => Promise.reject(new TypeError("reset"))],
    ["is an outage", async () => new Response("<html>", { status: 502 })],
    ["is a page", async () => new Response("<html>")],
    ["has no token", async () => Response.json({ token_type: "Bearer" })],
    ["is a redirect", async () => Response.redirect("https://elsewhere.example/", 302)],
  ])("throws when the answer %s, because the code may be used up", async (_, fetch) => {
    await expect(
      exchangeCode({ apiUrl: BASE_URL, ...OURS, code: "c", fetch }),
    ).rejects.toMatchObject({
      because: "no_answer",
      mayHaveHappened: true,
    });
  });
});
