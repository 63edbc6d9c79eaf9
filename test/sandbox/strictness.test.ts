import { describe, expect, it } from "vitest";
import { bench, rows } from "./bench.ts";
import { createClickUpSandbox } from "./clickup/sandbox.ts";
import { SEED, seedState } from "./clickup/seed.ts";

const { tasks } = SEED;

describe("what the API does not know", () => {
  it("is refused by name, where ClickUp would ignore it", async () => {
    const { call, get } = bench();
    const body = await call("POST", "/v2/list/901/task", { name: "x", nmae: "y" });
    expect(body.body).toEqual({
      err: "Unknown to the published API: body field nmae",
      ECODE: "SANDBOX_001",
    });
    const query = await get("/v2/list/901/task?pag=1");
    expect(query.body.err).toContain("query parameter pag");
    const kind = await call("PUT", `/v2/task/${tasks.bug}`, { due_date: "tomorrow" });
    expect(kind.body.err).toContain("due_date must be integer|null");
  });

  it("is a 404 for a route and HTML for a path outside the API", async () => {
    const { get, sandbox } = bench();
    expect(await get("/v2/board/1")).toMatchObject({ status: 404, body: { ECODE: "APP_001" } });
    const foreign = await sandbox.fetch(new Request("http://localhost:8788/wp-login.php"));
    expect(foreign.status).toBe(404);
    expect(foreign.headers.get("Content-Type")).toContain("text/html");
  });

  it("is a 404 for the undocumented endpoint once that is switched off", async () => {
    expect((await bench().get("/v2/team/9001/folder?archived=false")).status).toBe(200);
    const off = bench({ undocumented: [] });
    expect((await off.get("/v2/team/9001/folder?archived=false")).body.ECODE).toBe("APP_001");
  });

  it("looks like a sign-in problem for a task id and like a missing thing for a List id", async () => {
    const { get } = bench();
    expect(await get("/v2/task/typo")).toMatchObject({ status: 401, body: { ECODE: "OAUTH_027" } });
    expect(await get("/v2/list/404")).toMatchObject({ status: 404, body: { ECODE: "OAUTH_055" } });
  });

  it("includes names that every JavaScript object answers to", async () => {
    const { get, call } = bench();
    for (const id of ["constructor", "__proto__", "toString"]) {
      expect((await get(`/v2/task/${id}`)).body.ECODE).toBe("OAUTH_027");
      expect((await get(`/v2/list/${id}`)).body.ECODE).toBe("OAUTH_055");
      const answer = await call("POST", "/v2/list/901/task", { name: "x", [id]: 1 });
      expect(answer.body.ECODE).toBe("SANDBOX_001");
    }
  });

  it("is a refusal of its own for what lies in a private Space", async () => {
    const { get } = bench({ userId: SEED.users.ben });
    expect((await get(`/v2/task/${tasks.secret}`)).body.ECODE).toBe("ACCESS_083");
    const { body } = await get("/v2/team/9001/space");
    expect(rows(body, "spaces").map((space) => space.id)).toEqual(["101", "102", "103", "104"]);
  });
});

describe("the rate limit", () => {
  it("is told on every answer and refuses with a 429 per token", async () => {
    const { sandbox, get, as, wait } = bench({ rateLimitPerMinute: 2 });
    const first = await get("/v2/user");
    expect(first.headers.get("X-RateLimit-Limit")).toBe("2");
    expect(first.headers.get("X-RateLimit-Remaining")).toBe("1");
    const resetSeconds = Number(first.headers.get("X-RateLimit-Reset"));
    expect(resetSeconds).toBe((sandbox.seen[0]?.atMs ?? 0) / 1000 + 60);
    await get("/v2/user");
    expect(await get("/v2/user")).toMatchObject({
      status: 429,
      body: { err: "Rate limit reached", ECODE: "APP_002" },
    });
    const other = sandbox.tokenFor(SEED.users.ada);
    expect((await as(`Bearer ${other}`, "/v2/user")).status).toBe(200);
    wait(60_000);
    expect((await get("/v2/user")).status).toBe(200);
  });

  it("follows the plan", async () => {
    const state = seedState();
    const plan = state.workspaces["9001"];
    if (plan !== undefined) plan.plan = "enterprise";
    const sandbox = createClickUpSandbox({ state });
    const headers = { Authorization: `Bearer ${sandbox.tokenFor("1001")}` };
    const answer = await sandbox.fetch(new Request("http://x/api/v2/user", { headers }));
    expect(answer.headers.get("X-RateLimit-Limit")).toBe("10000");
  });
});

describe("what a test can see and do", () => {
  it("records each request with the end of its token only", async () => {
    const { sandbox, call, token } = bench();
    await call("POST", `/v2/task/${tasks.bug}/comment?custom_task_ids=false`, {
      comment_text: "?",
    });
    expect(sandbox.seen).toEqual([
      {
        method: "POST",
        path: `/api/v2/task/${tasks.bug}/comment`,
        query: { custom_task_ids: ["false"] },
        body: { comment_text: "?" },
        token: token.slice(-4),
        atMs: expect.any(Number),
        status: 200,
      },
    ]);
    sandbox.clearSeen();
    expect(sandbox.seen).toEqual([]);
  });

  it("answers falsely once, only where asked", async () => {
    const { sandbox, get } = bench();
    sandbox.answerNext(new Response("{}", { status: 503 }), { path: /\/list\// });
    expect((await get("/v2/user")).status).toBe(200);
    expect((await get("/v2/list/901")).status).toBe(503);
    expect((await get("/v2/list/901")).status).toBe(200);
  });

  it("can do the write and lose the answer", async () => {
    const { sandbox, call } = bench();
    sandbox.answerNext(new Response("{}", { status: 502 }), { method: "POST", after: true });
    expect((await call("POST", "/v2/list/901/task", { name: "Twice?" })).status).toBe(502);
    const made = Object.values(sandbox.state.tasks).filter((task) => task.name === "Twice?");
    expect(made).toHaveLength(1);
  });

  it("can break the connection", async () => {
    const { sandbox, get } = bench();
    sandbox.answerNext(() => {
      throw new TypeError("connection lost");
    });
    await expect(get("/v2/user")).rejects.toThrow("connection lost");
    expect(sandbox.seen[0]?.status).toBe(0);
  });

  it("goes on from a snapshot, tokens included", async () => {
    const { sandbox, call, token } = bench();
    const made = await call("POST", "/v2/list/901/task", { name: "Kept" });
    const later = createClickUpSandbox({ state: JSON.parse(sandbox.snapshot()) });
    const headers = { Authorization: `Bearer ${token}` };
    const url = `http://x/api/v2/task/${String(made.body.id)}`;
    const answer = await later.fetch(new Request(url, { headers }));
    expect(await answer.json()).toMatchObject({ name: "Kept" });
  });

  it("starts from the same world each time", () => {
    expect(JSON.stringify(seedState())).toBe(JSON.stringify(seedState()));
  });
});
