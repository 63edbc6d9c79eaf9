/**
 * Every failure in words, for a model: what happened, whether to try again, what to do next.
 * The one place where failures become text; the codes are stable and listed in `docs/errors.md`.
 */
import type { Candidate, Failure } from "../domain/failure.ts";

export interface Explanation {
  text: string;
  code: Failure["code"];
  /** Whole seconds; only where waiting helps. */
  retryAfterSeconds?: number;
}

/** What happened, whether to try again, what to do next: for a model to read. */
export function explain(failure: Failure): Explanation {
  const text = sentences(failure);
  return failure.code === "rate_limited"
    ? { text, code: failure.code, retryAfterSeconds: failure.retryAfterSeconds }
    : { text, code: failure.code };
}

function sentences(failure: Failure): string {
  switch (failure.code) {
    case "invalid_input":
      return join(
        inOneLine(failure.problem),
        allowedOf(failure),
        "Nothing was changed. Correct this argument and call again.",
      );
    case "ambiguous":
      return join(
        `${quote(failure.given)} fits more than one ${failure.what}:`,
        candidatesOf(failure.candidates),
        "Nothing was changed. Call again with the id or the full path of the right one; ask the user if it is not clear.",
      );
    case "not_found":
      return notFound(failure);
    case "forbidden":
      return join(
        `ClickUp does not allow this user to do that with this ${failure.what}${ecodeOf(failure.ecode)}.`,
        failure.plan === undefined
          ? "Calling again will not help. Tell the user that their role or plan has to allow it."
          : `Calling again will not help. Tell the user that ClickUp's API does this only on the ${failure.plan} plan, for those who manage the Workspace.`,
      );
    case "workspace_not_shared":
      return notShared(failure);
    case "reconnect_required":
      return join(
        "ClickUp no longer accepts this user's sign-in: it was revoked there.",
        "Calling again will not help. Ask the user to connect ClickUp again.",
        signInAt(failure.signInUrl),
      );
    case "premium_required":
      if (failure.again) {
        return join(
          `${failure.tool} needs Premium too. The free tools are the ones in the list of tools.`,
          failure.upgradeUrl === undefined ? undefined : `Upgrade: ${failure.upgradeUrl}`,
        );
      }
      return join(
        `${failure.tool}${failure.does === undefined ? "" : ` (${failure.does})`} needs Premium, and this user is on the free tier.`,
        "Nothing was sent to ClickUp, and calling again will not help. Tell the user, or go on with the free tools.",
        failure.upgradeUrl === undefined ? undefined : `Upgrade: ${failure.upgradeUrl}`,
      );
    case "insufficient_scope":
      return join(
        `The user did not allow this connection the scope ${failure.needed}.`,
        "Calling again will not help. Ask the user to connect again and allow it on the page that asks, or do without.",
      );
    case "not_selected":
      return join(
        `${failure.tool} is not available on this connection: ${failure.because}.`,
        "Calling again will not help. Use another tool, or tell the user which setting keeps it away.",
      );
    case "not_enabled":
      return join(
        `${failure.tool} rests on a call that ClickUp does not document, and it is off on this server (${failure.setting}).`,
        "Nothing was sent to ClickUp, and calling again will not help. Tell the user to do this in ClickUp itself.",
      );
    case "unknown_tool":
      return join(
        `There is no tool ${quote(failure.tool)}.`,
        failure.nearest.length > 0 ? `Nearest: ${failure.nearest.join(", ")}.` : undefined,
        "Take a name from the list of tools and call again.",
      );
    case "rate_limited":
      return join(
        failure.by === "us"
          ? "This user's calls a minute to this server are used up."
          : "ClickUp's calls a minute for this user are used up.",
        `Nothing was done. Call again in ${failure.retryAfterSeconds} s, not before; fewer and larger calls help.`,
      );
    case "clickup_rejected":
      return join(
        `ClickUp refused this${ecodeOf(failure.ecode)}.`,
        failure.hint,
        doneOf(failure.done),
        "The same call would be refused again. Change what was asked, or tell the user.",
      );
    case "clickup_unavailable":
      return failure.mayHaveHappened
        ? "ClickUp did not answer properly, so the change may or may not have been made. Do not call again before you have looked, or the work could be done twice."
        : "ClickUp did not answer properly; nothing was changed. Call again in a moment, at most twice; then tell the user that ClickUp is not available.";
    case "out_of_time":
      return failure.mayHaveHappened
        ? "This took too long and was stopped; a part of it may have been done. Look before calling again, or the work could be done twice."
        : "This took too long and was stopped; nothing was changed. Call again and ask for less at once.";
    case "duplicate_call":
      return duplicate(failure.state);
    case "cancelled":
      return failure.mayHaveHappened
        ? "The call was cancelled; a part of it may have been done. Look before calling again."
        : "The call was cancelled before anything was changed. Call again only if it is still wanted.";
    case "internal":
      if (failure.signInUrl !== undefined) {
        return join(
          `This server could not open what it keeps of the user's ClickUp sign-in (incident ${failure.incidentId}); nothing was done.`,
          "Try once more in a minute. If it stays, ask the user to sign in again.",
          signInAt(failure.signInUrl),
        );
      }
      return `Something went wrong in this server. Trying once more is fine if the call only reads; otherwise look first. If it stays, tell the user this incident number: ${failure.incidentId}.`;
  }
}

