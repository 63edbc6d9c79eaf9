import { describe, expect, it } from "vitest";
import { timeEntryAdd } from "../../../src/tools/time-entry/add.ts";
import { timeEntryDelete } from "../../../src/tools/time-entry/delete.ts";
import { timeEntryUpdate } from "../../../src/tools/time-entry/update.ts";
import { timeTagUpdate } from "../../../src/tools/time-tag/update.ts";
import { HOSTILE_IDS, leaked } from "../../support/hostile.ts";
import { BENCH_NOW_MS, SEED, toolBench } from "../../support/tool-bench.ts";

const { checkout, bug } = SEED.tasks;
const entries = SEED.timeEntries;

describe("clickup_time_entry_add", () => {
  it("logs one entry and reads its id back, since ClickUp's answer has none", async () => {
    const { call, requests, writes, forget } = toolBench(timeEntryAdd);
    await call({ task: checkout, duration: "1m", end: "2026-10-01T10:00" });
    forget();
    const outcome = await call({
      task: checkout,
      duration: "1h30",
      date: "2026-10-30",
      note: "Pairing",
      billable: true,
      tags: ["workshop"],
    });
    expect(requests()).toHaveLength(2);
    expect(writes()).toMatchInlineSnapshot(`
      [
        {
          "body": {
            "billable": true,
            "description": "Pairing",
            "duration": 5400000,
            "start": 1793347200000,
            "tags": [
              {
                "name": "workshop",
              },
            ],
            "tid": "86c000001",
          },
          "request": "POST /v2/team/9001/time_entries",
        },
      ]
    `);
    expect(outcome).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "entries": [
              {
                "duration_h": 1.5,
                "id": "1963465985520003465",
                "start": "2026-10-30T09:00:00+01:00",
                "task": "Checkout fails for accented addresses",
              },
            ],
            "hours": 1.5,
          },
          "text": "entries (1):
        - id: 1963465985520003465 · task: Checkout fails for accented addresses · start: 2026-10-30T09:00:00+01:00 · duration_h: 1.5
      hours: 1.5",
        },
      }
    `);
  });

  it("logs a batch with one reading, one after the other on a day", async () => {
    const { value, requests, forget } = toolBench(timeEntryAdd);
    await value({ task: checkout, duration: "1m" });
    forget();
    const result = await value({
      entries: [
        { task: checkout, duration: "2h", date: "2026-10-29" },
        { task: "NW-1", duration: "30m", date: "2026-10-29" },
        { task: bug, start: "2026-10-30 14:00", end: "2026-10-30 15:15" },
        { task: bug, date: "2026-10-30", start: "16:00", duration: "1h" },
      ],
    });
    expect(result).toMatchObject({
      hours: 4.75,
      entries: [
        { start: "2026-10-29T09:00:00+01:00", duration_h: 2, id: expect.any(String) },
        { start: "2026-10-29T11:00:00+01:00", duration_h: 0.5 },
        { start: "2026-10-30T14:00:00+01:00", duration_h: 1.25 },
        { start: "2026-10-30T16:00:00+01:00", duration_h: 1, id: expect.any(String) },
      ],
    });
    expect(requests()).toHaveLength(5);
  });

  it("takes a length alone to end now, and one with an end to end there", async () => {
    const { value, writes } = toolBench(timeEntryAdd);
    const lengthMs = 30 * 60_000;
    await value({ task: checkout, duration: "30m" });
    await value({ task: checkout, duration: "30m", end: "2026-10-30 12:00" });
    expect(writes().map(({ body }) => body)).toMatchObject([
      { start: BENCH_NOW_MS - lengthMs, duration: lengthMs },
      { start: Date.UTC(2026, 9, 30, 11) - lengthMs, duration: lengthMs },
    ]);
  });

  it("says that it does not know an id that ClickUp's list does not show yet", async () => {
    const { value, sandbox } = toolBench(timeEntryAdd);
    sandbox.answerNext(Response.json({ data: [] }), { method: "GET", path: /\/time_entries$/ });
    expect(await value({ task: checkout, duration: "1h", date: "2026-10-30" })).toEqual({
      entries: [{ task: checkout, start: "2026-10-30T09:00:00+01:00", duration_h: 1 }],
      hours: 1,
      warnings: ["Some entries do not show in ClickUp's list yet, so their ids are not known."],
    });
  });

  it("logs nothing when one entry is wrong, and says which", async () => {
    const { call, writes } = toolBench(timeEntryAdd);
    const good = { task: checkout, duration: "1h" };
    expect(await call({ entries: [good, { task: checkout, duration: "soon" }] })).toMatchObject({
      failure: { code: "invalid_input", argument: "entries.1.duration" },
    });
    expect(await call({ entries: [good, { task: checkout }] })).toMatchObject({
      failure: { argument: "entries.1.duration" },
    });
    expect(await call({ ...good, start: "2026-10-30" })).toMatchObject({
      failure: { argument: "start" },
    });
    const upsideDown = { task: checkout, start: "2026-10-30 15:00", end: "2026-10-30 14:00" };
    expect(await call(upsideDown)).toMatchObject({ failure: { argument: "end" } });
    expect(await call({ ...good, entries: [good] })).toMatchObject({
      failure: { argument: "entries" },
    });
    expect(await call({ ...good, user: "Zoe" })).toMatchObject({ failure: { code: "not_found" } });
    expect(await call({ entries: Array.from({ length: 26 }, () => good) })).toMatchObject({
      failure: { argument: "entries" },
    });
    expect(writes()).toEqual([]);
  });

  it("tells which entries of a batch ClickUp refused", async () => {
    const { value } = toolBench(timeEntryAdd);
    const result = await value({
      entries: [
        { task: checkout, duration: "1h", date: "2026-10-29" },
        { duration: "1h", date: "2026-10-29" },
      ],
    });
    expect(result).toMatchObject({
      entries: [{ task: "Checkout fails for accented addresses" }],
      failed: [{ code: "clickup_rejected" }],
    });
  });

  it("logs another person's time without a task where the plan allows, and finds its id", async () => {
    const { value, requests, writes } = toolBench(timeEntryAdd, {
      userId: SEED.users.emil,
      workspaceIds: [SEED.workspaces.summit],
    });
    expect(await value({ duration: "45m", user: "1009" })).toMatchObject({
      entries: [{ id: expect.any(String), duration_h: 0.75 }],
    });
    expect(writes()[0]?.body).toMatchObject({ assignee: 1009 });
    expect(requests().at(-1)).toContain("assignee=1009");
  });

  it("tells when the time was logged without its task", async () => {
    const { value, sandbox } = toolBench(timeEntryAdd);
    const pass = sandbox.fetch;
    sandbox.fetch = async (request) => {
      const answer = await pass(request);
      if (request.method === "POST") {
        const made = Object.values(sandbox.state.timeEntries).at(-1);
        if (made !== undefined) made.taskId = null;
      }
      return answer;
    };
    expect(await value({ task: checkout, duration: "1h" })).toMatchObject({
      entries: [{ ignored: "task: ClickUp logged the time without it" }],
    });
  });

  it("does not log twice for one dedupe_key, nor after a doubt", async () => {
    const bench = toolBench(timeEntryAdd);
    const input = { task: checkout, duration: "1h", dedupe_key: "k" };
    expect(await bench.value(input)).toEqual(await bench.value(input));
    expect(bench.writes()).toHaveLength(1);
    bench.forget();
    bench.sandbox.answerNext(new Response("{}", { status: 502 }));
    expect(await bench.call({ task: checkout, duration: "1h" })).toMatchObject({
      failure: { mayHaveHappened: true },
    });
    expect(bench.writes()).toHaveLength(1);
  });

  it.each(HOSTILE_IDS)("lets no hostile id out: %s", async (id) => {
    const { call, requests, writes } = toolBench(timeEntryAdd);
    await call({ task: id, duration: "1h" });
    await call({ task: checkout, duration: "1h", user: id });
    expect(leaked(requests(), id)).toEqual([]);
    expect(writes().filter(({ body }) => JSON.stringify(body).includes("evil"))).toEqual([]);
  });
});

describe("a time of day or a weekday alone", () => {
  it.each([
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "",
  ])("is never logged in the time to come: %j 9:00", async (day) => {
    const { call, writes } = toolBench(timeEntryAdd);
    await call({ task: checkout, start: `${day} 9:00`.trim(), end: `${day} 9:30`.trim() });
    const body = writes()[0]?.body as { start: number; duration: number };
    const lastWeekMs = 8 * 86_400_000;
    expect(body.start).toBeLessThanOrEqual(BENCH_NOW_MS);
    expect(body.start).toBeGreaterThan(BENCH_NOW_MS - lastWeekMs);
    expect(body.duration).toBe(30 * 60_000);
  });

  it("may end later today than it is now, and never before it begins", async () => {
    const now = { nowMs: Date.UTC(2026, 10, 18, 8, 15) }; // a quarter past nine in Berlin
    const { call, writes } = toolBench(timeEntryAdd, now);
    await call({ task: checkout, start: "9:00", end: "9:30" });
    expect(writes()[0]?.body).toMatchObject({
      start: Date.UTC(2026, 10, 18, 8),
      duration: 1_800_000,
    });
    expect(await call({ task: checkout, start: "9:00", end: "8:30" })).toMatchObject({
      failure: { code: "invalid_input", argument: "end" },
    });
  });

  it("is of the entry's own day when an entry is changed", async () => {
    const { call, writes } = toolBench(timeEntryUpdate);
    await call({ entry: entries.checkoutAda, start: "9:00", end: "10:00" });
    // The entry begins on 31 October at ten in Berlin.
    expect(writes()[0]?.body).toMatchObject({ start: 1_793_433_600_000, end: 1_793_437_200_000 });
  });
});

describe("clickup_time_entry_update", () => {
  it("reads first, sends both ends, and shows old and new", async () => {
    const { call, requests, writes, forget } = toolBench(timeEntryUpdate);
    await call({ entry: entries.old, note: "" });
    forget();
    const outcome = await call({
      entry: entries.checkoutAda,
      duration: "2h",
      note: "Longer",
      billable: false,
      tags: { add: ["workshop"] },
      task: bug,
    });
    expect(requests()).toHaveLength(2);
    expect(writes()).toMatchInlineSnapshot(`
      [
        {
          "body": {
            "billable": false,
            "description": "Longer",
            "end": 1793444400000,
            "start": 1793437200000,
            "tag_action": "replace",
            "tags": [
              {
                "name": "workshop",
              },
            ],
            "tid": "86c000007",
          },
          "request": "PUT /v2/team/9001/time_entries/1963465985517105840",
        },
      ]
    `);
    expect(outcome).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "changed": {
              "billable": [
                true,
                false,
              ],
              "end": [
                "2026-10-31T11:30:00+01:00 (1.5 h)",
                "2026-10-31T12:00:00+01:00 (2 h)",
              ],
              "note": [
                null,
                "Longer",
              ],
              "tags": [
                [],
                [
                  "workshop",
                ],
              ],
              "task": [
                "Checkout fails for accented addresses (86c000001)",
                "Crash when the cart is empty (86c000007)",
              ],
            },
            "id": "1963465985517105840",
          },
          "text": "id: 1963465985517105840
      changed:
        end: 2026-10-31T11:30:00+01:00 (1.5 h) → 2026-10-31T12:00:00+01:00 (2 h)
        task: Checkout fails for accented addresses (86c000001) → Crash when the cart is empty (86c000007)
        note: none → Longer
        billable: yes → no
        tags: none → workshop",
        },
      }
    `);
  });

  it("moves an entry with a new start, and sends nothing for what is so already", async () => {
    const { value, writes } = toolBench(timeEntryUpdate);
    expect(await value({ entry: entries.checkoutAda, start: "2026-10-31 12:00" })).toMatchObject({
      changed: {
        start: ["2026-10-31T10:00:00+01:00", "2026-10-31T12:00:00+01:00"],
        end: ["2026-10-31T11:30:00+01:00 (1.5 h)", "2026-10-31T13:30:00+01:00 (1.5 h)"],
      },
    });
    expect(writes()).toHaveLength(1);
    // A custom id means the same task.
    expect(await value({ entry: entries.checkoutAda, task: "NW-1" })).toMatchObject({
      unchanged: ["task"],
    });
    expect(await value({ entry: entries.checkoutAda, billable: true, task: checkout })).toEqual({
      id: entries.checkoutAda,
      changed: {},
      unchanged: ["task", "billable"],
    });
    expect(writes()).toHaveLength(1);
  });

  it("takes labels off, sets them, and keeps the start with a new end", async () => {
    const { value, call, writes, sandbox } = toolBench(timeEntryUpdate);
    const off = { entry: entries.old, tags: { remove: ["Workshop"] } };
    expect(await value(off)).toMatchObject({ changed: { tags: [["workshop"], []] } });
    const set = { entry: entries.old, tags: { set: ["on site & travel"] } };
    expect(await value(set)).toMatchObject({ changed: { tags: [[], ["on site & travel"]] } });
    expect(await value({ entry: entries.old, end: "13:30" })).toMatchObject({
      changed: {
        end: ["2026-09-23T12:00:00+02:00 (1 h)", "2026-09-23T13:30:00+02:00 (2.5 h)"],
      },
    });
    expect(sandbox.state.timeEntries[entries.old]).toMatchObject({
      startMs: Date.UTC(2026, 8, 23, 9),
      tags: [{ name: "on site & travel" }],
    });
    const done = writes().length;
    for (const input of [
      { tags: { set: ["a"], add: ["b"] } },
      { end: "10:00" },
      { start: "9:00", end: "10:00", duration: "1h" },
    ]) {
      expect(await call({ entry: entries.old, ...input })).toMatchObject({
        failure: { code: "invalid_input" },
      });
    }
    expect(writes()).toHaveLength(done);
  });

  it("says when there is no such entry, though ClickUp says 200", async () => {
    const { call, writes } = toolBench(timeEntryUpdate);
    expect(await call({ entry: "42", note: "x" })).toMatchObject({
      failure: { code: "not_found", what: "time entry" },
    });
    expect(await call({ entry: entries.running, duration: "1h" })).toMatchObject({
      failure: { code: "invalid_input", argument: "start" },
    });
    expect(await call({ entry: entries.checkoutAda })).toMatchObject({
      failure: { code: "invalid_input" },
    });
    expect(writes()).toEqual([]);
  });

  it("tells what ClickUp took and did not do", async () => {
    const { value, sandbox } = toolBench(timeEntryUpdate);
    const pass = sandbox.fetch;
    sandbox.fetch = async (request) => {
      if (request.method === "GET") return pass(request);
      const url = request.url.split("?")[0] ?? "";
      return pass(new Request(url, { headers: request.headers }));
    };
    expect(await value({ entry: entries.checkoutAda, note: "x" })).toEqual({
      id: entries.checkoutAda,
      changed: {},
      ignored: ["note: ClickUp accepted this and did not do it"],
    });
  });

  it.each(HOSTILE_IDS)("lets no hostile id out: %s", async (id) => {
    const { call, requests, writes } = toolBench(timeEntryUpdate);
    await call({ entry: id, note: "x" });
    await call({ entry: entries.checkoutAda, task: id });
    expect(leaked(requests(), id)).toEqual([]);
    expect(writes()).toEqual([]);
  });
});

