import { env, runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { readEvents } from "../../src/account/audit-outbox.ts";
import { readConfig } from "../../src/env.ts";
import { billingFormTargets } from "../../src/web/billing.ts";
import { sessionCookie } from "../../src/web/browser-session.ts";
import { EventReader, MCP_URL, type McpCaller, signedIn } from "../support/mcp-bench.ts";
import { createBrowser, locationOf, oauthBench } from "../support/oauth-bench.ts";

type Fields = [string, string][];

/** A person with a personal token and a browser at the whole Worker. */
async function person(options: { name?: string } = {}) {
  const bench = oauthBench();
  const caller = await signedIn();
  const credentialId = crypto.randomUUID();
  await caller.account.signIn({
    user: {
      id: caller.userId,
      name: options.name ?? "Ada",
      email: "ada@example.com",
      timezone: "Europe/Berlin",
      weekStartDay: 1,
    },
    workspaces: [{ id: "9001", name: options.name ?? "Analytical Engines" }],
    clickUpToken: "sandbox-token",
    credential: {
      credentialId,
      kind: "browser",
      clientId: "browser",
      clientName: "Browser",
      scopes: ["clickup:read", "clickup:write", "clickup:delete"],
    },
    requestId: "sign-in",
  });
  const browser = createBrowser(bench.request);
  const cookie = await sessionCookie(readConfig(env), caller.userId, credentialId);
  browser.cookies.set("__Host-session", cookie.split(";")[0]?.split("=")[1] ?? "");
  const load = async () => {
    const response = await browser.visit("/account");
    if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
    return { response, html: await response.text() };
  };
  return { bench, caller, browser, load };
}

const csrfIn = (html: string) => /name="csrf" value="([^"]+)"/.exec(html)?.[1] ?? "";
const versionIn = (html: string) => /name="version" value="([^"]+)"/.exec(html)?.[1] ?? "";

async function toolNames(caller: McpCaller, headers = {}, url = MCP_URL): Promise<string[]> {
  const body = { jsonrpc: "2.0", id: 1, method: "tools/list", params: {} };
  const response = await caller.post(body, { accept: "application/json", ...headers }, url);
  const { result } = await response.json<{ result: { tools: { name: string }[] } }>();
  return result.tools.map(({ name }) => name);
}

describe("the numbers on the account page", () => {
  it("are those of the calls that were made: now, by hour, by day and by tool", async () => {
    const { caller, load } = await person();
    for (const name of ["clickup_task_get", "clickup_task_get", "clickup_task_search"]) {
      await caller.ask("tools/call", { name, arguments: { task: "nonsense/.." } });
    }
    const { html } = await load();
    expect(html).toMatch(/<strong>3 of 100<\/strong> requests used in the last 60 seconds/);
    expect(html).toMatch(/The last 24 hours<\/h3><p>3 calls, at most 3 in one hour/);
    expect(html).toMatch(/The last 30 days<\/h3><p>3 calls, at most 3 in one day/);
    const row = (tool: string) =>
      new RegExp(`<th scope="row">${tool}</th><td>(\\d+)</td><td>(\\d+)</td><td>(\\d+)</td>`)
        .exec(html)
        ?.slice(1)
        .map(Number);
    expect(row("clickup_task_get")).toEqual([0, 2, 0]);
    expect(row("clickup_task_search")).toEqual([0, 0, 1]); // Premium
    expect(html).toContain("Times in Europe/Berlin");
  });

  it("are zero, and no plot is drawn, for who has just come", async () => {
    const { html } = await (await person()).load();
    expect(html).toContain("No calls yet.");
    expect(html).not.toContain("<svg");
  });
});

describe("a session on the account page", () => {
  it("is shown under its connection, and ends alone", async () => {
    const { caller, browser, load } = await person();
    const { "mcp-session-id": id } = await caller.initialize();
    const headers = { "mcp-session-id": id };
    const { html } = await load();
    const action = /action="(\/account\/sessions\/[^"]+\/end)"/.exec(html)?.[1] ?? "";
    expect(html).toContain("End the session of bench");
    expect(locationOf(await browser.submit(action, { csrf: csrfIn(html) }))).toBe("/account");
    expect((await caller.ask("tools/list", {}, headers)).status).toBe(404);
    expect((await caller.ask("tools/list")).status).toBe(200);
    expect((await load()).html).not.toContain("End the session of bench");
  });

  it("of somebody else is left alone", async () => {
    const { browser, load } = await person();
    const other = await signedIn();
    const { "mcp-session-id": id } = await other.initialize();
    const csrf = csrfIn((await load()).html);
    await browser.submit(`/account/sessions/${id.split(".")[0]}/end`, { csrf });
    expect((await other.ask("tools/list", {}, { "mcp-session-id": id })).status).toBe(200);
  });
});

