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

export function inlineRuns(text: string, people: readonly Mention[]): JsonObject[] {
  const runs: JsonObject[] = [];
  if (text.length > MAX_LINE_CHARS) plain(text, {}, runs);
  else write(text, {}, people, runs, 0);
  return runs;
}

function write(
  text: string,
  marks: Marks,
  people: readonly Mention[],
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

/** The longest name or e-mail that stands there, or a first name that only one person has. */
function mentioned(
  after: string,
  people: readonly Mention[],
): { id: string; length: number } | undefined {
  const candidates = people.flatMap(({ id, name, email, me }) => [
    { id, text: name },
    ...(email === undefined ? [] : [{ id, text: email }]),
    ...(me === true ? [{ id, text: "me" }] : []),
    ...(uniqueFirstName(name, people) ? [{ id, text: name.split(" ")[0] ?? name }] : []),
  ]);
  const fitting = candidates
    .filter(({ text }) => text !== "" && foldName(after.slice(0, text.length)) === foldName(text))
    .filter(({ text }) => !/^[\p{L}\p{N}]/u.test(after.slice(text.length)))
    .sort((a, b) => b.text.length - a.text.length);
  const [best] = fitting;
  if (best === undefined) return undefined;
  const rivals = fitting.filter(({ text }) => text.length === best.text.length);
  return rivals.some(({ id }) => id !== best.id)
    ? undefined
    : { id: best.id, length: best.text.length };
}

function uniqueFirstName(name: string, people: readonly Mention[]): boolean {
  const first = foldName(name.split(" ")[0] ?? "");
  return (
    people.filter((person) => foldName(person.name.split(" ")[0] ?? "") === first).length === 1
  );
}
