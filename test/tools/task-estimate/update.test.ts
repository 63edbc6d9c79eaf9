import { describe, expect, it } from "vitest";
import { explain } from "../../../src/tools/explain.ts";
import { taskEstimateUpdate } from "../../../src/tools/task-estimate/update.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

const { checkout } = SEED.tasks;

describe("clickup_task_estimate_update", () => {
  it("sets estimates by person in one call, and keeps or drops the others", async () => {
    const { call, value, writes, forget } = toolBench(taskEstimateUpdate);
    await value({ task: checkout, estimates: { unassigned: "1h" } });
    forget();
    expect(
      await call({ task: checkout, estimates: { "Ada Lovelace": "2h", unassigned: "none" } }),
    ).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "by_user": {
              "Ada Lovelace": "2h",
              "unassigned": "0m",
            },
            "task": "86c000001",
            "total": "2h",
          },
          "text": "task: 86c000001
      total: 2h
      by_user:
        Ada Lovelace: 2h
        unassigned: 0m",
        },
      }
    `);
    expect(
      await value({ task: "NW-1", mode: "replace", estimates: { Ada: "90m" } }).catch(String),
    ).toContain("not_found");
    await value({ task: checkout, estimates: { unassigned: "4h" } });
    expect(
      await value({ task: checkout, mode: "replace", estimates: { "ada@example.com": "90m" } }),
    ).toEqual({ task: checkout, total: "1h 30m", by_user: { "Ada Lovelace": "1h 30m" } });
    expect(writes()).toMatchInlineSnapshot(`
      [
        {
          "body": [
            {
              "assignee": 1001,
              "time": 7200000,
            },
            {
              "assignee": "unassigned",
              "time": 0,
            },
          ],
          "request": "PATCH /v3/workspaces/9001/tasks/86c000001/time_estimates_by_user",
        },
        {
          "body": [
            {
              "assignee": "unassigned",
              "time": 14400000,
            },
          ],
          "request": "PATCH /v3/workspaces/9001/tasks/86c000001/time_estimates_by_user",
        },
        {
          "body": [
            {
              "assignee": 1001,
              "time": 5400000,
            },
          ],
          "request": "PUT /v3/workspaces/9001/tasks/86c000001/time_estimates_by_user",
        },
      ]
    `);
  });

  it("tells what ClickUp did not do", async () => {
    const { value, sandbox } = toolBench(taskEstimateUpdate);
    sandbox.answerNext(Response.json({ data: { total_time_estimate: 0, updated_estimates: {} } }), {
      method: "PATCH",
    });
    expect(await value({ task: checkout, estimates: { me: "1h" } })).toMatchObject({
      ignored: [{ field: "Ada Lovelace" }],
    });
  });

  it("says whose estimates the total holds where ClickUp shows only those that were sent", async () => {
    const { value } = toolBench(taskEstimateUpdate);
    await value({ task: checkout, estimates: { unassigned: "1h" } });
    expect(await value({ task: checkout, estimates: { me: "2h" } })).toEqual({
      task: checkout,
      total: "3h",
      by_user: { "Ada Lovelace": "2h" },
      note: "The total holds the estimates of others too, which merge keeps.",
    });
  });

  it("names what ClickUp does not say: the plan, and that only who is assigned has an estimate", async () => {
    const { call } = toolBench(taskEstimateUpdate);
    const free = toolBench(taskEstimateUpdate, {
      userId: SEED.users.ben,
      workspaceIds: [SEED.workspaces.harbor],
    });
    const task = Object.values(free.sandbox.state.tasks).find(
      ({ listId }) => listId === SEED.lists.websiteRelaunch,
    );
    const refused = await free.call({ task: task?.id, estimates: { unassigned: "2h" } });
    const outcome = await call({ task: checkout, estimates: { "Ben Okafor": "2h" } });
    expect(outcome).toEqual(refused);
    expect(outcome.ok || explain(outcome.failure).text).toMatchInlineSnapshot(
      `"ClickUp refused this. ClickUp takes estimates by person on its Business plan and above, and only of who is assigned to the task: assign the others first with clickup_task_assign, or give their time to "unassigned". Nothing was changed. The same call would be refused again. Change what was asked, or tell the user."`,
    );
  });

  it("sends nothing for wrong lengths, people and ids", async () => {
    const { call, writes } = toolBench(taskEstimateUpdate);
    for (const input of [
      { task: checkout, estimates: { me: "soon" } },
      { task: checkout, estimates: { nobody: "1h" } },
      { task: checkout, estimates: { "../user": "1h" } },
      { task: checkout, estimates: {} },
      { task: checkout, estimates: { me: "1h", "Ada Lovelace": "2h" } },
      { task: "../../team", estimates: { me: "1h" } },
      {
        task: checkout,
        estimates: Object.fromEntries(Array.from({ length: 11 }, (_, n) => [`p${n}`, "1h"])),
      },
    ]) {
      expect((await call(input)).ok, JSON.stringify(input)).toBe(false);
    }
    expect(writes()).toEqual([]);
  });
});
