/** ClickUp's client and the directory over a sandbox, on a clock that only moves when it is told to. */
import { type Share, TokenBudget } from "../../src/clickup/budget.ts";
import { createClickUp } from "../../src/clickup/client.ts";
import type { Fetch } from "../../src/clickup/exchange.ts";
import type { Policy } from "../../src/clickup/policy.ts";
import type { JsonValue } from "../../src/domain/json.ts";
import { Secret } from "../../src/log/secret.ts";
import type { CacheStore } from "../../src/tools/context.ts";
import { createDirectory } from "../../src/tools/directory/create-directory.ts";
import { createClickUpSandbox, type SandboxOptions } from "../sandbox/clickup/sandbox.ts";

/** A Saturday in November 2026, on a whole minute. */
const START_MS = Date.UTC(2026, 10, 21, 12);
export const CALL_MS = 25_000;
export const BASE_URL = "https://api.clickup.test/api";

/** Sleeping moves the clock, in order of who wakes first. */
export class FakeClock {
  nowMs = START_MS;
  readonly slept: number[] = [];
  readonly #sleepers: { atMs: number; wake: () => void }[] = [];
  #waking = false;

  now = (): number => this.nowMs;

  sleep = (ms: number, signal?: AbortSignal): Promise<void> => {
    this.slept.push(ms);
    return new Promise((resolve) => {
      const sleeper = { atMs: this.nowMs + ms, wake: resolve };
      signal?.addEventListener("abort", () => resolve(), { once: true });
      this.#sleepers.push(sleeper);
      void this.#wakeInOrder();
    });
  };

  async #wakeInOrder(): Promise<void> {
    if (this.#waking) return;
    this.#waking = true;
    while (this.#sleepers.length > 0) {
      // Everything that can go on without time passing goes first.
      await new Promise((settled) => setTimeout(settled, 0));
      this.#sleepers.sort((a, b) => a.atMs - b.atMs);
      const next = this.#sleepers.shift();
      if (next === undefined) break;
      this.nowMs = Math.max(this.nowMs, next.atMs);
      next.wake();
    }
    this.#waking = false;
  }
}

export function memoryCache(now: () => number): CacheStore & { readonly keys: () => string[] } {
  const entries = new Map<string, { text: string; storedAtMs: number }>();
  return {
    keys: () => [...entries.keys()],
    read(key) {
      const entry = entries.get(key);
      // As text, so that nothing kept is shared with what was handed in.
      return entry && { value: JSON.parse(entry.text) as JsonValue, storedAtMs: entry.storedAtMs };
    },
    write(key, value) {
      entries.set(key, { text: JSON.stringify(value), storedAtMs: now() });
    },
    remove(key) {
      if (!key.endsWith("*")) entries.delete(key);
      for (const other of [...entries.keys()]) {
        if (key.endsWith("*") && other.startsWith(key.slice(0, -1))) entries.delete(other);
      }
    },
    derive: (_key, _from, make) => make(),
  };
}

export interface BenchOptions extends Omit<SandboxOptions, "now"> {
  /** 1001 Ada is in one Workspace, 1002 Ben in two. */
  userId?: string;
  token?: string;
  policy?: Policy;
  fetch?: Fetch;
  /** Undocumented endpoints that our side may use. */
  allowed?: readonly string[];
}

export function clickUpBench(options: BenchOptions = {}) {
  const clock = new FakeClock();
  const sandbox = createClickUpSandbox({ ...options, now: clock.now });
  const budget = new TokenBudget({ now: clock.now, sleep: clock.sleep });
  const cache = memoryCache(clock.now);
  const token = options.token ?? sandbox.tokenFor(options.userId ?? "1001");
  const deferred: Promise<unknown>[] = [];

  /** A client as one tool call gets it. */
  const client = (
    call: {
      signal?: AbortSignal;
      deadlineMs?: number;
      policy?: Policy;
      share?: Share;
      onAnswer?: () => void;
    } = {},
  ) =>
    createClickUp({
      baseUrl: BASE_URL,
      token: new Secret(token),
      fetch: options.fetch ?? ((request) => sandbox.fetch(request)),
      now: clock.now,
      sleep: clock.sleep,
      budget,
      deadlineMs: call.deadlineMs ?? clock.nowMs + CALL_MS,
      random: () => 0.5,
      policy: call.policy ?? options.policy ?? {},
      ...(call.signal !== undefined && { signal: call.signal }),
      ...(call.share !== undefined && { share: call.share }),
      ...(call.onAnswer !== undefined && { onAnswer: call.onAnswer }),
    });

  /** A directory as one tool call gets it; the cache outlives it. */
  const directory = (clickup = client()) =>
    createDirectory({
      clickup,
      cache,
      nowMs: clock.nowMs,
      undocumented: new Set(options.allowed ?? []),
      defer: (work) => deferred.push(work),
    });

  return {
    clock,
    sandbox,
    budget,
    cache,
    token,
    client,
    directory,
    /** Waits for what was left to be done behind an answer. */
    settled: () => Promise.all(deferred),
    /** "GET /v2/team", in the order in which they came. */
    sent: () => sandbox.seen.map(({ method, path }) => `${method} ${path.replace(/^\/api/, "")}`),
  };
}
