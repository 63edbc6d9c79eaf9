/** A tag of a Space by its name. */
import type { Tag } from "../../clickup/client.ts";
import { invalidInput } from "../invalid-input.ts";
import { nearestNames } from "../nearest.ts";

/** Lower-case, as ClickUp keeps them; a name with a slash could never be addressed again. */
export function tagName(given: string, argument: string): string {
  const name = given.replace(/^#/, "").trim().toLowerCase();
  if (name === "" || /[/\\]/.test(name) || /^\.+$/.test(name)) {
    throw invalidInput(argument, `"${argument}": a tag must have a name without slashes.`);
  }
  return name;
}

export function tagInSpace(given: string, known: readonly Tag[], argument: string): Tag {
  const wanted = tagName(given, argument);
  const found = known.find(({ name }) => name.toLowerCase() === wanted);
  if (found !== undefined) return found;
  const names = known.map(({ name }) => name);
  const near = nearestNames(wanted, names);
  throw invalidInput(
    argument,
    `This Space has no tag "${wanted.slice(0, 60)}".`,
    near.length > 0 ? near : names.slice(0, 50),
  );
}
