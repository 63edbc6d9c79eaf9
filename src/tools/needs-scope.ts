/** For tools of which one part (removing) needs more than the tool's own scope. */
import { FailureError } from "../domain/failure.ts";
import type { Scope } from "../domain/scope.ts";
import type { ToolContext } from "./context.ts";

/** To be called before the first write: nothing of the call is done without it. */
export function needsScope({ scopes }: ToolContext, needed: Scope): void {
  if (!scopes.includes(needed)) throw new FailureError({ code: "insufficient_scope", needed });
}
