import { describe, expect, it } from "vitest";
import { taskMultiList } from "../../../src/tools/task/multi-list.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

const { checkout, inTwoLists } = SEED.tasks;
const { now, backlog } = SEED.lists;

describe("clickup_task_multi_list", () => {
  it("adds and removes one pair a call, and reads back", async () => {
    const { call, requests, forget } = toolBench(taskMultiList);
    await call({ tasks: [checkout], add_lists: ["Product Inbox"] });
    forget();
    const outcome = await call({
      tasks: [checkout],
      add_lists: ["Product / Roadmap / Now"],
      remove_lists: ["Product Inbox"],
    });
    expect(requests()).toEqual([
      `POST /v2/list/${now}/task/${checkout}`,
      `DELETE /v2/list/${SEED.lists.productInbox}/task/${checkout}`,
      `GET /v2/task/${checkout}`,
    ]);
    expect(outcome).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "tasks": [
              {
                "home_list": "Backlog",
                "id": "86c000001",
                "lists": [
                  "Now",
                ],
                "name": "Checkout fails for accented addresses",
              },
            ],
          },
          "text": "tasks (1):
        - id: 86c000001 · name: Checkout fails for accented addresses · home_list: Backlog · lists: Now",
        },
      }
    `);
  });

  it("takes a task out of a further List", async () => {
    const { value } = toolBench(taskMultiList);
    expect(await value({ tasks: [inTwoLists], remove_lists: [now] })).toMatchObject({
      tasks: [{ id: inTwoLists, home_list: "Backlog", lists: [] }],
    });
  });

  it("says so when ClickUp answers 200 and does nothing, because the ClickApp is off", async () => {
    const { value } = toolBench(taskMultiList);
    const { tasks } = await value({ tasks: [checkout], add_lists: [SEED.lists.onboarding] });
    expect(tasks).toMatchObject([{ lists: [], ignored: [expect.stringMatching(/ClickApp/)] }]);
  });

  it("leaves the home List to clickup_task_move", async () => {
    const { value } = toolBench(taskMultiList);
    const { tasks } = await value({ tasks: [checkout], remove_lists: [backlog] });
    expect(tasks).toMatchObject([
      { home_list: "Backlog", ignored: [expect.stringMatching(/clickup_task_move/)] },
    ]);
  });

  it("tells of a task that is not there", async () => {
    const { value } = toolBench(taskMultiList);
    const { tasks } = await value({ tasks: [checkout, "86zzzz999"], add_lists: [now] });
    expect(tasks).toMatchObject([{ id: checkout }, { id: "86zzzz999", code: "not_found" }]);
  });

  it.each([
    { tasks: [checkout] },
    { tasks: [checkout], add_lists: [now], remove_lists: [now] },
    { tasks: ["../x"], add_lists: [now] },
    { tasks: ["Crash when the cart is empty"], add_lists: [now] },
    { tasks: [checkout], add_lists: ["../../x"] },
    { tasks: [checkout], add_lists: ["Nowhere at all"] },
  ])("writes nothing for %j", async (input) => {
    const { call, writes } = toolBench(taskMultiList);
    expect((await call(input)).ok).toBe(false);
    expect(writes()).toEqual([]);
  });
});
