import { describe, expect, it } from "vitest";
import { taskRelationGet } from "../../../src/tools/task/relation-get.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

const { checkout, bug, milestone, pricingPage, closed } = SEED.tasks;

function bench(waits: readonly [string, string][]) {
  const made = toolBench(taskRelationGet);
  made.sandbox.state.dependencies = waits.map(([taskId, dependsOn]) => ({
    taskId,
    dependsOn,
    userId: 1001,
    dateMs: 0,
  }));
  made.sandbox.state.links = [];
  return made;
}

describe("clickup_task_relation_get", () => {
  it("shows what is around a task, one call for each other task", async () => {
    const { call, requests } = bench([
      [checkout, milestone],
      [bug, checkout],
    ]);
    const outcome = await call({
      task: checkout,
      depth: 1,
      analyse: ["conflicts", "critical_path"],
      mermaid: true,
    });
    expect(requests()).toEqual([
      "GET /v2/user",
      `GET /v2/task/${checkout}`,
      `GET /v2/task/${milestone}`,
      `GET /v2/task/${bug}`,
    ]);
    expect(outcome).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "blocked": [
              {
                "by": [
                  "86c000006",
                ],
                "id": "86c000001",
                "name": "Checkout fails for accented addresses",
              },
              {
                "by": [
                  "86c000001",
                ],
                "id": "86c000007",
                "name": "Crash when the cart is empty",
              },
            ],
            "complete": true,
            "conflicts": [
              {
                "kind": "due_order",
                "problem": "86c000006 is due 2026-11-16T10:00:00+01:00, after 86c000001 (2026-11-04T18:00:00+01:00).",
                "tasks": [
                  "86c000006",
                  "86c000001",
                ],
              },
            ],
            "critical_path": {
              "length": "24h",
              "tasks": [
                "86c000006",
                "86c000001",
                "86c000007",
              ],
            },
            "edges": [
              {
                "from": "86c000006",
                "to": "86c000001",
                "type": "blocks",
              },
              {
                "from": "86c000001",
                "to": "86c000007",
                "type": "blocks",
              },
            ],
            "mermaid": "graph LR
        t0["Checkout fails for accented addresses (86c000001)"]
        t1["Public beta (86c000006)"]
        t2["Crash when the cart is empty (86c000007)"]
        t1 --> t0
        t0 --> t2",
            "nodes": [
              {
                "assignees": [
                  "Ada Lovelace",
                  "Chika Tanaka",
                ],
                "due": "2026-11-04T18:00:00+01:00",
                "id": "86c000001",
                "list": "Backlog",
                "name": "Checkout fails for accented addresses",
                "status": "in progress",
              },
              {
                "due": "2026-11-16T10:00:00+01:00",
                "id": "86c000006",
                "list": "Backlog",
                "name": "Public beta",
                "status": "to do",
              },
              {
                "assignees": [
                  "Chika Tanaka",
                ],
                "id": "86c000007",
                "list": "Backlog",
                "name": "Crash when the cart is empty",
                "status": "in progress",
              },
            ],
            "warnings": [
              "Tasks without an estimate count as 8h in the critical path.",
            ],
          },
          "text": "nodes (3):
        - id: 86c000001 · name: Checkout fails for accented addresses · status: in progress · due: 2026-11-04T18:00:00+01:00 · assignees: Ada Lovelace, Chika Tanaka · list: Backlog
        - id: 86c000006 · name: Public beta · status: to do · due: 2026-11-16T10:00:00+01:00 · list: Backlog
        - id: 86c000007 · name: Crash when the cart is empty · status: in progress · assignees: Chika Tanaka · list: Backlog
      edges (2):
        - from: 86c000006 · to: 86c000001 · type: blocks
        - from: 86c000001 · to: 86c000007 · type: blocks
      blocked (2):
        - id: 86c000001 · name: Checkout fails for accented addresses · by: 86c000006
        - id: 86c000007 · name: Crash when the cart is empty · by: 86c000001
      conflicts (1):
        - kind: due_order · tasks: 86c000006, 86c000001 · problem: 86c000006 is due 2026-11-16T10:00:00+01:00, after 86c000001 (2026-11-04T18:00:00+01:00).
      critical_path:
        tasks: 86c000006, 86c000001, 86c000007
        length: 24h
      mermaid:
        | graph LR
        |   t0["Checkout fails for accented addresses (86c000001)"]
        |   t1["Public beta (86c000006)"]
        |   t2["Crash when the cart is empty (86c000007)"]
        |   t1 --> t0
        |   t0 --> t2
      complete: yes
      warnings: Tasks without an estimate count as 8h in the critical path.",
        },
      }
    `);
  });

  it("reads a List in one call for 100 tasks", async () => {
    const { value, requests, forget } = bench([[checkout, milestone]]);
    await value({ list: "Product Inbox" });
    forget();
    const result = await value({ list: "Backlog" });
    expect(
      requests().every((line) => line.startsWith(`GET /v2/list/${SEED.lists.backlog}/task?`)),
    ).toBe(true);
    expect(result).toMatchObject({ complete: true, edges: [{ from: milestone, to: checkout }] });
    expect(result.nodes).toHaveLength(2);
  });

  it("follows two hops unless told how many", async () => {
    const { value, requests, forget } = bench([
      [bug, milestone],
      [milestone, pricingPage],
      [pricingPage, closed],
    ]);
    const read = async (input: object) => {
      forget();
      await value({ task: bug, ...input });
      return requests().flatMap((line) => /^GET \/v2\/task\/(\w+)/.exec(line)?.[1] ?? []);
    };
    expect(await read({})).toEqual([bug, milestone, pricingPage]);
    expect(await read({ depth: 0 })).toEqual([bug]);
    expect(await read({ depth: 3 })).toEqual([bug, milestone, pricingPage, closed]);
  });

  it("shows links beside what waits, and takes a task by its name in a List", async () => {
    const { value, sandbox } = bench([[bug, milestone]]);
    sandbox.state.links = [{ taskId: bug, linkId: pricingPage, userId: 1001, dateMs: 0 }];
    const { edges, nodes } = await value({ task: "Crash when the cart is empty", list: "Backlog" });
    expect(edges).toEqual([
      { from: milestone, to: bug, type: "blocks" },
      { from: pricingPage, to: bug, type: "linked" },
    ]);
    expect(nodes).toContainEqual(expect.objectContaining({ id: pricingPage }));
  });

  it("follows one direction only when asked", async () => {
    const { value } = bench([
      [checkout, milestone],
      [bug, checkout],
    ]);
    const up = await value({ task: checkout, direction: "waiting_on" });
    expect(up.edges).toEqual([{ from: milestone, to: checkout, type: "blocks" }]);
    const down = await value({ task: checkout, direction: "blocks" });
    expect(down.edges).toEqual([{ from: checkout, to: bug, type: "blocks" }]);
  });

  it("finds circles, dates in the wrong order, and blockers that are done", async () => {
    const kinds = async (
      waits: readonly [string, string][],
      dates: Record<string, number> = {},
    ) => {
      const made = bench(waits);
      for (const [id, dueMs] of Object.entries(dates)) {
        const task = made.sandbox.state.tasks[id];
        if (task !== undefined) Object.assign(task, { dueMs, startMs: null });
      }
      const result = await made.value({ task: bug, depth: 3 });
      return (result.conflicts as { kind: string }[]).map(({ kind }) => kind);
    };
    expect(
      await kinds([
        [bug, milestone],
        [milestone, pricingPage],
        [pricingPage, bug],
      ]),
    ).toContain("cycle");
    expect(await kinds([[bug, milestone]], { [bug]: 1_000, [milestone]: 2_000 })).toContain(
      "due_order",
    );
    expect(await kinds([[bug, closed]])).toContain("closed_blocker");
    expect(await kinds([[closed, bug]])).toContain("done_before_blocker");
    const early = bench([[bug, milestone]]);
    Object.assign(early.sandbox.state.tasks[bug] ?? {}, { startMs: 1_000, dueMs: 9_000 });
    Object.assign(early.sandbox.state.tasks[milestone] ?? {}, { startMs: null, dueMs: 2_000 });
    expect(await early.value({ task: bug })).toMatchObject({
      conflicts: [{ kind: "start_order", tasks: [milestone, bug] }],
    });
  });

  it("counts a task as blocked only by what is not done", async () => {
    const { value } = bench([[bug, closed]]);
    expect(await value({ task: bug })).toMatchObject({ blocked: [] });
    const other = bench([[bug, milestone]]);
    expect(await other.value({ task: bug })).toMatchObject({
      blocked: [{ id: bug, by: [milestone] }],
    });
  });

  it("keeps an edge to a task that cannot be seen", async () => {
    const { value } = bench([[bug, "86zzzz999"]]);
    const result = await value({ task: bug });
    expect(result.edges).toEqual([{ from: "86zzzz999", to: bug, type: "blocks" }]);
    expect(result.warnings).toMatchObject([expect.stringMatching(/86zzzz999/)]);
  });

  it.each([{}, { task: "../x" }, { list: "../../x" }])("fails for %j", async (input) => {
    const { call } = toolBench(taskRelationGet);
    expect((await call(input)).ok).toBe(false);
  });

  it("says not_found for a task that is not there", async () => {
    const { call } = toolBench(taskRelationGet);
    expect(await call({ task: "86zzzz999" })).toMatchObject({
      failure: { code: "not_found", what: "Task", findWith: "clickup_task_search" },
    });
  });
});
