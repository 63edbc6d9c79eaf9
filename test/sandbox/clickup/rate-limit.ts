// Requests a minute per token, by plan (developer.clickup.com/docs/rate-limits, 2026-11).
import type { Plan, SandboxState } from "./state.ts";

const WINDOW_MS = 60_000;

const PER_MINUTE: Record<Plan, number> = {
  free: 100,
  unlimited: 100,
  business: 100,
  business_plus: 1_000,
  enterprise: 10_000,
};

/** Which plan counts for a token in several workspaces is not published; here the most generous. */
export function limitFor(state: SandboxState, workspaceIds: readonly string[]): number {
  const limits = workspaceIds.map((id) => PER_MINUTE[state.workspaces[id]?.plan ?? "free"]);
  return Math.max(PER_MINUTE.free, ...limits);
}

export interface Budget {
  limit: number;
  remaining: number;
  resetAtMs: number;
  allowed: boolean;
}

/** Fixed windows of a minute, each opened by the first request after the last one closed. */
export class RateLimiter {
  readonly #windows = new Map<string, { startMs: number; used: number }>();

  spend(token: string, limit: number, nowMs: number): Budget {
    let window = this.#windows.get(token);
    if (window === undefined || nowMs >= window.startMs + WINDOW_MS) {
      window = { startMs: nowMs, used: 0 };
      this.#windows.set(token, window);
    }
    const allowed = window.used < limit;
    if (allowed) window.used += 1;
    return {
      limit,
      remaining: limit - window.used,
      resetAtMs: window.startMs + WINDOW_MS,
      allowed,
    };
  }
}

export function untouchedBudget(limit: number, nowMs: number): Budget {
  return { limit, remaining: limit, resetAtMs: nowMs + WINDOW_MS, allowed: true };
}

export function budgetHeaders(budget: Budget): Record<string, string> {
  return {
    "X-RateLimit-Limit": String(budget.limit),
    "X-RateLimit-Remaining": String(budget.remaining),
    // Seconds, not milliseconds.
    "X-RateLimit-Reset": String(Math.ceil(budget.resetAtMs / 1000)),
  };
}
