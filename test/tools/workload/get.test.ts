import { describe, expect, it } from "vitest";
import { workloadGet } from "../../../src/tools/workload/get.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

const { backlog, now } = SEED.lists;

describe("clickup_workload_get", () => {
  it("lists whoever was asked for, also with nothing to do", async () => {
    const { value } = toolBench(workloadGet);
    expect(await value({ people: ["me", "Chika Tanaka"], in: [now], unit: "tasks" })).toMatchObject(
      {
        people: [
          { name: "Ada Lovelace", open: 0, overdue: 0 },
          { name: "Chika Tanaka", open: 0 },
        ],
      },
    );
  });

  it("shares open work out by person and week, in ceil(n/100) calls and one for tracked time", async () => {
    const { call, value, requests, forget } = toolBench(workloadGet);
    await value({ in: [now] });
    forget();
    expect(
      await call({ in: ["Product / Roadmap"], unit: "hours", capacity_h: 10 }),
    ).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "complete": true,
            "from": "2026-11-02",
            "in": [
              "Product / Roadmap",
            ],
            "people": [
              {
                "load": {
                  "2026-11-02": 42,
                  "2026-11-09": 56,
                  "2026-11-16": 0,
                  "2026-11-23": 6,
                },
                "name": "Chika Tanaka",
                "no_date": 124,
                "open": 70,
                "over": [
                  "2026-11-02",
                  "2026-11-09",
                ],
                "overdue": 10,
              },
              {
                "load": {
                  "2026-11-02": 29,
                  "2026-11-09": 16,
                  "2026-11-16": 11,
                  "2026-11-23": 15,
                },
                "name": "Ben Okafor",
                "no_date": 65,
                "open": 63,
                "over": [
                  "2026-11-02",
                  "2026-11-09",
                  "2026-11-16",
                  "2026-11-23",
                ],
                "overdue": 3,
              },
              {
                "load": {
                  "2026-11-02": 62,
                  "2026-11-09": 0,
                  "2026-11-16": 0,
                  "2026-11-23": 0,
                },
                "name": "Ada Lovelace",
                "no_date": 52,
                "open": 55,
                "over": [
                  "2026-11-02",
                ],
                "overdue": 7,
              },
            ],
            "to": "2026-11-29",
            "unassigned": {
              "load": {
                "2026-11-02": 64,
                "2026-11-09": 26,
                "2026-11-16": 8,
                "2026-11-23": 13,
              },
              "name": "(nobody)",
              "no_date": 104,
              "open": 209,
              "overdue": 8,
            },
            "unit": "hours",
            "without_estimate": 318,
          },
          "text": "in: Product / Roadmap
      unit: hours
      from: 2026-11-02
      to: 2026-11-29
      people (3):
        - name: Chika Tanaka · open: 70 · overdue: 10 · no_date: 124 · over: 2026-11-02, 2026-11-09
          load:
            2026-11-02: 42
            2026-11-09: 56
            2026-11-16: 0
            2026-11-23: 6
        - name: Ben Okafor · open: 63 · overdue: 3 · no_date: 65 · over: 2026-11-02, 2026-11-09, 2026-11-16, 2026-11-23
          load:
            2026-11-02: 29
            2026-11-09: 16
            2026-11-16: 11
            2026-11-23: 15
        - name: Ada Lovelace · open: 55 · overdue: 7 · no_date: 52 · over: 2026-11-02
          load:
            2026-11-02: 62
            2026-11-09: 0
            2026-11-16: 0
            2026-11-23: 0
      unassigned:
        name: (nobody)
        open: 209
        overdue: 8
        load:
          2026-11-02: 64
          2026-11-09: 26
          2026-11-16: 8
          2026-11-23: 13
        no_date: 104
      without_estimate: 318
      complete: yes",
        },
      }
    `);
    expect(requests().filter((line) => line.includes("/time_entries"))).toHaveLength(1);
  });

  it("counts points or tasks of the people that were named", async () => {
    const { value } = toolBench(workloadGet);
    const { people, unassigned } = await value({
      in: [backlog],
      people: ["Ben Okafor"],
      unit: "tasks",
    });
    expect((people as { name: string }[]).map(({ name }) => name)).toEqual(["Ben Okafor"]);
    expect(unassigned).toBeUndefined();
    expect((await value({ in: [backlog], unit: "points" })).unit).toBe("points");
  });

  it("refuses people, places and periods that do not resolve", async () => {
    const { call, writes } = toolBench(workloadGet);
    for (const input of [
      { people: ["nobody"] },
      { in: ["../../team"] },
      { in: [now], from: "2026-12-01", to: "2026-11-01" },
      { in: [now], from: "2026-01-01", to: "2028-01-01" },
      { in: [now], unit: "stones" },
    ]) {
      expect((await call(input)).ok, JSON.stringify(input)).toBe(false);
    }
    expect(writes()).toEqual([]);
  });
});
