import { describe, expect, it } from "vitest";
import { MAX_IN_FLIGHT } from "../../src/clickup/budget.ts";
import { clickUpBench } from "../support/clickup-bench.ts";

/** Answers when it is told to, and knows how many requests are under way. */
function gate(answer: () => Response) {
  const waiting: (() => void)[] = [];
  const urls: string[] = [];
  let most = 0;
  return {
    urls,
    most: () => most,
    underWay: () => waiting.length,
    fetch: (request: Request) => {
      urls.push(new URL(request.url).pathname);
      return new Promise<Response>((resolve) => {
        waiting.push(() => resolve(answer()));
        most = Math.max(most, waiting.length);
      });
    },
    async open() {
      for (let i = 0; i < 50; i += 1) {
        await settle();
        waiting.shift()?.();
      }
    },
  };
}

const settle = () => new Promise((done) => setTimeout(done, 0));
const list = (id: string) => Response.json({ id, name: "x" });

function budgetHeaders(remaining: number, resetAtMs: number) {
  return {
    headers: {
      "X-RateLimit-Limit": "100",
      "X-RateLimit-Remaining": String(remaining),
      "X-RateLimit-Reset": String(Math.ceil(resetAtMs / 1000)),
    },
  };
}

describe("TokenBudget", () => {
  it("lets four requests of a token be under way, first come first served across calls", async () => {
    const door = gate(() => list("1"));
    const { client } = clickUpBench({ fetch: door.fetch });
    const [one, two] = [client(), client()];
    const work = Array.from({ length: 5 }, (_, i) => [
      one.lists.get(`1${i}`),
      two.lists.get(`2${i}`),
    ]).flat();
    await settle();
    expect(door.underWay()).toBe(MAX_IN_FLIGHT);
    await door.open();
    await Promise.all(work);
    expect(door.most()).toBe(MAX_IN_FLIGHT);
    expect(door.urls.map((url) => url.slice(-2))).toEqual([
      "10",
      "20",
      "11",
      "21",
      "12",
      "22",
      "13",
      "23",
      "14",
      "24",
    ]);
  });

  it("goes one at a time near the wall, so that no request is refused", async () => {
    let inFlight = 0;
    let most = 0;
    let remaining = 4;
    const { client, clock } = clickUpBench({
      fetch: async () => {
        inFlight += 1;
        most = Math.max(most, inFlight);
        await settle();
        inFlight -= 1;
        remaining -= 1;
        return Response.json(
          { id: "1", name: "x" },
          budgetHeaders(remaining, clock.nowMs + 60_000),
        );
      },
    });
    const clickup = client();
    await clickup.lists.get("1");
    most = 0;
    await Promise.all(["2", "3"].map((id) => clickup.lists.get(id)));
    expect(most).toBe(1);
  });

  it("holds requests at the wall until the reset, without running into a 429", async () => {
    const bench = clickUpBench({ rateLimitPerMinute: 10 });
    const { client, clock, sandbox } = bench;
    const ids = Array.from({ length: 10 }, (_, i) => String(901 + i));
    for (const id of ids) await client().lists.get(id);
    const wallAt = clock.nowMs;
    clock.nowMs += 50_000; // the window ends in ten seconds
    await Promise.all(["911", "912"].map((id) => client().lists.get(id)));
    expect(clock.nowMs).toBe(wallAt + 60_000);
    expect(sandbox.seen.map(({ status }) => status)).not.toContain(429);
  });

  it("refuses at once what cannot wait for the reset, and says for how long", async () => {
    const { client, clock, sandbox } = clickUpBench({ rateLimitPerMinute: 3 });
    for (const id of ["901", "902", "903"]) await client().lists.get(id);
    clock.nowMs += 20_000;
    await expect(client().lists.get("904")).rejects.toMatchObject({
      refusal: "rate_limited",
      retryAfterSeconds: 40,
    });
    expect(sandbox.seen).toHaveLength(3);
  });

  it.each([
    ["Retry-After", () => ({ "Retry-After": "40" })],
    ["X-RateLimit-Reset", (nowMs: number) => budgetHeaders(0, nowMs + 40_000).headers],
  ])("believes a refusal's %s over a later reset that was told before", (_, headers) => {
    const { budget, clock } = clickUpBench();
    budget.observe(200, new Headers(budgetHeaders(50, clock.nowMs + 55_000).headers));
    budget.observe(429, new Headers(headers(clock.nowMs)));
    expect(budget.holdSeconds()).toBe(40);
  });

  it("waits for a refusal's end within the call, and sends again after it", async () => {
    const { client, clock, sandbox } = clickUpBench();
    await client().lists.get("901");
    const startMs = clock.nowMs;
    const reset = budgetHeaders(0, startMs + 3_000);
    sandbox.answerNext(new Response("{}", { status: 429, ...reset }));
    await client().lists.get("901");
    expect(clock.nowMs - startMs).toBe(3_000);
    expect(sandbox.seen).toHaveLength(3);
  });

  it("believes the smaller of two counts that overtake each other", async () => {
    const { budget, clock } = clickUpBench();
    const resetAtMs = clock.nowMs + 60_000;
    const told = (remaining: number) =>
      budget.observe(200, new Headers(budgetHeaders(remaining, resetAtMs).headers));
    told(0);
    told(5);
    expect(budget.holdSeconds()).toBe(60);
    clock.nowMs = resetAtMs;
    expect(budget.holdSeconds()).toBe(0);
  });

  it("does not wait for a reset that a wrong clock puts hours away", async () => {
    const { budget, clock } = clickUpBench();
    budget.observe(429, new Headers(budgetHeaders(0, clock.nowMs + 5 * 3_600_000).headers));
    expect(budget.holdSeconds()).toBe(120);
  });

  it("takes a caller that gives up out of the queue", async () => {
    const door = gate(() => list("1"));
    const { client } = clickUpBench({ fetch: door.fetch });
    const abort = new AbortController();
    const work = ["1", "2", "3", "4"].map((id) => client().lists.get(id));
    const given = client({ signal: abort.signal }).lists.get("5");
    const after = client().lists.get("6");
    abort.abort();
    await expect(given).rejects.toMatchObject({ because: "cancelled", mayHaveHappened: false });
    await door.open();
    await Promise.all([...work, after]);
    expect(door.urls).not.toContain("/api/v2/list/5");
  });

  it("sends identical reads that are under way at once", async () => {
    const { client, sandbox } = clickUpBench({ latencyMs: 5 });
    const [a, b] = [client(), client()];
    await Promise.all([a.users.me(), b.users.me(), a.users.me()]);
    expect(sandbox.seen).toHaveLength(1);
    await b.users.me();
    expect(sandbox.seen).toHaveLength(2);
  });

  it("keeps a shared read going when the one who began it goes away", async () => {
    const { client, sandbox } = clickUpBench({ latencyMs: 5 });
    const abort = new AbortController();
    const first = client({ signal: abort.signal }).users.me();
    const second = client().users.me();
    abort.abort();
    await expect(first).rejects.toMatchObject({ because: "cancelled" });
    expect(await second).toMatchObject({ id: "1001" });
    expect(sandbox.seen).toHaveLength(1);
  });

  it("does not answer a read after a write with one that was begun before it", async () => {
    const { client, sandbox, clock } = clickUpBench();
    const task = await client().tasks.create("901", { name: "Before" });
    const held = Promise.withResolvers<void>();
    const bench = clickUpBench({
      state: sandbox.state,
      token: sandbox.tokenFor("1001"),
      fetch: async (request) => {
        const answer = await sandbox.fetch(request);
        if (request.method === "GET") await held.promise;
        return answer;
      },
    });
    const early = bench.client().tasks.get(task.id);
    await settle();
    await bench.client().tasks.update(task.id, { name: "After" });
    const late = bench.client().tasks.get(task.id);
    await settle();
    held.resolve();
    expect([(await early).name, (await late).name]).toEqual(["Before", "After"]);
    expect(clock.slept).toEqual([]);
  });

  it("never shares writes", async () => {
    const { client, sandbox } = clickUpBench({ latencyMs: 5 });
    await Promise.all([
      client().tasks.create("901", { name: "Same" }),
      client().tasks.create("901", { name: "Same" }),
    ]);
    expect(sandbox.seen).toHaveLength(2);
  });
});
