import type { ToolReply } from "../account/door.ts";
import type { Log } from "../log/log.ts";

/** What was called, where and how it went, for the request's line. */
export function noteCall(
  log: Log,
  tool: string,
  { outcome, upstreamCalls, workspaceId }: Extract<ToolReply, { outcome: unknown }>,
): void {
  const isKnown = outcome.ok || outcome.failure.code !== "unknown_tool";
  log.note({
    // A tool that does not exist is the client's text.
    tool: isKnown ? tool : undefined,
    outcome: outcome.ok ? "ok" : outcome.failure.code,
    upstreamCalls,
    teamId: workspaceId,
  });
}
