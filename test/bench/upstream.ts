/** What reaches ClickUp: how many requests, and how many of them at once. */
import type { ClickUpSandbox } from "../sandbox/clickup/sandbox.ts";

export interface Upstream {
  /** Starts to count anew. */
  reset(): void;
  calls(): number;
  peakParallel(): number;
}

export function watchUpstream(sandbox: ClickUpSandbox): Upstream {
  const answer = sandbox.fetch.bind(sandbox);
  let calls = 0;
  let open = 0;
  let peak = 0;
  sandbox.fetch = async (request) => {
    calls += 1;
    open += 1;
    peak = Math.max(peak, open);
    try {
      return await answer(request);
    } finally {
      open -= 1;
      // It keeps every request, and a scan's answers would add up.
      sandbox.clearSeen();
    }
  };
  return {
    reset() {
      calls = 0;
      peak = open;
    },
    calls: () => calls,
    peakParallel: () => peak,
  };
}
