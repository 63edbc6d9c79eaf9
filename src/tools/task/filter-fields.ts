/** Conditions on Custom Fields: sent to ClickUp where it surely means the same, and always checked here. */
import * as z from "zod";
import type { Field, FieldCondition, Task } from "../../clickup/client.ts";
import type { JsonValue } from "../../domain/json.ts";
import type { Clock } from "../clock.ts";
import { configOf, optionsNamed } from "../custom-field/config.ts";
import { readFieldValue } from "../custom-field/read-value.ts";
import { Reference } from "../fields.ts";
import { foldName } from "../fold-name.ts";
import { invalidInput } from "../invalid-input.ts";
import { type DateRange, inRange, parseRange } from "./filter-dates.ts";

const OPERATORS = [
  "=",
  "!=",
  "<",
  "<=",
  ">",
  ">=",
  "contains",
  "any",
  "all",
  "not_any",
  "set",
  "unset",
] as const;
type Operator = (typeof OPERATORS)[number];

const MAX_VALUES = 50;

/** Text, a number, true or false, or a list of them; one type for clients that take only one. */
const FieldValue = z.json().meta({ type: "string" });

export const FieldFilter = z.object({
  name: Reference,
  op: z.enum(OPERATORS).optional(),
  value: FieldValue.optional(),
});
export type FieldFilter = z.output<typeof FieldFilter>;

export const FIELD_FILTER_WORDS = `op: ${OPERATORS.join(" ")}`;

/** False when it only names a field to show. */
export function isCondition({ op, value }: FieldFilter): boolean {
  return op !== undefined || value !== undefined;
}

export interface FieldTest {
  matches(field: Field): boolean;
  /** What ClickUp is asked; never narrower than `matches`. */
  condition?: FieldCondition;
}

/** Throws `invalid_input` when the field cannot have such a value or be compared so. */
export function fieldTest(
  filter: FieldFilter,
  field: Field,
  clock: Clock,
  people: { me: string; ids?: readonly string[] },
): FieldTest {
  const argument = `fields.${filter.name}`;
  const op = filter.op ?? "=";
  const refuse = (wanted: string, allowed?: readonly string[]) =>
    invalidInput(argument, `"${argument}" must be ${wanted}.`, allowed);
  const held = ({ value }: Field) => value;
  const isSet = (one: Field) => readFieldValue(one, clock) !== undefined;
  const ask = (operator: FieldCondition["operator"], value?: JsonValue): FieldCondition => ({
    field_id: field.id,
    operator,
    ...(value !== undefined && { value }),
  });

  if (op === "set" || op === "unset") {
    const known = ASKED_TYPES.has(field.type);
    return {
      matches: (one) => isSet(one) === (op === "set"),
      ...(known && { condition: ask(op === "set" ? "IS NOT NULL" : "IS NULL") }),
    };
  }
  const values = valuesOf(filter, field);
  const [first = ""] = values;
  if (values.length === 0) throw refuse("given a value to compare with");

  if (op === "contains") {
    const wanted = foldName(first);
    const matches = (one: Field) =>
      foldName(shownText(readFieldValue(one, clock))).includes(wanted);
    return TEXT_TYPES.has(field.type) ? { matches, condition: ask("=", first) } : { matches };
  }
  if (field.type === "date") {
    const range = parseRange(first, argument, clock);
    return dateTest(op, range, (one) => numberIn(held(one)), ask, refuse);
  }
  if (NUMBER_TYPES.has(field.type)) {
    const wanted = Number(first);
    if (!Number.isFinite(wanted)) throw refuse("compared with a number");
    return numberTest(op, wanted, field, clock, ask, refuse);
  }
  if (op === "<" || op === "<=" || op === ">" || op === ">=") {
    throw refuse(`compared with = or any; a field of the kind ${field.type} has no order`);
  }
  if (field.type === "checkbox") {
    const wanted = /^(true|yes|checked|1)$/i.test(first);
    if (!wanted && !/^(false|no|unchecked|0)$/i.test(first)) throw refuse("true or false");
    // A box that was never touched is not ticked, which ClickUp's filter would not find.
    const negative = op === "!=" || op === "not_any";
    return { matches: (one) => ((readFieldValue(one, clock) ?? false) === wanted) !== negative };
  }

  const wanted = values.map((value) => keysWanted(value, field, refuse, people));
  const has = (keys: readonly string[], one: Field) => {
    const there = keysHeld(one, clock);
    return keys.some((key) => there.has(key));
  };
  switch (op) {
    case "any":
    case "not_any":
      return {
        matches: (one) => wanted.some((keys) => has(keys, one)) === (op === "any"),
        ...(op === "any" && asked(field, values, wanted, people, ask, "ANY")),
      };
    default:
      return {
        matches: (one) => wanted.every((keys) => has(keys, one)) === (op !== "!="),
        ...(op !== "!=" && asked(field, values, wanted, people, ask, "ALL")),
      };
  }
}

