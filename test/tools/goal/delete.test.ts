import { describe, expect, it } from "vitest";
import { goalDelete } from "../../../src/tools/goal/delete.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

const { beta, quality } = SEED.goals;

describe("clickup_goal_delete", () => {
  it("deletes the goal that has the expected name", async () => {
    const { call, requests, forget, sandbox } = toolBench(goalDelete);
    await call({ goal: quality, expected_name: "Fewer regressions", dry_run: true });
    forget();
    expect(
      await call({ goal: quality, expected_name: "Fewer regressions" }),
    ).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "deleted": true,
            "id": "1df6577b-3c03-4db1-8f00-b7144e63e767",
            "key_results": 1,
            "name": "Fewer regressions",
          },
          "text": "deleted: yes
      id: 1df6577b-3c03-4db1-8f00-b7144e63e767
      name: Fewer regressions
      key_results: 1",
        },
      }
    `);
    expect(requests().map((line) => line.split(" ")[0])).toEqual(["GET", "DELETE"]);
    expect(sandbox.state.goals[quality]).toBeUndefined();
    const left = Object.values(sandbox.state.keyResults).filter((one) => one.goalId === quality);
    expect(left).toEqual([]);
  });

  it("deletes nothing on a dry run, under another name, or for a hostile id", async () => {
    const { call, value, writes } = toolBench(goalDelete);
    const named = { goal: beta, expected_name: "Public beta & launch" };
    expect(await value({ ...named, dry_run: true })).toMatchObject({
      deleted: false,
      key_results: 3,
    });
    expect(await call({ goal: beta, expected_name: "Other" })).toMatchObject({
      failure: { code: "invalid_input", argument: "expected_name" },
    });
    expect(await call({ goal: "../x", expected_name: "x" })).toMatchObject({ ok: false });
    expect(writes()).toEqual([]);
  });
});
