/**
 * An object argument that is listed without its keys, because they stand elsewhere in the same list of
 * tools and would cost their tokens twice. It is put right and checked like any other.
 */
import type * as z from "zod";
import { FailureError } from "../domain/failure.ts";
import type { JsonValue } from "../domain/json.ts";
import { coerceArguments } from "./coerce.ts";
import { failureOfIssues, invalidInput } from "./invalid-input.ts";

export function nestedArguments<S extends z.ZodObject>(
  schema: S,
  given: Readonly<Record<string, JsonValue>>,
  argument: string,
): z.output<S> {
  let value: Record<string, unknown>;
  try {
    ({ value } = coerceArguments(schema, given));
  } catch (error) {
    throw within(error, argument);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw within(new FailureError(failureOfIssues(parsed.error.issues, value)), argument);
}

function within(error: unknown, argument: string): unknown {
  if (!(error instanceof FailureError) || error.failure.code !== "invalid_input") return error;
  const { problem, argument: inner, allowed } = error.failure;
  const path = inner === undefined ? argument : `${argument}.${inner}`;
  return invalidInput(path, `In "${argument}": ${problem}`, allowed);
}