describe("clickup_time_entry_delete", () => {
  it("deletes what is there and names what is not, two calls an entry", async () => {
    const { value, requests, writes, sandbox, forget } = toolBench(timeEntryDelete);
    const input = { entries: [entries.checkoutAda, "42"] };
    const dry = await value({ ...input, dry_run: true });
    expect(dry).toMatchObject({
      deleted: [],
      not_found: ["42"],
      would_delete: [{ id: entries.checkoutAda, duration_h: 1.5 }],
    });
    expect(writes()).toEqual([]);
    forget();
    expect(await value(input)).toMatchInlineSnapshot(`
      {
        "deleted": [
          {
            "billable": true,
            "duration_h": 1.5,
            "end": "2026-10-31T11:30:00+01:00",
            "id": "1963465985517105840",
            "start": "2026-10-31T10:00:00+01:00",
            "task": "Checkout fails for accented addresses",
            "task_id": "86c000001",
            "user": "Ada Lovelace",
          },
        ],
        "not_found": [
          "42",
        ],
      }
    `);
    expect(requests()).toEqual([
      `GET /v2/team/9001/time_entries/${entries.checkoutAda}`,
      "GET /v2/team/9001/time_entries/42",
      `DELETE /v2/team/9001/time_entries/${entries.checkoutAda}`,
    ]);
    expect(sandbox.state.timeEntries[entries.checkoutAda]).toBeUndefined();
    expect(await value(input)).toMatchObject({ deleted: [], not_found: input.entries });
  });

  it.each(HOSTILE_IDS)("sends nothing for a hostile id: %s", async (id) => {
    const { call, requests } = toolBench(timeEntryDelete);
    expect((await call({ entries: [entries.checkoutAda, id] })).ok).toBe(false);
    expect(requests().filter((line) => line.includes("time_entries"))).toEqual([]);
  });
});

