/** The guard of tools that delete: whoever asks has to know what the thing is called. */
import * as z from "zod";
import { plainName } from "./directory/plain-name.ts";
import { foldName } from "./fold-name.ts";
import { invalidInput } from "./invalid-input.ts";

export const ExpectedName = z
  .string()
  .trim()
  .min(1)
  .max(2_048)
  .describe("Its name as it is now; else nothing is deleted.");

/** Of a dry run that counts what a place holds: no call of ClickUp's API shows all of it. */
export const UNCOUNTED =
  "The counts are ClickUp's: closed and archived things may not be in them, and would go too.";

export function checkExpectedName(expected: string, name: string, what: string): void {
  if (foldName(plainName(expected)) === foldName(plainName(name))) return;
  throw invalidInput(
    "expected_name",
    `This ${what} is called "${plainName(name).slice(0, 200)}", not "${plainName(expected).slice(0, 60)}". If it is the right one, ask the user before you delete it.`,
  );
}
