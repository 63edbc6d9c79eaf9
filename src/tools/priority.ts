/** ClickUp's four priorities by name or number; null is none. */
import { invalidInput } from "./invalid-input.ts";

export const PRIORITIES = ["urgent", "high", "normal", "low"] as const;
export type Priority = (typeof PRIORITIES)[number];

export function parsePriority(text: string, argument: string): 1 | 2 | 3 | 4 | null {
  const word = text.trim().toLowerCase();
  if (word === "none" || word === "0") return null;
  const index = PRIORITIES.findIndex((name, at) => name === word || String(at + 1) === word);
  switch (index) {
    case 0:
      return 1;
    case 1:
      return 2;
    case 2:
      return 3;
    case 3:
      return 4;
    default:
      throw invalidInput(argument, `"${argument}" is not a priority.`, [...PRIORITIES, "none"]);
  }
}

export function priorityName(level: number | null | undefined): Priority | undefined {
  return typeof level === "number" ? PRIORITIES[level - 1] : undefined;
}
