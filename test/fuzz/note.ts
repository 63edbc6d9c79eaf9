import { TestRunner } from "vitest";
import type { FuzzCount } from "./totals.ts";

/** Leaves the count with the test that is running, for the table at the end. */
export function note(count: FuzzCount): void {
  const test = TestRunner.getCurrentTest();
  if (test !== undefined) test.meta.fuzz = count;
}