describe("the choice of tools on the account page", () => {
  async function choose(p: Awaited<ReturnType<typeof person>>, fields: Fields) {
    const { html } = await p.load();
    const form: Fields = [["csrf", csrfIn(html)], ["version", versionIn(html)], ...fields];
    return { form, response: await p.browser.submit("/account/preferences", form) };
  }

  it("is in force at the next call of every connection that chooses nothing itself", async () => {
    const p = await person();
    const { "mcp-session-id": id } = await p.caller.initialize();
    const open = { "mcp-session-id": id };
    expect(await toolNames(p.caller, open)).toHaveLength(7);
    const { response } = await choose(p, [["list", "timekeeper"]]);
    expect(locationOf(response)).toBe("/account?saved=tools#tools");
    const left = ["clickup_workspace_hierarchy", "clickup_task_get"];
    expect(await toolNames(p.caller, open)).toEqual(left);
    expect(await toolNames(p.caller)).toEqual(left);
    expect(await toolNames(p.caller, {}, `${MCP_URL}?toolsets=all`)).toHaveLength(7);
    const { html } = await p.load();
    expect(html).toMatch(/<option value="timekeeper" selected/);
  });

  it("read only holds at the call, whatever the URL says", async () => {
    const p = await person();
    await choose(p, [["readonly", "1"]]);
    expect(await toolNames(p.caller, {}, `${MCP_URL}?toolsets=all&readonly=0`)).not.toContain(
      "clickup_task_create",
    );
    const { body } = await p.caller.ask("tools/call", {
      name: "clickup_task_create",
      arguments: { list: "901", name: "Must not be written" },
    });
    expect(JSON.stringify(body)).toContain("account page is set to read only");
    expect(p.bench.toClickUp()).toBe(0);
  });

  it("read only holds for scripts as well, at the last step before ClickUp", async () => {
    const p = await person();
    await choose(p, [["readonly", "1"]]);
    const answer = await p.bench.request("/api/tasks", {
      method: "POST",
      headers: { Authorization: `Bearer ${p.caller.token}`, "Content-Type": "application/json" },
      body: JSON.stringify({ list_id: "901", name: "Must not be written" }),
    });
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ code: "not_selected" });
    expect(p.bench.toClickUp()).toBe(0);
  });

  it("is told to open streams, and leaves one audit event", async () => {
    const p = await person();
    const { "mcp-session-id": id } = await p.caller.initialize();
    const stream = await p.caller.fetch({
      headers: { "mcp-session-id": id, accept: "text/event-stream" },
    });
    const session = new EventReader(stream);
    const listen = { notifications: { toolsListChanged: true } };
    const modern = new EventReader(await p.caller.modern("subscriptions/listen", listen));
    await modern.next();
    await choose(p, [["nodelete", "1"]]);
    const changed = "notifications/tools/list_changed";
    expect(JSON.parse((await session.next())?.data ?? "").method).toBe(changed);
    expect(JSON.parse((await modern.next())?.data ?? "").method).toBe(changed);
    await Promise.all([session.close(), modern.close()]);
    await choose(p, [["nodelete", "1"]]); // nothing changes
    const events = await runInDurableObject(
      env.ACCOUNT.getByName(p.caller.userId),
      (_, { storage }) => readEvents(storage.sql, 0, 100),
    );
    expect(events.filter(({ action }) => action === "preferences_changed")).toHaveLength(1);
  });

  it("sent a second time changes nothing, also after another choice", async () => {
    const p = await person();
    const first = await choose(p, [["list", "timekeeper"]]);
    await choose(p, [["readonly", "1"]]);
    const again = await p.browser.submit("/account/preferences", first.form);
    expect(again.status).toBe(403);
    expect((await toolNames(p.caller)).length).toBe(5);
  });

  it.each<[string, Fields]>([
    ["a persona that does not exist", [["list", "wizard"]]],
    ["toolsets without any", [["list", "toolsets"]]],
    [
      "a toolset that does not exist",
      [
        ["list", "toolsets"],
        ["toolset", "magic"],
      ],
    ],
  ])("refuses %s and says what there is", async (_, fields) => {
    const p = await person();
    const { response } = await choose(p, fields);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain("Known:");
    expect(await toolNames(p.caller)).toHaveLength(7);
  });
});

