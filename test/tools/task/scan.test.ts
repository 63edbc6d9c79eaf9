import { describe, expect, it } from "vitest";
import type { Task, TaskPage } from "../../../src/clickup/client.ts";
import { ClickUpError, ClickUpUnreachable } from "../../../src/clickup/errors.ts";
import { NO_PROGRESS } from "../../../src/tools/progress.ts";
import type { TaskQuery } from "../../../src/tools/task/filter.ts";
import { scanTasks } from "../../../src/tools/task/scan.ts";

const task = (id: number) => ({ id: `t${id}`, name: `Task ${id}` }) as Task;

/** Pages of 100 over so many tasks; `failAt` is the page that ends in an error. */
function query(total: number, more: Partial<TaskQuery> & { failAt?: number; error?: Error } = {}) {
  const reads: number[] = [];
  const { failAt, error, ...rest } = more;
  const read = async (page: number): Promise<TaskPage> => {
    reads.push(page);
    if (page === failAt && error !== undefined) throw error;
    const first = page * 100;
    const count = Math.max(0, Math.min(100, total - first));
    return {
      tasks: Array.from({ length: count }, (_, index) => task(first + index)),
      lastPage: first + 100 >= total,
    };
  };
  const made: TaskQuery = {
    workspaceId: "1",
    parts: [{ read }],
    matches: () => true,
    checkedHere: [],
    understood: {},
    places: [],
    leavesOut: [],
    confirm: async () => {},
    ...rest,
  };
  return { made, reads };
}

const of = (clickup: { left(): { calls: number; ms: number } }) => ({
  clickup,
  progress: NO_PROGRESS,
});
const plenty = { left: () => ({ calls: 100, ms: 25_000 }) };
const limited = (refusal: "rate_limited" | "forbidden") =>
  new ClickUpError({ refusal, status: 429, what: "List" });

describe("scanning pages", () => {
  it.each([
    [0, 1],
    [100, 1],
    [101, 2],
    [250, 3],
    [300, 3],
  ])("reads %d tasks in %d calls", async (total, calls) => {
    const { made, reads } = query(total);
    const scan = await scanTasks(of(plenty), made, { limit: 1_000 });
    expect(scan).toMatchObject({ scanned: total, complete: true });
    expect(reads).toHaveLength(calls);
  });

  it("reads three pages at once where it is known that they are there", async () => {
    let open = 0;
    let most = 0;
    const { made } = query(900, { expected: 900 });
    const [source] = made.parts;
    const parts = [
      {
        read: async (page: number) => {
          open += 1;
          most = Math.max(most, open);
          await Promise.resolve();
          const got = await source?.read(page);
          open -= 1;
          return got ?? { tasks: [], lastPage: true };
        },
      },
    ];
    const scan = await scanTasks(of(plenty), { ...made, parts }, { limit: 900 });
    expect(most).toBe(3);
    expect(scan.pages).toBe(9);
  });

  it.each([
    [{ calls: 5, ms: 25_000 }, "minute"],
    [{ calls: 100, ms: 3_000 }, "time"],
  ])("stops after the first page with %j left", async (left, stoppedBy) => {
    const { made, reads } = query(500);
    const scan = await scanTasks(of({ left: () => left }), made, { limit: 500 });
    expect(scan).toMatchObject({ complete: false, stoppedBy, next: { page: 1, row: 0 } });
    expect(reads).toEqual([0]);
  });

  it("keeps what it has when ClickUp's minute ends, and goes on there", async () => {
    const { made } = query(500, { failAt: 2, error: limited("rate_limited") });
    const scan = await scanTasks(of(plenty), made, { limit: 500 });
    expect(scan).toMatchObject({ scanned: 200, stoppedBy: "minute", next: { page: 2, row: 0 } });
    const late = query(500, { failAt: 1, error: new ClickUpUnreachable("out_of_time", false) });
    expect(await scanTasks(of(plenty), late.made, { limit: 500 })).toMatchObject({
      stoppedBy: "time",
    });
  });

  it("fails when nothing was read, or for another reason", async () => {
    const first = query(500, { failAt: 0, error: limited("rate_limited") });
    await expect(scanTasks(of(plenty), first.made, { limit: 5 })).rejects.toThrow();
    const other = query(500, { failAt: 2, error: limited("forbidden") });
    await expect(scanTasks(of(plenty), other.made, { limit: 500 })).rejects.toThrow();
  });

  it("goes on in the middle of a page, and in the next of several listings", async () => {
    const { made } = query(150);
    const parts = [...made.parts, ...query(120, {}).made.parts];
    // The second listing holds the same tasks, which are given once in one scan.
    const all = await scanTasks(of(plenty), { ...made, parts }, { limit: 500 });
    expect(all).toMatchObject({ complete: true, scanned: 150 });
    const some = await scanTasks(of(plenty), { ...made, parts }, { limit: 130 });
    expect(some.next).toEqual({ page: 1, row: 30 });
    const rest = await scanTasks(of(plenty), { ...made, parts }, { limit: 20, from: some.next });
    expect(rest.tasks.map(({ id }) => id)).toEqual(
      Array.from({ length: 20 }, (_, i) => `t${130 + i}`),
    );
    expect(rest.next).toEqual({ page: 0, row: 0, part: 1 });
  });

  it("ends before a page that would not fit, so that none is read twice", async () => {
    const { made, reads } = query(1_000, { expected: 1_000 });
    const size = { sizeOf: () => 1_000, maxSize: 470_000 };
    const scan = await scanTasks(of(plenty), made, { limit: 500, ...size });
    expect(scan).toMatchObject({ stoppedBy: "size", next: { page: 4, row: 0 } });
    expect(reads).toEqual([0, 1, 2, 3]);
  });

  it("reads on one by one behind what was counted, and in threes when that was far off", async () => {
    const { made, reads } = query(350, { expected: 300 });
    await scanTasks(of(plenty), made, { limit: 1_000 });
    expect(reads).toEqual([0, 1, 2, 3]);
    const long = query(2_000, { expected: 300 });
    expect(await scanTasks(of(plenty), long.made, { limit: 2_000 })).toMatchObject({
      scanned: 2_000,
    });
    expect(long.reads.length).toBeLessThanOrEqual(22);
  });

  it("stops before the answer gets too large", async () => {
    const { made } = query(500);
    const scan = await scanTasks(of(plenty), made, {
      limit: 500,
      sizeOf: () => 1_000,
      maxSize: 50_000,
    });
    expect(scan).toMatchObject({ stoppedBy: "size", next: { page: 0, row: 50 } });
    expect(scan.tasks).toHaveLength(50);
  });
});
