/** What a schema refused, in words: which argument, what is wrong with it, what would be right. */
import type * as z from "zod";
import { type Failure, FailureError } from "../domain/failure.ts";

type InvalidInput = Extract<Failure, { code: "invalid_input" }>;
type Issue = z.core.$ZodIssue;

/** More than this would bury the first one. */
const MAX_PROBLEMS = 3;
/** A key of the caller's may have any length. */
const MAX_SHOWN_CHARS = 80;

export function invalidInput(
  argument: string,
  problem: string,
  allowed?: readonly string[],
): FailureError {
  const failure: InvalidInput = { code: "invalid_input", problem, argument };
  return new FailureError(allowed === undefined ? failure : { ...failure, allowed });
}

export function failureOfIssues(issues: readonly Issue[], input: unknown): InvalidInput {
  const shown = issues.slice(0, MAX_PROBLEMS);
  const problem = shown.map((issue) => sentence(issue, input)).join(" ");
  const first = shown[0];
  if (first === undefined)
    return { code: "invalid_input", problem: "The arguments are not valid." };
  const failure: InvalidInput = { code: "invalid_input", problem, argument: nameOf(first) };
  const allowed = allowedBy(first);
  return allowed === undefined ? failure : { ...failure, allowed };
}

export function shorten(text: string): string {
  return text.length > MAX_SHOWN_CHARS ? `${text.slice(0, MAX_SHOWN_CHARS)}…` : text;
}

function nameOf({ path }: Issue): string {
  return shorten(path.join("."));
}

function sentence(issue: Issue, input: unknown): string {
  const name = `"${nameOf(issue)}"`;
  switch (issue.code) {
    case "invalid_type":
      return valueAt(input, issue.path) === undefined
        ? `${name} is required.`
        : `${name} must be ${kind(issue.expected)}.`;
    case "invalid_value":
      return `${name} must be one of: ${issue.values.map(String).join(", ")}.`;
    case "too_small":
      return `${name} must be ${atLeast(issue)}.`;
    case "too_big":
      return `${name} must be ${atMost(issue)}.`;
    case "custom":
      return `${name}: ${issue.message}`;
    default:
      return `${name} is not valid.`;
  }
}

function allowedBy(issue: Issue): readonly string[] | undefined {
  return issue.code === "invalid_value" ? issue.values.map(String) : undefined;
}

function atLeast(issue: z.core.$ZodIssueTooSmall): string {
  if (issue.origin === "string")
    return Number(issue.minimum) <= 1
      ? "text that is not empty"
      : `${issue.minimum} characters or more`;
  if (issue.origin === "array") return `a list of ${issue.minimum} or more`;
  return `${issue.inclusive ? "at least" : "more than"} ${issue.minimum}`;
}

function atMost(issue: z.core.$ZodIssueTooBig): string {
  if (issue.origin === "string") return `at most ${issue.maximum} characters`;
  if (issue.origin === "array") return `a list of at most ${issue.maximum}`;
  return `${issue.inclusive ? "at most" : "less than"} ${issue.maximum}`;
}

function kind(expected: string): string {
  switch (expected) {
    case "string":
      return "text";
    case "array":
      return "a list";
    case "object":
    case "record":
      return "an object";
    case "boolean":
      return "true or false";
    case "int":
      return "a whole number";
    default:
      return `a ${expected}`;
  }
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const step of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[step];
  }
  return value;
}