/** A task shows all fields that apply to it, so one that is missing has no value. */
export function fieldNamed(task: Task, name: string): Field | undefined {
  const wanted = foldName(name);
  return task.custom_fields.find((field) => field.id === name || foldName(field.name) === wanted);
}

const TEXT_TYPES: ReadonlySet<string> = new Set(["text", "short_text", "url", "email", "phone"]);
const ORDERED_TYPES: ReadonlySet<string> = new Set(["number", "currency", "emoji"]);
const NUMBER_TYPES: ReadonlySet<string> = new Set([
  ...ORDERED_TYPES,
  "manual_progress",
  "automatic_progress",
  "votes",
]);
/** ClickUp's filter surely knows "is set" of these. */
const ASKED_TYPES: ReadonlySet<string> = new Set([
  ...TEXT_TYPES,
  ...ORDERED_TYPES,
  "date",
  "drop_down",
  "labels",
  "users",
]);

type Ask = (operator: FieldCondition["operator"], value?: JsonValue) => FieldCondition;
type Refuse = (wanted: string, allowed?: readonly string[]) => Error;

/** "Major, Minor" is a list only where that is not itself an option. */
function valuesOf({ value, op }: FieldFilter, field: Field): string[] {
  if (value === undefined || value === null) return [];
  const scalars = (Array.isArray(value) ? value : [value]).map((one) =>
    typeof one === "object" ? JSON.stringify(one) : String(one).trim(),
  );
  const [only = ""] = scalars;
  const several = op === "any" || op === "all" || op === "not_any";
  if (Array.isArray(value) || !several || optionsNamed(configOf(field).options, only).length > 0) {
    return scalars.slice(0, MAX_VALUES);
  }
  return only
    .split(",")
    .map((part) => part.trim())
    .slice(0, MAX_VALUES);
}

function dateTest(
  op: Operator,
  range: DateRange,
  msOf: (field: Field) => number | undefined,
  ask: Ask,
  refuse: Refuse,
): FieldTest {
  const { fromMs, beforeMs } = range;
  const test = (span: DateRange): FieldTest => ({
    matches: (field) => inRange(msOf(field), span),
    ...conditionOf(span, ask),
  });
  if (op === "=" || op === "any") return test(range);
  if (op === "!=" || op === "not_any") return { matches: (field) => !inRange(msOf(field), range) };
  if (fromMs === undefined || beforeMs === undefined) throw refuse("compared with one day");
  const { echo } = range;
  if (op === "<") return test({ beforeMs: fromMs, echo });
  if (op === "<=") return test({ beforeMs, echo });
  if (op === ">") return test({ fromMs: beforeMs, echo });
  if (op === ">=") return test({ fromMs, echo });
  throw refuse("compared with = or an order");
}

function conditionOf({ fromMs, beforeMs, absent }: DateRange, ask: Ask): Partial<FieldTest> {
  if (absent === true) return { condition: ask("IS NULL") };
  if (fromMs !== undefined && beforeMs !== undefined) {
    return { condition: ask("RANGE", [fromMs, beforeMs - 1]) };
  }
  if (fromMs !== undefined) return { condition: ask(">=", fromMs) };
  return { condition: beforeMs === undefined ? ask("IS NOT NULL") : ask("<", beforeMs) };
}

