import { foldName } from "../fold-name.ts";
import { invalidInput } from "../invalid-input.ts";
import { nearestNames } from "../nearest.ts";
import { type Section, sectionsOf } from "./markdown.ts";

const MAX_SHOWN = 20;

/** The section with this heading, which has to be the only one. */
export function findSection(markdown: string, heading: string): Section {
  const all = sectionsOf(markdown);
  const wanted = foldName(heading.replace(/^#{1,6}\s+/, ""));
  const [hit, ...others] = all.filter(({ title }) => foldName(title) === wanted);
  if (hit !== undefined && others.length === 0) return hit;
  if (hit !== undefined) {
    throw invalidInput("section", `This page has ${others.length + 1} headings "${hit.title}".`);
  }
  const titles = all.map(({ title }) => title);
  const near = nearestNames(heading, titles);
  throw invalidInput(
    "section",
    all.length === 0
      ? "This page has no headings."
      : `This page has no heading "${heading.slice(0, 60)}".`,
    near.length > 0 ? near : titles.slice(0, MAX_SHOWN),
  );
}
