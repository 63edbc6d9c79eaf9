import { describe, expect, it } from "vitest";
import { taskPlanCreate } from "../../../src/tools/task-plan/create.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

const { backlog } = SEED.lists;
const plan = `# Summer fair

## Before
- **Book the square** → @Ada Lovelace, 2026-12-01, 3h, high
  Ask the town hall first.
  - Get the form
  - Sign it → after "Get the form"
- Invite stalls → @Ben Okafor, next friday, #fair, after 1
  - [ ] Food
  - [x] Music

## The day
1. Set up → after 1, 4
2. Tidy up -> after #5
`;

describe("clickup_task_plan_create", () => {
  it("shows the tree first, and writes nothing", async () => {
    const { call, writes } = toolBench(taskPlanCreate);
    expect(await call({ list: backlog, plan })).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "calls": 16,
            "tree": [
              {
                "level": 0,
                "name": "Before",
              },
              {
                "due": "2026-12-01",
                "estimate": "3h",
                "level": 1,
                "n": 1,
                "name": "Book the square",
                "who": [
                  "Ada Lovelace",
                ],
              },
              {
                "level": 2,
                "n": 2,
                "name": "Get the form",
              },
              {
                "after": [
                  "Get the form",
                ],
                "level": 2,
                "n": 3,
                "name": "Sign it",
              },
              {
                "after": [
                  "1",
                ],
                "checklist": 2,
                "due": "2026-11-13",
                "level": 1,
                "n": 4,
                "name": "Invite stalls",
                "who": [
                  "Ben Okafor",
                ],
              },
              {
                "level": 0,
                "name": "The day",
              },
              {
                "after": [
                  "1",
                  "4",
                ],
                "level": 1,
                "n": 5,
                "name": "Set up",
              },
              {
                "after": [
                  "5",
                ],
                "level": 1,
                "n": 6,
                "name": "Tidy up",
              },
            ],
          },
          "text": "tree (8):
        - level: 0 · name: Before
        - n: 1 · level: 1 · name: Book the square · who: Ada Lovelace · due: 2026-12-01 · estimate: 3h
        - n: 2 · level: 2 · name: Get the form
        - n: 3 · level: 2 · name: Sign it · after: Get the form
        - n: 4 · level: 1 · name: Invite stalls · who: Ben Okafor · due: 2026-11-13 · after: 1 · checklist: 2
        - level: 0 · name: The day
        - n: 5 · level: 1 · name: Set up · after: 1, 4
        - n: 6 · level: 1 · name: Tidy up · after: 5
      calls: 16",
        },
      }
    `);
    expect(writes()).toEqual([]);
  });

  it("creates tasks, subtasks, checklists and dependencies, one call each", async () => {
    const bench = toolBench(taskPlanCreate);
    const { calls } = await bench.value({ list: backlog, plan });
    const made = await bench.value({ list: backlog, plan, dry_run: false });
    expect(made).toMatchInlineSnapshot(`
      {
        "created": [
          {
            "id": "86c0002o8",
            "name": "Before",
            "url": "https://app.clickup.com/t/86c0002o8",
          },
          {
            "id": "86c0002oc",
            "n": 1,
            "name": "Book the square",
            "url": "https://app.clickup.com/t/86c0002oc",
          },
          {
            "id": "86c0002ok",
            "n": 2,
            "name": "Get the form",
            "url": "https://app.clickup.com/t/86c0002ok",
          },
          {
            "id": "86c0002om",
            "n": 3,
            "name": "Sign it",
            "url": "https://app.clickup.com/t/86c0002om",
          },
          {
            "id": "86c0002oe",
            "n": 4,
            "name": "Invite stalls",
            "url": "https://app.clickup.com/t/86c0002oe",
          },
          {
            "id": "86c0002oa",
            "name": "The day",
            "url": "https://app.clickup.com/t/86c0002oa",
          },
          {
            "id": "86c0002og",
            "n": 5,
            "name": "Set up",
            "url": "https://app.clickup.com/t/86c0002og",
          },
          {
            "id": "86c0002oi",
            "n": 6,
            "name": "Tidy up",
            "url": "https://app.clickup.com/t/86c0002oi",
          },
        ],
      }
    `);
    expect(bench.writes()).toHaveLength(Number(calls));
    const named = (name: string) =>
      Object.values(bench.sandbox.state.tasks).find((task) => task.name === name);
    expect(named("Sign it")?.parentId).toBe(named("Book the square")?.id);
    expect(named("Book the square")).toMatchObject({
      markdown: "Ask the town hall first.",
      assigneeIds: [1001],
      dueMs: Date.UTC(2026, 11, 1, 3),
      dueHasTime: false,
      estimateMs: 3 * 3_600_000,
      priority: 2,
    });
    expect(named("Invite stalls")).toMatchObject({
      parentId: named("Before")?.id,
      tags: ["fair"],
      checklists: [{ items: [{ name: "Food" }, { name: "Music" }] }],
    });
    expect(bench.sandbox.state.dependencies).toContainEqual(
      expect.objectContaining({ taskId: named("Tidy up")?.id, dependsOn: named("Set up")?.id }),
    );
  });

  it("takes what comes before from brackets, too, and says which words it left in a name", async () => {
    const { value } = toolBench(taskPlanCreate);
    const lines = [
      "- Book the square",
      "- **Invite stalls** (after #1) → @Ben Okafor",
      "- **Set up (depends on #1, #2)**",
      "- Tidy up (after lunch)",
    ];
    expect(await value({ list: backlog, plan: lines.join("\n") })).toMatchObject({
      tree: [
        { name: "Book the square" },
        { name: "Invite stalls", after: ["1"], who: ["Ben Okafor"] },
        { name: "Set up", after: ["1", "2"] },
        { name: "Tidy up (after lunch)" },
      ],
      calls: 7,
      warnings: [
        expect.stringMatching(/^Line 4: "\(after lunch\)" is taken for a part of the name/),
      ],
    });
  });

  it("takes from defaults what a line does not say", async () => {
    const { value, sandbox } = toolBench(taskPlanCreate);
    await value({
      list: backlog,
      plan: "- Sweep\n- Mop → @Ada Lovelace, low, #wet, 2026-12-02",
      defaults: {
        assignees: ["Ben Okafor"],
        status: "In review",
        priority: "high",
        due: "2026-12-01",
        tags: ["bug"],
      },
      dry_run: false,
    });
    const named = (name: string) =>
      Object.values(sandbox.state.tasks).find((task) => task.name === name);
    expect(named("Sweep")).toMatchObject({
      assigneeIds: [1002],
      status: "in review",
      priority: 2,
      dueMs: Date.UTC(2026, 11, 1, 3),
      tags: ["bug"],
    });
    expect(named("Mop")).toMatchObject({
      assigneeIds: [1001],
      status: "in review",
      priority: 4,
      dueMs: Date.UTC(2026, 11, 2, 3),
      tags: ["bug", "wet"],
    });
  });

  it("names the line that it does not understand, and creates nothing", async () => {
    const { call, writes } = toolBench(taskPlanCreate);
    for (const bad of [
      "- A → whenever it suits",
      "- A → after 7",
      "- A → @nobody",
      "- → friday",
      "no bullets at all",
      "- A → after 2\n- B → after 1",
    ]) {
      const outcome = await call({ list: backlog, plan: bad, dry_run: false });
      expect(outcome, bad).toMatchObject({ ok: false });
    }
    expect(await call({ list: backlog, plan: "- A\n- B → soonish" })).toMatchInlineSnapshot(`
      {
        "failure": {
          "allowed": [
            "@name",
            "friday",
            "3h",
            "high",
            "#tag",
            "after 2",
          ],
          "argument": "plan",
          "code": "invalid_input",
          "problem": "Line 2 of "plan": "soonish" is no @person, date, length, priority, #tag or "after n".",
        },
        "ok": false,
      }
    `);
    expect(await call({ list: "../../team", plan, dry_run: false })).toMatchObject({ ok: false });
    expect(await call({ list: backlog, plan, defaults: { colour: 1 } })).toMatchObject({
      ok: false,
    });
    expect(writes()).toEqual([]);
  });
});