function numberTest(
  op: Operator,
  wanted: number,
  field: Field,
  clock: Clock,
  ask: Ask,
  refuse: Refuse,
): FieldTest {
  const compare: Partial<Record<Operator, (held: number) => boolean>> = {
    "=": (held) => held === wanted,
    any: (held) => held === wanted,
    "!=": (held) => held !== wanted,
    not_any: (held) => held !== wanted,
    "<": (held) => held < wanted,
    "<=": (held) => held <= wanted,
    ">": (held) => held > wanted,
    ">=": (held) => held >= wanted,
  };
  const test = compare[op];
  if (test === undefined) throw refuse("compared with = or an order");
  const negative = op === "!=" || op === "not_any";
  const asks = ORDERED_TYPES.has(field.type) && !negative;
  return {
    matches: (one) => {
      const held = readFieldValue(one, clock);
      return typeof held === "number" ? test(held) : negative;
    },
    ...(asks && { condition: ask(op === "any" ? "=" : (op as "=" | "<"), wanted) }),
  };
}

/** Everything that names the value, folded: its own words, and an option's name and id. */
function keysWanted(value: string, field: Field, refuse: Refuse, { me }: { me: string }): string[] {
  if (field.type === "drop_down" || field.type === "labels") {
    const { options } = configOf(field);
    const found = optionsNamed(options, value);
    if (found.length === 0) {
      throw refuse(
        "one of its options",
        options.map(({ name }) => name),
      );
    }
    return found.map(({ id }) => id);
  }
  if (field.type === "users" && /^@?me$/i.test(value)) return [me];
  return [foldName(value)];
}

function keysHeld(field: Field, clock: Clock): ReadonlySet<string> {
  const keys = new Set<string>();
  const { value } = field;
  if (field.type === "drop_down" || field.type === "labels") {
    const { options } = configOf(field);
    for (const one of Array.isArray(value) ? value : [value]) {
      const place = one === "" || one === null || one === undefined ? Number.NaN : Number(one);
      const option =
        options.find(({ id }) => id === one) ??
        options.find(({ orderindex }) => orderindex === place);
      if (option !== undefined) keys.add(option.id);
    }
    return keys;
  }
  if (Array.isArray(value)) {
    for (const one of value as unknown[]) {
      const parts = typeof one === "object" && one !== null ? Object.entries(one) : [["id", one]];
      for (const [key, part] of parts) {
        const names = ["id", "username", "name", "email"].includes(String(key));
        if (names && (typeof part === "string" || typeof part === "number")) {
          keys.add(foldName(String(part)));
        }
      }
    }
    return keys;
  }
  const shown = readFieldValue(field, clock);
  if (shown !== undefined) keys.add(foldName(shownText(shown)));
  return keys;
}

/** Options and people by id; ClickUp knows no names here. */
function asked(
  field: Field,
  values: readonly string[],
  wanted: readonly string[][],
  people: { ids?: readonly string[] },
  ask: Ask,
  operator: "ANY" | "ALL",
): Partial<FieldTest> {
  const ids = wanted.flat();
  const single = ids.length === 1 ? ids[0] : undefined;
  if (field.type === "drop_down") {
    if (operator === "ANY") return { condition: ask("ANY", ids) };
    return single === undefined ? {} : { condition: ask("=", single) };
  }
  if (field.type === "labels") {
    // Of two options with one name either will do, which "ALL" cannot say.
    const plain = wanted.every((keys) => keys.length === 1);
    return plain || operator === "ANY" ? { condition: ask(operator, ids) } : {};
  }
  if (field.type === "users" && people.ids !== undefined) {
    return { condition: ask(operator, [...people.ids]) };
  }
  const [text, ...others] = values;
  // "=" is "contains" there, and accents may count: less is asked than is checked here.
  const plain = text !== undefined && others.length === 0 && /^[\x20-\x7e]+$/.test(text);
  return TEXT_TYPES.has(field.type) && plain ? { condition: ask("=", text) } : {};
}

function numberIn(value: unknown): number | undefined {
  if (value === null || value === undefined || value === "") return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

function shownText(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
