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
    expect(named("Book the square")?.markdown).toBe("Ask the town hall first.");
    expect(bench.sandbox.state.dependencies).toContainEqual(
      expect.objectContaining({ taskId: named("Tidy up")?.id, dependsOn: named("Set up")?.id }),
    );
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
