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
