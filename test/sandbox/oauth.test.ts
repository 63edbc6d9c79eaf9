import { describe, expect, it } from "vitest";
import { bench } from "./bench.ts";
import { SEED } from "./clickup/seed.ts";

const REDIRECT = "http://localhost:8787/auth/callback";
const AUTHORIZE = `http://localhost:8788/api?client_id=sandbox-client&redirect_uri=${encodeURIComponent(REDIRECT)}&state=s%261`;
const MINUTE_MS = 60_000;

const secrets = { client_id: "sandbox-client", client_secret: "sandbox-secret" };

function codeIn(location: string): string {
  return new URL(location).searchParams.get("code") ?? "";
}

describe("sign-in", () => {
  it("sends the browser back with a code and the state, and the code buys a token", async () => {
    const { sandbox, call, as } = bench();
    const location = sandbox.approve(AUTHORIZE, SEED.users.ben, [SEED.workspaces.harbor]);
    expect(location.startsWith(REDIRECT)).toBe(true);
    expect(new URL(location).searchParams.get("state")).toBe("s&1");
    const bought = await call("POST", "/v2/oauth/token", { ...secrets, code: codeIn(location) });
    expect(bought).toMatchObject({ status: 200, body: { token_type: "Bearer" } });
    const teams = await as(`Bearer ${bought.body.access_token}`, "/v2/team");
    expect(teams.body.teams).toMatchObject([{ id: "9002", name: "Harbor &amp; Co" }]);
  });

  it("takes the token request from the query as well", async () => {
    const { sandbox, call } = bench();
    const query = new URLSearchParams({
      ...secrets,
      code: codeIn(sandbox.approve(AUTHORIZE, SEED.users.ada)),
    });
    expect((await call("POST", `/v2/oauth/token?${query}`)).status).toBe(200);
  });

  it("gives a code one use", async () => {
    const { sandbox, call } = bench();
    const code = codeIn(sandbox.approve(AUTHORIZE, SEED.users.ada));
    await call("POST", "/v2/oauth/token", { ...secrets, code });
    const again = await call("POST", "/v2/oauth/token", { ...secrets, code });
    expect(again).toMatchObject({ status: 401, body: { ECODE: "OAUTH_014" } });
  });

  it("lets a code die after ten minutes", async () => {
    const { sandbox, call, wait } = bench();
    const code = codeIn(sandbox.approve(AUTHORIZE, SEED.users.ada));
    wait(10 * MINUTE_MS + 1);
    expect((await call("POST", "/v2/oauth/token", { ...secrets, code })).status).toBe(401);
  });

  it("refuses a redirect that is not registered, before anybody is sent there", () => {
    const { sandbox } = bench();
    const foreign = AUTHORIZE.replace(encodeURIComponent(REDIRECT), "https%3A%2F%2Fevil.example");
    expect(() => sandbox.approve(foreign, SEED.users.ada)).toThrow(
      expect.objectContaining({ ecode: "OAUTH_007" }),
    );
  });

  it("refuses a wrong client secret", async () => {
    const { sandbox, call } = bench();
    const code = codeIn(sandbox.approve(AUTHORIZE, SEED.users.ada));
    const bought = await call("POST", "/v2/oauth/token", { ...secrets, client_secret: "x", code });
    expect(bought).toMatchObject({ status: 401, body: { ECODE: "OAUTH_011" } });
  });
});

describe("the authorize page", () => {
  const form = (fields: string[][]) => ({ method: "POST", body: new URLSearchParams(fields) });

  it("shows everybody who can sign in, escaped, without a script", async () => {
    const { sandbox } = bench();
    const page = await sandbox.fetch(new Request(AUTHORIZE));
    const html = await page.text();
    expect(page.headers.get("Content-Type")).toContain("text/html");
    expect(html).toContain("Harbor &amp; Co");
    expect(html).not.toContain("<script");
    expect(html).not.toContain("invited@example.com");
  });

  it("redirects with a code for the ticked workspaces", async () => {
    const { sandbox, call } = bench();
    const fields = [
      ["user", "1002"],
      ["workspace", "9001"],
      ["workspace", "666"],
    ];
    const answer = await sandbox.fetch(new Request(AUTHORIZE, form(fields)));
    expect(answer.status).toBe(302);
    const code = codeIn(answer.headers.get("Location") ?? "");
    const { body } = await call("POST", "/v2/oauth/token", { ...secrets, code });
    expect(sandbox.state.oauth.tokens[String(body.access_token)]?.workspaceIds).toEqual(["9001"]);
  });

  it("asks again when no workspace is ticked", async () => {
    const { sandbox } = bench();
    const answer = await sandbox.fetch(new Request(AUTHORIZE, form([["user", "1002"]])));
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain("Choose at least one Workspace.");
  });

  it("sends nobody anywhere for a foreign redirect", async () => {
    const { sandbox } = bench();
    const url = AUTHORIZE.replace(encodeURIComponent(REDIRECT), "https%3A%2F%2Fevil.example");
    const answer = await sandbox.fetch(new Request(url, form([["user", "1001"]])));
    expect(answer.status).toBe(400);
    expect(answer.headers.get("Location")).toBeNull();
  });
});

describe("tokens", () => {
  it("wants the OAuth token behind Bearer and the personal token bare", async () => {
    const { sandbox, token, as } = bench();
    const personal = sandbox.personalTokenFor(SEED.users.ada);
    expect((await as(`Bearer ${token}`, "/v2/user")).status).toBe(200);
    expect((await as(personal, "/v2/user")).status).toBe(200);
    expect((await as(`Bearer ${personal}`, "/v2/user")).body.ECODE).toBe("OAUTH_019");
    expect((await as(token, "/v2/user")).body.ECODE).toBe("OAUTH_025");
    expect((await as(null, "/v2/user")).body.ECODE).toBe("OAUTH_017");
  });

  it("answers 401 once a token is revoked", async () => {
    const { sandbox, token, get } = bench();
    sandbox.revokeToken(token);
    expect(await get("/v2/user")).toMatchObject({ status: 401, body: { ECODE: "OAUTH_025" } });
  });

  it("revokes the old personal token when a new one is made", async () => {
    const { sandbox, as } = bench();
    const old = sandbox.personalTokenFor(SEED.users.ada);
    sandbox.personalTokenFor(SEED.users.ada);
    expect((await as(old, "/v2/user")).status).toBe(401);
  });

  it("opens only the workspaces that were chosen", async () => {
    const { sandbox, as } = bench();
    const token = sandbox.tokenFor(SEED.users.ben, [SEED.workspaces.harbor]);
    expect(await as(`Bearer ${token}`, "/v2/team/9001/space")).toMatchObject({
      status: 401,
      body: { ECODE: "OAUTH_064" },
    });
    expect((await as(`Bearer ${token}`, "/v2/list/901")).body.ECODE).toBe("OAUTH_031");
  });
});
