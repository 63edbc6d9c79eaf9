import { describe, expect, it } from "vitest";
import { taskCreate } from "../../../src/tools/task/create.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

const CREATE = /\/list\/\d+\/task$/;

describe("clickup_task_create", () => {
  it("tells that a field was dropped because it is not for this type of task", async () => {
    const { value } = toolBench(taskCreate);
    const made = await value({
      list: "901",
      name: "Ship it",
      fields: { "Steps to Reproduce": "1." },
    });
    expect(made.ignored).toEqual([
      {
        field: "Steps to Reproduce",
        reason: "ClickUp dropped it; the Custom Field does not apply to this type of task",
      },
    ]);
  });

  it("tells of every part that ClickUp answered 200 to and dropped", async () => {
    const { value, sandbox } = toolBench(taskCreate);
    const bare = () => Response.json({ id: "86cbare1", name: "Ship it" });
    sandbox.answerNext(bare, { method: "POST", path: CREATE });
    sandbox.answerNext(bare, { method: "PUT" });
    const { ignored } = await value({
      list: "901",
      name: "Ship it",
      status: "in progress",
      assignees: ["me"],
      teams: ["Design"],
      tags: ["bug"],
      priority: "high",
      due: "tomorrow",
      start: "today",
      estimate: "2d",
      points: 3,
      type: "Bug",
      fields: { Severity: "Trivial" },
      watchers: ["Ben Okafor"],
    });
    expect((ignored as { field: string }[]).map(({ field }) => field)).toEqual([
      "status",
      "assignees",
      "teams",
      "tags",
      "priority",
      "due",
      "start",
      "estimate",
      "points",
      "type",
      "Severity",
      "watchers",
    ]);
  });

  it("tells that tags are off in the Space", async () => {
    const { value } = toolBench(taskCreate);
    const made = await value({ list: SEED.lists.onboarding, name: "Ship it", tags: ["launch"] });
    expect(made.ignored).toEqual([
      { field: "tags", reason: "ClickUp did not add all of them; tags may be off in this Space" },
    ]);
  });

  it("says what failed after the task was made, and what was not tried", async () => {
    const { value, sandbox } = toolBench(taskCreate);
    sandbox.answerNext(new Response("{}", { status: 502 }), { path: /dependency$/ });
    const made = await value({
      list: "901",
      name: "Ship it",
      checklists: ["Before"],
      blocks: [SEED.tasks.bug],
      links: [SEED.tasks.checkout],
    });
    expect(made.failed).toEqual([
      {
        step: `blocks ${SEED.tasks.bug}`,
        code: "clickup_unavailable",
        problem: "no answer from ClickUp: it may or may not have been done",
      },
      {
        step: `link to ${SEED.tasks.checkout}`,
        code: "not_tried",
        problem: "not tried after the failure before",
      },
    ]);
  });

  it("tells of ClickUp's limit in the middle, and a retry with the same dedupe_key adds nothing", async () => {
    const { value, sandbox, writes } = toolBench(taskCreate);
    const limit = Response.json(
      { err: "Rate limit reached", ECODE: "APP_002" },
      { status: 429, headers: { "Retry-After": "50" } },
    );
    sandbox.answerNext(limit, { path: /dependency$/ });
    const input = { list: "901", name: "Ship it", blocks: [SEED.tasks.bug], dedupe_key: "k1" };
    const made = await value({ ...input, subtasks: ["Write"] });
    expect(made).toMatchObject({
      name: "Ship it",
      failed: [
        {
          code: "rate_limited",
          problem: "ClickUp's limit is reached; possible again in 50 s",
        },
        { step: "subtask Write", code: "not_tried" },
      ],
    });
    const sent = writes().length;
    expect(await value({ ...input, subtasks: ["Write"] })).toEqual(made);
    expect(writes()).toHaveLength(sent);
  });

  it("tells that time ran out in the middle, and what was not tried", async () => {
    const { value, sandbox } = toolBench(taskCreate, { budgetMs: 300 });
    sandbox.answerNext(() => new Promise<Response>(() => {}), { path: /checklist$/ });
    const made = await value({
      list: "901",
      name: "Ship it",
      checklists: ["A"],
      links: [SEED.tasks.checkout],
    });
    expect(made).toMatchObject({
      name: "Ship it",
      failed: [
        {
          step: "checklist A",
          code: "out_of_time",
          problem: expect.stringMatching(/may or may not/),
        },
        { step: `link to ${SEED.tasks.checkout}`, code: "not_tried" },
      ],
    });
  });

  it("cannot say whether the task was made when time ran out over it", async () => {
    const { call, sandbox } = toolBench(taskCreate, { budgetMs: 300 });
    sandbox.answerNext(() => new Promise<Response>(() => {}), { method: "POST", path: CREATE });
    expect(await call({ list: "901", name: "Ship it" })).toEqual({
      ok: false,
      failure: { code: "out_of_time", mayHaveHappened: true },
    });
  });

  it("goes on after a relation to a task that does not exist", async () => {
    const { value } = toolBench(taskCreate);
    const made = await value({
      list: "901",
      name: "Ship it",
      blocks: ["86cnone1"],
      subtasks: ["Write"],
    });
    expect(made.failed).toMatchObject([{ step: "blocks 86cnone1", code: "not_found" }]);
    expect(made.subtasks).toHaveLength(1);
  });

  it("does not send the create again after a 500, because the task may exist", async () => {
    const { call, sandbox, writes } = toolBench(taskCreate);
    sandbox.answerNext(new Response("{}", { status: 500 }), { method: "POST", path: CREATE });
    expect(await call({ list: "901", name: "Ship it" })).toEqual({
      ok: false,
      failure: { code: "clickup_unavailable", mayHaveHappened: true },
    });
    expect(writes()).toHaveLength(1);
  });

  it("creates once for two calls with the same dedupe_key", async () => {
    const { call, writes } = toolBench(taskCreate);
    const first = await call({ list: "901", name: "Ship it", dedupe_key: "k1" });
    const second = await call({ dedupe_key: "k1", name: "Ship it", list: "901" });
    expect(second).toEqual(first);
    expect(writes()).toHaveLength(1);
    expect(await call({ list: "901", name: "Other", dedupe_key: "k1" })).toEqual({
      ok: false,
      failure: { code: "duplicate_call", state: "different_arguments" },
    });
  });

  it("frees the dedupe_key when nothing was written, and keeps it when that is unknown", async () => {
    const { call, sandbox } = toolBench(taskCreate);
    const input = { list: "901", name: "Ship it", dedupe_key: "k1" };
    expect(await call({ ...input, assignees: ["Nobody Here"] })).toMatchObject({ ok: false });
    sandbox.answerNext(new Response("{}", { status: 502 }), { method: "POST", path: CREATE });
    expect(await call(input)).toMatchObject({ failure: { mayHaveHappened: true } });
    expect(await call(input)).toEqual({
      ok: false,
      failure: { code: "duplicate_call", state: "unknown" },
    });
  });
});
