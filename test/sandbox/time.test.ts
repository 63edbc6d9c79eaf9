// Time entries, timers, labels and the older intervals.
import { describe, expect, it } from "vitest";
import type { Bench } from "./bench.ts";
import { bench, names, rows } from "./bench.ts";
import { SEED, SEED_ANCHOR_MS } from "./clickup/seed.ts";
import type { Plan } from "./clickup/state.ts";

const { tasks, timeEntries, lists } = SEED;
const HOUR_MS = 3_600_000;
const ENTRIES = "/v2/team/9001/time_entries";

function onPlan(plan: Plan, options: Parameters<typeof bench>[0] = {}): Bench {
  const ready = bench(options);
  const workspace = ready.sandbox.state.workspaces["9001"];
  if (workspace !== undefined) workspace.plan = plan;
  return ready;
}

describe("a time entry", () => {
  it("is made on the task named tid, and the answer holds what was sent and no id", async () => {
    const { call, get } = bench();
    const start = SEED_ANCHOR_MS - HOUR_MS;
    const made = await call("POST", ENTRIES, { tid: tasks.bug, start, duration: 600_000 });
    expect(made.body).toEqual({ tid: tasks.bug, start, duration: 600_000 });
    const listed = rows((await get(`${ENTRIES}?task_id=${tasks.bug}`)).body, "data");
    expect(listed).toMatchObject([
      { duration: "600000", end: String(start + 600_000), task: { id: tasks.bug } },
    ]);
    const one = await get(`${ENTRIES}/${listed[0]?.id}?include_location_names=true`);
    expect(one.body.data).toMatchObject({
      task_location: { list_id: 901, list_name: "Backlog", space_name: "Product" },
    });
  });

  it("takes an end in place of a duration, and a custom id", async () => {
    const { call, get } = bench();
    const start = SEED_ANCHOR_MS - HOUR_MS;
    const path = `${ENTRIES}?custom_task_ids=true&team_id=9001`;
    const made = await call("POST", path, { tid: "NW-1", start, stop: start + 5_000 });
    expect(made.body).toMatchObject({ duration: 5_000 });
    const own = await get(`${ENTRIES}?task_id=NW-1&custom_task_ids=true&team_id=9001`);
    expect(rows(own.body, "data")).toHaveLength(2);
    expect((await call("POST", ENTRIES, { tid: tasks.bug, start })).status).toBe(400);
  });

  it("loses a task that is sent as task_id, without a word", async () => {
    const { call, sandbox } = onPlan("business_plus");
    const body = { task_id: tasks.bug, start: SEED_ANCHOR_MS, duration: 1 };
    expect((await call("POST", ENTRIES, body)).status).toBe(200);
    const made = Object.values(sandbox.state.timeEntries).at(-1);
    expect(made).toMatchObject({ taskId: null, startMs: SEED_ANCHOR_MS });
  });

  it("needs Business Plus without a task or for somebody else", async () => {
    const body = { start: SEED_ANCHOR_MS, duration: 1 };
    const forChika = { ...body, tid: tasks.bug, assignee: 1003 };
    const below = onPlan("business");
    expect((await below.call("POST", ENTRIES, body)).body.err).toContain("Business Plus");
    expect((await below.call("POST", ENTRIES, forChika)).body.err).toContain("Business Plus");
    const above = onPlan("business_plus");
    expect((await above.call("POST", ENTRIES, forChika)).status).toBe(200);
    const ben = onPlan("business_plus", { userId: SEED.users.ben });
    expect((await ben.call("POST", ENTRIES, forChika)).body.ECODE).toBe("TIMEENTRY_059");
  });

  it("is refused where the Space has time tracking off", async () => {
    const { call, get } = bench();
    const task = rows((await get(`/v2/list/${lists.onboarding}/task`)).body, "tasks")[0];
    const body = { tid: String(task?.id), start: SEED_ANCHOR_MS, duration: 1 };
    expect((await call("POST", ENTRIES, body)).body.ECODE).toBe("TIMEENTRY_072");
  });

  it("changes in its parts and remembers how", async () => {
    const { call, get } = bench();
    const path = `${ENTRIES}/${timeEntries.checkoutAda}`;
    const start = SEED_ANCHOR_MS - 10 * HOUR_MS;
    expect((await call("PUT", path, { start })).status).toBe(400);
    const body = { start, end: start + HOUR_MS, description: "Log files", tid: tasks.bug };
    expect((await call("PUT", path, body)).body.data).toMatchObject({
      start: String(start),
      duration: String(HOUR_MS),
      description: "Log files",
      billable: true,
      task: { id: tasks.bug },
    });
    const history = rows((await get(`${path}/history`)).body, "data");
    expect(history.map((change) => change.field)).toEqual(["start", "end", "task", "description"]);
    expect(history[3]).toMatchObject({ before: "", after: "Log files", user: { id: 1001 } });
  });

  it("that does not exist is changed and deleted with a 200 that says nothing", async () => {
    const { call, sandbox } = bench();
    const before = Object.keys(sandbox.state.timeEntries).length;
    for (const id of ["404", "constructor"]) {
      const changed = await call("PUT", `${ENTRIES}/${id}`, { description: "x" });
      expect(changed).toMatchObject({ status: 200, body: { data: null } });
      expect((await call("DELETE", `${ENTRIES}/${id}`)).body).toEqual({ data: null });
    }
    expect(Object.keys(sandbox.state.timeEntries)).toHaveLength(before);
  });

  it("goes with a delete, by comma also several", async () => {
    const { call, sandbox } = bench();
    const gone = await call("DELETE", `${ENTRIES}/${timeEntries.checkoutAda}`);
    expect(gone.body.data).toMatchObject({ id: timeEntries.checkoutAda, duration: 1.5 * HOUR_MS });
    await call("DELETE", `${ENTRIES}/${timeEntries.old},${timeEntries.withoutTask}`);
    expect(Object.keys(sandbox.state.timeEntries)).toEqual([
      timeEntries.checkoutChika,
      timeEntries.running,
    ]);
  });

  it("of somebody else is for owners and admins", async () => {
    const { call, get } = bench({ userId: SEED.users.ben });
    expect((await get(`${ENTRIES}/${timeEntries.old}`)).body.ECODE).toBe("TIMEENTRY_059");
    const deleted = await call("DELETE", `${ENTRIES}/${timeEntries.old}`);
    expect(deleted.body.ECODE).toBe("TIMEENTRY_059");
  });

  it("shows its approval only when asked", async () => {
    const { get } = bench();
    const path = `${ENTRIES}/${timeEntries.old}`;
    expect((await get(path)).body.data).not.toHaveProperty("approval");
    const asked = `${path}?include_approval_details=true&include_approval_history=true`;
    expect((await get(asked)).body.data).toMatchObject({
      approval: {
        status: "approved",
        approvers: [{ id: 1001 }],
        history: [{ field: "status", before: "submitted", after: "approved" }],
      },
    });
  });
});

