import { visibleText } from "../visible-text.ts";

/** A name on one line, without what nobody sees: a line break in it must not look like the next row. */
export function plainName(name: string): string {
  return visibleText(name).replace(/\s+/g, " ").trim();
}
