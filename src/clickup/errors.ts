// What ClickUp's refusals mean. Its status misleads (401 is four different things), so the ECODE decides.
// Its own sentence goes nowhere: it can echo task text and carry instructions.
import type { Failure } from "../domain/failure.ts";

export type Refusal =
  | "token_dead"
  | "workspace_not_shared"
  | "not_found"
  | "forbidden"
  | "rate_limited"
  /** Understood and refused: a bad value, a ClickApp that is off, a plan's limit. */
  | "rejected";

/** ClickUp said no. */
export class ClickUpError extends Error {
  readonly refusal: Refusal;
  readonly status: number;
  readonly ecode: string | undefined;
  /** What the operation was about: "List", "Task" … */
  readonly what: string;
  readonly retryAfterSeconds: number | undefined;

  constructor(fields: {
    refusal: Refusal;
    status: number;
    what: string;
    ecode?: string | undefined;
    retryAfterSeconds?: number;
  }) {
    super(`ClickUp refused: ${fields.refusal} (${fields.status} ${fields.ecode ?? "no ECODE"})`);
    this.name = "ClickUpError";
    this.refusal = fields.refusal;
    this.status = fields.status;
    this.ecode = fields.ecode;
    this.what = fields.what;
    this.retryAfterSeconds = fields.retryAfterSeconds;
  }
}

/** ClickUp said nothing that can be understood, or there was no time to hear it. */
export class ClickUpUnreachable extends Error {
  readonly because: "no_answer" | "out_of_time" | "cancelled";
  /** A write left, and nobody knows what became of it. */
  readonly mayHaveHappened: boolean;

  constructor(because: ClickUpUnreachable["because"], mayHaveHappened: boolean) {
    super(`ClickUp gave no usable answer: ${because}`);
    this.name = "ClickUpUnreachable";
    this.because = because;
    this.mayHaveHappened = mayHaveHappened;
  }
}

/** The call's policy forbids this request; nothing left. */
export class PolicyRefusal extends Error {
  /** The connection's setting, in words. */
  readonly because: string;

  constructor(because: string) {
    super(because);
    this.name = "PolicyRefusal";
    this.because = because;
  }
}

/** {err, ECODE} in v2, at times `message` or `error`; {status, message, …} in v3; HTML and nothing too. */
export function readEcode(body: string): string | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return undefined;
  }
  if (typeof parsed !== "object" || parsed === null) return undefined;
  const { ECODE, ecode } = parsed as Record<string, unknown>;
  const code = ECODE ?? ecode;
  return typeof code === "string" && /^[A-Z][A-Z0-9]{1,20}_\d{1,4}$/.test(code) ? code : undefined;
}

const NOT_FOUND: ReadonlySet<string> = new Set([
  "OAUTH_055", // List
  "ITEM_013",
  "ITEM_015", // task, Space or List; with a 400
  "TEAM_015",
  "INPUT_011", // Folder id
  "ACCESS_999", // no permission, dressed as 404
]);

// With 403 at times, but about the plan or the value and not about the person.
const REJECTED: ReadonlySet<string> = new Set([
  "FIELD_033",
  "FIELD_262",
  "GBUSED_005",
  "APP_001", // no such route: our mistake or a retired operation, not a missing object
]);

/**
 * `doubtful`: a 401 that may mean a dead token. Only GET /v2/user tells.
 * `shape` is the path without ids ("/v2/list/{}/task").
 */
export function refusalOf(
  status: number,
  ecode: string | undefined,
  shape: string,
): Refusal | "doubtful" {
  if (status === 429) return "rate_limited";
  if (ecode !== undefined && NOT_FOUND.has(ecode)) return "not_found";
  if (ecode !== undefined && REJECTED.has(ecode)) return "rejected";
  if (status === 401) return refusalOf401(ecode, shape);
  if (status === 403 || status === 402) return "forbidden";
  if (status === 404) return "not_found";
  return "rejected";
}

function refusalOf401(ecode: string | undefined, shape: string): Refusal | "doubtful" {
  if (ecode === undefined) return "doubtful";
  // Also the answer for a task id that does not exist, so it says nothing about the sign-in.
  if (ecode === "OAUTH_027") {
    return shape.startsWith("/v2/team/{}") ? "workspace_not_shared" : "not_found";
  }
  if (ecode === "OAUTH_024" || ecode.startsWith("ACCESS_")) return "forbidden";
  const number = /^OAUTH_(\d{3})$/.exec(ecode)?.[1];
  return number !== undefined && isNotShared(Number(number)) ? "workspace_not_shared" : "doubtful";
}

/** ClickUp numbers "this Workspace is not open to the token" by kind of id. */
function isNotShared(number: number): boolean {
  return (
    number === 23 ||
    number === 26 ||
    (number >= 29 && number <= 45) ||
    number === 61 ||
    number === 64
  );
}

