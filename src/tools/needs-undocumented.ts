/** For tools that rest on a call which ClickUp does not document: off unless the setting lists it. */
import { FailureError } from "../domain/failure.ts";
import type { ToolContext } from "./context.ts";

/** To be called first: nothing is sent without it. */
export function needsUndocumented(
  { undocumented }: ToolContext,
  operation: string,
  tool: string,
): void {
  if (undocumented.has(operation)) return;
  const setting = `${operation} in CLICKUP_UNDOCUMENTED`;
  throw new FailureError({ code: "not_enabled", tool, setting });
}
