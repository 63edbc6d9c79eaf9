import { describe, expect, it } from "vitest";
import { taskRelationUpdate } from "../../../src/tools/task/relation-update.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

const { checkout, bug, milestone, pricingPage } = SEED.tasks;

describe("clickup_task_relation_update", () => {
  it("is one call for each relation", async () => {
    const { call, writes } = toolBench(taskRelationUpdate);
    const outcome = await call({
      add: [
        { task: bug, relation: "waiting_on", other: milestone },
        { task: bug, relation: "blocks", other: "NW-1" },
        { task: bug, relation: "linked", other: pricingPage },
      ],
    });
    expect(writes()).toMatchInlineSnapshot(`
      [
        {
          "body": {
            "depends_on": "86c000006",
          },
          "request": "POST /v2/task/86c000007/dependency",
        },
        {
          "body": {
            "dependency_of": "86c000001",
          },
          "request": "POST /v2/task/86c000007/dependency",
        },
        {
          "request": "POST /v2/task/86c000007/link/86c000002",
        },
      ]
    `);
    expect(outcome).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "edges": [
              {
                "done": "added",
                "other": "86c000006",
                "relation": "waiting_on",
                "task": "86c000007",
              },
              {
                "done": "added",
                "other": "86c000001",
                "relation": "blocks",
                "task": "86c000007",
              },
              {
                "done": "added",
                "other": "86c000002",
                "relation": "linked",
                "task": "86c000007",
              },
            ],
          },
          "text": "edges (3):
        - task: 86c000007 · relation: waiting_on · other: 86c000006 · done: added
        - task: 86c000007 · relation: blocks · other: 86c000001 · done: added
        - task: 86c000007 · relation: linked · other: 86c000002 · done: added",
        },
      }
    `);
  });

  it("removes what it added", async () => {
    const { value, sandbox } = toolBench(taskRelationUpdate);
    const before = [sandbox.state.dependencies.length, sandbox.state.links.length];
    const edges = [
      { task: bug, relation: "waiting_on", other: milestone },
      { task: milestone, relation: "linked", other: pricingPage },
      { task: pricingPage, relation: "blocks", other: bug },
    ];
    await value({ add: edges });
    const result = await value({ remove: edges });
    expect(result.edges).toMatchObject(edges.map((edge) => ({ ...edge, done: "removed" })));
    expect([sandbox.state.dependencies.length, sandbox.state.links.length]).toEqual(before);
  });

  it("warns of a circle among what it added", async () => {
    const { value } = toolBench(taskRelationUpdate);
    const add = [
      { task: bug, relation: "waiting_on", other: milestone },
      { task: milestone, relation: "waiting_on", other: pricingPage },
      { task: bug, relation: "blocks", other: pricingPage },
    ];
    const result = await value({ add });
    expect(result.warnings).toMatchObject([expect.stringMatching(/circle/)]);
    expect(await value({ add, check_cycles: false })).not.toHaveProperty("warnings");
  });

  it("tells of the one that failed beside those that were done", async () => {
    const { value } = toolBench(taskRelationUpdate);
    const { edges } = await value({
      add: [
        { task: "86zzzz999", relation: "linked", other: bug },
        { task: bug, relation: "linked", other: milestone },
      ],
    });
    expect(edges).toMatchObject([{ code: "not_found" }, { done: "added" }]);
  });

  it.each([
    {},
    { add: [{ task: bug, relation: "waiting_on", other: bug }] },
    { add: [{ task: checkout, relation: "waiting_on", other: "NW-1" }] },
    { add: [{ task: bug, relation: "hates", other: milestone }] },
    { add: [{ task: "../x", relation: "linked", other: bug }] },
    { remove: [{ task: bug, relation: "linked", other: "../../list/901" }] },
  ])("writes nothing for %j", async (input) => {
    const { call, writes } = toolBench(taskRelationUpdate);
    expect(await call(input)).toMatchObject({ ok: false, failure: { code: "invalid_input" } });
    expect(writes()).toEqual([]);
  });
});
