import { describe, expect, it } from "vitest";
import { goalCreate } from "../../../src/tools/goal/create.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

const { checkout } = SEED.tasks;

describe("clickup_goal_create", () => {
  it("creates the goal, then its key results, a call each", async () => {
    const { call, writes } = toolBench(goalCreate);
    expect(
      await call({
        name: "Be fast",
        due: "2026-12-31",
        owners: ["me", "Ben Okafor"],
        key_results: [
          { name: "Latency", type: "number", from: 900, to: 300, unit: "ms" },
          { name: "Backlog done", lists: ["Product / Roadmap / Backlog"] },
        ],
      }),
    ).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "due": "2026-12-31",
            "id": "ec63e95a-3cb2-459b-80a2-e7afb965954a",
            "key_results": [
              {
                "id": "918adf35-2918-4cf1-840a-d793f6f04a2e",
                "name": "Latency",
              },
              {
                "id": "16fece53-6f62-4b13-81b9-d1a673f7ddca",
                "name": "Backlog done",
              },
            ],
            "url": "https://app.clickup.com/9001/goals/5",
          },
          "text": "id: ec63e95a-3cb2-459b-80a2-e7afb965954a
      url: https://app.clickup.com/9001/goals/5
      due: 2026-12-31
      key_results (2):
        - id: 918adf35-2918-4cf1-840a-d793f6f04a2e · name: Latency
        - id: 16fece53-6f62-4b13-81b9-d1a673f7ddca · name: Backlog done",
        },
      }
    `);
    expect(writes()).toMatchInlineSnapshot(`
      [
        {
          "body": {
            "color": "#7b68ee",
            "description": "",
            "due_date": 1798686000000,
            "multiple_owners": true,
            "name": "Be fast",
            "owners": [
              1001,
              1002,
            ],
          },
          "request": "POST /v2/team/9001/goal",
        },
        {
          "body": {
            "list_ids": [],
            "name": "Latency",
            "owners": [],
            "steps_end": 300,
            "steps_start": 900,
            "task_ids": [],
            "type": "number",
            "unit": "ms",
          },
          "request": "POST /v2/goal/ec63e95a-3cb2-459b-80a2-e7afb965954a/key_result",
        },
        {
          "body": {
            "list_ids": [
              "901",
            ],
            "name": "Backlog done",
            "owners": [],
            "steps_end": 1,
            "steps_start": 0,
            "task_ids": [],
            "type": "automatic",
            "unit": "",
          },
          "request": "POST /v2/goal/ec63e95a-3cb2-459b-80a2-e7afb965954a/key_result",
        },
      ]
    `);
  });

  it("tells which key result was refused, and keeps the goal", async () => {
    const { value, sandbox, writes } = toolBench(goalCreate);
    sandbox.answerNext(new Response("{}", { status: 400 }), {
      method: "POST",
      path: /key_result$/,
    });
    expect(
      await value({ name: "Be fast", key_results: [{ name: "A" }, { name: "B" }] }),
    ).toMatchObject({
      key_results: [{ name: "B" }],
      failed: [{ step: 'key result "A"', code: "clickup_rejected" }],
    });
    // Who asked owns what nobody else is named for.
    expect(writes()[0]?.body).toMatchObject({ owners: [1001], multiple_owners: false });
  });

  it("takes a percentage, a count of tasks or a number for what a key result is not said to be", async () => {
    const { value, writes } = toolBench(goalCreate);
    await value({
      name: "Be fast",
      color: "#ff0000",
      description: "Soon",
      key_results: [
        { name: "Share" },
        { name: "Sales", to: 10, unit: "k€" },
        { name: "Fixes", tasks: ["NW-1"], owners: ["Ben Okafor"] },
        { name: "Shipped", type: "boolean" },
      ],
    });
    const [goal, ...results] = writes().map(({ body }) => body);
    expect(goal).toMatchObject({ color: "#ff0000", description: "Soon" });
    expect(results).toMatchObject([
      { type: "percentage", steps_start: 0, steps_end: 100 },
      { type: "number", steps_end: 10, unit: "k€" },
      { type: "automatic", task_ids: [checkout], owners: [1002] },
      { type: "boolean", steps_end: 1 },
    ]);
  });

  it("creates nothing when a part of it cannot be understood", async () => {
    const { call, writes } = toolBench(goalCreate);
    for (const wrong of [
      { owners: ["Nobody Here"] },
      { due: "someday" },
      { color: "red" },
      { key_results: [{ name: "N", type: "number" }] },
      { key_results: [{ name: "N", type: "automatic" }] },
      { key_results: [{ name: "N", tasks: ["../x"] }] },
      { key_results: [{ name: "N", lists: ["../x"] }] },
    ]) {
      expect(await call({ name: "G", ...wrong })).toMatchObject({ ok: false });
    }
    expect(writes()).toEqual([]);
  });
});
