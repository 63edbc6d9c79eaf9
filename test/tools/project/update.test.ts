import { describe, expect, it } from "vitest";
import { projectUpdate } from "../../../src/tools/project/update.ts";
import { onlyTasks } from "../../support/many-tasks.ts";
import { BENCH_NOW_MS, SEED, toolBench } from "../../support/tool-bench.ts";

const LIST = "914";
const DAY_MS = 86_400_000;
/** 04:00 in Berlin, where ClickUp keeps dates without a time. */
const day = (days: number) => BENCH_NOW_MS - 6 * 3_600_000 + days * DAY_MS;

/** Monday to Tuesday, then a task that waits on it, then one beside them, and one that is done. */
function project() {
  const bench = toolBench(projectUpdate);
  const { state } = bench.sandbox;
  for (const task of Object.values(state.tasks))
    if (task.listId === LIST) delete state.tasks[task.id];
  const pattern = Object.values(state.tasks)[0];
  if (pattern === undefined) throw new Error("no tasks");
  const add = (id: string, name: string, more: Partial<typeof pattern>) => {
    const bare = { parentId: null, startMs: null, dueMs: null, doneMs: null, closedMs: null };
    const times = { startHasTime: false, dueHasTime: false, archived: false, status: "to do" };
    state.tasks[id] = {
      ...pattern,
      ...bare,
      ...times,
      assigneeIds: [],
      ...more,
      id,
      name,
      listId: LIST,
    };
  };
  add("86ca", "Write", { startMs: day(0), dueMs: day(1), assigneeIds: [1002] });
  add("86cb", "Print", { startMs: day(2), dueMs: day(3), assigneeIds: [1002, 1001] });
  add("86cc", "Photos", { dueMs: day(4) });
  add("86cd", "Old", { dueMs: day(-9), status: "closed", doneMs: day(-8), closedMs: day(-8) });
  state.dependencies.push({ taskId: "86cb", dependsOn: "86ca", userId: 1001, dateMs: 0 });
  return bench;
}

