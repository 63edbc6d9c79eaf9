/** Answers of any operation: where its rows are, how its next page is asked for, what of it is kept. */
import type { JsonObject, JsonValue } from "../../domain/json.ts";
import type { Operation } from "./operation.ts";

/** ClickUp's pages of tasks and templates; a shorter one is the last. */
const PAGE_ROWS = 100;
/** ClickUp's pages of comments. */
const COMMENT_ROWS = 25;
const PAGING: ReadonlySet<string> = new Set(["last_page", "next_cursor", "has_more"]);
const SECRETS: ReadonlySet<string> = new Set(["secret", "access_token"]);
/** The one answer in which a secret is what was asked for. */
const GIVES_SECRET = "CreateWebhook";
const MAX_SELECT_DEPTH = 10;

type Paging = "page" | "cursor" | "start" | "none";

function pagingOf({ method, query }: Operation): Paging {
  if (method !== "GET") return "none";
  if (/\bpage\??:/.test(query)) return "page";
  if (/\bcursor\?:/.test(query)) return "cursor";
  return query.includes("start_id?:") ? "start" : "none";
}

/** What the page is asked for with; the first one as the caller asked for it. */
export function pageQuery(
  operation: Operation,
  query: Readonly<Record<string, string | string[]>>,
  token: string,
): Record<string, string | string[]> {
  if (token === "") {
    const needsPage = /\bpage:/.test(operation.query) && query.page === undefined;
    return { ...query, ...(needsPage && { page: "0" }) };
  }
  switch (pagingOf(operation)) {
    case "page":
      return { ...query, page: token };
    case "cursor":
      return { ...query, cursor: token };
    case "start": {
      const [start = "", start_id = ""] = token.split(",");
      return { ...query, start, start_id };
    }
    case "none":
      return { ...query };
  }
}

export interface Page {
  /** The answer without its rows. */
  rest: JsonObject;
  /** Where the rows are; undefined for an answer that is no list. */
  key: string | undefined;
  rows: JsonValue[];
  next: string | undefined;
}

export function readPage(
  operation: Operation,
  value: unknown,
  asked: Readonly<Record<string, string | string[]>>,
): Page {
  // Parsed JSON and nothing else.
  const json = (value ?? {}) as JsonValue;
  const object: JsonObject = isObject(json)
    ? json
    : { [Array.isArray(json) ? "rows" : "value"]: json };
  const visible = hideSecrets(object, operation) as JsonObject;
  const lists = Object.entries(visible).filter(([, inner]) => Array.isArray(inner));
  // Beside the rows of a page there may stand another list, of warnings say.
  const isPaged = pagingOf(operation) !== "none";
  const [key, rows] = lists.toSorted(([, a], [, b]) => lengthOf(b) - lengthOf(a))[0] ?? [];
  if ((lists.length !== 1 && !isPaged) || key === undefined || !Array.isArray(rows)) {
    return { rest: visible, key: undefined, rows: [], next: undefined };
  }
  const rest = Object.fromEntries(
    Object.entries(visible).filter(([name]) => name !== key && !PAGING.has(name)),
  );
  return { rest, key, rows, next: nextOf(operation, visible, rows, asked) };
}

function lengthOf(value: JsonValue): number {
  return Array.isArray(value) ? value.length : 0;
}

function nextOf(
  operation: Operation,
  answer: JsonObject,
  rows: readonly JsonValue[],
  asked: Readonly<Record<string, string | string[]>>,
): string | undefined {
  switch (pagingOf(operation)) {
    case "page": {
      const last = answer.last_page ?? rows.length < PAGE_ROWS;
      return last === true || rows.length === 0 ? undefined : String(Number(asked.page ?? 0) + 1);
    }
    case "cursor": {
      const { next_cursor: next } = answer;
      return typeof next === "string" && next !== "" ? next : undefined;
    }
    case "start": {
      const oldest = rows.at(-1);
      if (rows.length < COMMENT_ROWS || !isObject(oldest)) return undefined;
      return `${String(oldest.date)},${String(oldest.id)}`;
    }
    case "none":
      return undefined;
  }
}

interface Wanted {
  [name: string]: Wanted;
}

/** "tasks.status.status" keeps that of every task. */
export function wantedOf(paths: readonly string[]): Wanted {
  const root: Wanted = Object.create(null) as Wanted;
  for (const path of paths) {
    let at = root;
    for (const name of path.split(".").slice(0, MAX_SELECT_DEPTH)) {
      at[name] ??= Object.create(null) as Wanted;
      at = at[name];
    }
  }
  return root;
}

/** What is wanted with nothing below it is kept whole. */
export function keep(value: JsonValue, wanted: Wanted): JsonValue {
  const names = Object.keys(wanted);
  if (names.length === 0) return value;
  if (Array.isArray(value)) return value.map((one) => keep(one, wanted));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    names.flatMap((name) => {
      const [inner, below] = [value[name], wanted[name]];
      if (!Object.hasOwn(value, name) || inner === undefined || below === undefined) return [];
      return [[name, keep(inner, below)]];
    }),
  );
}

function hideSecrets(value: JsonValue, operation: Operation): JsonValue {
  if (operation.id === GIVES_SECRET) return value;
  if (Array.isArray(value)) return value.map((one) => hideSecrets(one, operation));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      SECRETS.has(name) && typeof inner === "string" ? "(hidden)" : hideSecrets(inner, operation),
    ]),
  );
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
