/** Names from outside that JavaScript's objects know already. */
import { describe, expect, it } from "vitest";
import { createClock } from "../../src/tools/clock.ts";
import { readInstant } from "../../src/tools/instant.ts";
import { listGet } from "../../src/tools/list/get.ts";
import { projectSummary } from "../../src/tools/project/summary.ts";
import { taskList } from "../../src/tools/task/list.ts";
import { BENCH_NOW_MS, SEED, toolBench } from "../support/tool-bench.ts";

describe.each(["constructor", "toString", "__proto__", "valueOf"])("the name %s", (name) => {
  it("is an unknown status like any other", async () => {
    for (const [tool, input] of [
      [listGet, { list: SEED.lists.backlog, status: [name] }],
      [taskList, { in: [SEED.lists.backlog], status: [name] }],
    ] as const) {
      const { call } = toolBench(tool);
      expect(await call(input)).toMatchObject({ ok: false, failure: { code: "invalid_input" } });
    }
  });

  it("is counted as the status that a task has", async () => {
    const { value, sandbox } = toolBench(projectSummary);
    const [task] = Object.values(sandbox.state.tasks).filter(
      ({ listId }) => listId === SEED.lists.now,
    );
    if (task === undefined) throw new Error("the List has tasks");
    for (const { statuses } of [
      ...Object.values(sandbox.state.spaces),
      ...Object.values(sandbox.state.lists),
    ]) {
      for (const status of statuses ?? []) if (status.status === task.status) status.status = name;
    }
    task.status = name;
    const summary = await value({ in: [SEED.lists.now] });
    const counts = (summary.progress as { by_status: Record<string, number> }).by_status;
    // Zod's records leave out "__proto__", wherever they come from.
    expect(counts[name]).toBe(name === "__proto__" ? Object.prototype : 1);
  });

  it("is no date", () => {
    expect(readInstant(name, createClock("UTC", BENCH_NOW_MS))).toBeUndefined();
  });
});
