/** The tools that a model may have meant by a name that does not exist. */
import { nearestNames } from "./nearest.ts";
import { TOOL_PREFIX } from "./tool-names.ts";

const MAX_NEAREST = 3;

/** Verbs that models take for one another. */
const SAME_VERBS: readonly (readonly string[])[] = [
  ["create", "add", "new", "make", "log", "send", "post", "invite", "upload"],
  ["get", "list", "read", "show", "fetch", "find", "search", "view", "current"],
  ["update", "edit", "set", "change", "modify"],
  ["delete", "remove"],
];

/** By its words, whatever their order and verb; when no tool has them all, by its spelling. */
export function nearestTools(given: string, names: readonly string[]): string[] {
  const wanted = wordsOf(given);
  const alike = names
    .map((name) => ({ name, words: wordsOf(name) }))
    .filter(({ words }) => wanted.size > 1 && [...wanted].every((word) => words.has(word)))
    .sort((a, b) => a.words.size - b.words.size)
    .map(({ name }) => name);
  return [...new Set([...alike, ...nearestNames(given, names)])].slice(0, MAX_NEAREST);
}

function wordsOf(name: string): ReadonlySet<string> {
  const words = name
    .slice(0, 100)
    .toLowerCase()
    .replace(TOOL_PREFIX, "")
    .split(/[^a-z]+/);
  return new Set(words.filter((word) => word !== "").map(sameWord));
}

function sameWord(word: string): string {
  const verb = SAME_VERBS.find((verbs) => verbs.includes(word))?.[0];
  return verb ?? word.replace(/ies$/, "y").replace(/s$/, "");
}
