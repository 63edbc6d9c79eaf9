import { describe, expect, it } from "vitest";
import { goalGet } from "../../../src/tools/goal/get.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

const { beta, quality, completed, bensOwn } = SEED.goals;

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
    expect(requests("GET /v2/goal/").length).toBeLessThan(3);
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
