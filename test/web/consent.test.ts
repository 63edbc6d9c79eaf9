import { describe, expect, it } from "vitest";
import {
  authorizeUrl,
  type Client,
  handleOf,
  locationOf,
  newPkce,
  oauthBench,
  PUBLIC_URL,
  REDIRECT_URI,
  tickedScopes,
} from "../support/oauth-bench.ts";

type Bench = ReturnType<typeof oauthBench>;

/** A client, and a browser that looks at its consent page. */
async function atConsent(bench: Bench, scope = "clickup:read clickup:write", metadata = {}) {
  const client = await bench.register(metadata);
  const [redirectUri = REDIRECT_URI] = client.redirect_uris;
  const path = authorizeUrl(client, await newPkce(), { scope, redirectUri });
  const browser = bench.browser();
  const response = await browser.visit(path);
  const html = await response.text();
  return { client, path, browser, response, html, handle: handleOf(html) };
}

const queryOf = (url: string) => Object.fromEntries(new URL(url).searchParams);

describe("the consent page", () => {
  it("cannot be framed, cached or scripted, and may lead where the flow leads", async () => {
    const { response } = await atConsent(oauthBench());
    expect(response.status).toBe(200);
    const policy = response.headers.get("Content-Security-Policy");
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain(
      "form-action 'self' https://app.clickup.com https://*.clickup.com http://127.0.0.1:33418",
    );
    expect(response.headers.get("X-Frame-Options")).toBe("DENY");
    expect(response.headers.get("Cache-Control")).toBe("no-store");
    expect(response.headers.get("Referrer-Policy")).toBe("same-origin");
    // Web clients open the flow in a popup; this header would cut it off from them.
    expect(response.headers.get("Cross-Origin-Opener-Policy")).toBeNull();
    const cookie = response.headers.get("Set-Cookie");
    expect(cookie).toMatch(/^__Host-.*Secure; HttpOnly; SameSite=Lax/);
  });

  it("shows a hostile name as text and warns that it is only a claim", async () => {
    const bench = oauthBench();
    const { html } = await atConsent(bench, "clickup:read", {
      client_name: `<script>alert(1)</script>"><img src=x onerror=alert(1)>\u202Egpj`,
    });
    expect(html).not.toContain("<script>alert");
    expect(html).not.toContain("<img");
    expect(html).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
    expect(html).not.toContain("\u202E");
    expect(html).toContain("nobody has checked it");
  });

  it("names the host that access goes to, and warns when it is this computer", async () => {
    const bench = oauthBench();
    const local = await atConsent(bench);
    expect(local.html).toContain("this computer (127.0.0.1:33418)");
    expect(local.html).toContain("Any program on this computer");
    const site = await atConsent(bench, "clickup:read", {
      redirect_uris: ["https://claude.ai/cb"],
    });
    expect(site.html).toContain("<strong>claude.ai</strong>");
    expect(site.html).not.toContain("Any program");
    const app = await atConsent(bench, "clickup:read", {
      redirect_uris: ["cursor://anysphere.cursor-mcp/oauth/callback"],
    });
    expect(app.html).toContain("opens cursor: links");
    expect(app.response.headers.get("Content-Security-Policy")).toContain(" cursor:;");
  });

  it("names the domain of a client that is a document there", async () => {
    const clientId = "https://client.example/oauth/metadata.json";
    const bench = oauthBench({
      [clientId]: () =>
        Response.json({
          client_id: clientId,
          client_name: "Example\u202E Client",
          redirect_uris: [REDIRECT_URI],
          token_endpoint_auth_method: "none",
        }),
    });
    const client: Client = { client_id: clientId, redirect_uris: [REDIRECT_URI] };
    const page = await bench.browser().visit(authorizeUrl(client, await newPkce()));
    const html = await page.text();
    expect(html).toContain("<strong>client.example</strong>");
    expect(html).toContain("<bdi>Example Client</bdi>");
  });

  it("says so when that document cannot be read", async () => {
    const clientId = "https://client.example/missing.json";
    const bench = oauthBench({ [clientId]: () => new Response("no", { status: 404 }) });
    const client: Client = { client_id: clientId, redirect_uris: [REDIRECT_URI] };
    const page = await bench.browser().visit(authorizeUrl(client, await newPkce()));
    expect(page.status).toBe(400);
    expect(await page.text()).toContain("could not be read");
  });

  it("offers what was asked, and the default when nothing was, never everything", async () => {
    const bench = oauthBench();
    const asked = await atConsent(bench, "clickup:read clickup:delete unknown:scope");
    expect(tickedScopes(asked.html)).toEqual(["clickup:delete"]);
    expect(asked.html).not.toContain("clickup:write");
    const nothing = await atConsent(bench, "");
    expect(tickedScopes(nothing.html)).toEqual(["clickup:write"]);
    expect(nothing.html).not.toContain("clickup:delete");
  });

  it("asks for deleting, too, when the person wants it: few clients can step up", async () => {
    const bench = oauthBench();
    const { client, browser, html } = await atConsent(bench, "");
    const link = /href="(\/authorize\?[^"]+)"/.exec(html)?.[1]?.replaceAll("&amp;", "&") ?? "";
    const wider = await (await browser.visit(link)).text();
    expect(tickedScopes(wider)).toEqual(["clickup:write", "clickup:delete"]);
    expect(wider).not.toContain('href="/authorize?');
    const back = await browser.consent(link, bench.sandbox);
    expect(back.href).toContain(client.redirect_uris[0]);
    expect(queryOf(back.href)).toMatchObject({
      state: "the-client's-state",
      code: expect.any(String),
    });
    const reader = await atConsent(bench, "clickup:read");
    expect(reader.html).not.toContain('href="/authorize?');
  });

  it("is not shown to who asks only for scopes that do not exist", async () => {
    const { response } = await atConsent(oauthBench(), "admin everything");
    expect(queryOf(locationOf(response))).toMatchObject({
      error: "invalid_scope",
      state: "the-client's-state",
      iss: PUBLIC_URL,
    });
  });
});