// In our words, for what a caller can do something about.
const HINTS: Readonly<Record<string, string>> = {
  CAT_014: "There is a Folder of this name already.",
  CAT_137: "Folders cannot be nested as deep as that.",
  CAT_140: "A Sprint Folder cannot lie below another Sprint Folder.",
  CAT_141: "A Sprint Folder cannot go where one lies already.",
  CAT_147: "A Folder cannot be put into itself.",
  CAT_148: "A Folder cannot be put into one of its own subfolders.",
  CAT_158: "With its archived subfolders it would be nested too deep.",
  CAT_159: "This is the hidden Folder around a List, which cannot be moved.",
  CRTSK_001: "The status does not exist in this List.",
  ITEM_114: "The status does not exist in this List.",
  ITEM_137: "The parent task has to be in the same List.",
  ITEM_246: "The plan's cap on custom task types is reached; a plain task is possible.",
  OAUTH_117: "The name is missing or taken there.",
  OAUTH_119: "The name is missing or taken there.",
  OAUTH_171:
    "There is a webhook with this URL at this place already; clickup_webhook_list shows it.",
  SUBCAT_016: "There is a List of this name already.",
  INPUT_005: "A task name may have at most 2,048 characters.",
  FIELD_011: "A drop-down takes one of its own options.",
  FIELD_017: "The date of a Custom Field was not accepted.",
  FIELD_018: "The Custom Field takes a value of another kind.",
  FIELD_033: "The Free plan's lifetime uses of Custom Fields are spent.",
  FIELD_115: "The Custom Field does not apply where this task is.",
  FIELD_144: "A labels field takes its own labels only.",
  FIELD_342: "The Custom Field does not take this value.",
  GBUSED_005: "The Workspace's storage is full.",
  TIMEENTRY_052: "The Workspace's plan has no labels for time.",
  TIMEENTRY_072: "Time tracking is switched off in this Space.",
};

/**
 * An error of this room as a failure; undefined for anything else. `missing` is what the tool looks for
 * and which tool finds it; it is used when the operation was about that kind of thing.
 */
export function toFailure(
  error: unknown,
  call: { tool: string; missing?: { what: string; findWith: string } | undefined },
): Failure | undefined {
  if (error instanceof PolicyRefusal) {
    return { code: "not_selected", tool: call.tool, because: error.because };
  }
  if (error instanceof ClickUpUnreachable) {
    const { mayHaveHappened } = error;
    switch (error.because) {
      case "no_answer":
        return { code: "clickup_unavailable", mayHaveHappened };
      case "out_of_time":
        return { code: "out_of_time", mayHaveHappened };
      case "cancelled":
        return { code: "cancelled", mayHaveHappened };
    }
  }
  if (!(error instanceof ClickUpError)) return undefined;
  switch (error.refusal) {
    case "token_dead":
      return { code: "reconnect_required" };
    case "workspace_not_shared":
      return error.what === "Workspace"
        ? { code: "workspace_not_shared" }
        : { code: "workspace_not_shared", what: error.what, ...besides(error.what, call.missing) };
    case "not_found":
      return { code: "not_found", what: error.what, findWith: findWith(error.what, call.missing) };
    case "forbidden":
      return { code: "forbidden", what: error.what, ...ecodeOf(error) };
    case "rate_limited":
      return {
        code: "rate_limited",
        by: "clickup",
        retryAfterSeconds: error.retryAfterSeconds ?? RATE_WINDOW_SECONDS,
      };
    case "rejected": {
      const hint = HINTS[error.ecode ?? ""];
      return { code: "clickup_rejected", ...ecodeOf(error), ...(hint !== undefined && { hint }) };
    }
  }
}

/** ClickUp counts per minute (developer.clickup.com/docs/rate-limits, 2026-11). */
export const RATE_WINDOW_SECONDS = 60;

function findWith(what: string, missing: { what: string; findWith: string } | undefined): string {
  if (missing !== undefined && missing.what === what) return missing.findWith;
  return FIND_WITH[what] ?? THE_MAP;
}

/** Named where it is another tool than the one that finds most things. */
function besides(what: string, missing: { what: string; findWith: string } | undefined) {
  const tool = findWith(what, missing);
  return tool === THE_MAP ? {} : { findWith: tool };
}

const THE_MAP = "clickup_workspace_hierarchy";

/** Where the ids of things come from that are no Space, Folder or List. */
const FIND_WITH: Readonly<Record<string, string>> = {
  Task: "clickup_list_get",
  Checklist: "clickup_list_get",
  comment: "clickup_list_get",
  "Custom Field": "clickup_list_get",
  Doc: "clickup_doc_list",
  page: "clickup_doc_get",
  view: "clickup_view_get",
  channel: "clickup_chat_channel_get",
  message: "clickup_chat_message_list",
  goal: "clickup_goal_get",
  "key result": "clickup_goal_get",
};

function ecodeOf(error: ClickUpError) {
  return error.ecode === undefined ? {} : { ecode: error.ecode };
}
