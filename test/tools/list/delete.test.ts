import { describe, expect, it } from "vitest";
import { listDelete } from "../../../src/tools/list/delete.ts";
import { listList } from "../../../src/tools/list/list.ts";
import { HOSTILE_IDS, leaked } from "../../support/hostile.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

const { launchPlan } = SEED.lists;

describe("clickup_list_delete", () => {
  it("deletes in two calls and forgets the List", async () => {
    const { call, requests, forget, sandbox } = toolBench(listDelete);
    await call({ list: "Launch Plan", expected_name: "x" });
    forget();
    expect(
      await call({
        list: "Product / Roadmap / Q4 Launch / Launch Plan",
        expected_name: "launch plan",
      }),
    ).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "deleted": true,
            "id": "913",
            "name": "Launch Plan",
            "tasks": 4,
          },
          "text": "deleted: yes
      id: 913
      name: Launch Plan
      tasks: 4",
        },
      }
    `);
    const left = Object.values(sandbox.state.tasks).filter(({ listId }) => listId === launchPlan);
    expect(left).toEqual([]);
    expect(requests()).toEqual([`GET /v2/list/${launchPlan}`, `DELETE /v2/list/${launchPlan}`]);
    forget();
    const outcome = await call({ name_filter: "launch plan" }, listList);
    expect(outcome.ok && outcome.value.structured.lists).toEqual([]);
    expect(requests()).toEqual([]);
  });

  it("only looks in a dry run", async () => {
    const { value, writes } = toolBench(listDelete);
    expect(await value({ list: launchPlan, expected_name: "Launch Plan", dry_run: true })).toEqual({
      deleted: false,
      id: launchPlan,
      name: "Launch Plan",
      tasks: 4,
      dry_run: true,
      note: expect.stringContaining("closed and archived things may not be in them"),
    });
    expect(writes()).toEqual([]);
  });

  it("deletes nothing under another name than expected", async () => {
    const { call, writes } = toolBench(listDelete);
    expect(await call({ list: launchPlan, expected_name: "Press Kit" })).toMatchObject({
      ok: false,
      failure: {
        code: "invalid_input",
        argument: "expected_name",
        problem: expect.stringContaining('called "Launch Plan"'),
      },
    });
    expect(writes()).toEqual([]);
  });

  it("says that it is gone when asked a second time", async () => {
    const { value, call } = toolBench(listDelete);
    await value({ list: launchPlan, expected_name: "Launch Plan" });
    expect(await call({ list: launchPlan, expected_name: "Launch Plan" })).toMatchObject({
      failure: { code: "not_found", what: "List" },
    });
  });

  it("is refused where nodelete is set", async () => {
    const { call, writes } = toolBench(listDelete, { policy: { nodelete: true } });
    expect(await call({ list: launchPlan, expected_name: "Launch Plan" })).toMatchObject({
      failure: { code: "not_selected" },
    });
    expect(writes()).toEqual([]);
  });

  it.each(HOSTILE_IDS)("lets no hostile id out: %s", async (id) => {
    const { call, requests } = toolBench(listDelete);
    expect(await call({ list: id, expected_name: "x" })).toMatchObject({ ok: false });
    expect(leaked(requests(), id)).toEqual([]);
  });
});
