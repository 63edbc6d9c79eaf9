import { describe, expect, it } from "vitest";
import { taskMerge } from "../../../src/tools/task/merge.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

const { checkout, pricingPage, pricingPageAgain } = SEED.tasks;

describe("clickup_task_merge", () => {
  it("is one call with the tasks' own ids", async () => {
    const { call, requests, writes, sandbox } = toolBench(taskMerge);
    const outcome = await call({ into: pricingPage, tasks: [pricingPageAgain] });
    expect(requests()).toEqual([`POST /v2/task/${pricingPage}/merge`]);
    expect(writes()[0]?.body).toEqual({ source_task_ids: [pricingPageAgain] });
    expect(outcome).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "failed": [],
            "merged": [
              "86c000003",
            ],
            "target": "86c000002",
          },
          "text": "target: 86c000002
      merged: 86c000003
      failed: none",
        },
      }
    `);
    expect(sandbox.state.tasks[pricingPageAgain]).toBeUndefined();
  });

  it("translates a custom id with one read, because merge takes none", async () => {
    const { value, requests } = toolBench(taskMerge);
    await value({ into: pricingPage, tasks: ["NW-1"] });
    expect(requests("/v2/task/")).toEqual([
      "GET /v2/task/NW-1?custom_task_ids=true&team_id=9001",
      `POST /v2/task/${pricingPage}/merge`,
    ]);
  });

  it("shows with dry_run what would go where, and merges nothing", async () => {
    const { value, writes } = toolBench(taskMerge);
    expect(
      await value({ into: pricingPage, tasks: [pricingPageAgain], dry_run: true }),
    ).toMatchObject({
      merged: [],
      into: { id: pricingPage },
      would_merge: [{ id: pricingPageAgain }],
    });
    expect(writes()).toEqual([]);
  });

  it("never merges a task into itself", async () => {
    const { call, writes } = toolBench(taskMerge);
    expect(await call({ into: checkout, tasks: ["NW-1"] })).toMatchObject({
      ok: false,
      failure: { argument: "tasks" },
    });
    expect(writes()).toEqual([]);
  });

  it("says not_found for a task that is not there", async () => {
    const { call } = toolBench(taskMerge);
    expect(await call({ into: "86zzzz999", tasks: [checkout] })).toMatchObject({
      ok: false,
      failure: { code: "not_found" },
    });
  });

  it("is refused by nodelete", async () => {
    const { call, requests } = toolBench(taskMerge, { policy: { nodelete: true } });
    expect(await call({ into: pricingPage, tasks: [checkout] })).toMatchObject({
      ok: false,
      failure: { code: "not_selected" },
    });
    expect(requests()).toEqual([]);
  });

  it.each(["../x", "a/b", "86c?x=1"])("sends no hostile id %j", async (id) => {
    const { call, writes } = toolBench(taskMerge);
    expect((await call({ into: id, tasks: [checkout] })).ok).toBe(false);
    expect((await call({ into: checkout, tasks: [id] })).ok).toBe(false);
    expect(writes()).toEqual([]);
  });
});
