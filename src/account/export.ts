/**
 * Everything that an account's storage knows of its user, as JSON. Each column of each table is named
 * here, printed or withheld with a reason; a test holds that none is missing.
 */
import type { ContentSeal } from "../crypto/content-seal.ts";
import { SealError } from "../crypto/seal.ts";
import type { JsonObject, JsonValue } from "../domain/json.ts";
import { API_KEY_PLACE } from "./api-key.ts";
import { tablesOf } from "./deletion-record.ts";
import { endingPlace, jobPlace, problemPlace, stepPlace } from "./jobs.ts";
import { PROFILE_PLACE } from "./profile.ts";
import { dedupePlace } from "./tool-stores.ts";
import { ticketPlace } from "./upload-tickets.ts";

type Row = Record<string, SqlStorageValue>;

type Column =
  | "as it is"
  | "json"
  /** Sealed; opened at the place that the row names. */
  | ((row: Row) => string)
  | { withheld: string };

type Table = Record<string, Column> | string;

const SECRET = { withheld: "A secret of yours, kept sealed: whoever had this file could use it." };
const BOOKKEEPING = { withheld: "This server's bookkeeping; it says nothing of you." };

/** A table that is a text is withheld, for that reason. */
export const EXPORTED: Readonly<Record<string, Table>> = {
  account: {
    id: BOOKKEEPING,
    user_id: "as it is",
    name: "as it is",
    email: "as it is",
    timezone: "as it is",
    week_start_day: "as it is",
    workspaces: "json",
    tier: "as it is",
    created_at_ms: "as it is",
    signed_in_at_ms: "as it is",
    sealed_profile: () => PROFILE_PLACE,
  },
  sealed_tokens: { purpose: "as it is", sealed: SECRET, stored_at_ms: "as it is" },
  credentials: {
    credential_id: "as it is",
    kind: "as it is",
    client_id: "as it is",
    client_name: "as it is",
    scopes: "json",
    grant_id: "as it is",
    created_at_ms: "as it is",
    claimed_at_ms: "as it is",
    last_used_at_ms: "as it is",
    expires_at_ms: "as it is",
    revoked_at_ms: "as it is",
  },
  refreshes: "Hashes and sealed answers by which a refresh token is exchanged once.",
  sessions: {
    session_id: "as it is",
    credential_id: "as it is",
    transport: "as it is",
    protocol_version: "as it is",
    client_name: "as it is",
    client_version: "as it is",
    choice: "json",
    opened_at_ms: "as it is",
    used_at_ms: "as it is",
    stream_opened_at_ms: "as it is",
  },
  counted_calls: { slot: BOOKKEEPING, seq: BOOKKEEPING, at_ms: "as it is", cost: "as it is" },
  audit_events: {
    seq: "as it is",
    event_id: "as it is",
    at_ms: "as it is",
    event: "json",
    outcome: "as it is",
    duration_ms: "as it is",
    upstream_calls: "as it is",
  },
  audit_drain: "Which of the audit events above are in the audit download already.",
  cache_entries: "A copy of what ClickUp said, a day old at most; ClickUp has it.",
  dedupe_keys: {
    tool: "as it is",
    key_hash: "as it is",
    arguments_hash: "as it is",
    value: ({ tool, key_hash }) => dedupePlace(String(tool), String(key_hash)),
    claimed_at_ms: "as it is",
  },
  jobs: {
    job_id: "as it is",
    tool: "as it is",
    state: "as it is",
    content: ({ job_id }) => jobPlace(String(job_id)),
    problem: ({ job_id }) => problemPlace(String(job_id)),
    origin: "json",
    stop_on_error: "as it is",
    started_at_ms: "as it is",
    resume_at_ms: "as it is",
    ended_at_ms: "as it is",
  },
  job_steps: {
    job_id: "as it is",
    step: "as it is",
    item: "as it is",
    content: ({ job_id, step }) => stepPlace(String(job_id), Number(step)),
    after: "json",
    state: "as it is",
    code: "as it is",
    ending: ({ job_id, step }) => endingPlace(String(job_id), Number(step)),
  },
  upload_tickets: {
    ticket_hash: { withheld: "Stands for the one-time link, which was given to you." },
    credential_id: "as it is",
    client_id: "as it is",
    target: ({ ticket_hash }) => ticketPlace(String(ticket_hash)),
    expires_at_ms: "as it is",
  },
  api_keys: {
    id: BOOKKEEPING,
    sealed: SECRET,
    workspaces: () => API_KEY_PLACE,
    stored_at_ms: "as it is",
    refused_at_ms: "as it is",
  },
  usage: { hour: "as it is", counts: "json", last_seq: BOOKKEEPING },
  preferences: { id: BOOKKEEPING, choice: "json", version: "as it is" },
  billing: {
    id: BOOKKEEPING,
    customer_id: "as it is",
    idempotency_key: BOOKKEEPING,
    checkout: "json",
    subscriptions: "json",
    charges: "json",
    read_at_ms: "as it is",
    asked: BOOKKEEPING,
    answered: BOOKKEEPING,
    failures: BOOKKEEPING,
    due_at_ms: BOOKKEEPING,
  },
  stripe_events: { event_id: "as it is", seen_at_ms: "as it is" },
  deletions: {
    id: BOOKKEEPING,
    deleted_at_ms: "as it is",
    remaining: "json",
    attempts: BOOKKEEPING,
    next_try_at_ms: BOOKKEEPING,
  },
  schema_steps: "Which version of the tables this is.",
};

