import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { CallProgress, type ProgressReport } from "../../src/tools/progress.ts";
import { taskList } from "../../src/tools/task/list.ts";
import { taskBulkCreate } from "../../src/tools/task-bulk/create.ts";
import { SEED, toolBench } from "../support/tool-bench.ts";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

function told() {
  const reports: ProgressReport[] = [];
  const progress = new CallProgress((report) => reports.push(report), Date.now);
  return { reports, progress };
}

describe("the progress of a call", () => {
  it("grows with ClickUp's answers, and knows the whole once the tool does", () => {
    const { reports, progress } = told();
    progress.answered();
    progress.answered();
    vi.advanceTimersByTime(20);
    progress.at("0 of 10 steps finished", 10);
    progress.answered();
    progress.at("1 of 10 steps finished", 9);
    vi.advanceTimersByTime(1_000);
    expect(reports).toEqual([
      { progress: 2, message: "2 answers of ClickUp so far" },
      { progress: 3, total: 12, message: "1 of 10 steps finished" },
    ]);
  });

  it("is told about three times a second however fast the answers come", () => {
    const { reports, progress } = told();
    for (let index = 0; index < 200; index += 1) {
      progress.answered();
      vi.advanceTimersByTime(10);
    }
    expect(reports.length).toBeGreaterThanOrEqual(6);
    expect(reports.length).toBeLessThanOrEqual(7);
    const numbers = reports.map((report) => report.progress);
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
  });

  it("is not told twice with one number, which may not stand still", () => {
    const { reports, progress } = told();
    progress.at("0 tasks read", 3);
    progress.answered();
    vi.advanceTimersByTime(1_000);
    progress.at("100 tasks read", 2);
    vi.advanceTimersByTime(1_000);
    expect(reports).toHaveLength(1);
  });

  it("leaves out a total that more answers came than", () => {
    const { reports, progress } = told();
    progress.at("0 of 1 steps finished", 1);
    progress.answered();
    progress.answered();
    vi.advanceTimersByTime(1_000);
    expect(reports).toEqual([{ progress: 2, message: "2 answers of ClickUp so far" }]);
  });

  it("is not told of a call that one answer ends, nor after the call", () => {
    const { reports, progress } = told();
    progress.answered();
    vi.advanceTimersByTime(1_000);
    progress.answered();
    progress.end();
    progress.answered();
    vi.advanceTimersByTime(1_000);
    expect(reports).toEqual([]);
  });
});

describe("a tool that knows how much is left", () => {
  it("says so for each step of many writes, in counts alone", async () => {
    const bench = toolBench(taskBulkCreate);
    const tasks = [{ name: "Secret plan" }, { name: "Other" }, { name: "Third" }];
    await bench.value({ list: SEED.lists.backlog, tasks });
    expect(bench.told.at(0)).toEqual({ message: "0 of 3 steps finished", left: 3 });
    expect(bench.told.at(-1)).toEqual({ message: "3 of 3 steps finished", left: 0 });
    expect(JSON.stringify(bench.told)).not.toContain("Secret");
  });

  it("says so for each page of a List whose size is known", async () => {
    const bench = toolBench(taskList);
    await bench.value({ in: SEED.lists.backlog, limit: 500 });
    expect(bench.told.length).toBeGreaterThan(1);
    expect(bench.told[0]).toMatchObject({ message: "0 tasks read" });
    expect(bench.told.at(-1)?.message).toMatch(/^[1-9]\d* tasks read$/);
  });
});
