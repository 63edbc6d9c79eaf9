/** How calls are timed: stacks take turns, so that a machine that drifts drifts for all of them. */
import type { Call } from "./calls.ts";
import { quantile } from "./quantile.ts";

export interface Latency {
  calls: number;
  p50_ms: number;
  p95_ms: number;
  p99_ms: number;
}

export function latencyOf(samples: readonly number[]): Latency {
  return {
    calls: samples.length,
    p50_ms: quantile(samples, 0.5),
    p95_ms: quantile(samples, 0.95),
    p99_ms: quantile(samples, 0.99),
  };
}

export async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

/** A stack that is timed, and what was measured of it, in ms. */
export interface Subject {
  call: Call;
  samples: number[];
}

/** So many calls of each, in rounds of a few; each round begins with another one. */
export async function timeInTurns(
  subjects: readonly Subject[],
  rounds: number,
  callsPerRound: number,
): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    for (const { call, samples } of rotated(subjects, round)) {
      for (let i = 0; i < callsPerRound; i++) samples.push(await timed(call));
    }
  }
}

/** The same list from another beginning: what one leaves behind for the next falls on each of them. */
export function rotated<T>(list: readonly T[], by: number): T[] {
  const at = by % Math.max(1, list.length);
  return [...list.slice(at), ...list.slice(0, at)];
}

/** Calls a second of clients that each call again as soon as they are answered. */
export async function callsPerSecond(clients: readonly Call[], calls: number): Promise<number> {
  const ms = await timed(() =>
    Promise.all(
      clients.map(async (call) => {
        for (let i = 0; i < calls / clients.length; i++) await call();
      }),
    ),
  );
  return calls / (ms / 1000);
}
