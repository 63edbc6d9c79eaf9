import { describe, expect, it } from "vitest";
import { goalUpdate } from "../../../src/tools/goal/update.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

const { beta, quality, bensOwn } = SEED.goals;

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
