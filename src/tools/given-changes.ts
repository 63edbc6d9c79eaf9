import { invalidInput } from "./invalid-input.ts";

/** Names of the arguments that were given. A call that changes nothing is refused; `first` is one that could. */
export function givenChanges(change: object, first: string): string[] {
  const given = Object.entries(change).flatMap(([key, value]) =>
    value === undefined ? [] : [key],
  );
  if (given.length === 0) throw invalidInput(first, "Nothing to change was given.");
  return given;
}