describe("an authorization request", () => {
  const visit = async (change: (query: URLSearchParams) => void) => {
    const bench = oauthBench();
    const client = await bench.register();
    const url = new URL(authorizeUrl(client, await newPkce()), PUBLIC_URL);
    change(url.searchParams);
    return bench.browser().visit(url.pathname + url.search);
  };

  it.each([
    "client_id",
    "redirect_uri",
    "state",
    "scope",
    "code_challenge",
  ])("with two of %s is refused on a page, because readers may take either", async (name) => {
    const response = await visit((query) => query.append(name, "https://evil.example/"));
    expect([response.status, response.headers.get("Location")]).toEqual([400, null]);
  });

  it.each([
    "https://evil.example/cb",
    "http://127.0.0.1.evil.example/callback",
    "http://127.0.0.1:33418/callback/../other",
    "http://127.0.0.1:33418/callback#x",
    "http://user@127.0.0.1:33418/callback",
    "http://localhost:33418/callback",
    "javascript:alert(1)",
  ])("that leads to %s is refused on a page and redirected nowhere", async (uri) => {
    const response = await visit((query) => query.set("redirect_uri", uri));
    expect([response.status, response.headers.get("Location")]).toEqual([400, null]);
  });

  it("may come back to any port of this computer", async () => {
    const uri = "http://127.0.0.1:50999/callback";
    expect((await visit((query) => query.set("redirect_uri", uri))).status).toBe(200);
  });

  it.each([
    "code_challenge",
    "code_challenge_method",
  ])("without %s goes back with an error, since PKCE is not optional", async (name) => {
    const response = await visit((query) => query.delete(name));
    expect(queryOf(locationOf(response))).toMatchObject({ error: "invalid_request" });
  });

  it("for a resource of somebody else is refused as such", async () => {
    const response = await visit((query) => query.set("resource", "https://other.example/mcp"));
    expect(queryOf(locationOf(response))).toMatchObject({
      error: "invalid_target",
      iss: PUBLIC_URL,
    });
  });

  it("of an unknown client, or one whose id is no id, is refused on a page", async () => {
    expect((await visit((query) => query.set("client_id", "nobody"))).status).toBe(400);
    expect((await visit((query) => query.set("client_id", "x".repeat(600)))).status).toBe(400);
  });

  it("under another loopback name moves to PUBLIC_URL first, where the cookies will be", async () => {
    const bench = oauthBench();
    const path = authorizeUrl(await bench.register(), await newPkce());
    const response = await bench.request(`http://127.0.0.1:8787${path}`);
    expect(locationOf(response)).toBe(PUBLIC_URL + path);
  });
});

