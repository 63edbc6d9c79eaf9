import { describe, expect, it } from "vitest";
import { timeEntryUpdate } from "../../../src/tools/time-entry/update.ts";
import { HOSTILE_IDS, leaked } from "../../support/hostile.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

const { checkout, bug } = SEED.tasks;
const entries = SEED.timeEntries;

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
