import { describe, expect, it } from "vitest";
import { taskAssign } from "../../../src/tools/task/assign.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

const { checkout, bug, milestone, pricingPage, inTwoLists } = SEED.tasks;

describe("clickup_task_assign", () => {
  it("assigns people and Teams with one call a task", async () => {
    const { call, requests, writes, forget } = toolBench(taskAssign);
    await call({ tasks: [milestone], add: ["Platform"] });
    forget();
    const outcome = await call({
      tasks: [bug, "NW-1"],
      add: ["Ben Okafor", "Design"],
      remove: ["me"],
    });
    // Whom the members do not name may be new there, and is looked for once more before the Teams.
    expect(requests("/task/")).toEqual([
      `PUT /v2/task/${bug}`,
      "PUT /v2/task/NW-1?custom_task_ids=true&team_id=9001",
    ]);
    expect(writes()[0]?.body).toEqual({
      assignees: { add: [1002], rem: [1001] },
      group_assignees: { add: [SEED.groups.design], rem: [] },
    });
    expect(outcome).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "tasks": [
              {
                "assignees_now": [
                  "Chika Tanaka",
                  "Ben Okafor",
                  "Design & Research",
                ],
                "id": "86c000007",
                "name": "Crash when the cart is empty",
              },
              {
                "assignees_now": [
                  "Chika Tanaka",
                  "Ben Okafor",
                  "Design & Research",
                ],
                "id": "86c000001",
                "name": "Checkout fails for accented addresses",
              },
            ],
          },
          "text": "tasks (2):
        - id: 86c000007 · name: Crash when the cart is empty · assignees_now: Chika Tanaka, Ben Okafor, Design & Research
        - id: 86c000001 · name: Checkout fails for accented addresses · assignees_now: Chika Tanaka, Ben Okafor, Design & Research",
        },
      }
    `);
  });

  it("reads first to replace people, and writes nothing where they are there", async () => {
    const { value, writes } = toolBench(taskAssign);
    const first = await value({ tasks: [checkout], set: ["Ben Okafor"] });
    expect(writes()[0]?.body).toMatchObject({ assignees: { add: [1002] } });
    expect(first.tasks).toMatchObject([{ id: checkout, assignees_now: ["Ben Okafor"] }]);
    const again = await value({ tasks: [checkout], set: ["Ben Okafor"] });
    expect(again.tasks).toMatchObject([{ id: checkout, unchanged: true }]);
    expect(writes()).toHaveLength(1);
  });

  it("replaces Teams with the people, because both are assignees", async () => {
    const { value, writes } = toolBench(taskAssign);
    const { tasks } = await value({ tasks: [inTwoLists], set: ["Ben Okafor"] });
    expect(writes()[0]?.body).toEqual({
      assignees: { add: [], rem: [1001] },
      group_assignees: { add: [], rem: [SEED.groups.design] },
    });
    expect(tasks).toMatchObject([{ id: inTwoLists, assignees_now: ["Ben Okafor"] }]);
  });

  it("tells whom ClickUp did not add or take off although it said yes", async () => {
    const { value, sandbox } = toolBench(taskAssign);
    // ClickUp takes the change and answers with the task as it was.
    sandbox.answerNext(
      async ({ url, headers }) =>
        await sandbox.fetch(
          new Request(url, { headers: { Authorization: headers.get("Authorization") ?? "" } }),
        ),
      { method: "PUT" },
    );
    const { tasks } = await value({ tasks: [bug], add: ["Ben Okafor"], remove: ["Chika Tanaka"] });
    expect(tasks).toMatchObject([
      {
        id: bug,
        assignees_now: ["Chika Tanaka"],
        ignored: [
          "Ben Okafor was not added: no access, or one assignee only",
          "Chika Tanaka was not removed",
        ],
      },
    ]);
  });

  it("changes watchers", async () => {
    const { value, writes } = toolBench(taskAssign);
    const result = await value({ tasks: [bug], add: ["Chika Tanaka"], role: "watcher" });
    expect(writes()[0]?.body).toEqual({ watchers: { add: [1003], rem: [] } });
    expect(result.tasks).toMatchObject([
      { watchers_now: expect.arrayContaining(["Chika Tanaka"]) },
    ]);
  });

  it("deals people out over the tasks in turn", async () => {
    const { writes, value } = toolBench(taskAssign);
    await value({
      tasks: [bug, milestone, pricingPage],
      add: ["me", "Ben Okafor"],
      round_robin: true,
    });
    const added = Object.fromEntries(
      writes().map(({ request, body }) => [
        request.split("/").at(-1),
        (body as { assignees: { add: number[] } }).assignees.add,
      ]),
    );
    expect(added).toEqual({ [bug]: [1001], [milestone]: [1002], [pricingPage]: [1001] });
  });

  it("tells of the one task that failed beside those that were done", async () => {
    const { value } = toolBench(taskAssign);
    const { tasks } = await value({ tasks: [bug, "86zzzz999"], add: ["me"] });
    expect(tasks).toMatchObject([{ id: bug }, { id: "86zzzz999", code: "not_found" }]);
  });

  it("writes nothing when one name is not known", async () => {
    const { call, writes } = toolBench(taskAssign);
    expect(await call({ tasks: [bug], add: ["Ben Okafor", "Zorro"] })).toMatchObject({
      ok: false,
      failure: { code: "not_found", given: "Zorro" },
    });
    expect(writes()).toEqual([]);
  });

  it.each([
    { tasks: [bug] },
    { tasks: [bug], set: ["me"], add: ["me"] },
    { tasks: [bug], remove: ["me"], round_robin: true },
    { tasks: [], add: ["me"] },
    { tasks: ["../x"], add: ["me"] },
    { tasks: ["Crash when the cart is empty"], add: ["me"] },
  ])("writes nothing for %j", async (input) => {
    const { call, writes } = toolBench(taskAssign);
    expect((await call(input)).ok).toBe(false);
    expect(writes()).toEqual([]);
  });
});
