import { describe, expect, it } from "vitest";
import { goalCreate } from "../../../src/tools/goal/create.ts";
import { goalDelete } from "../../../src/tools/goal/delete.ts";
import { goalGet } from "../../../src/tools/goal/get.ts";
import { goalUpdate } from "../../../src/tools/goal/update.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

const { beta, quality, completed, bensOwn } = SEED.goals;
const { checkout } = SEED.tasks;

describe("clickup_goal_get", () => {
  it("lists the goals, those in goal folders too, with their key results", async () => {
    const { call, requests, forget } = toolBench(goalGet);
    await call({ goal: beta });
    forget();
    expect(await call({})).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "goals": [
              {
                "description": "500 teams by Christmas.",
                "due": "2026-12-22T10:00:00+01:00",
                "id": "2b6bf05d-4682-4e34-885e-ae15991a47bc",
                "key_results": [
                  {
                    "current": 125,
                    "end": 500,
                    "id": "b0dd0f49-6620-4eab-8d67-c8fb88efaf6c",
                    "name": "Teams",
                    "owners": [
                      "Ada Lovelace",
                    ],
                    "percent": 25,
                    "start": 0,
                    "type": "number",
                    "unit": "teams",
                  },
                  {
                    "current": 0,
                    "end": 1,
                    "id": "9f04c388-de0a-4dda-8489-e907a156f98d",
                    "name": "Press kit is out",
                    "owners": [
                      "Ada Lovelace",
                    ],
                    "percent": 0,
                    "start": 0,
                    "type": "boolean",
                  },
                  {
                    "current": 0,
                    "end": 1,
                    "id": "5f1010d9-e155-414b-8ff5-f8dc227ba686",
                    "name": "Tasks closed",
                    "owners": [
                      "Ada Lovelace",
                    ],
                    "percent": 50,
                    "start": 0,
                    "tasks": [
                      "86c00000c",
                      "86c000007",
                    ],
                    "type": "automatic",
                  },
                ],
                "name": "Public beta & launch",
                "owners": [
                  "Ada Lovelace",
                  "Ben Okafor",
                ],
                "percent": 25,
              },
              {
                "due": "2026-12-22T10:00:00+01:00",
                "id": "1df6577b-3c03-4db1-8f00-b7144e63e767",
                "key_results": [
                  {
                    "current": 20,
                    "end": 5,
                    "id": "167b06d3-3a86-439d-813d-c9998e0c6311",
                    "name": "Regressions",
                    "owners": [
                      "Ada Lovelace",
                    ],
                    "percent": 0,
                    "start": 20,
                    "type": "number",
                  },
                ],
                "name": "Fewer regressions",
                "owners": [
                  "Chika Tanaka",
                ],
                "percent": 0,
              },
            ],
          },
          "text": "goals (2):
        - id: 2b6bf05d-4682-4e34-885e-ae15991a47bc · name: Public beta & launch · due: 2026-12-22T10:00:00+01:00 · owners: Ada Lovelace, Ben Okafor · percent: 25 · description: 500 teams by Christmas.
          key_results (3):
            - id: b0dd0f49-6620-4eab-8d67-c8fb88efaf6c · name: Teams · type: number · start: 0 · end: 500 · current: 125 · unit: teams · percent: 25 · owners: Ada Lovelace
            - id: 9f04c388-de0a-4dda-8489-e907a156f98d · name: Press kit is out · type: boolean · start: 0 · end: 1 · current: 0 · percent: 0 · owners: Ada Lovelace
            - id: 5f1010d9-e155-414b-8ff5-f8dc227ba686 · name: Tasks closed · type: automatic · start: 0 · end: 1 · current: 0 · percent: 50 · owners: Ada Lovelace · tasks: 86c00000c, 86c000007
        - id: 1df6577b-3c03-4db1-8f00-b7144e63e767 · name: Fewer regressions · due: 2026-12-22T10:00:00+01:00 · owners: Chika Tanaka · percent: 0
          key_results (1):
            - id: 167b06d3-3a86-439d-813d-c9998e0c6311 · name: Regressions · type: number · start: 20 · end: 5 · current: 20 · percent: 0 · owners: Ada Lovelace",
        },
      }
    `);
    expect(requests()).toContain("GET /v2/team/9001/goal?include_completed=false");
    expect(requests().filter((line) => line.startsWith("GET /v2/goal/")).length).toBeLessThan(3);
  });

  it("gets one by name, id or URL, and narrows by owner", async () => {
    const { value } = toolBench(goalGet);
    expect(await value({ goal: "fewer regressions" })).toMatchObject({ goals: [{ id: quality }] });
    expect(await value({ goal: beta })).toMatchObject({ goals: [{ id: beta }] });
    expect(await value({ goal: "https://app.clickup.com/9001/goals/2" })).toMatchObject({
      goals: [{ id: quality }],
    });
    expect(await value({ owner: "Chika Tanaka" })).toMatchObject({ goals: [{ id: quality }] });
  });

  it("shows completed goals on request", async () => {
    const { value } = toolBench(goalGet);
    const ids = async (input: object) =>
      ((await value(input)).goals as { id: string }[]).map(({ id }) => id);
    expect(await ids({})).not.toContain(completed);
    expect(await ids({ include_completed: true })).toContain(completed);
  });

  it("says where a URL leads to no goal", async () => {
    const { call } = toolBench(goalGet);
    expect(await call({ goal: "https://app.clickup.com/9001/v/li/901" })).toMatchObject({
      failure: { code: "invalid_input", argument: "goal" },
    });
  });

  it("does not let an empty list pass for no goals at all", async () => {
    const { value } = toolBench(goalGet);
    expect(await value({ owner: "invited@example.com" })).toEqual({
      goals: [],
      note: "Completed goals are left out; include_completed shows them.",
    });
    expect(await value({ owner: "invited@example.com", include_completed: true })).toEqual({
      goals: [],
    });
  });

  it("says where goals are found when this one is not", async () => {
    const { call } = toolBench(goalGet);
    for (const goal of [bensOwn, "Nothing of the kind"]) {
      expect(await call({ goal })).toMatchObject({
        failure: { code: "not_found", what: "goal", findWith: "clickup_goal_get" },
      });
    }
  });
});

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

describe("clickup_goal_update", () => {
  it("sends what stays as it is, because ClickUp clears what is left out", async () => {
    const { call, writes, requests, forget } = toolBench(goalUpdate);
    await call({ goal: beta, owners: { add: ["Ben Okafor"] } });
    forget();
    expect(
      await call({
        goal: beta,
        due: "2027-01-31",
        owners: { add: ["Chika Tanaka"], remove: ["me"] },
      }),
    ).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "changed": [
              "due",
              "owners",
            ],
            "due": "2027-01-31",
            "id": "2b6bf05d-4682-4e34-885e-ae15991a47bc",
          },
          "text": "id: 2b6bf05d-4682-4e34-885e-ae15991a47bc
      changed: due, owners
      due: 2027-01-31",
        },
      }
    `);
    expect(writes()).toMatchInlineSnapshot(`
      [
        {
          "body": {
            "add_owners": [
              1003,
            ],
            "color": "#32a852",
            "description": "500 teams by Christmas.",
            "due_date": 1801364400000,
            "name": "Public beta & launch",
            "rem_owners": [
              1001,
            ],
          },
          "request": "PUT /v2/goal/2b6bf05d-4682-4e34-885e-ae15991a47bc",
        },
      ]
    `);
    expect(requests()).toHaveLength(2);
  });

  it("changes name, description and colour, and clears the date, of a goal by name", async () => {
    const { value, sandbox } = toolBench(goalUpdate);
    const change = { name: "None at all", description: "Zero", color: "#00FF00", due: "none" };
    expect(await value({ goal: "fewer regressions", ...change })).toEqual({
      id: quality,
      changed: ["name", "due", "description", "color"],
    });
    expect(sandbox.state.goals[quality]).toMatchObject({
      name: "None at all",
      description: "Zero",
      dueMs: null,
      ownerIds: [1003],
    });
  });

  it("says where goals are found when this one is not", async () => {
    const { call, writes } = toolBench(goalUpdate);
    expect(await call({ goal: bensOwn, name: "Mine" })).toMatchObject({
      failure: { code: "not_found", what: "goal", findWith: "clickup_goal_get" },
    });
    expect(writes()).toEqual([]);
  });

  it("tells what ClickUp did not take over", async () => {
    const { value, sandbox } = toolBench(goalUpdate);
    sandbox.answerNext(Response.json({ goal: { id: beta, name: "Old" } }), { method: "PUT" });
    expect(await value({ goal: beta, name: "New" })).toMatchObject({
      changed: [],
      ignored: ["name"],
    });
  });

  it("sends nothing for a hostile reference or without a change", async () => {
    const { call, writes } = toolBench(goalUpdate);
    expect(await call({ goal: "../team", name: "x" })).toMatchObject({ ok: false });
    expect(await call({ goal: beta })).toMatchObject({ failure: { code: "invalid_input" } });
    expect(writes()).toEqual([]);
  });
});

