/**
 * Words looked for in texts: ClickUp's API has no text search. Case and accents do not count, words may be
 * parts of words, a typo is forgiven in names, and what stands after "-" must not be there.
 */
import { foldName } from "./fold-name.ts";
import { invalidInput } from "./invalid-input.ts";
import { nameDistance } from "./nearest.ts";

export const MATCH_MODES = ["all", "any", "phrase", "fuzzy"] as const;
export type MatchMode = (typeof MATCH_MODES)[number];

/** One text of a thing that is searched; `name` counts most and forgives typos. */
export interface SearchText {
  in: string;
  text: string;
}

export interface TextHit {
  /** 0 to 100; higher is nearer. */
  score: number;
  /** Around the first word found outside the name. */
  snippet?: string;
  /** Every word was found; false only for a part of them. */
  whole: boolean;
}

export interface TextQuery {
  /** Undefined when no word was found, or a word that must not be there was. */
  hit(texts: readonly SearchText[], ids?: readonly string[]): TextHit | undefined;
}

const MAX_TERMS = 20;
const SNIPPET_CHARS = 120;
/** Shorter words are too easily something else. */
const TYPO_FROM_CHARS = 4;
/** nameDistance: edits by length; one in four, two in eight. */
const TYPO_UP_TO = 0.26;

export function parseTextQuery(query: string, mode: MatchMode, argument = "query"): TextQuery {
  const { wanted, unwanted } = mode === "phrase" ? phraseOf(query) : termsOf(query);
  if (wanted.length === 0) {
    throw invalidInput(argument, `"${argument}" needs at least one word to look for.`);
  }
  const whole = foldName(query.replaceAll('"', ""));
  return {
    hit(texts, ids = []) {
      if (ids.some((id) => foldName(id) === whole)) return { score: 100, whole: true };
      const folded = texts.map(({ in: where, text }) => ({ where, text, plain: foldName(text) }));
      if (unwanted.some((term) => folded.some(({ plain }) => plain.includes(term)))) {
        return undefined;
      }
      let found = 0;
      let points = 0;
      let snippet: string | undefined;
      for (const term of wanted) {
        let best = 0;
        for (const { where, text, plain } of folded) {
          const score = where === "name" ? inName(term, plain) : inText(term, plain, mode);
          if (score > 0 && where !== "name") snippet ??= snippetOf(text, term);
          best = Math.max(best, score);
        }
        if (best > 0) found += 1;
        points += best;
      }
      if (found === 0) return undefined;
      const isWhole = found === wanted.length;
      const share = points / wanted.length;
      const name = folded.find(({ where }) => where === "name")?.plain ?? "";
      const bonus = name === whole ? 20 : name.includes(whole) ? 10 : 0;
      const score = Math.round(Math.min(100, share * 8 + bonus));
      return { score, whole: isWhole, ...(snippet !== undefined && { snippet }) };
    },
  };
}

/** Whether a hit counts: all words, any of them, or with `fuzzy` half of them. */
export function isWanted(hit: TextHit | undefined, mode: MatchMode): hit is TextHit {
  if (hit === undefined) return false;
  return hit.whole || mode === "any" || (mode === "fuzzy" && hit.score >= MIN_FUZZY_SCORE);
}

/** Half of the words, found in a text. */
const MIN_FUZZY_SCORE = 12;

function phraseOf(query: string): { wanted: string[]; unwanted: string[] } {
  const phrase = foldName(query.replaceAll('"', ""));
  return { wanted: phrase === "" ? [] : [phrase], unwanted: [] };
}

function termsOf(query: string): { wanted: string[]; unwanted: string[] } {
  const wanted: string[] = [];
  const unwanted: string[] = [];
  for (const [, minus, quoted, bare = ""] of query.matchAll(/(?<!\S)(-?)(?:"([^"]*)"|(\S+))/g)) {
    const term = foldName(quoted ?? bare.replaceAll('"', ""));
    // A dash between words is one.
    if (term !== "" && /[\p{L}\p{N}]/u.test(term)) (minus ? unwanted : wanted).push(term);
  }
  return { wanted: wanted.slice(0, MAX_TERMS), unwanted: unwanted.slice(0, MAX_TERMS) };
}

function inName(term: string, name: string): number {
  const at = name.indexOf(term);
  if (at >= 0) {
    const starts = at === 0 || !isWordChar(name[at - 1]);
    const ends = !isWordChar(name[at + term.length]);
    return starts && ends ? 10 : starts ? 8 : 6;
  }
  return hasTypo(term, name) ? 4 : 0;
}

function inText(term: string, text: string, mode: MatchMode): number {
  if (text.includes(term)) return 3;
  return mode === "fuzzy" && hasTypo(term, text) ? 2 : 0;
}

/** A word of the text is the term but for a slip. */
function hasTypo(term: string, text: string): boolean {
  if (term.length < TYPO_FROM_CHARS || term.includes(" ")) return false;
  return (text.match(/[\p{L}\p{N}]+/gu) ?? []).some(
    (word) =>
      Math.abs(word.length - term.length) <= 2 &&
      (nameDistance(term, word, TYPO_UP_TO) <= TYPO_UP_TO || isSwapped(term, word)),
  );
}

/** Two neighbouring letters in the wrong order, which are two edits otherwise. */
function isSwapped(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  const at = [...a].findIndex((char, index) => char !== b[index]);
  return (
    at >= 0 && a[at] === b[at + 1] && a[at + 1] === b[at] && a.slice(at + 2) === b.slice(at + 2)
  );
}

function isWordChar(char: string | undefined): boolean {
  return char !== undefined && /[\p{L}\p{N}]/u.test(char);
}

function snippetOf(text: string, term: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  const at = Math.max(0, line.toLowerCase().indexOf(term));
  const from = Math.max(0, at - SNIPPET_CHARS / 3);
  const cut = line.slice(from, from + SNIPPET_CHARS).toWellFormed();
  return `${from > 0 ? "…" : ""}${cut}${from + SNIPPET_CHARS < line.length ? "…" : ""}`;
}
