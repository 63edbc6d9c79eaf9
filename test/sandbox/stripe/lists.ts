// Pages of Stripe's lists: newest first, by cursor.
import type { Json, JsonObject } from "../clickup/json.ts";
import { type Answer, refuse, refuseMissing } from "./errors.ts";
import { integer, type Shapes, text } from "./parameters.ts";
import { toJson } from "./state.ts";

export const PAGING: Shapes = { limit: "integer", starting_after: "text", ending_before: "text" };

const MAX_LIMIT = 100; // docs.stripe.com/api/pagination
const DEFAULT_LIMIT = 10;

interface Row {
  id: string;
}

/** One page of rows that come oldest first. */
export function listAnswer(
  url: string,
  noun: string,
  oldestFirst: readonly Row[],
  params: JsonObject,
): Answer {
  const rows = oldestFirst.toReversed();
  const limit = readLimit(params);
  const after = text(params, "starting_after");
  const before = text(params, "ending_before");
  if (after !== undefined && before !== undefined) {
    refuse(null, "You may only specify one of these parameters: starting_after, ending_before.");
  }
  if (before !== undefined) {
    const end = indexOf(rows, noun, before, "ending_before");
    const start = Math.max(0, end - limit);
    return page(url, rows.slice(start, end), start > 0);
  }
  const start = after === undefined ? 0 : indexOf(rows, noun, after, "starting_after") + 1;
  return page(url, rows.slice(start, start + limit), rows.length > start + limit);
}

const FIELD = /(?:metadata\[(["'])(?<key>[^"']+)\1\]|(?<field>\w+))/;
const VALUE = /(?:'(?<single>(?:[^\\']|\\.)*)'|"(?<double>(?:[^\\"]|\\.)*)")/;
const SEARCH_TERM = new RegExp(`^\\s*${FIELD.source}\\s*:\\s*${VALUE.source}\\s*$`);

/** Rows that a search query names: terms with `:` joined by AND. */
export function searchAnswer(
  url: string,
  fields: readonly string[],
  rows: readonly { id: string; metadata: Record<string, string> }[],
  params: JsonObject,
): Answer {
  const query =
    text(params, "query") ?? refuse("parameter_missing", "Missing required param: query.", "query");
  const terms = query.split(/\s+AND\s+/i).map((term) => {
    const match = SEARCH_TERM.exec(term);
    if (match === null)
      return refuse(null, `We were unable to parse your search query: ${query}`, "query");
    const { key, field, single, double } = match.groups ?? {};
    const value = single ?? double ?? "";
    if (field !== undefined && !fields.includes(field)) {
      refuse(null, `Field \`${field}\` is an unsupported search field for this resource.`, "query");
    }
    return { key, field, value: value.replace(/\\(.)/g, "$1") };
  });
  const found = rows.toReversed().filter((row) =>
    terms.every(({ key, field, value }) => {
      const actual = key === undefined ? toJson(row)[field ?? ""] : row.metadata[key];
      return typeof actual === "string" && actual === value;
    }),
  );
  const limit = readLimit(params);
  const start = Number(text(params, "page") ?? "0");
  const more = found.length > start + limit;
  const body = page(url, found.slice(start, start + limit), more).body as JsonObject;
  return {
    status: 200,
    body: { ...body, object: "search_result", next_page: more ? String(start + limit) : null },
  };
}

/** A list inside an object. */
export function sublist(url: string, rows: readonly object[]): JsonObject {
  return page(url, rows, false).body as JsonObject;
}

function page(url: string, rows: readonly object[], more: boolean): Answer {
  const data: Json[] = rows.map(toJson);
  return { status: 200, body: { object: "list", data, has_more: more, url } };
}

function readLimit(params: JsonObject): number {
  const limit = integer(params, "limit") ?? DEFAULT_LIMIT;
  if (limit < 1)
    refuse("parameter_invalid_integer", "This value must be greater than or equal to 1.", "limit");
  if (limit > MAX_LIMIT) {
    refuse(
      "parameter_invalid_integer",
      `This value must be less than or equal to ${MAX_LIMIT}.`,
      "limit",
    );
  }
  return limit;
}

function indexOf(rows: readonly Row[], noun: string, id: string, param: string): number {
  const index = rows.findIndex((row) => row.id === id);
  return index === -1 ? refuseMissing(noun, id, param, false) : index;
}

/** Whether a field is the id that a filter asks for; no filter takes all. */
export const matches = (
  actual: string | { id: string } | null | undefined,
  wanted: Json | undefined,
): boolean =>
  wanted === undefined ||
  (actual !== null &&
    actual !== undefined &&
    (typeof actual === "string" ? actual : actual.id) === wanted);
