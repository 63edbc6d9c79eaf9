/**
 * What a caller says of a Custom Field as ClickUp wants it. Everything is checked before anything is
 * sent: a people field set in the wrong shape is emptied by ClickUp without a word.
 */
import type { Field, FieldValue } from "../../clickup/client.ts";
import type { JsonValue } from "../../domain/json.ts";
import type { Clock } from "../clock.ts";
import { INSTANT_EXAMPLES, readInstant } from "../instant.ts";
import { invalidInput } from "../invalid-input.ts";
import { configOf, type FieldConfig, type FieldOption, optionsNamed } from "./config.ts";

/** Names that only the directory can turn into ids. */
export interface FieldReferences {
  /** A person or a Team. */
  person(given: string, argument: string): Promise<{ id: string; name: string }>;
  taskId(given: string, argument: string): Promise<string>;
}

export type FieldWrite =
  | { field: Field; clear: true }
  | {
      field: Field;
      value: FieldValue;
      /** The same as people read it. */
      shown: JsonValue;
      /** Ids of people or tasks when the whole set was given: what else is there goes. */
      wholeSet?: readonly string[];
      /** People or tasks when only a change of the set was given: what else is there stays. */
      change?: SetChange;
    };

export interface SetChange {
  add: readonly { id: string; name: string }[];
  remove: readonly { id: string; name: string }[];
}

const READ_ONLY = new Set(["automatic_progress", "formula", "rollup", "votes", "signature"]);

/** `null`, and "none" where it cannot be a value, clear the field. */
export async function writeFieldValue(
  field: Field,
  given: JsonValue,
  references: FieldReferences,
  clock: Clock,
): Promise<FieldWrite> {
  const argument = `fields.${field.name}`;
  if (READ_ONLY.has(field.type)) {
    throw invalidInput(argument, `"${argument}" is computed by ClickUp and cannot be set.`);
  }
  if (clears(field.type, given)) return { field, clear: true };
  const config = configOf(field);
  const refuse = (wanted: string, allowed?: readonly string[]) =>
    invalidInput(argument, `"${argument}" must be ${wanted}.`, allowed);

  const write = (value: JsonValue, shown = value): FieldWrite => ({
    field,
    value: { value },
    shown,
  });

  switch (field.type) {
    case "text":
    case "short_text":
      return write(scalarText(given) ?? fail(refuse("text")));
    case "url":
      return write(urlOf(given) ?? fail(refuse("a full URL, https://…")));
    case "email":
      return write(emailOf(given) ?? fail(refuse("an e-mail address")));
    case "phone":
      return write(phoneOf(given) ?? fail(refuse('a number with country code, "+1 123 456 7890"')));
    case "number":
      return write(numberOf(given) ?? fail(refuse("a number")));
    case "currency":
      return write(amountOf(given, config) ?? fail(refuse(amountWords(config))));
    case "date": {
      const text = scalarText(given);
      const instant = text === undefined ? undefined : readInstant(text, clock);
      if (instant === undefined) {
        throw refuse(`a date, like ${INSTANT_EXAMPLES.join(", ")}`, INSTANT_EXAMPLES);
      }
      const value = { value: instant.ms, value_options: { time: instant.hasTime } };
      return { field, value, shown: instant.echo };
    }
    case "drop_down": {
      const option = optionOf(config, given, refuse);
      return write(option.id, option.name);
    }
    case "labels": {
      const labels = listOf(given).map((one) => optionOf(config, one, refuse));
      return write(
        labels.map(({ id }) => id),
        labels.map(({ name }) => name),
      );
    }
    case "checkbox":
      return write(flagOf(given) ?? fail(refuse("true or false")));
    case "emoji":
      return write(within(given, 0, config.count ?? DEFAULT_RATING, refuse, true));
    case "manual_progress": {
      const current = within(given, config.start ?? 0, config.end ?? 100, refuse, false);
      return write({ current }, current);
    }
    case "users":
      return await referencesOf(
        field,
        given,
        (name) => references.person(name, argument),
        personOnWire,
        refuse,
      );
    case "tasks":
    case "list_relationship": {
      const task = async (reference: string) => {
        const id = await references.taskId(reference, argument);
        return { id, name: id };
      };
      return await referencesOf(field, given, task, ({ id }) => id, refuse);
    }
    case "location": {
      const place = locationOf(given) ?? fail(refuse(LOCATION_WORDS));
      return write(place, place.formatted_address);
    }
    case "button":
      if (given !== true && given !== "true") throw refuse("true, which presses the button");
      return write(true, "pressed");
    case "attachment":
      throw invalidInput(
        argument,
        `"${argument}" takes files, which have to be uploaded to it first.`,
      );
    default:
      throw invalidInput(
        argument,
        `"${argument}" is of a kind (${field.type}) that cannot be set here.`,
      );
  }
}

/** ClickUp's own number of stars when a definition does not say. */
const DEFAULT_RATING = 5;
const LOCATION_WORDS = "an object {lat, lng, address}";

type Refuse = (wanted: string, allowed?: readonly string[]) => Error;

function fail(error: Error): never {
  throw error;
}

function clears(type: string, given: JsonValue): boolean {
  if (given === null || given === "") return true;
  if (Array.isArray(given)) return given.length === 0;
  if (type === "text" || type === "short_text") return false;
  return typeof given === "string" && given.trim().toLowerCase() === "none";
}

