/** Which of the known things a name or path means, and what to say when it is none or several. */
import { type Candidate, FailureError } from "../../domain/failure.ts";
import { foldName } from "../fold-name.ts";
import { nameDistance } from "../nearest.ts";
import { visibleText } from "../visible-text.ts";
import type { Purpose } from "./directory.ts";

export interface Named<T> {
  value: T;
  id: string;
  name: string;
  /** "Space / Folder / List", where there is one. */
  path?: string;
  /** Everything that names it exactly, folded; the first is its own name. */
  keys: readonly string[];
}

const MAX_CANDIDATES = 10;
const MAX_NEAREST = 3;
// nameDistance: edits by length. "Backlgo" for "Backlog" is 0.29.
const FUZZY_UP_TO = 0.3;
const NEAR_UP_TO = 0.5;
/** A name of which one word is near, such as a first name, comes behind names that are near as a whole. */
const WORD_ALONE = 0.1;

/** A name or path as it is compared: case, accents, blanks and the kind of separator aside. */
export function toKey(text: string): string {
  return foldName(visibleText(text))
    .replace(/\s*[/>›»→]+\s*/g, "/")
    .replace(/^\/|\/$/g, "");
}

/** The keys of a place, from its own name to the path from the Workspace down. */
function pathKeys(names: readonly string[]): string[] {
  const keys = names.map(toKey);
  return keys.map((_, index) => keys.slice(keys.length - 1 - index).join("/"));
}

/** The same of a place whose path is known. A name may hold a slash itself, so only what stands before it is taken apart. */
export function placeKeys(workspaceName: string, { path, name }: { path: string; name: string }) {
  const above = path
    .slice(0, -name.length)
    .split(" / ")
    .filter((part) => part !== "");
  return pathKeys([workspaceName, ...above, name]);
}

/** The rows that the text means; empty when none. Reads fall back to a prefix, then to a near miss. */
export function hitsOf<T>(
  given: string,
  rows: readonly Named<T>[],
  purpose: Purpose,
): readonly Named<T>[] {
  const key = toKey(given);
  if (key === "") return [];
  const exact = rows.filter((row) => row.keys.includes(key));
  if (exact.length > 0) return preferWholePath(key, exact);
  if (purpose === "write") return [];
  const depth = key.split("/").length;
  const sameDepth = (row: Named<T>) => row.keys[Math.min(depth, row.keys.length) - 1] ?? "";
  const prefixed = rows.filter((row) => sameDepth(row).startsWith(key));
  if (prefixed.length > 0) return prefixed;
  return rows.filter((row) => isNear(key, sameDepth(row)));
}

/** One row, or the failure that tells how to do better. */
export function pickOne<T>(
  given: string,
  hits: readonly Named<T>[],
  rows: readonly Named<T>[],
  about: { what: string; findWith: string },
): T {
  const [first, ...others] = hits;
  if (first !== undefined && others.length === 0) return first.value;
  if (first !== undefined) {
    const candidates = hits.slice(0, MAX_CANDIDATES).map(toCandidate);
    throw new FailureError({ code: "ambiguous", what: about.what, given, candidates });
  }
  throw new FailureError({ code: "not_found", ...about, given, nearest: nearestOf(given, rows) });
}

function nearestOf<T>(given: string, rows: readonly Named<T>[]): Candidate[] {
  return rows
    .map((row) => ({ row, distance: distanceTo(row, given) }))
    .filter(({ distance }) => distance <= NEAR_UP_TO)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, MAX_NEAREST)
    .map(({ row }) => toCandidate(row));
}

function distanceTo<T>({ name, keys }: Named<T>, given: string): number {
  const words = name.split(/\s+/).map((word) => nameDistance(given, word) + WORD_ALONE);
  return Math.min(...keys.map((key) => nameDistance(given, key)), ...words);
}

function toCandidate<T>({ id, name, path }: Named<T>): Candidate {
  return { id, name, ...(path !== undefined && { path }) };
}

/** "Design / Web" is rather the List Web in the Space Design than one in Product / Design. */
function preferWholePath<T>(key: string, rows: readonly Named<T>[]): readonly Named<T>[] {
  if (rows.length === 1) return rows;
  const whole = rows.filter((row) => row.path !== undefined && toKey(row.path) === key);
  return whole.length > 0 && key.includes("/") ? whole : rows;
}

function isNear(given: string, key: string): boolean {
  if (given.length >= 3 && key.includes(given)) return true;
  return nameDistance(given, key) <= FUZZY_UP_TO;
}