describe("clickup_project_update", () => {
  it("shifts every open date, previews it, and keeps what is done", async () => {
    const { value, writes, requests, forget } = project();
    const preview = await value({ project: LIST, shift: "+2 workdays", dry_run: true });
    expect(preview.would_change).toMatchInlineSnapshot(`
      [
        {
          "field": "due",
          "id": "86cc",
          "name": "Photos",
          "new": "2026-11-10",
          "old": "2026-11-06",
        },
        {
          "field": "start",
          "id": "86cb",
          "name": "Print",
          "new": "2026-11-06",
          "old": "2026-11-04",
        },
        {
          "field": "due",
          "id": "86cb",
          "name": "Print",
          "new": "2026-11-09",
          "old": "2026-11-05",
        },
        {
          "field": "start",
          "id": "86ca",
          "name": "Write",
          "new": "2026-11-04",
          "old": "2026-11-02",
        },
        {
          "field": "due",
          "id": "86ca",
          "name": "Write",
          "new": "2026-11-05",
          "old": "2026-11-03",
        },
      ]
    `);
    expect(writes()).toEqual([]);
    forget();
    const done = await value({ project: LIST, shift: "+2 workdays" });
    expect(done.changed).toEqual(preview.would_change);
    expect(requests().length).toBe(1 + writes().length);
  });

  it("re-plans after a slip: only what waits moves, and no further than it must", async () => {
    const { value } = project();
    const { would_change } = await value({
      project: LIST,
      shift: "1 week",
      from_task: "86ca",
      dry_run: true,
    });
    const rows = would_change as { id: string; field: string; new: string }[];
    expect(rows.map(({ id, field, new: now }) => `${id} ${field} ${now}`)).toMatchInlineSnapshot(`
      [
        "86cb start 2026-11-11",
        "86cb due 2026-11-12",
        "86ca start 2026-11-09",
        "86ca due 2026-11-10",
      ]
    `);
    const alike = await value({
      project: LIST,
      shift: "1 week",
      from_task: "86cb",
      respect_dependencies: false,
      dry_run: true,
    });
    expect((alike.would_change as { id: string }[]).map(({ id }) => id).sort()).toEqual([
      "86cb",
      "86cb",
      "86cc",
    ]);
  });

  it("hands a leaver's open tasks over, archives what is done and renames, in one call a task", async () => {
    const bench = project();
    const done = await bench.value({
      project: LIST,
      name: "Press Kit 2",
      reassign: { from: "Ben Okafor", to: "me" },
      archive_done: true,
    });
    expect(done.changed).toMatchInlineSnapshot(`
      [
        {
          "field": "name",
          "id": "914",
          "new": "Press Kit 2",
          "old": "Press Kit",
        },
        {
          "field": "archived",
          "id": "86cd",
          "name": "Old",
          "new": true,
          "old": false,
        },
        {
          "field": "assignees",
          "id": "86cb",
          "name": "Print",
          "new": "Ada Lovelace",
          "old": "Ben Okafor",
        },
        {
          "field": "assignees",
          "id": "86ca",
          "name": "Write",
          "new": "Ada Lovelace",
          "old": "Ben Okafor",
        },
      ]
    `);
    expect(bench.sandbox.state.tasks["86cb"]?.assigneeIds).toEqual([1001]);
    expect(bench.sandbox.state.tasks["86cd"]?.archived).toBe(true);
    expect(bench.sandbox.state.lists[LIST]?.name).toBe("Press Kit 2");
  });

  it("renames a Folder in one call, and the new name is known at once", async () => {
    const { value, call, writes } = toolBench(projectUpdate);
    const { mobile } = SEED.folders;
    expect(await value({ project: "Product / Mobile", name: "Apps" })).toEqual({
      changed: [{ id: mobile, field: "name", old: "Mobile", new: "Apps" }],
    });
    expect(writes()).toEqual([{ request: `PUT /v2/folder/${mobile}`, body: { name: "Apps" } }]);
    const shift = { project: "Product / Apps", shift: "1 day", dry_run: true };
    expect(await call(shift)).toMatchObject({ ok: true });
  });

  it("takes a leaver off where nobody follows, and shifts back from a task named", async () => {
    const { value, sandbox } = project();
    const back = { project: LIST, shift: "-1 day", from_task: "Print", dry_run: true };
    expect((await value(back)).would_change).toMatchObject([
      { id: "86cb", field: "start", old: "2026-11-04", new: "2026-11-03" },
      { id: "86cb", field: "due", old: "2026-11-05", new: "2026-11-04" },
    ]);
    const left = await value({ project: LIST, reassign: { from: "Ben Okafor" } });
    expect(left.changed).toMatchObject([
      { id: "86cb", field: "assignees", old: "Ben Okafor", new: null },
      { id: "86ca", field: "assignees", old: "Ben Okafor", new: null },
    ]);
    expect(sandbox.state.tasks["86ca"]?.assigneeIds).toEqual([]);
  });

  it("changes nothing of a project that is too large to be read as a whole", async () => {
    const bench = toolBench(projectUpdate);
    onlyTasks(bench, 2_001);
    const outcome = await bench.call({ project: SEED.lists.backlog, shift: "1 day" });
    expect(outcome).toMatchObject({
      failure: { argument: "project", problem: expect.stringContaining("Nothing was changed.") },
    });
    expect(bench.writes()).toEqual([]);
  });

  it("goes on as a job beyond ClickUp's minute, and then tells all that was changed", async () => {
    const bench = toolBench(projectUpdate, { rateLimitPerMinute: 40 });
    onlyTasks(bench, 50);
    const reassign = { from: "Chika Tanaka", to: "me" };
    const first = await bench.value({ project: SEED.lists.backlog, reassign });
    const { job } = first as { job: { id: string; done: number } };
    expect(first.changed).toHaveLength(job.done);
    expect(job).toMatchObject({ state: "running" });
    for (let minute = 0; minute < 2; minute += 1) {
      bench.advance(61_000);
      await bench.goOn();
    }
    const whole = await bench.value({ job: job.id });
    expect(whole.changed).toHaveLength(50);
    expect(whole.job).toMatchObject({ state: "done", left: 0 });
  });

  it("tells what ClickUp accepted and did not do", async () => {
    const { value, sandbox } = project();
    sandbox.answerNext(Response.json({ id: "86cc", name: "Photos", due_date: null }), {
      method: "PUT",
      path: "/api/v2/task/86cc",
    });
    const { ignored } = await value({ project: LIST, shift: "3 days" });
    expect(ignored).toEqual([expect.objectContaining({ id: "86cc", field: "due" })]);
  });

  it("changes nothing for what it does not understand", async () => {
    const { call, writes } = project();
    for (const input of [
      { project: LIST },
      { project: LIST, shift: "a while" },
      { project: LIST, shift: "0 days" },
      { project: LIST, shift: "2 days", from_task: "86zz" },
      { project: LIST, from_task: "86ca" },
      { project: LIST, reassign: { from: "nobody" } },
      { project: LIST, reassign: { from: "me", to: "Ada Lovelace" } },
      { project: "Product", shift: "2 days" },
      { project: "../../team", shift: "2 days" },
      { shift: "2 days" },
    ]) {
      expect((await call(input)).ok, JSON.stringify(input)).toBe(false);
    }
    expect(writes()).toEqual([]);
  });
});
