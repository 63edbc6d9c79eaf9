/** The names closest to one that does not exist, for errors that a model can act on. */
import { foldName } from "./fold-name.ts";

const MAX_NEAREST = 3;

export function nearestNames(given: string, names: readonly string[]): string[] {
  const distance = distanceTo(given);
  return names
    .map((name) => ({ name, distance: distance(name) }))
    .filter(({ distance }) => distance <= 0.5)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, MAX_NEAREST)
    .map(({ name }) => name);
}

/**
 * How far two names are apart, case, accents and separators aside: 0 the same, 1 nothing in common.
 * Names farther apart than `upTo` may be called wholly different, which is quicker to tell.
 */
export function nameDistance(a: string, b: string, upTo = 1): number {
  return distanceTo(a, upTo)(b);
}

/** As `nameDistance`, to compare many names with one. */
function distanceTo(wanted: string, upTo = 1): (name: string) => number {
  const joined = joinedName(wanted);
  return (name) => distanceOf(joined, joinedName(name), upTo);
}

/** What a name is compared by; worked out once for names that many calls look at. */
export interface NameKey {
  folded: string;
  /** Without its separators. */
  joined: string;
}

export function nameKey(name: string): NameKey {
  return { folded: foldName(name), joined: joinedName(name) };
}

/** Names that hold what is wanted, or are no farther from it than `upTo` (see `nameDistance`). */
export function isLike(wanted: string, upTo: number): (key: NameKey) => boolean {
  const { folded, joined } = nameKey(wanted);
  return (key) => key.folded.includes(folded) || distanceOf(joined, key.joined, upTo) <= upTo;
}

/** 0 the same, up to 1 nothing in common; a name inside the other counts as near. */
function distanceOf(a: string, b: string, upTo = 1): number {
  if (a === b) return 0;
  const longer = Math.max(a.length, b.length);
  if (longer === 0) return 0;
  const shorter = Math.min(a.length, b.length);
  if (shorter >= 3 && (a.includes(b) || b.includes(a))) return 0.4 - (0.3 * shorter) / longer;
  // At least as many edits as one is longer than the other.
  return (longer - shorter) / longer > upTo ? 1 : editDistance(a, b, upTo * longer) / longer;
}

/** The number of edits, or of letters of the longer one as soon as there are more than `most`. */
function editDistance(a: string, b: string, most: number): number {
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    let fewest = row;
    for (let column = 1; column <= b.length; column++) {
      const change = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      const remove = (previous[column] ?? 0) + 1;
      const insert = (current[column - 1] ?? 0) + 1;
      const edits = Math.min(change, remove, insert);
      current.push(edits);
      if (edits < fewest) fewest = edits;
    }
    // They never become fewer from one row to the next.
    if (fewest > most) return Math.max(a.length, b.length);
    previous = current;
  }
  return previous[b.length] ?? 0;
}

function joinedName(name: string): string {
  return foldName(name.slice(0, 100)).replace(/[\s_-]+/g, "");
}
