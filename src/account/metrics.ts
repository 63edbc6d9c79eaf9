import type { Tier } from "../domain/tier.ts";
import { ALL_TOOL_NAMES } from "../tools/tool-names.ts";
import type { EventEnd } from "./audit-outbox.ts";
import type { ToolCall } from "./door.ts";

/**
 * One data point a call, for the queries in docs/observability.md. Sampled by tool, and without
 * anything of the user: nobody can be told from another by it.
 */
export function measureCall(
  metrics: AnalyticsEngineDataset,
  { tool: named, rest }: Pick<ToolCall, "tool" | "rest">,
  tier: Tier,
  { outcome, durationMs, upstreamCalls }: EventEnd,
): void {
  // A name that is no tool's is the client's text.
  const tool = ALL_TOOL_NAMES.includes(named) ? named : "unknown";
  metrics.writeDataPoint({
    indexes: [tool],
    blobs: [tool, outcome, tier, rest === undefined ? "mcp" : "rest"],
    doubles: [durationMs, upstreamCalls],
  });
}
