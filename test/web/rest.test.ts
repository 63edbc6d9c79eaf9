import { env, runInDurableObject } from "cloudflare:test";
import { describe, expect, it, vi } from "vitest";
import { readEvents } from "../../src/account/audit-outbox.ts";
import { oauthBench, PUBLIC_URL, USER } from "../support/oauth-bench.ts";
import { scriptOf, sender } from "../support/script.ts";

type Bench = ReturnType<typeof oauthBench>;
type Headers = Record<string, string>;

async function signedIn(bench: Bench, userId = USER, scopes?: string[]) {
  return rest(bench, (await scriptOf(bench, userId, scopes)).token);
}

function rest(bench: Bench, token: string) {
  const send = sender(bench, token);
  return {
    teams: (headers: Headers = {}) => send("GET", "/api/teams", undefined, headers),
    task: (body: unknown, headers: Headers = {}) => send("POST", "/api/tasks", body, headers),
  };
}

const tasksMade = ({ sandbox }: Bench) =>
  sandbox.seen.filter(
    ({ method, path, status }) => method === "POST" && path.endsWith("/task") && status === 200,
  );

describe("GET /api/teams", () => {
  it("lists the teams that the user may use, and nothing else of them", async () => {
    const bench = oauthBench();
    const { teams } = await signedIn(bench, "1002");
    const answer = await teams();
    expect([answer.status, await answer.json()]).toEqual([
      200,
      {
        teams: [
          { id: "9001", name: "Northwind Studio" },
          { id: "9002", name: "Harbor & Co" },
        ],
      },
    ]);
    expect(answer.headers.get("RateLimit-Limit")).toBe("100");
    expect(answer.headers.get("X-Request-Id")).not.toBeNull();
  });

  it("takes an MCP client's token for /mcp, and refuses one for /sse", async () => {
    const bench = oauthBench();
    const { tokens } = await bench.connect();
    expect((await rest(bench, tokens.access_token).teams()).status).toBe(200);
    const other = await bench.connect({ resource: `${PUBLIC_URL}/sse` });
    expect((await rest(bench, other.tokens.access_token).teams()).status).toBe(401);
  });

  it("is 401 with a challenge for whoever proves nothing, a browser's session included", async () => {
    const bench = oauthBench();
    const browser = bench.browser();
    await browser.logIn(bench.sandbox);
    const headers = { Accept: "application/json" };
    for (const answer of [
      await bench.request("/api/teams"),
      await rest(bench, "pk_1_ABC").teams(),
      await browser.visit("/api/teams", { headers }),
    ]) {
      expect(answer.status).toBe(401);
      expect(answer.headers.get("WWW-Authenticate")).toContain("resource_metadata=");
      expect(await answer.json()).toMatchObject({ code: "unauthorized" });
    }
  });

  it("says where to sign in and when to come back to whoever takes HTML, too", async () => {
    const bench = oauthBench();
    const html = { Accept: "text/html" };
    const refused = await bench.request("/api/teams", { headers: html });
    expect(refused.status).toBe(401);
    expect(refused.headers.get("Content-Type")).toContain("text/html");
    expect(refused.headers.get("WWW-Authenticate")).toContain("resource_metadata=");
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
    const { teams } = await signedIn(bench, "1006");
    for (let i = 0; i < 100; i++) await (await teams()).body?.cancel();
    const late = await teams(html);
    expect(late.status).toBe(429);
    expect(late.headers.get("Retry-After")).toBe("60");
    expect(late.headers.get("RateLimit-Remaining")).toBe("0");
  });

  it("is 403 under a Workspace that is not the user's", async () => {
    const bench = oauthBench();
    const { teams, task } = await signedIn(bench);
    expect((await teams({ "x-team-id": "9001" })).status).toBe(200);
    for (const answer of [
      await teams({ "x-team-id": "9999" }),
      await task({ list_id: "901", name: "x" }, { "x-team-id": "9999" }),
    ]) {
      expect([answer.status, await answer.json()]).toEqual([
        403,
        {
          error: expect.stringContaining("Workspace"),
          code: "workspace_not_shared",
          request_id: expect.any(String),
        },
      ]);
      expect(answer.headers.get("RateLimit-Limit")).toBe("100");
    }
    expect(tasksMade(bench)).toEqual([]);
  });
});

