/** A tool's outcome as MCP's CallToolResult. */
import type { ToolValue } from "../account/door.ts";
import type { Failure, Outcome } from "../domain/failure.ts";
import type { JsonObject } from "../domain/json.ts";
import { explain } from "../tools/explain.ts";

export type ToolResult = {
  content: ({ type: "text"; text: string } | { type: "image"; data: string; mimeType: string })[];
  structuredContent?: JsonObject;
  isError?: true;
  _meta?: { error: JsonObject };
};

export function toToolResult(outcome: Outcome<ToolValue>): ToolResult {
  if (outcome.ok) {
    const { structured, text, images = [] } = outcome.value;
    const pictures = images.map((image) => ({ type: "image" as const, ...image }));
    return { content: [{ type: "text", text }, ...pictures], structuredContent: structured };
  }
  const { text, code, retryAfterSeconds } = explain(outcome.failure);
  return {
    isError: true,
    content: [{ type: "text", text }],
    _meta: {
      error: {
        code,
        ...(retryAfterSeconds !== undefined && { retry_after_seconds: retryAfterSeconds }),
        ...detailsOf(outcome.failure),
      },
    },
  };
}

/** What a program can use without reading the text. */
function detailsOf(failure: Failure): JsonObject {
  switch (failure.code) {
    case "invalid_input":
      return failure.argument === undefined ? {} : { argument: failure.argument };
    case "ambiguous":
      return { candidates: failure.candidates.map((candidate) => ({ ...candidate })) };
    case "forbidden":
    case "clickup_rejected":
      return failure.ecode === undefined ? {} : { ecode: failure.ecode };
    case "workspace_not_shared":
    case "reconnect_required":
      return failure.signInUrl === undefined ? {} : { sign_in_url: failure.signInUrl };
    case "premium_required":
      return {
        tool: failure.tool,
        ...(failure.upgradeUrl !== undefined && { upgrade_url: failure.upgradeUrl }),
      };
    case "insufficient_scope":
      return { scope: failure.needed };
    case "not_selected":
    case "not_enabled":
    case "unknown_tool":
      return { tool: failure.tool };
    case "rate_limited":
      return { by: failure.by };
    case "clickup_unavailable":
    case "out_of_time":
    case "cancelled":
      return { may_have_happened: failure.mayHaveHappened };
    case "duplicate_call":
      return { state: failure.state };
    case "internal":
      return { incident_id: failure.incidentId };
    case "not_found":
      return {};
  }
}