function optionOf(config: FieldConfig, given: JsonValue, refuse: Refuse): FieldOption {
  const names = config.options.map(({ name }) => name);
  const text = scalarText(given);
  const found = text === undefined ? [] : optionsNamed(config.options, text);
  const [option] = found;
  if (option === undefined) throw refuse("one of its options", names);
  if (found.length > 1) {
    throw refuse(
      "an option's id, because several have that name",
      found.map(({ id }) => id),
    );
  }
  return option;
}

/** A list is the whole set; `{add, remove}` changes it. */
async function referencesOf(
  field: Field,
  given: JsonValue,
  resolve: (name: string) => Promise<{ id: string; name: string }>,
  onWire: (reference: { id: string }) => JsonValue,
  refuse: Refuse,
): Promise<FieldWrite> {
  const wanted = "a list of names or ids, or an object {add, remove}";
  const resolveAll = async (value: JsonValue | undefined) => {
    if (value === undefined || value === null) return [];
    const names = listOf(value).map((one) => scalarText(one) ?? fail(refuse(wanted)));
    return await Promise.all(names.map(resolve));
  };
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    const all = await resolveAll(given);
    return {
      field,
      value: { value: { add: all.map(onWire), rem: [] } },
      shown: all.map(({ name }) => name),
      wholeSet: all.map(({ id }) => id),
    };
  }
  const { add, remove, ...rest } = given;
  const [adding, removing] = await Promise.all([resolveAll(add), resolveAll(remove)]);
  if (Object.keys(rest).length > 0 || adding.length + removing.length === 0) throw refuse(wanted);
  const shown: JsonValue = {};
  if (adding.length > 0) shown.add = adding.map(({ name }) => name);
  if (removing.length > 0) shown.remove = removing.map(({ name }) => name);
  const value = { value: { add: adding.map(onWire), rem: removing.map(onWire) } };
  return { field, value, shown, change: { add: adding, remove: removing } };
}

/** Users by number, Teams by UUID. */
export function personOnWire({ id }: { id: string }): JsonValue {
  return /^\d+$/.test(id) ? Number(id) : id;
}

function scalarText(given: JsonValue): string | undefined {
  if (typeof given === "string") return given;
  return typeof given === "number" || typeof given === "boolean" ? String(given) : undefined;
}

function urlOf(given: JsonValue): string | undefined {
  if (typeof given !== "string" || !URL.canParse(given.trim())) return undefined;
  return /^https?:$/.test(new URL(given.trim()).protocol) ? given.trim() : undefined;
}

function emailOf(given: JsonValue): string | undefined {
  const text = typeof given === "string" ? given.trim() : "";
  return text.length <= 254 && /^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/.test(text) ? text : undefined;
}

function phoneOf(given: JsonValue): string | undefined {
  const text = typeof given === "string" ? given.trim() : "";
  return /^\+\d[\d ().-]{5,24}$/.test(text) ? text : undefined;
}

function numberOf(given: JsonValue): number | undefined {
  if (typeof given === "number") return given;
  if (typeof given !== "string" || !/^\s*[+-]?(\d+\.?\d*|\.\d+)\s*$/.test(given)) return undefined;
  return Number(given);
}

/** "€ 1200.50", "1200.50 EUR"; a comma could be either separator and is refused. */
function amountOf(given: JsonValue, { currency }: FieldConfig): number | undefined {
  if (typeof given !== "string") return numberOf(given);
  const bare = given
    .trim()
    .replace(/^\p{Sc}\s*|\s*\p{Sc}$/gu, "")
    .replace(/^([A-Z]{3})\s+|\s+([A-Z]{3})$/g, (code) => (code.trim() === currency ? "" : code));
  return numberOf(bare);
}

function amountWords({ currency }: FieldConfig): string {
  return currency === undefined ? "a number" : `a number, in ${currency}`;
}

function flagOf(given: JsonValue): boolean | undefined {
  if (typeof given === "boolean") return given;
  if (given === 1 || given === 0) return given === 1;
  const word = typeof given === "string" ? given.trim().toLowerCase() : "";
  if (["true", "yes", "checked", "on", "1"].includes(word)) return true;
  return ["false", "no", "unchecked", "off", "0"].includes(word) ? false : undefined;
}

function within(
  given: JsonValue,
  low: number,
  high: number,
  refuse: Refuse,
  whole: boolean,
): number {
  const number = numberOf(given);
  if (
    number === undefined ||
    number < low ||
    number > high ||
    (whole && !Number.isInteger(number))
  ) {
    throw refuse(`a ${whole ? "whole " : ""}number from ${low} to ${high}`);
  }
  return number;
}

function locationOf(
  given: JsonValue,
): { location: { lat: number; lng: number }; formatted_address: string } | undefined {
  if (typeof given !== "object" || given === null || Array.isArray(given)) return undefined;
  const inner = given.location;
  const point =
    typeof inner === "object" && inner !== null && !Array.isArray(inner) ? inner : given;
  const [lat, lng] = [numberOf(point.lat ?? null), numberOf(point.lng ?? point.lon ?? null)];
  const address = given.address ?? given.formatted_address;
  if (lat === undefined || lng === undefined || typeof address !== "string") return undefined;
  if (Math.abs(lat) > 90 || Math.abs(lng) > 180) return undefined;
  return { location: { lat, lng }, formatted_address: address };
}

function listOf(value: JsonValue): JsonValue[] {
  return Array.isArray(value) ? value : [value];
}
