import { describe, expect, it } from "vitest";
import { timeEntryDelete } from "../../../src/tools/time-entry/delete.ts";
import { HOSTILE_IDS } from "../../support/hostile.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

const entries = SEED.timeEntries;

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
    expect(requests("time_entries")).toEqual([]);
  });
});
