import { describe, expect, it } from "vitest";
import {
  canaryOf,
  FIRST_USER,
  isPrivate,
  markOf,
  numericIdOf,
  taskIdFor,
  usersIn,
} from "./canary.ts";
import type { Heard } from "./heard.ts";
import { Ledger, toldBy } from "./ledger.ts";
import { growthOf } from "./memory.ts";
import { runSoak } from "./soak.ts";
import { tenantOf } from "./tenant.ts";

describe("a slice of the soak", () => {
  it("loses, doubles and mixes up nothing while ClickUp fails and the process is killed", async () => {
    const seed = Date.now() % 1_000_000;
    const options = { seed, calls: 300, users: 6, kills: 1, faults: 60, cutCreates: 40 };
    const result = await runSoak({ ...options, maxMinutes: 5 }, () => {});
    expect({ seed, problems: result.problems }).toEqual({ seed, problems: [] });
    expect(result.hung).toBe(0);
    expect(result.cutCreates).toMatchObject({ asked: 40, doubled: 0 });
    // A check of what did not happen would show nothing.
    expect(result.kills).toBe(1);
    expect(Object.values(result.faults).reduce((sum, times) => sum + times)).toBeGreaterThan(60);
    expect(result.ownReads).toBeGreaterThan(100);
    expect(result.logLines).toBeGreaterThan(300);
    expect(result.writes.ok).toBeGreaterThan(20);
    expect(result.storage.files).toBeGreaterThan(6);
    expect(result.cutCreates.made).toBeGreaterThan(10);
  }, 300_000);
});

describe("the soak's checks", () => {
  const other = FIRST_USER + 1;

  it("tell whose a name, an id, a task and a token are, wherever they stand", () => {
    const texts = [
      `x${canaryOf(other)}.0@example.com`,
      `{"id":"${numericIdOf(other, 14)}"}`,
      `https://app.clickup.com/t/${taskIdFor(other, 100)}?x`,
      `Bearer ${numericIdOf(other, 1)}_0123456789abcdef`,
    ];
    for (const text of texts) expect([text, ...usersIn(text)]).toEqual([text, other]);
    expect(usersIn("1795353600000 86c0 6b86c05yc1sx 4f21-915a-5c2ba370f790").size).toBe(0);
  });

  it("find all that a user has at ClickUp to be that user's", () => {
    const { sandbox, ids } = tenantOf(other, "http://localhost", []);
    expect([...usersIn(sandbox.snapshot())]).toEqual([other]);
    expect(usersIn(JSON.stringify(ids)).size).toBe(1);
  });

  it("let a log name a user, and not what is theirs", () => {
    expect(isPrivate(`{"userId":"${numericIdOf(other, 1)}"}`)).toBe(false);
    expect(isPrivate(`{"what":"${canaryOf(other)} task"}`)).toBe(true);
    expect(isPrivate(`Bearer ${numericIdOf(other, 1)}_0123456789abcdef`)).toBe(true);
  });

  it("blame a write that was done twice, or is missing, or was said not to be done", () => {
    const tenant = tenantOf(other, "http://localhost", []);
    const [task] = Object.values(tenant.sandbox.state.tasks);
    const ledger = new Ledger();
    const applied = new Map<string, number>();
    const write = (mark: string, told: "ok" | "maybe" | "no", times: number) => {
      ledger.note(mark, "created", told, { end: "broken" });
      applied.set(mark, times);
      for (let at = 0; at < times && task; at += 1) {
        const id = `${mark}-${at}`;
        tenant.sandbox.state.tasks[id] = { ...task, id, name: mark };
      }
    };
    const good = [markOf(other, 1), markOf(other, 2), markOf(other, 3)] as const;
    const bad = [markOf(other, 4), markOf(other, 5), markOf(other, 6)] as const;
    write(good[0], "ok", 1);
    write(good[1], "maybe", 0);
    write(good[2], "no", 0);
    write(bad[0], "maybe", 2);
    write(bad[1], "ok", 0);
    write(bad[2], "no", 1);
    const { problems } = ledger.judge({ applied, tenants: [tenant] });
    const blamed = new Set(problems.map((problem) => problem.split(",")[0]));
    expect([...blamed]).toEqual([...bad]);
  });

  it("take an answer for what it says of a write", () => {
    const answered = (status: number, text: string, result?: object): Heard => {
      const answer = result === undefined ? {} : { answer: { id: 1, result } };
      return { end: "answered", status, requestId: "r", text, ...answer };
    };
    const failed = (error: object) => answered(200, "", { isError: true, _meta: { error } });
    expect(toldBy(answered(201, ""))).toBe("ok");
    expect(toldBy(answered(200, "", {}))).toBe("ok");
    expect(toldBy(failed({ code: "clickup_unavailable", may_have_happened: true }))).toBe("maybe");
    expect(toldBy(failed({ code: "clickup_unavailable", may_have_happened: false }))).toBe("no");
    expect(toldBy(answered(503, "Try again."))).toBe("no");
    expect(toldBy(answered(503, "It may have been done all the same."))).toBe("maybe");
    expect(toldBy({ end: "broken" })).toBe("maybe");
  });

  it("tell memory that grows from memory that does not", () => {
    const samples = (rssMbPerSample: number, heapMbPerSample = 0) =>
      Array.from({ length: 100 }, (_, at) => ({
        ...{ seconds: at, calls: at * 10 },
        rssMb: 500 + at * rssMbPerSample + (at % 2),
        heapMb: 40 + at * heapMbPerSample,
      }));
    expect(growthOf(samples(0))?.resident.share).toBeLessThan(0.01);
    expect(growthOf(samples(2))?.resident).toMatchObject({ fromMb: 611, toMb: 691 });
    expect(growthOf(samples(0, 0.2))?.heap.share).toBeGreaterThan(0.1);
    expect(growthOf(samples(0, 0.2))?.resident.share).toBeLessThan(0.01);
    expect(growthOf(samples(0).slice(0, 20))).toBeUndefined();
  });
});
