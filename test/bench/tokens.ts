import { encode } from "gpt-tokenizer/encoding/o200k_base";

/** A text is cut here for counting; no token spans so many characters. */
const PART_CHARS = 20_000;

/** o200k tokens; a value as its JSON. */
export function tokensOf(value: unknown): number {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  let tokens = 0;
  for (let at = 0; at < text.length; at += PART_CHARS) {
    tokens += encode(text.slice(at, at + PART_CHARS)).length;
  }
  return tokens;
}