/** Why one step of a call failed when others were done: a clause, without advice. */
export function explainStep(failure: Failure): string {
  switch (failure.code) {
    case "invalid_input":
      return failure.problem;
    case "not_found":
      return `no such ${failure.what}, or no access to it`;
    case "forbidden":
      return "this user may not do that";
    case "clickup_rejected":
      return join(failure.hint ?? "ClickUp refused it", ecodeOf(failure.ecode).trim() || undefined);
    case "rate_limited":
      return `ClickUp's limit is reached; possible again in ${failure.retryAfterSeconds} s`;
    case "clickup_unavailable":
    case "out_of_time":
    case "cancelled":
      if (failure.mayHaveHappened)
        return "no answer from ClickUp: it may or may not have been done";
      return failure.code === "cancelled"
        ? "not done: the call was cancelled"
        : "not done: there was no time or no answer from ClickUp";
    default:
      return sentences(failure);
  }
}

function notFound(failure: Extract<Failure, { code: "not_found" }>): string {
  const given = failure.given === undefined ? "" : ` ${quote(failure.given)}`;
  const isNear = failure.nearest !== undefined && failure.nearest.length > 0;
  return join(
    failure.given === undefined
      ? `ClickUp has no such ${failure.what}, or this user cannot see it.`
      : `There is no ${failure.what}${given}, or this user cannot see it.`,
    isNear ? `Nearest:${candidatesOf(failure.nearest ?? [])}` : undefined,
    isNear
      ? `Nothing was changed. If one of these is meant, call again with its id; else find the right one with ${failure.findWith}.`
      : `Nothing was changed. Do not guess another one; find it with ${failure.findWith}.`,
  );
}

/** ClickUp gives one answer for a wrong id and for a closed Workspace, so both are told. */
function notShared({
  what,
  findWith = "clickup_workspace_hierarchy",
  signInUrl,
}: Extract<Failure, { code: "workspace_not_shared" }>): string {
  return what === undefined
    ? join(
        "The user did not open this Workspace to this server when they signed in.",
        "Calling again will not help. Use another Workspace, or ask the user to sign in again and tick this one.",
        signInAt(signInUrl),
      )
    : join(
        `ClickUp does not show this ${what}: its id is wrong, or the user did not open its Workspace to this server when they signed in.`,
        `Nothing was changed. Find the right id with ${findWith}; if it is not there, ask the user to sign in again and tick its Workspace.`,
        signInAt(signInUrl),
      );
}

function duplicate(state: "running" | "unknown" | "different_arguments"): string {
  switch (state) {
    case "running":
      return "A call with this dedupe_key is still running. Wait for its answer; do not call with another key, or the work could be done twice.";
    case "unknown":
      return "An earlier call with this dedupe_key ended without a known outcome. Look in ClickUp whether it was done; only if not, call again with a new dedupe_key.";
    case "different_arguments":
      return "This dedupe_key was used before with other arguments. Nothing was done. For different work call again with a new dedupe_key.";
  }
}

