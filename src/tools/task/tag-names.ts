import { invalidInput } from "../invalid-input.ts";

/** Lower-case, as ClickUp keeps them; a name with a slash could never be taken off again. */
export function tagNames(names: readonly string[] | undefined, argument: string): string[] {
  const tags = (names ?? []).map((name) => name.replace(/^#/, "").trim().toLowerCase());
  const bad = tags.find((tag) => tag === "" || /[/\\]/.test(tag) || /^\.+$/.test(tag));
  if (bad !== undefined) {
    throw invalidInput(argument, `"${argument}": a tag must have a name without slashes.`);
  }
  return [...new Set(tags)];
}

/** A tag comes into being with the first task that has it, so a slip of the pen would stay. */
export function newTagWarnings(tags: Iterable<string>): string[] {
  return Array.from(
    tags,
    (tag) => `The tag "${tag}" does not exist in this Space yet and comes into being.`,
  );
}