describe("the answer to the consent page", () => {
  it("leads to ClickUp only after Allow, with our own callback and a state of ours", async () => {
    const bench = oauthBench();
    const { browser, handle } = await atConsent(bench);
    expect(bench.toClickUp()).toBe(0);
    const answer = await browser.submit("/authorize", { handle, decision: "approve" });
    const atClickUp = new URL(locationOf(answer));
    expect(atClickUp.origin + atClickUp.pathname).toBe("https://app.clickup.com/api");
    expect(queryOf(atClickUp.href)).toEqual({
      client_id: "sandbox-client",
      redirect_uri: `${PUBLIC_URL}/auth/callback`,
      state: expect.any(String),
    });
  });

  it("says access_denied to the client after Deny, and ClickUp hears nothing", async () => {
    const bench = oauthBench();
    const { browser, handle } = await atConsent(bench);
    const answer = await browser.submit("/authorize", { handle, decision: "deny" });
    expect(locationOf(answer)).toMatch(/^http:\/\/127\.0\.0\.1:33418\/callback\?/);
    expect(queryOf(locationOf(answer))).toEqual({
      error: "access_denied",
      state: "the-client's-state",
      iss: PUBLIC_URL,
    });
    expect(bench.toClickUp()).toBe(0);
  });

  it("counts once", async () => {
    const { browser, handle } = await atConsent(oauthBench());
    const cookies = new Map(browser.cookies);
    expect((await browser.submit("/authorize", { handle, decision: "approve" })).status).toBe(303);
    for (const [name, value] of cookies) browser.cookies.set(name, value);
    expect((await browser.submit("/authorize", { handle, decision: "approve" })).status).toBe(400);
  });

  it("counts in the browser that was shown the page only", async () => {
    const bench = oauthBench();
    const { handle } = await atConsent(bench);
    const victim = (await atConsent(bench)).browser; // with cookies of its own consent
    const forged = await victim.submit("/authorize", { handle, decision: "approve" });
    expect(forged.status).toBe(400);
  });

  it.each([
    "cross-site",
    "same-site",
  ])("that a %s page sent without an Origin is refused", async (site) => {
    const { browser, handle } = await atConsent(oauthBench());
    const answer = await browser.visit("/authorize", {
      method: "POST",
      headers: { "Sec-Fetch-Site": site },
      body: new URLSearchParams({ handle, decision: "approve" }),
    });
    expect(answer.status).toBe(403);
    expect(answer.headers.has("Location")).toBe(false);
  });

  it("from another site's page is refused", async () => {
    const { browser, handle } = await atConsent(oauthBench());
    for (const origin of ["https://evil.example", "null"]) {
      const answer = await browser.visit("/authorize", {
        method: "POST",
        headers: { Origin: origin },
        body: new URLSearchParams({ handle, decision: "approve" }),
      });
      expect(answer.status).toBe(403);
    }
  });

  it("takes from the form the ticks alone, and of those what was offered", async () => {
    const bench = oauthBench();
    const client = await bench.register();
    const pkce = await newPkce();
    const browser = bench.browser();
    const page = await browser.visit(authorizeUrl(client, pkce));
    const answer = await browser.submit("/authorize", [
      ["handle", handleOf(await page.text())],
      ["decision", "approve"],
      ["scope", "clickup:delete"],
      ["scope", "admin"],
      ["redirect_uri", "https://evil.example/"],
      ["client_id", "another"],
    ]);
    const back = bench.sandbox.approve(locationOf(answer), "1001");
    const landed = new URL(locationOf(await browser.visit(back.slice(PUBLIC_URL.length))));
    expect(landed.origin).toBe("http://127.0.0.1:33418");
    const code = landed.searchParams.get("code") ?? "";
    const tokens = await (await bench.exchange(client, code, pkce.verifier)).json();
    expect(tokens).toMatchObject({ scope: "clickup:read" });
  });
});

describe("a flood of authorization requests", () => {
  it("is throttled by its address, because each leaves a record, and nobody else waits", async () => {
    const bench = oauthBench();
    const network = `2001:db8:${Math.floor(Math.random() * 0xffff).toString(16)}:9`;
    const from = (address: string, accept = "application/json") =>
      bench.request("/authorize?client_id=nobody", {
        headers: { "CF-Connecting-IP": address, Accept: accept },
      });
    // The limiter counts by the clock's minute, 600 in each: more than 1,200 cannot all pass in two.
    const AT_ONCE = 40;
    let answers: Response[] = [];
    for (let sent = 0; sent <= 1200 && answers.every(({ status }) => status === 400); ) {
      const addresses = Array.from(
        { length: AT_ONCE },
        () => `${network}::${(sent++).toString(16)}`,
      );
      answers = await Promise.all(addresses.map((address) => from(address)));
    }
    const refused = answers.find(({ status }) => status === 429);
    expect(refused?.headers.get("Retry-After")).toBe("60");
    expect(await refused?.json()).toMatchObject({ code: "rate_limited" });
    const page = await from(`${network}::ffff`, "text/html");
    expect([page.status, page.headers.get("Retry-After")]).toEqual([429, "60"]);
    expect(await page.text()).toContain("Wait a minute");
    expect((await from("198.51.100.9")).status).toBe(400);
  });
});
