/** The arguments of an operation against the index, before anything leaves. */
import { NameSegment } from "../../clickup/path.ts";
import type { JsonValue } from "../../domain/json.ts";
import { invalidInput } from "../invalid-input.ts";
import { type Entry, entriesOf, type Operation } from "./operation.ts";

type Values = Readonly<Record<string, JsonValue>>;

/** Names and no ids; ClickUp takes them escaped. */
const NAMED: ReadonlySet<string> = new Set(["tag_name", "reaction"]);
const ENTITY_TYPES: readonly string[] = ["attachments", "custom_fields"];

export function pathNames({ path }: Operation): string[] {
  return Array.from(path.matchAll(/\{(\w+)\}/g), ([, name = ""]) => name);
}

export function pathValue(name: string, given: JsonValue | undefined): string | NameSegment {
  const argument = `path_params.${name}`;
  if (given === undefined || given === null || given === "") {
    throw invalidInput(argument, `"${argument}" is required.`);
  }
  if (typeof given === "number" && !Number.isSafeInteger(given)) {
    throw invalidInput(argument, `"${argument}" is too long for a JSON number; send it as text.`);
  }
  if (typeof given !== "string" && typeof given !== "number") {
    throw invalidInput(argument, `"${argument}" must be text.`);
  }
  if (name === "entity_type" && !ENTITY_TYPES.includes(String(given))) {
    throw invalidInput(argument, `"${argument}" must be one of: ${ENTITY_TYPES.join(", ")}.`);
  }
  return NAMED.has(name) ? new NameSegment(String(given)) : String(given);
}

/** The query as it is sent; a name may leave out the "[]" that ClickUp wants. */
export function checkQuery(operation: Operation, given: Values): Record<string, string | string[]> {
  const entries = entriesOf(operation.query);
  const named = Object.entries(given).map(([name, value]): [string, JsonValue] => [
    entries.some((entry) => entry.name === name) ? name : `${name}[]`,
    value,
  ]);
  checkEntries("query", entries, Object.fromEntries(named), given);
  return Object.fromEntries(
    named.flatMap(([name, value]): [string, string | string[]][] => {
      if (value === null) return [];
      const kinds = entries.find((entry) => entry.name === name)?.kinds ?? [];
      if (kinds.includes("json"))
        return [[name, typeof value === "string" ? value : JSON.stringify(value)]];
      if (Array.isArray(value)) return [[name, value.map(String)]];
      return [[name, String(value)]];
    }),
  );
}

/** The body as it is sent; undefined for none. A list comes as `items`, since arguments are objects. */
export function checkBody(operation: Operation, given: Values | undefined): object | undefined {
  const { body, summary } = operation;
  if (body === "multipart") {
    throw invalidInput(
      "operation",
      `"${summary}" takes a file; use clickup_attachment_upload for that.`,
    );
  }
  if (body === "") {
    if (given === undefined || Object.keys(given).length === 0) return undefined;
    throw invalidInput("body", `"${operation.id}" takes no "body".`);
  }
  if (body.startsWith("[")) {
    const items = given?.items;
    if (Array.isArray(items) && Object.keys(given ?? {}).length === 1) return items;
    throw invalidInput("body", `"body" must be {"items": ${body}}.`);
  }
  checkEntries("body", entriesOf(body), given ?? {}, given ?? {});
  // A DELETE without a body that may have one is sent without.
  return given === undefined && operation.method === "DELETE" ? undefined : (given ?? {});
}

function checkEntries(
  argument: string,
  entries: readonly Entry[],
  values: Values,
  given: Values,
): void {
  const names = entries.map(({ name }) => name);
  for (const [index, name] of Object.keys(values).entries()) {
    if (names.includes(name)) continue;
    const shown = (Object.keys(given)[index] ?? name).slice(0, 60);
    throw invalidInput(
      `${argument}.${shown}`,
      names.length === 0
        ? `This operation takes no "${argument}".`
        : `This operation has no "${argument}.${shown}". ClickUp would ignore it silently.`,
      names,
    );
  }
  for (const { name, required, kinds } of entries) {
    const value = values[name];
    if (value === undefined) {
      if (required) throw invalidInput(`${argument}.${name}`, `"${argument}.${name}" is required.`);
      continue;
    }
    if (value === null || kinds.some((kind) => fits(value, kind, argument === "query"))) continue;
    throw invalidInput(
      `${argument}.${name}`,
      `"${argument}.${name}" must be: ${kinds.join(" or ")}.`,
    );
  }
}

/** Only on the outside: what lies deeper ClickUp's own documents tell wrongly too often. */
function fits(value: JsonValue, kind: string, inQuery: boolean): boolean {
  if (kind === "any" || kind === "json") return true;
  if (kind.startsWith("[")) return Array.isArray(value) || (inQuery && typeof value !== "object");
  if (kind.startsWith("{") || kind === "object") {
    return typeof value === "object" && value !== null && !Array.isArray(value);
  }
  if (kind === "boolean")
    return typeof value === "boolean" || (inQuery && /^(true|false)$/.test(String(value)));
  // Ids are told as numbers and are text, and the other way round.
  if (kind === "string") return typeof value === "string" || typeof value === "number";
  if (kind === "integer" || kind === "number") {
    if (typeof value === "number") return kind === "number" || Number.isInteger(value);
    return (
      typeof value === "string" &&
      (/^-?\d+(\.\d+)?$/.test(value) || (inQuery && /^[\d,]+$/.test(value)))
    );
  }
  return JSON.stringify(value) === kind || (inQuery && JSON.stringify(String(value)) === kind);
}
