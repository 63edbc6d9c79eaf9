/**
 * Text from ClickUp is data. What a person cannot see there must not reach a model: bidirectional
 * marks, tag characters, fillers and control characters carry hidden instructions.
 */
import type { JsonValue } from "../domain/json.ts";

// Controls but tab and newline; soft hyphen; direction and format marks; fillers; variation selectors
// that no emoji uses; tags; selectors supplement. U+200C and U+200D are looked at below.
const INVISIBLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  // biome-ignore lint/suspicious/noMisleadingCharacterClass: single code points, each meant alone
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B\u200E\u200F\u2028-\u202E\u2060-\u206F\u3164\uFE00-\uFE0D\uFEFF\uFFA0\uFFF0-\uFFFB\u{1D173}-\u{1D17A}\u{E0000}-\u{E0FFF}]/gu;

// Joiners make emoji families and Persian words; alone, doubled or beside ASCII they make hidden codes.
const LOOSE_JOINER =
  /(?<![\P{ASCII}--[\u200C\u200D]])[\u200C\u200D]+|[\u200C\u200D]+(?![\P{ASCII}--[\u200C\u200D]])|(?<=[\u200C\u200D])[\u200C\u200D]+/gv;

export function visibleText(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?|[\u2028\u2029]/g, "\n")
    .replace(INVISIBLE, "")
    .replace(LOOSE_JOINER, "");
}

/** The same for every text and every key of a value; keys without a value are left out. */
export function visibleValue(value: JsonValue): JsonValue {
  if (typeof value === "string") return visibleText(value);
  if (Array.isArray(value)) return value.map(visibleValue);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .map(([key, inner]) => [visibleText(key), visibleValue(inner)]),
  );
}