describe("clickup_goal_delete", () => {
  it("deletes the goal that has the expected name", async () => {
    const { call, requests, forget, sandbox } = toolBench(goalDelete);
    await call({ goal: quality, expected_name: "Fewer regressions", dry_run: true });
    forget();
    expect(
      await call({ goal: quality, expected_name: "Fewer regressions" }),
    ).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "deleted": true,
            "id": "1df6577b-3c03-4db1-8f00-b7144e63e767",
            "key_results": 1,
            "name": "Fewer regressions",
          },
          "text": "deleted: yes
      id: 1df6577b-3c03-4db1-8f00-b7144e63e767
      name: Fewer regressions
      key_results: 1",
        },
      }
    `);
    expect(requests().map((line) => line.split(" ")[0])).toEqual(["GET", "DELETE"]);
    expect(sandbox.state.goals[quality]).toBeUndefined();
    const left = Object.values(sandbox.state.keyResults).filter((one) => one.goalId === quality);
    expect(left).toEqual([]);
  });

  it("deletes nothing on a dry run, under another name, or for a hostile id", async () => {
    const { call, value, writes } = toolBench(goalDelete);
    const named = { goal: beta, expected_name: "Public beta & launch" };
    expect(await value({ ...named, dry_run: true })).toMatchObject({
      deleted: false,
      key_results: 3,
    });
    expect(await call({ goal: beta, expected_name: "Other" })).toMatchObject({
      failure: { code: "invalid_input", argument: "expected_name" },
    });
    expect(await call({ goal: "../x", expected_name: "x" })).toMatchObject({ ok: false });
    expect(writes()).toEqual([]);
  });
});