describe("clickup_time_tag_update", () => {
  it("adds and takes off labels in one call an action, for any number of entries", async () => {
    const { call, writes } = toolBench(timeTagUpdate);
    const outcome = await call({
      entries: [entries.old, entries.checkoutAda],
      add: ["On Site & Travel", "new one"],
      remove: ["Workshop"],
    });
    expect(writes()).toMatchInlineSnapshot(`
      [
        {
          "body": {
            "tags": [
              {
                "name": "on site & travel",
              },
              {
                "name": "new one",
              },
            ],
            "time_entry_ids": [
              "1963465985517105842",
              "1963465985517105840",
            ],
          },
          "request": "POST /v2/team/9001/time_entries/tags",
        },
        {
          "body": {
            "tags": [
              {
                "name": "workshop",
              },
            ],
            "time_entry_ids": [
              "1963465985517105842",
              "1963465985517105840",
            ],
          },
          "request": "DELETE /v2/team/9001/time_entries/tags",
        },
      ]
    `);
    expect(outcome).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "changed": [
              "add on site & travel, new one to 2 entries",
              "take workshop off 2 entries",
            ],
            "labels": [
              {
                "bg": "#BF55EC",
                "fg": "#FFFFFF",
                "name": "workshop",
              },
              {
                "bg": "#2ecd6f",
                "fg": "#FFFFFF",
                "name": "on site & travel",
              },
              {
                "name": "new one",
              },
            ],
            "note": "ClickUp passes over ids that are no entries, and does not say so.",
          },
          "text": "changed: add on site & travel, new one to 2 entries, take workshop off 2 entries
      labels (3):
        - name: workshop · fg: #FFFFFF · bg: #BF55EC
        - name: on site & travel · fg: #FFFFFF · bg: #2ecd6f
        - name: new one
      note: ClickUp passes over ids that are no entries, and does not say so.",
        },
      }
    `);
  });

  it("renames and recolours with what it does not change, for ClickUp wants all", async () => {
    const { value, writes } = toolBench(timeTagUpdate);
    expect(await value({ rename: { from: "workshop", to: "Workshops" } })).toMatchObject({
      changed: ["rename workshop to Workshops"],
      labels: [{ name: "Workshops", bg: "#BF55EC" }, {}],
    });
    expect(writes()[0]?.body).toEqual({
      name: "workshop",
      new_name: "Workshops",
      tag_fg: "#FFFFFF",
      tag_bg: "#BF55EC",
    });
    await value({ rename: { from: "Workshops", bg: "#112233" } });
    expect(writes()[1]?.body).toEqual({
      name: "Workshops",
      new_name: "Workshops",
      tag_fg: "#FFFFFF",
      tag_bg: "#112233",
    });
  });

  it("tells which of its steps ClickUp refused", async () => {
    const { value, sandbox } = toolBench(timeTagUpdate);
    sandbox.answerNext(Response.json({ err: "no", ECODE: "ACCESS_083" }, { status: 403 }), {
      method: "DELETE",
    });
    const input = { entries: [entries.old], add: ["new one"], remove: ["workshop"] };
    expect(await value(input)).toMatchObject({
      changed: ["add new one to 1 entry"],
      failed: [{ step: "take workshop off 1 entry", code: "forbidden" }],
    });
  });

  it("needs clickup:delete to take labels off, and changes nothing for a wrong name", async () => {
    const narrow = toolBench(timeTagUpdate, { scopes: ["clickup:read", "clickup:write"] });
    expect(await narrow.call({ entries: [entries.old], remove: ["workshop"] })).toMatchObject({
      failure: { code: "insufficient_scope", needed: "clickup:delete" },
    });
    expect(narrow.requests()).toEqual([]);
    expect((await narrow.call({ entries: [entries.old], add: ["workshop"] })).ok).toBe(true);

    const { call, value, writes } = toolBench(timeTagUpdate);
    expect(await call({ entries: [entries.old], remove: ["holiday"] })).toMatchObject({
      failure: { argument: "remove", allowed: ["workshop", "on site & travel"] },
    });
    expect(await call({ rename: { from: "workshop", to: "on site & travel" } })).toMatchObject({
      failure: { argument: "rename.to" },
    });
    expect(await call({ rename: { from: "workshop", bg: "red" } })).toMatchObject({
      failure: { argument: "rename" },
    });
    expect(await call({ add: ["x"] })).toMatchObject({ failure: { argument: "entries" } });
    expect(await value({ entries: [entries.old], add: ["x"], dry_run: true })).toMatchObject({
      would: ["add x to 1 entry"],
    });
    expect(writes()).toEqual([]);
  });

  it("says what it means when the plan has no labels", async () => {
    const { call } = toolBench(timeTagUpdate, {
      userId: SEED.users.ben,
      workspaceIds: [SEED.workspaces.harbor],
    });
    expect(await call({ rename: { from: "a", to: "b" } })).toMatchObject({
      failure: { code: "clickup_rejected", ecode: "TIMEENTRY_052" },
    });
  });

  it.each(HOSTILE_IDS)("sends nothing for a hostile id: %s", async (id) => {
    const { call, requests } = toolBench(timeTagUpdate);
    expect((await call({ entries: [id], add: ["x"] })).ok).toBe(false);
    expect(requests()).toEqual([]);
  });
});