function candidatesOf(candidates: readonly Candidate[]): string {
  return candidates
    .map(({ id, name, path }) => `\n- ${quote(path ?? name)} (id ${id})`)
    .join("")
    .concat("\n");
}

function allowedOf({
  problem,
  allowed = [],
}: Extract<Failure, { code: "invalid_input" }>): string | undefined {
  if (allowed.every((value) => problem.includes(value))) return undefined;
  return `Allowed: ${allowed.map(short).join(", ")}.`;
}

function ecodeOf(ecode: string | undefined): string {
  return ecode === undefined ? "" : ` (ClickUp code ${ecode})`;
}

function doneOf(done: readonly string[] | undefined): string | undefined {
  return done === undefined || done.length === 0
    ? "Nothing was changed."
    : `Done before that, and still in place: ${done.join("; ")}.`;
}

/** At the very end and without a full stop, which clients would take for a part of the link. */
function signInAt(url: string | undefined): string | undefined {
  return url === undefined ? undefined : `Sign in: ${url}`;
}

function quote(text: string): string {
  return `"${short(text)}"`;
}

function short(text: string): string {
  return inOneLine(text).slice(0, 100).toWellFormed();
}

/** A name of ClickUp's with a line break in it must not look like a sentence of ours. */
function inOneLine(text: string): string {
  return text.replace(/\s+/g, " ");
}

function join(...parts: readonly (string | undefined)[]): string {
  return parts
    .filter((part) => part !== undefined)
    .join(" ")
    .replace(/ ?\n ?/g, "\n");
}

/** One example of every code, for the generated list of errors and its test. */
export const FAILURE_EXAMPLES: { readonly [C in Failure["code"]]: Extract<Failure, { code: C }> } =
  {
    invalid_input: {
      code: "invalid_input",
      problem: '"priority" must be one of: urgent, high, normal, low, none.',
      argument: "priority",
      allowed: ["urgent", "high", "normal", "low", "none"],
    },
    ambiguous: {
      code: "ambiguous",
      what: "List",
      given: "Backlog",
      candidates: [
        { id: "901", name: "Backlog", path: "Product / Web / Backlog" },
        { id: "902", name: "Backlog", path: "Product / App / Backlog" },
      ],
    },
    not_found: {
      code: "not_found",
      what: "List",
      findWith: "clickup_workspace_hierarchy",
      given: "Baklog",
      nearest: [{ id: "901", name: "Backlog", path: "Product / Web / Backlog" }],
    },
    forbidden: { code: "forbidden", what: "List", ecode: "OAUTH_024" },
    workspace_not_shared: {
      code: "workspace_not_shared",
      signInUrl: "https://clickup-mcp.example.com/auth/login",
    },
    reconnect_required: {
      code: "reconnect_required",
      signInUrl: "https://clickup-mcp.example.com/auth/login",
    },
    premium_required: {
      code: "premium_required",
      tool: "clickup_task_bulk_create",
      does: "creates many tasks at once",
      upgradeUrl: "https://clickup-mcp.example.com/account",
    },
    insufficient_scope: { code: "insufficient_scope", needed: "clickup:write" },
    not_selected: {
      code: "not_selected",
      tool: "clickup_task_create",
      because: "readonly=1 is set in its URL",
    },
    not_enabled: {
      code: "not_enabled",
      tool: "clickup_reminder_create",
      setting: "reminder_create in CLICKUP_UNDOCUMENTED",
    },
    unknown_tool: {
      code: "unknown_tool",
      tool: "clickup_create_task",
      nearest: ["clickup_task_create"],
    },
    rate_limited: { code: "rate_limited", by: "clickup", retryAfterSeconds: 12 },
    clickup_rejected: {
      code: "clickup_rejected",
      ecode: "ITEM_137",
      hint: "The parent task is in another List.",
      done: ["task 86a1 was created"],
    },
    clickup_unavailable: { code: "clickup_unavailable", mayHaveHappened: true },
    out_of_time: { code: "out_of_time", mayHaveHappened: false },
    duplicate_call: { code: "duplicate_call", state: "running" },
    cancelled: { code: "cancelled", mayHaveHappened: false },
    internal: { code: "internal", incidentId: "5f0c2d1e" },
  };