describe("POST /api/tasks", () => {
  it("creates a task with what a script expects to be able to say, and answers it", async () => {
    const bench = oauthBench();
    const { task } = await signedIn(bench);
    const dueMs = Date.UTC(2026, 11, 1, 16);
    const answer = await task(
      {
        list_id: 901,
        name: " Ship it ",
        description: "**now**",
        priority: 2,
        due_date: dueMs,
        time_estimate: 5_400_000,
        assignees: ["me"],
        tags: ["release"],
      },
      { "x-team-id": "9001" },
    );
    expect(answer.status).toBe(201);
    expect(await answer.json()).toMatchObject({
      id: expect.any(String),
      name: "Ship it",
      status: expect.any(String),
      url: expect.stringContaining("http"),
    });
    expect(tasksMade(bench).map(({ body }) => body)).toEqual([
      expect.objectContaining({
        name: "Ship it",
        markdown_content: "**now**",
        priority: 2,
        due_date: dueMs,
        due_date_time: true,
        time_estimate: 5_400_000,
        tags: ["release"],
      }),
    ]);
  });

  it.each([
    [{ name: "x" }, '"list_id" is required.'],
    [{ list_id: "901" }, '"name" is required.'],
    [{ list_id: "901", name: "" }, '"name" must be text that is not empty.'],
    [{ list_id: "901", name: "x", due_date: "somewhen" }, '"due_date" is not a date'],
    [{ list_id: "901", name: "x", priority: "huge" }, '"priority" must be one of'],
    [{ list_id: "901", name: "x", time_estimate: "long" }, '"time_estimate" is not a length'],
    [
      { list_id: "901", name: "x", status: "nowhere" },
      'This List has no status "nowhere". Allowed: to do,',
    ],
    [{ list_id: "901", name: "x", assignees: ["Zoe"] }, '"assignees": there is no person "Zoe"'],
    [
      { list_id: "901", name: "x", custom_fields: [{ id: "f", value: 1 }] },
      '"custom_fields": there',
    ],
    [{ list_id: "901", name: "x", colour: "red" }, '"colour"'],
    ["{", "one JSON object"],
    [[], "one JSON object"],
  ])("names the field that is wrong: %o", async (body, sentence) => {
    const bench = oauthBench();
    const { task } = await signedIn(bench);
    const answer = await task(body);
    const told = await answer.json<{ error: string; code: string }>();
    expect([answer.status, told.code]).toEqual([400, "invalid_input"]);
    expect(told.error).toContain(sentence);
    expect(answer.headers.get("RateLimit-Limit")).toBe("100");
    expect(tasksMade(bench)).toEqual([]);
  });

  it("needs the scope that fits", async () => {
    const bench = oauthBench();
    const { task, teams } = await signedIn(bench, USER, ["clickup:read"]);
    expect((await teams()).status).toBe(200);
    const answer = await task({ list_id: "901", name: "x" });
    expect([answer.status, (await answer.json<{ code: string }>()).code]).toEqual([
      403,
      "insufficient_scope",
    ]);
    expect(answer.headers.get("WWW-Authenticate")).toMatch(
      /error="insufficient_scope", scope="clickup:read clickup:write"/,
    );
  });

  it("does nothing that the user forbade for every connection", async () => {
    const bench = oauthBench();
    const { send } = await scriptOf(bench, "1004");
    await send("POST", "/account/preferences", { readonly: true });
    const answer = await send("POST", "/api/tasks", { list_id: "901", name: "x" });
    expect([answer.status, (await answer.json<{ code: string }>()).code]).toEqual([
      403,
      "not_selected",
    ]);
    expect((await send("GET", "/api/teams")).status).toBe(200);
    await send("POST", "/account/preferences", {});
  });

  it("does not create in another Workspace of the user than the one that was named", async () => {
    const bench = oauthBench();
    const { task } = await signedIn(bench, "1002");
    const answer = await task({ list_id: "901", name: "x" }, { "x-team-id": "9002" });
    expect([answer.status, await answer.json()]).toEqual([
      400,
      expect.objectContaining({ error: expect.stringContaining('"list_id"') }),
    ]);
    expect(tasksMade(bench)).toEqual([]);
  });

  it("creates once for one Idempotency-Key, and says 409 when the body is another", async () => {
    const bench = oauthBench();
    const { task } = await signedIn(bench);
    const key = { "Idempotency-Key": crypto.randomUUID() };
    const first = await task({ list_id: "901", name: "Once" }, key);
    const again = await task({ list_id: "901", name: "Once" }, key);
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(await again.json()).toEqual(await first.json());
    const other = await task({ list_id: "901", name: "Twice" }, key);
    expect([other.status, (await other.json<{ code: string }>()).code]).toEqual([
      409,
      "duplicate_call",
    ]);
    expect(tasksMade(bench)).toHaveLength(1);
    const long = await task({ list_id: "901", name: "x" }, { "Idempotency-Key": "k".repeat(201) });
    expect([long.status, (await long.json<{ error: string }>()).error]).toEqual([
      400,
      '"Idempotency-Key" must be at most 200 characters.',
    ]);
  });

  it("says what ClickUp said, by status and code", async () => {
    const bench = oauthBench();
    const { task } = await signedIn(bench);
    const create = { method: "POST", path: /\/task$/ };
    const tell = async (answer: Response) => [
      answer.status,
      (await answer.json<{ code: string }>()).code,
      answer.headers.get("Retry-After"),
    ];
    bench.sandbox.answerNext(
      () => Response.json({ err: "x", ECODE: "ITEM_137" }, { status: 400 }),
      create,
    );
    expect(await tell(await task({ list_id: "901", name: "x" }))).toEqual([
      422,
      "clickup_rejected",
      null,
    ]);
    bench.sandbox.answerNext(() => new Response("<html>", { status: 502 }), create);
    expect(await tell(await task({ list_id: "901", name: "x" }))).toEqual([
      502,
      "clickup_unavailable",
      null,
    ]);
    expect(await tell(await task({ list_id: "777777777777", name: "x" }))).toEqual([
      404,
      "not_found",
      null,
    ]);
  });

  it("says that the task may be there when the account goes away in the middle of the create", async () => {
    const bench = oauthBench();
    const { task, teams } = await signedIn(bench, "1004");
    await teams();
    bench.sandbox.setLatency(150);
    const asked = task({ list_id: "2001", name: "Cut" });
    await vi.waitFor(() => expect(bench.sandbox.seen.at(-1)?.method).toBe("POST"), {
      timeout: 9000,
    });
    await env.ACCOUNT.getByName("1004")
      .restart()
      .catch(() => {});
    const answer = await asked;
    expect([answer.status, await answer.json()]).toEqual([
      503,
      expect.objectContaining({
        code: "unavailable",
        error: expect.stringContaining("may have been done all the same"),
      }),
    ]);
  });

  it("says that the task may be there when its token ends in the middle of the create", async () => {
    const bench = oauthBench();
    const { send } = await scriptOf(bench, "1002");
    bench.sandbox.setLatency(150);
    const asked = send("POST", "/api/tasks", { list_id: "901", name: "Stopped" });
    await vi.waitFor(() => expect(bench.sandbox.seen.at(-1)?.method).toBe("POST"), {
      timeout: 9000,
    });
    expect((await send("POST", "/auth/logout")).status).toBe(200);
    const answer = await asked;
    expect([answer.status, await answer.json()]).toEqual([
      409,
      {
        code: "cancelled",
        error: expect.stringContaining("may have been done"),
        request_id: expect.any(String),
      },
    ]);
  });

  it("leaves one audit event for each call, and none of what it said", async () => {
    const bench = oauthBench();
    const { task, teams } = await signedIn(bench, "1003");
    await teams();
    await teams({ "x-team-id": "1" });
    await task({ name: "Secret plan" });
    const events = await runInDurableObject(env.ACCOUNT.getByName("1003"), (_, { storage }) =>
      readEvents(storage.sql, 0, 1000).filter(({ action }) => action === "rest"),
    );
    expect(events.map(({ tool, outcome }) => [tool, outcome])).toEqual([
      [null, "ok"],
      [null, "workspace_not_shared"],
      ["clickup_task_create", "invalid_input"],
    ]);
    expect(JSON.stringify(events)).not.toContain("Secret");
  });
});
