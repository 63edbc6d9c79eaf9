/** ClickUp's four priorities. */
import * as z from "zod";

const NAMES = ["none", "urgent", "high", "normal", "low"] as const;

/** Its place in the list is ClickUp's own number for it, which models know. */
export const Priority = z.enum(NAMES).meta({ numbered: true });
export type Priority = z.output<typeof Priority>;

/** As ClickUp takes it; null is none. */
export function priorityLevel(name: Priority): 1 | 2 | 3 | 4 | null {
  switch (name) {
    case "none":
      return null;
    case "urgent":
      return 1;
    case "high":
      return 2;
    case "normal":
      return 3;
    case "low":
      return 4;
  }
}

export function priorityName(level: number | null | undefined): Priority | undefined {
  return level ? NAMES[level] : undefined;
}
