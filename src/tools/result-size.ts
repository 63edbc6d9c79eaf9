/** Keeps one result within what a client can take: longest texts are cut first, then the longest lists. */
import type { JsonObject, JsonValue } from "../domain/json.ts";

/** 256 kB for structure and text together (the text repeats the structure). */
const MAX_STRUCTURED_BYTES = 120_000;
const MAX_TEXT_BYTES = 130_000;

/** UTF-8's most for one UTF-16 code unit: most results need no count. */
const MAX_BYTES_PER_UNIT = 3;

const TEXT_STEPS = [20_000, 5_000, 1_000, 200] as const;
const LIST_STEPS = [100, 50, 20, 5] as const;

/** The value itself when it fits; else a copy that does, and a sentence that says what was cut. */
export function fitResult(value: JsonObject): { value: JsonObject; note?: string } {
  if (fits(value)) return { value };
  for (const maxText of TEXT_STEPS) {
    const cut = cutTexts(value, maxText) as JsonObject;
    if (fits(cut)) {
      return {
        value: cut,
        note: `Texts longer than ${maxText} characters were cut to fit; ask for less at once.`,
      };
    }
  }
  const short = cutTexts(value, 200);
  for (const maxRows of LIST_STEPS) {
    const cut = cutLists(short, maxRows) as JsonObject;
    if (fits(cut)) {
      return {
        value: cut,
        note: `Long texts and lists of more than ${maxRows} rows were cut to fit; ask for less at once.`,
      };
    }
  }
  return {
    value: cutLists(cutTexts(value, 50), 1) as JsonObject,
    note: "Most of this result was cut to fit; ask for less at once.",
  };
}

/** Half of one leads nowhere: whole, as long as anything of ClickUp's is. */
const WHOLE_OR_NOTHING = /(?:^|_)(?:url|cursor)$/;
const MAX_WHOLE_CHARS = 2_000;

function cutTexts(value: JsonValue, max: number, name = ""): JsonValue {
  if (typeof value === "string") {
    const most = WHOLE_OR_NOTHING.test(name) ? Math.max(max, MAX_WHOLE_CHARS) : max;
    return value.length > most ? `${value.slice(0, most).toWellFormed()}…` : value;
  }
  if (Array.isArray(value)) return value.map((item) => cutTexts(item, max, name));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, cutTexts(inner, max, key)]),
  );
}

function cutLists(value: JsonValue, max: number): JsonValue {
  if (Array.isArray(value)) return value.slice(0, max).map((item) => cutLists(item, max));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, cutLists(inner, max)]),
  );
}

/** By the bytes of its JSON; names in other scripts count threefold. */
function fits(value: JsonObject): boolean {
  return bytesBeyond(JSON.stringify(value), MAX_STRUCTURED_BYTES) === undefined;
}

/** Its bytes in UTF-8 where they are more than `max`. */
function bytesBeyond(text: string, max: number): Uint8Array | undefined {
  if (text.length * MAX_BYTES_PER_UNIT <= max) return undefined;
  const bytes = new TextEncoder().encode(text);
  return bytes.byteLength > max ? bytes : undefined;
}

/** Cut at a line's end, so that no row is half there. */
export function fitText(text: string): string {
  const bytes = bytesBeyond(text, MAX_TEXT_BYTES);
  if (bytes === undefined) return text;
  const cut = new TextDecoder().decode(bytes.subarray(0, MAX_TEXT_BYTES));
  const end = cut.lastIndexOf("\n");
  return `${cut.slice(0, end > 0 ? end : undefined)}\n… (the rest was cut to fit; ask for less at once)`;
}
