// How values arrive from ClickUp, whatever its documents say: ids as numbers or text, times as epoch ms in
// text, names HTML-escaped, anything null or missing. Only what an object cannot be without is insisted on.
//
// A bare `z.transform` takes a key that is missing too, and is one step where `z.unknown().optional()
// .transform()` is four: a page of 100 tasks has some ten thousand values.
import * as z from "zod";

/** As it came; may be missing. */
export const Anything = z.unknown().optional();

/** Always text: timer ids do not fit a number, and the same id comes as both. */
export const Id = z.union([z.string().min(1), z.number()]).transform(String);

/** A name as people see it. */
export const Name = z.transform(toName);

/** Longer text, Markdown included: not HTML-escaped. */
export const Body = z.transform((value) => (typeof value === "string" ? value : undefined));

export const OptionalName = z.transform((value) => {
  const name = toName(value);
  return name === "" ? undefined : name;
});

export const OptionalId = z.transform((value) =>
  (typeof value === "string" && value !== "") || typeof value === "number"
    ? String(value)
    : undefined,
);

/** A number, given as such or as text. */
export const OptionalNumber = z.transform(toNumber);

/** Years of four digits: programs write micro- and nanoseconds, too, which no calendar holds. */
const FIRST_EPOCH_MS = Date.UTC(1000, 0, 1);
const LAST_EPOCH_MS = Date.UTC(9999, 11, 31);

/** Epoch ms: text in answers, at times a number; absent when never set. */
export const EpochMs = z.transform((value) => {
  const ms = toNumber(value);
  return ms !== undefined && ms >= FIRST_EPOCH_MS && ms <= LAST_EPOCH_MS ? ms : undefined;
});

export const OptionalFlag = z.transform((value) => {
  if (typeof value === "boolean") return value;
  if (value === "true" || value === 1) return true;
  return value === "false" || value === 0 ? false : undefined;
});

/** The rows that can be read; one broken row does not spoil a page. */
export function rows<S extends z.ZodType>(schema: S) {
  return z.transform((value) => readRows(schema, value));
}

/** The part when it is there and readable. */
export function maybe<S extends z.ZodType>(schema: S) {
  return z.transform((value) => readPart(schema, value));
}

/** What `rows` reads, inside a transform: a schema made there would be made again for every value. */
export function readRows<S extends z.ZodType>(schema: S, value: unknown): z.output<S>[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((row) => {
    const parsed = schema.safeParse(row);
    return parsed.success ? [parsed.data] : [];
  });
}

/** What `maybe` reads, likewise. */
export function readPart<S extends z.ZodType>(schema: S, value: unknown): z.output<S> | undefined {
  if (value === null || value === undefined) return undefined;
  const parsed = schema.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}

function toName(value: unknown): string {
  if (typeof value === "number") return String(value);
  return typeof value === "string" ? decodeEntities(value).trim() : "";
}

function toNumber(value: unknown): number | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  if (typeof value !== "string" || value.trim() === "") return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
};

/** Once, not until nothing changes: "&amp;lt;" is how ClickUp escapes a name that holds "&lt;". */
export function decodeEntities(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z]{2,6});/gi, (whole, entity: string) => {
    if (!entity.startsWith("#")) return ENTITIES[entity.toLowerCase()] ?? whole;
    const hex = entity[1] === "x" || entity[1] === "X";
    const code = Number.parseInt(entity.slice(hex ? 2 : 1), hex ? 16 : 10);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