describe("a form of the account page", () => {
  const FORMS: [string, Fields][] = [
    ["/account/tokens", [["name", "x"]]],
    ["/account/preferences", [["readonly", "1"]]],
    ["/account/sessions/abc/end", []],
    [
      "/auth/api-key",
      [
        ["api_key", "pk_1"],
        ["team_id", "9001"],
      ],
    ],
    ["/auth/api-key/forget", []],
    ["/stripe/create-checkout", []],
    ["/stripe/portal", []],
    ["/account/delete", [["confirm", "DELETE"]]],
    ["/auth/logout", []],
  ];

  it.each(
    FORMS,
  )("%s is 403 without the CSRF token, and from another site with it", async (path, fields) => {
    const { browser, load, bench } = await person();
    const { html } = await load();
    expect((await browser.submit(path, fields)).status).toBe(403);
    const body = new URLSearchParams([...fields, ["csrf", csrfIn(html)]]);
    for (const headers of [
      { Origin: "https://evil.example" },
      { Origin: "null" },
      { "Sec-Fetch-Site": "cross-site" },
      { "Sec-Fetch-Site": "same-site" },
    ]) {
      expect((await browser.visit(path, { method: "POST", headers, body })).status).toBe(403);
    }
    expect((await load()).html).toContain("This browser");
    expect(bench.toClickUp()).toBe(0);
  });

  it("has a route behind it, whatever stands on the page", async () => {
    const { caller, browser, load } = await person();
    await caller.initialize();
    const { html } = await load();
    const actions = [...html.matchAll(/<form method="post" action="([^"]+)"/g)].map(([, to]) => to);
    expect(new Set(actions).size).toBeGreaterThan(6);
    for (const action of actions) {
      expect((await browser.submit(action ?? "", {})).status, action).toBe(403);
    }
  });

  it("makes one token when it is sent twice, one after the other or at once", async () => {
    const { browser, load } = await person();
    const { html } = await load();
    const form: Fields = [
      ["csrf", csrfIn(html)],
      ["name", "Nightly"],
      ["scope", "clickup:write"],
    ];
    const sent = await Promise.all([
      browser.submit("/account/tokens", form),
      browser.submit("/account/tokens", form),
    ]);
    expect(sent.map(({ status }) => status).sort()).toEqual([200, 403]);
    const again = await browser.submit("/account/tokens", form);
    expect(again.status).toBe(403);
    expect(await again.text()).toContain("This form was sent before");
    const listed = (await load()).html.match(/aria-label="Revoke Nightly"/g);
    expect(listed).toHaveLength(1);
  });

  it("makes a second token of the same name from a page that was loaded anew", async () => {
    const { browser, load } = await person();
    for (let made = 0; made < 2; made++) {
      const form: Fields = [
        ["csrf", csrfIn((await load()).html)],
        ["name", "Nightly"],
      ];
      expect((await browser.submit("/account/tokens", form)).status).toBe(200);
    }
  });

  it("may lead to Stripe's pages, and nowhere else", async () => {
    const { response } = await (await person()).load();
    const target = new URL(env.STRIPE_API_URL).origin;
    expect(response.headers.get("Content-Security-Policy")).toContain(
      `form-action 'self' ${target};`,
    );
    const { stripe } = readConfig(env);
    if (stripe === undefined) throw new Error("the tests have Stripe's settings");
    const ownApi = { ...stripe, apiUrl: undefined };
    expect(billingFormTargets({ stripe: ownApi })).toEqual([
      "https://checkout.stripe.com",
      "https://billing.stripe.com",
    ]);
  });
});

describe("the order of the account page", () => {
  const orders = (html: string) => {
    const ids = (pattern: RegExp) => [...html.matchAll(pattern)].map(([, id]) => id);
    return {
      index: ids(/<li><a href="#([a-z-]+)"/g),
      parts: ids(/<section\b[^>]*aria-labelledby="([a-z-]+)"/g),
    };
  };

  it("begins with connecting for who has nothing connected, and the index follows it", async () => {
    const bench = oauthBench();
    const browser = bench.browser();
    const first = orders(await (await browser.logIn(bench.sandbox, "1003")).text());
    expect(first.parts.slice(0, 3)).toEqual(["connect", "plan", "usage"]);
    expect(first.index).toEqual(first.parts);
    const paid = orders(await (await browser.visit("/account?checkout=success")).text());
    expect(paid.parts.slice(0, 3)).toEqual(["plan", "usage", "connect"]);
    expect(paid.index).toEqual(paid.parts);
  });
});

describe("names on the account page", () => {
  it("are shown as the text that they are, kept apart from the words around them", async () => {
    const hostile = '"><script>alert(1)</script>\u202Egnirts';
    const { load } = await person({ name: hostile });
    const { html } = await load();
    expect(html).not.toContain("<script>alert");
    const shown = "&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;\u202Egnirts";
    expect(html).toContain(`Signed in as <bdi>${shown}</bdi>`);
    expect(html).toContain(`<li><bdi>${shown}</bdi></li>`);
  });
});