describe("the running timer", () => {
  it("is one's own, counts down, and has no end", async () => {
    const { call, get, wait } = bench();
    expect((await get(`${ENTRIES}/current`)).body).toEqual({ data: null });
    await call("POST", `${ENTRIES}/start`, { tid: tasks.bug, description: "Looking" });
    wait(90_000);
    const { body } = await get(`${ENTRIES}/current`);
    expect(body.data).toMatchObject({ duration: -90_000, start: String(SEED_ANCHOR_MS) });
    expect(body.data).not.toHaveProperty("end");
    const stopped = await call("POST", `${ENTRIES}/stop`);
    expect(stopped.body.data).toMatchObject({ duration: 90_000, end: SEED_ANCHOR_MS + 90_000 });
    expect((await call("POST", `${ENTRIES}/stop`)).body).toEqual({ data: null });
  });

  it("ends when another starts", async () => {
    const { call, sandbox, wait } = bench({ userId: SEED.users.chika });
    wait(1_000);
    await call("POST", `${ENTRIES}/start`, { tid: tasks.checkout });
    expect(sandbox.state.timeEntries[timeEntries.running]?.endMs).toBe(SEED_ANCHOR_MS + 1_000);
    const refused = await call("POST", `${ENTRIES}/start`, {});
    expect(refused.body.err).toContain("Business Plus");
  });

  it("of another person is for owners and admins", async () => {
    const path = `${ENTRIES}/current?assignee=1003`;
    expect((await bench().get(path)).body.data).toMatchObject({ id: timeEntries.running });
    const ben = bench({ userId: SEED.users.ben });
    expect((await ben.get(path)).body.ECODE).toBe("TIMEENTRY_059");
  });
});

