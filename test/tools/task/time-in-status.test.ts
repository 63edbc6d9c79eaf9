import { describe, expect, it } from "vitest";
import { taskTimeInStatus } from "../../../src/tools/task/time-in-status.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

const { checkout, bug } = SEED.tasks;

describe("clickup_task_time_in_status", () => {
  it("asks for several tasks at once", async () => {
    const { call, requests } = toolBench(taskTimeInStatus);
    const outcome = await call({ tasks: [checkout, bug] });
    expect(requests()).toEqual([
      "GET /v2/user",
      `GET /v2/task/bulk_time_in_status/task_ids?task_ids=${checkout}&task_ids=${bug}`,
    ]);
    expect(outcome).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "complete": true,
            "read": 2,
            "tasks": [
              {
                "id": "86c000001",
                "statuses": [
                  {
                    "minutes": 1440,
                    "since": "2026-10-21T11:00:00+02:00",
                    "status": "to do",
                  },
                  {
                    "current": true,
                    "minutes": 15840,
                    "since": "2026-10-22T11:00:00+02:00",
                    "status": "in progress",
                  },
                ],
              },
              {
                "id": "86c000007",
                "statuses": [
                  {
                    "minutes": 1440,
                    "since": "2026-10-24T11:00:00+02:00",
                    "status": "to do",
                  },
                  {
                    "current": true,
                    "minutes": 11520,
                    "since": "2026-10-25T10:00:00+01:00",
                    "status": "in progress",
                  },
                ],
              },
            ],
          },
          "text": "tasks (2):
        - id: 86c000001
          statuses (2):
            - status: to do · minutes: 1440 · since: 2026-10-21T11:00:00+02:00
            - status: in progress · minutes: 15840 · since: 2026-10-22T11:00:00+02:00 · current: yes
        - id: 86c000007
          statuses (2):
            - status: to do · minutes: 1440 · since: 2026-10-24T11:00:00+02:00
            - status: in progress · minutes: 11520 · since: 2026-10-25T10:00:00+01:00 · current: yes
      read: 2
      complete: yes",
        },
      }
    `);
  });

  it("names the tasks that it had to read, and reads none for its name", async () => {
    const { value, requests } = toolBench(taskTimeInStatus);
    expect(await value({ tasks: ["NW-1", bug] })).toMatchObject({
      tasks: [{ id: checkout, name: expect.stringMatching(/\w/) }, { id: bug }],
    });
    expect(requests(`GET /v2/task/${bug}`)).toEqual([]);
  });

  it("asks for one task with the call for one", async () => {
    const { value, requests } = toolBench(taskTimeInStatus);
    await value({ tasks: [checkout] });
    expect(requests().at(-1)).toBe(`GET /v2/task/${checkout}/time_in_status`);
  });

  it("gives mean, median and the slowest of each status", async () => {
    const { value } = toolBench(taskTimeInStatus);
    const tasks = [checkout, bug, SEED.tasks.milestone];
    const { summary } = await value({ tasks, summarise: true });
    expect(summary).toMatchInlineSnapshot(`
      [
        {
          "mean_minutes": 10560,
          "median_minutes": 1440,
          "slowest": {
            "id": "86c000006",
            "minutes": 28800,
          },
          "status": "to do",
          "tasks": 3,
        },
        {
          "mean_minutes": 13680,
          "median_minutes": 13680,
          "slowest": {
            "id": "86c000001",
            "minutes": 15840,
          },
          "status": "in progress",
          "tasks": 2,
        },
      ]
    `);
  });

  it("summarises a List, one call for 100 tasks", async () => {
    const { value, requests, forget } = toolBench(taskTimeInStatus);
    await value({ list: "Product Inbox" });
    forget();
    const result = await value({ list: "Backlog", limit: 200, summarise: true });
    expect(requests("bulk_time_in_status")).toHaveLength(2);
    expect(requests()).toHaveLength(4);
    expect(result).toMatchObject({ read: 200, complete: false });
    expect(result).not.toHaveProperty("tasks");
    for (const row of result.summary as Record<string, number>[]) {
      expect(row).toMatchObject({
        mean_minutes: expect.any(Number),
        median_minutes: expect.any(Number),
      });
    }
  });

  it("takes the filters of clickup_task_list, checked like there", async () => {
    const { value, call } = toolBench(taskTimeInStatus);
    const result = await value({ list: "Backlog", filter: { priority: ["urgent"] } });
    expect((result.tasks as { id: string }[]).map(({ id }) => id)).toContain(checkout);
    expect(await call({ list: "Backlog", filter: { status: ["nonsense"] } })).toMatchObject({
      ok: false,
      failure: { code: "invalid_input", argument: "filter.status" },
    });
  });

  it("passes on that the ClickApp is off", async () => {
    const { call, sandbox } = toolBench(taskTimeInStatus);
    const off = Object.values(sandbox.state.tasks).find(
      ({ listId }) => listId === SEED.lists.onboarding,
    );
    expect((await call({ tasks: [off?.id ?? ""] })).ok).toBe(false);
  });

  it.each([
    {},
    { tasks: ["../x"] },
    { tasks: [bug], list: "Backlog" },
    { list: "../../x" },
    { tasks: [bug], filter: { type: "Bug" } },
  ])("fails for %j", async (input) => {
    const { call, requests } = toolBench(taskTimeInStatus);
    expect((await call(input)).ok).toBe(false);
    expect(requests("time_in_status")).toEqual([]);
  });
});
