// Every refusal with its status and sentence. SANDBOX_… codes are ours: they mark what ClickUp would let pass
// (001) or would refuse with a code that nobody has published (002 to 004).
import type { JsonObject } from "./json.ts";

export const REFUSALS = {
  APP_001: [404, "Route not found"],
  APP_002: [429, "Rate limit reached"],
  ACCESS_083: [401, "You do not have access to this task"],
  ACCESS_999: [404, "Not found"],
  // Sign-in
  OAUTH_007: [400, "Redirect URI does not match"],
  OAUTH_010: [401, "Client not found"],
  OAUTH_011: [401, "Client secret invalid"],
  OAUTH_013: [401, "Code not found"],
  OAUTH_014: [401, "Code already used"],
  OAUTH_017: [401, "Authorization header required"],
  OAUTH_019: [401, "Oauth token not found"],
  OAUTH_025: [401, "Token invalid"],
  // A place that the token does not open. One sentence, many codes: ClickUp numbers them by kind of id.
  OAUTH_023: [401, "Team not authorized"],
  OAUTH_026: [401, "Team not authorized"],
  OAUTH_027: [401, "Team not authorized"],
  OAUTH_031: [401, "Team not authorized"],
  OAUTH_035: [401, "Team not authorized"],
  OAUTH_039: [401, "Team not authorized"],
  OAUTH_061: [401, "Team not authorized"],
  OAUTH_064: [401, "Team not authorized"],
  OAUTH_055: [404, "List not found"],
  // Places
  INPUT_003: [400, "Invalid input"],
  INPUT_011: [400, "Folder id invalid"],
  CAT_014: [400, "Folder name taken"],
  CAT_137: [400, "Folder nesting is too deep"],
  CAT_140: [400, "Folder already lies below a Sprint Folder"],
  CAT_141: [400, "Folder holds a Sprint Folder"],
  CAT_147: [400, "Folder cannot be its own parent"],
  CAT_148: [400, "Folder cannot lie below itself"],
  CAT_158: [400, "Folder nesting is too deep with its archived subfolders"],
  CAT_159: [400, "Folder is hidden"],
  SUBCAT_016: [400, "List name taken"],
  // Tasks
  INPUT_005: [400, "Task name invalid"],
  ITEM_015: [400, "Task not found"],
  ITEM_114: [400, "Status does not exist"],
  ITEM_137: [400, "Parent not child of list"],
  ITEM_155: [400, "Custom fields must be a json parsable string"],
  ITEM_156: [400, "Filter must be an array"],
  ITEM_246: [400, "Max usage for custom task types reached"],
  ITEMV2_003: [500, "Internal Server Error"],
  PUBAPITASK_008: [400, "Custom items must be an array"],
  PUBAPITASK_014: [400, "Statuses must be an array"],
  // Custom Fields
  FIELD_011: [400, "Value must be an option index or uuid"],
  FIELD_017: [500, "Value is not a valid date"],
  FIELD_018: [400, "Value is wrapped twice"],
  FIELD_033: [400, "Custom field usages exceeded for your plan"],
  FIELD_115: [400, "Custom field does not exist in the task location hierarchy"],
  FIELD_144: [400, "Value must be an array of label ids"],
  FIELD_342: [400, "Invalid Value"],
  FIELD_002: [400, "Type is missing"],
  FIELD_022: [400, "Options must be in type_config"],
  FIELD_146: [400, "Options of labels need a label"],
  FIELD_262: [403, "Custom fields cannot be changed"],
  // Files
  ATTCH_039: [400, "Attachment must be a file"],
  ATTCH_045: [400, "Body must be multipart/form-data"],
  GBUSED_005: [403, "Storage limit reached"],
  // Webhooks
  OAUTH_171: [400, "Webhook configuration already exists"],
  // Time
  TIMEENTRY_052: [400, "Team not found"],
  TIMEENTRY_059: [403, "You have no access"],
  TIMEENTRY_065: [400, "Only one hierarchy ID could be provided"],
  TIMEENTRY_072: [400, "Time tracking is not enabled in this Space"],
  // v3 has no codes of its own; these never leave.
  V3_400: [400, "Invalid request"],
  V3_403: [403, "Forbidden"],
  V3_404: [404, "Not found"],
  // Ours
  SANDBOX_001: [400, "Unknown to the published API"],
  SANDBOX_002: [400, "Value refused"],
  SANDBOX_003: [403, "Not allowed"],
  SANDBOX_004: [404, "Not found"],
} as const satisfies Record<string, readonly [number, string]>;

export type Ecode = keyof typeof REFUSALS;

export class Refusal extends Error {
  readonly status: number;
  readonly ecode: Ecode;

  constructor(ecode: Ecode, detail?: string) {
    super(detail === undefined ? REFUSALS[ecode][1] : `${REFUSALS[ecode][1]}: ${detail}`);
    this.status = REFUSALS[ecode][0];
    this.ecode = ecode;
  }
}

export function refuse(ecode: Ecode, detail?: string): never {
  throw new Refusal(ecode, detail);
}

// On v3 too these come in v2's shape: ours, so that a test sees them, and what was seen live.
const ALWAYS_CODED: ReadonlySet<string> = new Set([
  "SANDBOX_001",
  "SANDBOX_002",
  "APP_002",
  "ACCESS_999",
]);

// v3 documents a 404 for what v2 calls unauthorized.
const MISSING_IN_V3: ReadonlySet<string> = new Set([
  "OAUTH_023",
  "OAUTH_026",
  "OAUTH_027",
  "OAUTH_031",
  "OAUTH_039",
  "ACCESS_083",
]);

/** v2 says {err, ECODE}; v3 has its own shape and hides the code. */
export function refusalAnswer(
  { status, ecode, message }: Refusal,
  version: "v2" | "v3",
  nowMs: number,
): { status: number; body: JsonObject } {
  if (version === "v2" || ALWAYS_CODED.has(ecode)) {
    return { status, body: { err: message, ECODE: ecode } };
  }
  const shown = MISSING_IN_V3.has(ecode) ? 404 : status;
  return {
    status: shown,
    body: { status: shown, message, trace_id: nowMs, timestamp: nowMs },
  };
}
