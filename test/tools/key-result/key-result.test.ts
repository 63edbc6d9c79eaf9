import { describe, expect, it } from "vitest";
import { keyResultDelete } from "../../../src/tools/key-result/delete.ts";
import { keyResultUpdate } from "../../../src/tools/key-result/update.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

const { beta } = SEED.goals;
const { teams } = SEED.keyResults;
const { bug } = SEED.tasks;

describe("clickup_key_result_update", () => {
  it("records progress with a note in one call", async () => {
    const { call, requests, writes } = toolBench(keyResultUpdate);
    expect(
      await call({ key_result: teams, current: 250, note: "Half way" }),
    ).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "current": 250,
            "id": "b0dd0f49-6620-4eab-8d67-c8fb88efaf6c",
            "name": "Teams",
            "percent": 50,
          },
          "text": "id: b0dd0f49-6620-4eab-8d67-c8fb88efaf6c
      name: Teams
      current: 250
      percent: 50",
        },
      }
    `);
    expect(writes()).toMatchInlineSnapshot(`
      [
        {
          "body": {
            "note": "Half way",
            "steps_current": 250,
          },
          "request": "PUT /v2/key_result/b0dd0f49-6620-4eab-8d67-c8fb88efaf6c",
        },
      ]
    `);
    expect(requests()).toHaveLength(1);
  });

  it("adds a new one to a goal", async () => {
    const { value, writes } = toolBench(keyResultUpdate);
    expect(
      await value({ goal: beta, name: "Talks", type: "number", to: 4, current: 1 }),
    ).toMatchObject({ created: true, current: 1, percent: 25 });
    expect(writes().map(({ request }) => request.split(" ")[0])).toEqual(["POST", "PUT"]);
  });

  it("changes what it is, from where to where it goes, and whose it is", async () => {
    const { value, writes } = toolBench(keyResultUpdate);
    const change = { name: "Crews", from: 25, to: 225, unit: "crews" };
    const links = { owners: ["Ben Okafor"], tasks: ["NW-1", bug], lists: ["Backlog"] };
    expect(await value({ key_result: teams, ...change, ...links })).toEqual({
      id: teams,
      name: "Crews",
      current: 125,
      percent: 50,
    });
    expect(writes()).toEqual([
      {
        request: `PUT /v2/key_result/${teams}`,
        body: {
          name: "Crews",
          steps_start: 25,
          steps_end: 225,
          unit: "crews",
          owners: [1002],
          task_ids: [SEED.tasks.checkout, bug],
          list_ids: [SEED.lists.backlog],
        },
      },
    ]);
  });

  it("finds the goal of a new one by name, and keeps it when its progress is refused", async () => {
    const { value, sandbox } = toolBench(keyResultUpdate);
    sandbox.answerNext(new Response("{}", { status: 400 }), { method: "PUT" });
    const input = { goal: "Public beta & launch", name: "Talks", current: 1, note: "First" };
    expect(await value(input)).toMatchObject({
      created: true,
      name: "Talks",
      failed: [{ step: "progress", code: "clickup_rejected" }],
    });
  });

  it("tells what ClickUp ignored of what it does not document", async () => {
    const { value, sandbox } = toolBench(keyResultUpdate);
    sandbox.answerNext(Response.json({ key_result: { id: teams, name: "Old", unit: "x" } }), {
      method: "PUT",
    });
    expect(
      await value({ key_result: teams, name: "New", unit: "y", owners: ["me"] }),
    ).toMatchObject({
      ignored: ["name", "unit", "owners"],
    });
  });

  it("sends nothing for a hostile id, a name that is none, or a missing value", async () => {
    const { call, writes } = toolBench(keyResultUpdate);
    for (const input of [
      { key_result: "../goal", current: 1 },
      { key_result: "Teams", current: 1 },
      { key_result: teams },
      { key_result: teams, type: "boolean" },
      { goal: beta },
      { goal: beta, name: "N", type: "currency" },
      { goal: "../goal", name: "N" },
      { goal: beta, name: "N", lists: ["../list"] },
    ]) {
      expect(await call(input)).toMatchObject({ ok: false });
    }
    expect(writes()).toEqual([]);
  });

  it("says where key results are found when this one is not there", async () => {
    const { call } = toolBench(keyResultUpdate);
    const unknown = "00000000-0000-4000-8000-00000000dead";
    expect(await call({ key_result: unknown, current: 1 })).toMatchObject({
      failure: { code: "not_found", what: "key result", findWith: "clickup_goal_get" },
    });
  });
});

describe("clickup_key_result_delete", () => {
  it("deletes one, and nothing on a dry run or for a hostile id", async () => {
    const { value, call, writes, sandbox } = toolBench(keyResultDelete);
    expect(await value({ key_result: teams, dry_run: true })).toMatchObject({
      deleted: false,
      note: expect.stringContaining("Only the form of the id was checked"),
    });
    expect(await call({ key_result: "../goal" })).toMatchObject({ ok: false });
    expect(writes()).toEqual([]);
    expect(await call({ key_result: teams })).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "deleted": true,
            "id": "b0dd0f49-6620-4eab-8d67-c8fb88efaf6c",
          },
          "text": "deleted: yes
      id: b0dd0f49-6620-4eab-8d67-c8fb88efaf6c",
        },
      }
    `);
    expect(sandbox.state.keyResults[teams]).toBeUndefined();
    expect(await call({ key_result: teams })).toMatchObject({
      failure: { code: "not_found", what: "key result", findWith: "clickup_goal_get" },
    });
  });
});
