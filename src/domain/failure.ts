import type { Scope } from "./scope.ts";

/**
 * Why a tool call failed, as data. `tools/explain.ts` is the only place that turns it into words.
 * No field holds ClickUp's own sentence: it can echo task text and carry instructions.
 */
export type Failure =
  /** `argument` is the parameter's path ("assignees.add"); `allowed` lists what would be accepted. */
  | { code: "invalid_input"; problem: string; argument?: string; allowed?: readonly string[] }
  | { code: "ambiguous"; what: string; given: string; candidates: readonly Candidate[] }
  /** Nothing by that name or id; `nearest` are the closest names known. */
  | {
      code: "not_found";
      what: string;
      findWith: string;
      given?: string;
      nearest?: readonly Candidate[];
    }
  /** `plan`: ClickUp offers the operation on that plan alone. */
  | { code: "forbidden"; what: string; ecode?: string; plan?: ClickUpPlan }
  /** `what` when ClickUp said so of one object's id: it says the same of an id that is wrong. */
  | { code: "workspace_not_shared"; what?: string; findWith?: string; signInUrl?: string }
  | { code: "reconnect_required"; signInUrl?: string }
  /** `again`: the call before it, of the same session or credential, was refused for the same reason. */
  | { code: "premium_required"; tool: string; does?: string; upgradeUrl?: string; again?: true }
  | { code: "insufficient_scope"; needed: Scope }
  | { code: "not_selected"; tool: string; because: string }
  /** Rests on a call that ClickUp does not document, and this server's setting has it off. */
  | { code: "not_enabled"; tool: string; setting: string }
  | { code: "unknown_tool"; tool: string; nearest: readonly string[] }
  | { code: "rate_limited"; by: "us" | "clickup"; retryAfterSeconds: number }
  /** ClickUp understood and said no: a bad value, a ClickApp that is off, a plan limit. */
  | { code: "clickup_rejected"; ecode?: string; hint?: string; done?: readonly string[] }
  /** ClickUp did not answer, or broke; `mayHaveHappened` is true when a write may have been made. */
  | { code: "clickup_unavailable"; mayHaveHappened: boolean }
  | { code: "out_of_time"; mayHaveHappened: boolean }
  | { code: "duplicate_call"; state: "running" | "unknown" | "different_arguments" }
  | { code: "cancelled"; mayHaveHappened: boolean }
  /** `signInUrl` where a new sign-in mends it: what was kept of the old one cannot be opened. */
  | { code: "internal"; incidentId: string; signInUrl?: string };

/** The one plan of ClickUp's that whole tools depend on. */
export type ClickUpPlan = "Enterprise";

export interface Candidate {
  id: string;
  name: string;
  /** "Space / Folder / List" where the object has one. */
  path?: string;
}

export type Outcome<T> = { ok: true; value: T } | { ok: false; failure: Failure };

/** Thrown inside a room to leave a call with a failure; `tools/run.ts` turns it into an Outcome. */
export class FailureError extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.code);
    this.name = "FailureError";
    this.failure = failure;
  }
}