describe("labels", () => {
  const labels = `${ENTRIES}/tags`;

  it("go on and off many entries; unknown entries are passed over", async () => {
    const { call, get } = bench();
    const time_entry_ids = [timeEntries.checkoutAda, "404"];
    const tags = [{ name: "call", tag_fg: "#000000", tag_bg: "#ffffff" }];
    expect((await call("POST", labels, { time_entry_ids, tags })).body).toEqual({});
    const tagged = (await get(`${ENTRIES}/${timeEntries.checkoutAda}`)).body.data;
    expect(tagged).toMatchObject({ tags: [{ name: "call", tag_bg: "#ffffff" }] });
    await call("DELETE", labels, { time_entry_ids, tags: [{ name: "call" }] });
    const bare = (await get(`${ENTRIES}/${timeEntries.checkoutAda}`)).body.data;
    expect(bare).toMatchObject({ tags: [] });
    const known = names((await get(labels)).body, "data");
    expect(known).toEqual(["workshop", "on site &amp; travel", "call"]);
  });

  it("are renamed for the whole workspace", async () => {
    const { call, get } = bench();
    const body = { name: "workshop", new_name: "training", tag_fg: "#111111", tag_bg: "#222222" };
    await call("PUT", labels, body);
    const { data } = (await get(`${ENTRIES}/${timeEntries.old}`)).body;
    expect(data).toMatchObject({ tags: [{ name: "training", tag_fg: "#111111" }] });
  });

  it("come with an update by add, remove or replace", async () => {
    const { call } = bench();
    const update = async (tag_action: string, name: string) => {
      const body = { tags: [{ name }], tag_action };
      const answer = await call("PUT", `${ENTRIES}/${timeEntries.old}`, body);
      return names(answer.body.data as never, "tags");
    };
    expect(await update("add", "call")).toEqual(["workshop", "call"]);
    expect(await update("remove", "workshop")).toEqual(["call"]);
    expect(await update("replace", "travel")).toEqual(["travel"]);
  });

  it("do not exist below Business, where the answer speaks of a team", async () => {
    const { get } = onPlan("unlimited");
    expect(await get(labels)).toMatchObject({ status: 400, body: { ECODE: "TIMEENTRY_052" } });
  });
});

describe("the intervals of a task", () => {
  const path = `/v2/task/${tasks.checkout}/time`;

  it("are everybody's, in one answer", async () => {
    const { get } = bench({ userId: SEED.users.ben });
    expect(rows((await get(path)).body, "data")).toMatchObject([
      { user: { id: 1001 }, time: 1.5 * HOUR_MS, intervals: [{ id: timeEntries.checkoutAda }] },
      { user: { id: 1003 }, time: 2 * HOUR_MS, intervals: [{ time: String(2 * HOUR_MS) }] },
    ]);
  });

  it("are added, changed and deleted", async () => {
    const { call, sandbox } = bench();
    const made = await call("POST", path, { time: 60_000 });
    const id = String(made.body.id);
    expect(sandbox.state.timeEntries[id]).toMatchObject({ endMs: SEED_ANCHOR_MS });
    await call("PUT", `${path}/${id}`, { start: 1_000, end: 3_000 });
    expect(sandbox.state.timeEntries[id]).toMatchObject({ startMs: 1_000, endMs: 3_000 });
    expect((await call("DELETE", `${path}/${id}`)).body).toEqual({});
    expect((await call("DELETE", `${path}/${id}`)).status).toBe(400);
  });
});
