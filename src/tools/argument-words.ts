/** Words that models use for an argument that a tool calls something else. */
import { nearestNames } from "./nearest.ts";

const PLACE = ["in", "at", "on"];
const TEXT = ["text", "content", "description", "note", "pages"];
const CHANGE = ["set", "add", "filter"];
const PERIOD = ["from", "to", "since"];

/** For each word, what tools call the same; nearer in meaning first. */
const CALLED: Readonly<Record<string, readonly string[]>> = {
  in: ["at", "on", "list"],
  at: ["when", "in", "on", "list"],
  on: ["task", "at", "in"],
  place: PLACE,
  location: PLACE,
  parent: PLACE,
  list: PLACE,
  folder: PLACE,
  space: PLACE,
  task: ["on"],
  id: ["task", "tasks"],
  to: ["to_list", "to_place", "into", "target"],
  destination: ["to_list", "to_place", "to"],
  text: TEXT,
  content: TEXT,
  body: TEXT,
  message: TEXT,
  comment: ["text"],
  description: TEXT,
  note: TEXT,
  title: ["name"],
  name: ["title"],
  period: PERIOD,
  range: PERIOD,
  since: PERIOD,
  status: CHANGE,
  priority: CHANGE,
  assignees: CHANGE,
  tags: CHANGE,
  due: CHANGE,
};

const MAX_MEANT = 2;

/** What an unknown argument may have meant: the same by another word, else a name that is spelt alike. */
export function meantArguments(given: string, known: readonly string[]): string[] {
  const word = given.toLowerCase().replace(/_(id|date)$/, "");
  const alike = Object.hasOwn(CALLED, word) ? (CALLED[word] ?? []) : [];
  const meant = alike.filter((name) => known.includes(name)).slice(0, MAX_MEANT);
  return meant.length > 0 ? meant : nearestNames(given, known);
}
