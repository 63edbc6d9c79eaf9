import { describe, expect, it } from "vitest";
import { timeEntryHistory } from "../../../src/tools/time-entry/history.ts";
import { HOSTILE_IDS } from "../../support/hostile.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

const entries = SEED.timeEntries;

describe("clickup_time_entry_history", () => {
  it("gives an entry with its changes and approval in two calls", async () => {
    const { call, requests } = toolBench(timeEntryHistory);
    const outcome = await call({ entry: entries.old });
    expect(requests("time")).toHaveLength(2);
    expect(outcome).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "approval": {
              "approved_at": "2026-09-28T11:00:00+02:00",
              "approved_by": "Ada Lovelace",
              "approvers": [
                "Ada Lovelace",
              ],
              "history": [
                {
                  "after": "approved",
                  "at": "2026-09-28T11:00:00+02:00",
                  "before": "submitted",
                  "by": "Ada Lovelace",
                  "field": "status",
                },
              ],
              "status": "approved",
            },
            "entry": {
              "billable": true,
              "duration_h": 1,
              "end": "2026-09-23T12:00:00+02:00",
              "id": "1963465985517105842",
              "start": "2026-09-23T11:00:00+02:00",
              "tags": [
                "workshop",
              ],
              "task": "Crash when the cart is empty",
              "task_id": "86c000007",
              "user": "Ada Lovelace",
            },
            "history": [
              {
                "at": "2026-09-24T11:00:00+02:00",
                "before": "Lokk at it",
                "by": "Ada Lovelace",
                "field": "description",
              },
            ],
          },
          "text": "entry:
        id: 1963465985517105842
        task: Crash when the cart is empty
        task_id: 86c000007
        user: Ada Lovelace
        start: 2026-09-23T11:00:00+02:00
        end: 2026-09-23T12:00:00+02:00
        duration_h: 1
        billable: yes
        tags: workshop
      approval:
        status: approved
        approved_by: Ada Lovelace
        approved_at: 2026-09-28T11:00:00+02:00
        approvers: Ada Lovelace
        history (1):
          - at: 2026-09-28T11:00:00+02:00 · by: Ada Lovelace · field: status · before: submitted · after: approved
      history (1):
        - at: 2026-09-24T11:00:00+02:00 · by: Ada Lovelace · field: description · before: Lokk at it",
        },
      }
    `);
  });

  it("says when there is no such entry, though ClickUp says 200", async () => {
    const { call } = toolBench(timeEntryHistory);
    expect(await call({ entry: "42" })).toMatchObject({ failure: { code: "not_found" } });
  });

  it.each(HOSTILE_IDS)("lets no hostile id out: %s", async (id) => {
    const { call, requests } = toolBench(timeEntryHistory);
    expect((await call({ entry: id })).ok).toBe(false);
    expect(requests("time")).toEqual([]);
  });
});
