/** From bytes to a JSON value that is safe to walk: UTF-8, bounded nesting, no prototype keys. */

/** docs/api.md, "Limits". Recursive readers further in rely on it. */
export const MAX_NESTING = 64;

/** For whole texts: nothing of one stays in it for the next. */
const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });

export type JsonReading =
  | { ok: true; value: unknown }
  | { ok: false; problem: "encoding" | "syntax" | "nesting" | "prototype_key" };

export function readJson(bytes: Uint8Array): JsonReading {
  let text: string;
  try {
    text = UTF8.decode(bytes);
  } catch {
    return { ok: false, problem: "encoding" };
  }
  if (nestsDeeperThan(text, MAX_NESTING)) return { ok: false, problem: "nesting" };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, problem: "syntax" };
  }
  if (mayHoldPrototypeKey(text) && holdsPrototypeKey(value)) {
    return { ok: false, problem: "prototype_key" };
  }
  return { ok: true, value };
}

/** One pass over the characters, without recursion; text that is not JSON is left to the parser. */
export function nestsDeeperThan(text: string, limit: number): boolean {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charCodeAt(at);
    if (inString) {
      if (char === BACKSLASH) at += 1;
      else if (char === QUOTE) inString = false;
    } else if (char === QUOTE) {
      inString = true;
    } else if (char === OPEN_BRACKET || char === OPEN_BRACE) {
      depth += 1;
      if (depth > limit) return true;
    } else if (char === CLOSE_BRACKET || char === CLOSE_BRACE) {
      depth -= 1;
    }
  }
  return false;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** Spares the walk for almost every body; an escaped spelling needs a `\u`. */
function mayHoldPrototypeKey(text: string): boolean {
  return text.includes("__proto__") || text.includes("\\u");
}

/** `JSON.parse` makes it an own key, and the first careless merge a prototype. */
function holdsPrototypeKey(value: unknown): boolean {
  const open: unknown[] = [value];
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next !== "object" || next === null) continue;
    if (Object.hasOwn(next, "__proto__")) return true;
    for (const inner of Object.values(next)) open.push(inner);
  }
  return false;
}
