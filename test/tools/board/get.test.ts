import { describe, expect, it } from "vitest";
import { boardGet } from "../../../src/tools/board/get.ts";
import { onlyTasks } from "../../support/many-tasks.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

type Board = {
  columns: { name: string; count: number; cards: { id: string; days?: number }[] }[];
  tasks: number;
};

describe("clickup_board_get", () => {
  it("shows a List by status, a call per 100 tasks and one for the statuses", async () => {
    const { call, requests, forget } = toolBench(boardGet);
    await call({ at: SEED.lists.now });
    forget();
    expect(await call({ at: SEED.lists.backlog, cards_per_column: 1 })).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "columns": [
              {
                "cards": [
                  {
                    "id": "86c0001vt",
                    "name": "Document the café locator",
                    "priority": "low",
                  },
                ],
                "count": 209,
                "name": "to do",
                "points": 290,
              },
              {
                "cards": [
                  {
                    "assignees": [
                      "Ben Okafor",
                    ],
                    "due": "2026-11-26T14:00:00+01:00",
                    "id": "86c0001tk",
                    "name": "Simplify image uploads",
                    "priority": "low",
                  },
                ],
                "count": 24,
                "name": "in progress",
                "points": 21,
              },
              {
                "cards": [
                  {
                    "assignees": [
                      "Chika Tanaka",
                    ],
                    "id": "86c0001vq",
                    "name": "Speed up the invoice export",
                    "priority": "low",
                  },
                ],
                "count": 21,
                "name": "in review",
                "points": 22,
              },
              {
                "cards": [
                  {
                    "assignees": [
                      "Ada Lovelace",
                    ],
                    "id": "86c0001sn",
                    "name": "Translate session timeouts",
                  },
                ],
                "count": 21,
                "name": "done",
                "points": 32,
              },
            ],
            "complete": true,
            "tasks": 275,
          },
          "text": "columns (4):
        - name: to do · count: 209 · points: 290
          cards (1):
            - id: 86c0001vt · name: Document the café locator · priority: low
        - name: in progress · count: 24 · points: 21
          cards (1):
            - id: 86c0001tk · name: Simplify image uploads · assignees: Ben Okafor · priority: low · due: 2026-11-26T14:00:00+01:00
        - name: in review · count: 21 · points: 22
          cards (1):
            - id: 86c0001vq · name: Speed up the invoice export · assignees: Chika Tanaka · priority: low
        - name: done · count: 21 · points: 32
          cards (1):
            - id: 86c0001sn · name: Translate session timeouts · assignees: Ada Lovelace
      tasks: 275
      complete: yes",
        },
      }
    `);
    expect(requests("GET /v2/list/901/task").length).toBe(3);
    expect(requests().length).toBeLessThanOrEqual(4);
  });

  it("counts each task in the columns of a Space, of a Folder and of a view by its name", async () => {
    const { value } = toolBench(boardGet);
    for (const where of [
      { at: "Marketing & Growth" },
      { at: SEED.folders.q4Launch },
      { view: SEED.views.backlogBoard },
      { view: "Everything" },
    ]) {
      const { columns, tasks } = (await value(where)) as Board;
      expect(columns.reduce((sum, { count }) => sum + count, 0)).toBe(tasks);
      expect(tasks).toBeGreaterThan(0);
    }
  });

  it("groups by assignee, priority or a Custom Field", async () => {
    const { value } = toolBench(boardGet);
    const names = async (columns_by: string) =>
      ((await value({ view: SEED.views.backlogBoard, columns_by })) as Board).columns.map(
        ({ name }) => name,
      );
    expect(await names("priority")).toEqual(["urgent", "high", "normal", "low", "none"]);
    expect(await names("assignee")).toContain("Ada Lovelace");
    expect(await names("Severity")).toContain("Major");
    expect(await names(SEED.fields.drop_down)).toEqual(await names("Severity"));
    expect(await names("Related Work")).toContain("Crash when the cart is empty");
  });

  it("has a column for Teams, and one for what nobody works on", async () => {
    const { value } = toolBench(boardGet);
    const asked = { at: SEED.lists.backlog, columns_by: "assignee", cards_per_column: 0 };
    const { columns } = (await value(asked)) as Board;
    expect(columns.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["Chika Tanaka", "Design & Research", "(nobody)"]),
    );
    expect(columns.every(({ cards }) => cards.length === 0)).toBe(true);
  });

  it("takes a Custom Field whose name only begins like status for that field", async () => {
    const { value, sandbox } = toolBench(boardGet);
    const field = sandbox.state.fields[SEED.fields.short_text];
    if (field !== undefined) field.name = "Status note";
    const asked = { view: SEED.views.backlogBoard, columns_by: "Status note" };
    const { columns } = (await value(asked)) as Board;
    expect(columns.map(({ name }) => name)).toContain("cart/checkout");
  });

  it("says that there is more than the thousand tasks it reads", async () => {
    const bench = toolBench(boardGet);
    onlyTasks(bench, 1_001);
    const asked = { at: SEED.lists.backlog, cards_per_column: 1 };
    expect(await bench.value(asked)).toMatchObject({ tasks: 1_000, complete: false });
  });

  it("tells by how much a column is over its limit, and refuses a column that is not there", async () => {
    const { value, call } = toolBench(boardGet);
    const asked = { view: SEED.views.backlogBoard, columns_by: "priority" };
    const { columns } = (await value({ ...asked, wip_limits: { Urgent: 3, low: 99 } })) as Board;
    expect(columns[0]).toMatchObject({ name: "urgent", over_wip: Number(columns[0]?.count) - 3 });
    expect(columns[3]).not.toHaveProperty("over_wip");
    expect(await call({ ...asked, wip_limits: { Hot: 1 } })).toMatchObject({
      failure: { code: "invalid_input", argument: "wip_limits" },
    });
  });

  it("says how long the cards have been where they are, in one call for 100", async () => {
    const { value, requests, forget } = toolBench(boardGet);
    await value({ view: SEED.views.backlogBoard });
    forget();
    const { columns } = (await value({
      view: SEED.views.backlogBoard,
      cards_per_column: 3,
      ageing: true,
    })) as Board;
    expect(columns.flatMap(({ cards }) => cards).some(({ days }) => days !== undefined)).toBe(true);
    expect(requests("bulk_time_in_status")).toHaveLength(1);
  });

  it("counts the days of a card alone, too, and warns where ClickUp does not tell them", async () => {
    const bench = toolBench(boardGet);
    const { sandbox } = bench;
    onlyTasks(bench, 1);
    const asked = { at: SEED.lists.backlog, ageing: true };
    // In progress since the day after it was made, nine days ago.
    expect(await bench.value(asked)).toMatchObject({
      columns: [{}, { name: "in progress", cards: [{ days: 8 }] }, {}, {}],
    });
    const features = sandbox.state.spaces[SEED.spaces.product]?.features;
    if (features !== undefined) features.time_in_status = { enabled: false };
    const { columns, warnings } = await bench.value(asked);
    expect(JSON.stringify(columns)).not.toContain("days");
    expect(warnings).toEqual([expect.stringMatching(/^ageing: /)]);
  });

  it("names the Custom Fields there are when the one asked for is none of them", async () => {
    const { call } = toolBench(boardGet);
    expect(await call({ view: SEED.views.backlogBoard, columns_by: "Horoscope" })).toMatchObject({
      failure: {
        code: "invalid_input",
        argument: "columns_by",
        allowed: expect.arrayContaining(["status", "assignee", "priority", "Severity"]),
      },
    });
  });

  it.each([
    [{ at: "Nowhere at all" }, { code: "not_found", given: "Nowhere at all" }],
    [{ view: "Nowhere at all" }, { code: "not_found", what: "view", findWith: "clickup_view_get" }],
    [
      { at: "Product", view: "8c-102" },
      { code: "invalid_input", allowed: ["at", "view"] },
    ],
    [{}, { code: "invalid_input", allowed: ["at", "view"] }],
    [{ at: "../x" }, {}],
    [{ view: "8c-1/task" }, {}],
  ])("reads no tasks for %j", async (where, failure) => {
    const { call, requests } = toolBench(boardGet);
    expect(await call(where)).toMatchObject({ ok: false, failure });
    expect(requests("/task")).toEqual([]);
  });
});
