import { describe, expect, it } from "vitest";
import { timeTagUpdate } from "../../../src/tools/time-tag/update.ts";
import { HOSTILE_IDS } from "../../support/hostile.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

const entries = SEED.timeEntries;

describe("clickup_time_tag_update", () => {
  it("adds and takes off labels in one call an action, for any number of entries", async () => {
    const { call, writes } = toolBench(timeTagUpdate);
    const outcome = await call({
      entries: [entries.old, entries.checkoutAda],
      add: ["On Site & Travel", "new one"],
      remove: ["Workshop"],
    });
    expect(writes()).toMatchInlineSnapshot(`
      [
        {
          "body": {
            "tags": [
              {
                "name": "on site & travel",
              },
              {
                "name": "new one",
              },
            ],
            "time_entry_ids": [
              "1963465985517105842",
              "1963465985517105840",
            ],
          },
          "request": "POST /v2/team/9001/time_entries/tags",
        },
        {
          "body": {
            "tags": [
              {
                "name": "workshop",
              },
            ],
            "time_entry_ids": [
              "1963465985517105842",
              "1963465985517105840",
            ],
          },
          "request": "DELETE /v2/team/9001/time_entries/tags",
        },
      ]
    `);
    expect(outcome).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "changed": [
              "add on site & travel, new one to 2 entries",
              "take workshop off 2 entries",
            ],
            "labels": [
              {
                "bg": "#BF55EC",
                "fg": "#FFFFFF",
                "name": "workshop",
              },
              {
                "bg": "#2ecd6f",
                "fg": "#FFFFFF",
                "name": "on site & travel",
              },
              {
                "name": "new one",
              },
            ],
            "note": "ClickUp passes over ids that are no entries, and does not say so.",
          },
          "text": "changed: add on site & travel, new one to 2 entries, take workshop off 2 entries
      labels (3):
        - name: workshop · fg: #FFFFFF · bg: #BF55EC
        - name: on site & travel · fg: #FFFFFF · bg: #2ecd6f
        - name: new one
      note: ClickUp passes over ids that are no entries, and does not say so.",
        },
      }
    `);
  });

  it("renames and recolours with what it does not change, for ClickUp wants all", async () => {
    const { value, writes } = toolBench(timeTagUpdate);
    expect(await value({ rename: { from: "workshop", to: "Workshops" } })).toMatchObject({
      changed: ["rename workshop to Workshops"],
      labels: [{ name: "Workshops", bg: "#BF55EC" }, {}],
    });
    expect(writes()[0]?.body).toEqual({
      name: "workshop",
      new_name: "Workshops",
      tag_fg: "#FFFFFF",
      tag_bg: "#BF55EC",
    });
    await value({ rename: { from: "Workshops", bg: "#112233" } });
    expect(writes()[1]?.body).toEqual({
      name: "Workshops",
      new_name: "Workshops",
      tag_fg: "#FFFFFF",
      tag_bg: "#112233",
    });
  });

  it("tells which of its steps ClickUp refused", async () => {
    const { value, sandbox } = toolBench(timeTagUpdate);
    sandbox.answerNext(Response.json({ err: "no", ECODE: "ACCESS_083" }, { status: 403 }), {
      method: "DELETE",
    });
    const input = { entries: [entries.old], add: ["new one"], remove: ["workshop"] };
    expect(await value(input)).toMatchObject({
      changed: ["add new one to 1 entry"],
      failed: [{ step: "take workshop off 1 entry", code: "forbidden" }],
    });
  });

  it("needs clickup:delete to take labels off, and changes nothing for a wrong name", async () => {
    const narrow = toolBench(timeTagUpdate, { scopes: ["clickup:read", "clickup:write"] });
    expect(await narrow.call({ entries: [entries.old], remove: ["workshop"] })).toMatchObject({
      failure: { code: "insufficient_scope", needed: "clickup:delete" },
    });
    expect(narrow.requests()).toEqual([]);
    expect((await narrow.call({ entries: [entries.old], add: ["workshop"] })).ok).toBe(true);

    const { call, value, writes } = toolBench(timeTagUpdate);
    expect(await call({ entries: [entries.old], remove: ["holiday"] })).toMatchObject({
      failure: { argument: "remove", allowed: ["workshop", "on site & travel"] },
    });
    expect(await call({ rename: { from: "workshop", to: "on site & travel" } })).toMatchObject({
      failure: { argument: "rename.to" },
    });
    expect(await call({ rename: { from: "workshop", bg: "red" } })).toMatchObject({
      failure: { argument: "rename" },
    });
    expect(await call({ add: ["x"] })).toMatchObject({ failure: { argument: "entries" } });
    expect(await value({ entries: [entries.old], add: ["x"], dry_run: true })).toMatchObject({
      would: ["add x to 1 entry"],
    });
    expect(writes()).toEqual([]);
  });

  it("says what it means when the plan has no labels", async () => {
    const { call } = toolBench(timeTagUpdate, {
      userId: SEED.users.ben,
      workspaceIds: [SEED.workspaces.harbor],
    });
    expect(await call({ rename: { from: "a", to: "b" } })).toMatchObject({
      failure: { code: "clickup_rejected", ecode: "TIMEENTRY_052" },
    });
  });

  it.each(HOSTILE_IDS)("sends nothing for a hostile id: %s", async (id) => {
    const { call, requests } = toolBench(timeTagUpdate);
    expect((await call({ entries: [id], add: ["x"] })).ok).toBe(false);
    expect(requests()).toEqual([]);
  });
});