/** `exportedText` in UTF-8; made as it is read, so that only one table is in memory at a time. */
export function exportedBytes(
  sql: SqlStorage,
  contentSeal: ContentSeal,
): ReadableStream<Uint8Array> {
  const pieces = exportedText(sql, contentSeal);
  const encoder = new TextEncoder();
  return new ReadableStream({
    type: "bytes",
    pull(controller) {
      const { done, value } = pieces.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
  });
}

/** `{"tables": {…}, "withheld": {"<table>" or "<table>.<column>": reason}}`, in pieces. */
export function* exportedText(sql: SqlStorage, contentSeal: ContentSeal): Generator<string> {
  const withheld: Record<string, string> = {};
  yield '{"tables":{';
  let isFirst = true;
  for (const table of tablesOf(sql)) {
    const columns = EXPORTED[table] ?? "Not described yet.";
    if (typeof columns === "string") {
      withheld[table] = columns;
      continue;
    }
    for (const [name, column] of Object.entries(columns)) {
      if (typeof column === "object") withheld[`${table}.${name}`] = column.withheld;
    }
    const rows = sql.exec(`SELECT * FROM "${table}"`).toArray();
    yield `${isFirst ? "" : ","}${JSON.stringify(table)}:[`;
    isFirst = false;
    for (const [at, row] of rows.entries()) {
      yield (at === 0 ? "" : ",") + JSON.stringify(printed(row, columns, contentSeal));
    }
    yield "]";
  }
  yield `},"withheld":${JSON.stringify(withheld)}}`;
}

function printed(row: Row, columns: Record<string, Column>, contentSeal: ContentSeal): JsonObject {
  const shown: JsonObject = {};
  for (const [name, column] of Object.entries(columns)) {
    const value = row[name] ?? null;
    if (typeof column === "object") continue;
    if (value === null || value instanceof ArrayBuffer) {
      shown[name] =
        value !== null && typeof column === "function"
          ? opened(contentSeal, column(row), value)
          : null;
    } else {
      shown[name] = column === "json" ? (JSON.parse(String(value)) as JsonValue) : value;
    }
  }
  return shown;
}

function opened(contentSeal: ContentSeal, place: string, sealed: ArrayBuffer): JsonValue {
  try {
    return contentSeal.open(place, sealed);
  } catch (error) {
    if (error instanceof SealError) return "It does not open: its key is gone.";
    throw error;
  }
}
