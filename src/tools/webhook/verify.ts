import * as z from "zod";
import { EpochMs } from "../../clickup/wire.ts";
import type { JsonObject, JsonValue } from "../../domain/json.ts";
import { defineTool, READS } from "../define-tool.ts";
import { Reference, Workspace } from "../fields.ts";
import { invalidInput } from "../invalid-input.ts";
import { withoutEmpty } from "../without-empty.ts";
import { checkWebhook, findWebhook } from "./row.ts";

const MAX_BODY_CHARS = 200_000;
const MAX_CHANGES = 50;
const MAX_VALUE_CHARS = 200;
/** Fields that hold an instant as epoch ms. */
const INSTANTS: ReadonlySet<string> = new Set(["due_date", "start_date"]);

const Change = z.object({
  field: z.string(),
  before: z.string().optional(),
  after: z.string().optional(),
  by: z.string().optional(),
  at: z.string().optional(),
  /** With the webhook's id before it: the same for a repeated delivery. */
  id: z.string().optional(),
});

const NOT_SIGNED =
  "This secret did not sign this text: do not act on it. The body has to be as received, byte for byte, and the secret that of its own webhook.";

export const webhookVerify = defineTool({
  name: "clickup_webhook_verify",
  title: "Verify a webhook delivery",
  description:
    "Checks the signature of a webhook's delivery and makes its payload readable. What is not valid did not come " +
    "from ClickUp, and is not shown.",
  toolset: "webhooks",
  tier: "premium",
  listedByDefault: false,
  annotations: { ...READS, openWorldHint: false },
  input: z.object({
    body: z.string().min(1).max(MAX_BODY_CHARS).describe("Raw text, byte for byte."),
    signature: z.string().trim().min(1).max(200).describe("X-Signature"),
    secret: z.string().trim().min(1).max(500).optional(),
    webhook: Reference.optional().describe("Instead of secret."),
    workspace: Workspace,
  }),
  output: z.object({
    valid: z.boolean(),
    event: z.string().optional(),
    webhook: z.string().optional(),
    task: z.string().optional(),
    object: z.string().optional(),
    changes: z.array(Change).optional(),
    note: z.string().optional(),
  }),
  handler: async ({ body, signature, secret, webhook, workspace }, context) => {
    let key = secret;
    if (key === undefined && webhook !== undefined) {
      checkWebhook(webhook);
      key = (await findWebhook(webhook, workspace, context)).secret;
    }
    if (key === undefined) throw invalidInput("secret", 'Give "secret" or "webhook".');
    if (!(await isSigned(body, signature, key))) return { valid: false, note: NOT_SIGNED };
    return { valid: true, ...readPayload(body) };
  },
});

/** HMAC-SHA-256 in hex over the raw body; compared in constant time. */
async function isSigned(body: string, signature: string, secret: string): Promise<boolean> {
  const hex = signature.replace(/^sha256=/i, "");
  if (!/^[0-9a-f]{64}$/i.test(hex)) return false;
  const given = Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  const utf8 = new TextEncoder();
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", utf8.encode(secret), algorithm, false, [
    "verify",
  ]);
  return crypto.subtle.verify("HMAC", key, given, utf8.encode(body));
}

function readPayload(body: string) {
  let payload: JsonValue;
  try {
    payload = JSON.parse(body) as JsonValue;
  } catch {
    return {}; // signed and no JSON: nothing to read
  }
  if (!isObject(payload)) return {};
  const items = Array.isArray(payload.history_items) ? payload.history_items : [];
  return withoutEmpty({
    event: textOf(payload.event),
    webhook: textOf(payload.webhook_id),
    task: textOf(payload.task_id),
    object: objectOf(payload),
    changes: items
      .slice(0, MAX_CHANGES)
      .flatMap((item) => (isObject(item) ? [toChange(item)] : [])),
  });
}

function objectOf(payload: JsonObject): string | undefined {
  const kinds = ["list", "folder", "space", "goal", "key_result"];
  const kind = kinds.find((one) => textOf(payload[`${one}_id`]) !== undefined);
  return kind === undefined ? undefined : `${kind} ${textOf(payload[`${kind}_id`])}`;
}

function toChange(item: JsonObject): z.output<typeof Change> {
  const field = textOf(item.field) ?? "unknown";
  return {
    field,
    ...withoutEmpty({
      before: readable(item.before, field),
      after: readable(item.after ?? item.comment, field),
      by: isObject(item.user) ? (textOf(item.user.username) ?? textOf(item.user.id)) : undefined,
      at: instantOf(item.date),
      id: textOf(item.id),
    }),
  };
}

/** What a person would call it: a status, a name, a date. */
function readable(value: JsonValue | undefined, field: string): string | undefined {
  if (value === null || value === undefined) return undefined;
  if (Array.isArray(value)) {
    return value
      .map((one) => readable(one, field) ?? "none")
      .join(", ")
      .slice(0, MAX_VALUE_CHARS);
  }
  if (isObject(value)) {
    const { status, username, priority, name, text_content } = value;
    const named = [status, username, priority, name, text_content].map(textOf);
    const found = named.find((text) => text !== undefined) ?? JSON.stringify(value);
    return found.slice(0, MAX_VALUE_CHARS);
  }
  const instant = INSTANTS.has(field) ? instantOf(value) : undefined;
  return instant ?? String(value).slice(0, MAX_VALUE_CHARS);
}

function instantOf(value: JsonValue | undefined): string | undefined {
  const ms = EpochMs.parse(value);
  return ms === undefined || ms <= 0 ? undefined : new Date(ms).toISOString();
}

function textOf(value: JsonValue | undefined): string | undefined {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? value : undefined;
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
