/** One line of a comment's Markdown as runs: bold, italic, code, links, mentions. */
import type { JsonObject, JsonValue } from "../domain/json.ts";
import { foldName } from "./fold-name.ts";

export interface Mention {
  /** User id. */
  id: string;
  name: string;
  email?: string | undefined;
  /** True for the person who writes: "@me". */
  me?: boolean;
}

type Marks = { bold?: true; italic?: true; link?: string };

/** A mark opens before a visible character and closes after one; deeper than this is text. */
const MAX_DEPTH = 4;
const TOKEN =
  /\\([\\`*_[\]()@~#>-])|(`+)(.+?)\2(?!`)|\[([^[\]]+)\]\(<?(https?:\/\/[^\s<>()]*(?:\([^\s<>()]*\)[^\s<>()]*)*)>?\)|<(https?:\/\/[^\s<>]+)>|(\*\*\*|\*\*|\*)(?=\S)(.+?)(?<=\S)\7(?!\*)|(?<![\p{L}\p{N}])(__|_)(?=\S)(.+?)(?<=\S)\9(?![\p{L}\p{N}])|(?<![\p{L}\p{N}.])@|(?<![\p{L}\p{N}])(https?:\/\/[^\s<>()[\]"]*[^\s<>()[\]".,;:!?*_~'`])/gu;

/** Longer lines stay plain: looking for closing marks takes time that grows with the square. */
const MAX_LINE_CHARS = 4_000;

export function inlineRuns(text: string, people: Mentionable): JsonObject[] {
  const runs: JsonObject[] = [];
  if (text.length > MAX_LINE_CHARS) plain(text, {}, runs);
  else write(text, {}, people, runs, 0);
  return runs;
}

function write(
  text: string,
  marks: Marks,
  people: Mentionable,
  runs: JsonObject[],
  depth: number,
): void {
  const token = new RegExp(TOKEN); // its own position: this function calls itself
  let at = 0;
  for (
    let found = token.exec(text);
    found !== null && depth < MAX_DEPTH;
    found = token.exec(text)
  ) {
    const [whole, escaped, , code, label, url, bare, stars, starred, lines, lined, address] = found;
    const person = whole === "@" ? mentioned(text.slice(token.lastIndex), people) : undefined;
    if (whole === "@" && person === undefined) continue;
    plain(text.slice(at, found.index), marks, runs);
    token.lastIndex += person?.length ?? 0;
    at = token.lastIndex;
    if (person !== undefined) runs.push({ type: "tag", user: { id: Number(person.id) } });
    else if (escaped !== undefined) plain(escaped, marks, runs);
    else if (code !== undefined) styled(code.trim(), { ...marks, code: true }, runs);
    else if (bare !== undefined) styled(bare, { ...marks, link: bare }, runs);
    // ClickUp makes no link of an address by itself, nor a task's card.
    else if (address !== undefined) styled(address, { link: address, ...marks }, runs);
    else if (label !== undefined && url !== undefined) {
      write(label, { ...marks, link: url }, [], runs, depth + 1);
    } else {
      const size = (stars ?? lines ?? "").length;
      const more: Marks = { ...marks };
      if (size >= 2) more.bold = true;
      if (size !== 2) more.italic = true;
      write(starred ?? lined ?? "", more, people, runs, depth + 1);
    }
  }
  plain(text.slice(at), marks, runs);
}

function plain(text: string, marks: Marks, runs: JsonObject[]): void {
  if (text !== "") styled(text, { ...marks }, runs);
}

function styled(
  text: string,
  attributes: { [key: string]: JsonValue | undefined },
  runs: JsonObject[],
): void {
  const own = attributes as JsonObject; // no mark is ever set to undefined
  const last = runs.at(-1);
  if (
    last !== undefined &&
    typeof last.text === "string" &&
    JSON.stringify(last.attributes ?? {}) === JSON.stringify(own)
  ) {
    last.text += text;
    return;
  }
  runs.push(Object.keys(own).length === 0 ? { text } : { text, attributes: own });
}

/** Each way to write somebody's name after an "@", longest first: length, then folded text, then ids. */
export type Mentionable = readonly (readonly [number, ReadonlyMap<string, ReadonlySet<string>>])[];

/** By name, e-mail and "me", and by a first name that only one person has. */
export function mentionable(people: readonly Mention[]): Mentionable {
  const firstName = ({ name }: Mention) => name.split(" ")[0] ?? "";
  const sharing = Map.groupBy(people, (person) => foldName(firstName(person)));
  const byLength = new Map<number, Map<string, Set<string>>>();
  for (const person of people) {
    const first = firstName(person);
    const alone = sharing.get(foldName(first))?.length === 1;
    const texts = [person.name, person.email, person.me && "me", alone && first];
    for (const text of texts) {
      if (typeof text !== "string" || text === "") continue;
      const names = byLength.get(text.length) ?? new Map<string, Set<string>>();
      const ids = names.get(foldName(text)) ?? new Set<string>();
      byLength.set(text.length, names.set(foldName(text), ids.add(person.id)));
    }
  }
  return [...byLength].sort(([a], [b]) => b - a);
}

/** Who is meant by what stands behind an "@", and how much of it names them; several are nobody. */
export function mentioned(
  after: string,
  people: Mentionable,
): { id: string; length: number } | undefined {
  for (const [length, names] of people) {
    const ids = names.get(foldName(after.slice(0, length)));
    // "@Bobby" is not Bob. Two units, since a letter may be a pair of them.
    if (ids === undefined || /^[\p{L}\p{N}]/u.test(after.slice(length, length + 2))) continue;
    const [id, ...others] = ids;
    return id === undefined || others.length > 0 ? undefined : { id, length };
  }
  return undefined;
}
