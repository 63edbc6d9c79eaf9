/**
 * A plan in Markdown: headings and bullets are tasks, indented bullets their subtasks, indented boxes
 * (`- [ ]`) a checklist, other indented text the description. After an arrow stand people, dates, lengths,
 * priorities, tags and what comes before: "→ @Ann Lee, friday, 3h, high, #design, after 2". What comes
 * before may also stand in brackets behind the name: "Invite stalls (after #1)".
 */
import type { Clock } from "../clock.ts";
import { readDuration } from "../duration.ts";
import { readInstant } from "../instant.ts";
import { invalidInput } from "../invalid-input.ts";
import { MAX_ITEMS } from "../job/job.ts";

export interface PlanTask {
  /** Of headings none: only what has a bullet is counted. */
  number?: number;
  name: string;
  /** Index of the task above. */
  parent?: number;
  assignees: string[];
  due?: string;
  estimate?: string;
  priority?: "urgent" | "high" | "normal" | "low";
  tags: string[];
  /** Numbers or names. */
  after: string[];
  description: string[];
  checklist: string[];
  line: number;
}

const MAX_LINES = 5_000;
/** "(after #1, #3)" at the end of a name; in words it could be a part of it. */
const AFTER_IN_BRACKETS =
  /\((?:after|waits? on|depends on)\s+(#\d+(?:(?:\s*[,&]\s*(?:and\s+)?|\s+and\s+)#\d+)*)\)$/i;
const PRIORITY = /^(?:!\s*)?(urgent|high|normal|low)(?: priority)?$/i;

export function parsePlan(markdown: string, clock: Clock): PlanTask[] {
  const lines = markdown.split(/\r?\n/);
  if (lines.length > MAX_LINES)
    throw invalidInput("plan", `"plan" has more than ${MAX_LINES} lines.`);
  const tasks: PlanTask[] = [];
  /** What is open above: headings by level, then bullets by indent. */
  let headings: { level: number; index: number | undefined }[] = [];
  let bullets: { indent: number; index: number }[] = [];
  let number = 0;
  const titleOnly = hasTitle(lines);
  for (const [at, line] of lines.entries()) {
    const heading = /^(#{1,6})\s+(.+?)\s*#*$/.exec(line);
    if (heading !== null) {
      const level = (heading[1] ?? "").length;
      headings = headings.filter((one) => one.level < level);
      bullets = [];
      if (titleOnly && level === 1) continue;
      const index = tasks.length;
      tasks.push(taskOf(heading[2] ?? "", at + 1, headings.at(-1)?.index, clock));
      headings.push({ level, index });
      continue;
    }
    const bullet = /^(\s*)(?:[-*+]|\d{1,3}[.)])\s+(.*)$/.exec(line);
    if (bullet === null) {
      const text = line.trim();
      const open = tasks[bullets.at(-1)?.index ?? headings.at(-1)?.index ?? -1];
      if (text !== "" && open !== undefined) open.description.push(text);
      continue;
    }
    const indent = (bullet[1] ?? "").replaceAll("\t", "    ").length;
    bullets = bullets.filter((one) => one.indent < indent);
    const above = bullets.at(-1)?.index ?? headings.at(-1)?.index;
    const box = /^\[([ xX]?)\]\s+(.*)$/.exec(bullet[2] ?? "");
    if (box !== null && bullets.length > 0) {
      tasks[above ?? -1]?.checklist.push((box[2] ?? "").trim());
      continue;
    }
    number += 1;
    const index = tasks.length;
    tasks.push({ ...taskOf(box?.[2] ?? bullet[2] ?? "", at + 1, above, clock), number });
    bullets.push({ indent, index });
  }
  if (tasks.length === 0) {
    throw invalidInput("plan", '"plan" holds no bullets or headings, so no tasks.');
  }
  if (tasks.length > MAX_ITEMS) {
    throw invalidInput("plan", `"plan" holds ${tasks.length} tasks; ${MAX_ITEMS} at most.`);
  }
  return tasks;
}

/** One "# …" at the top, with more below it, is the plan's name. */
function hasTitle(lines: readonly string[]): boolean {
  const first = lines.find((line) => line.trim() !== "");
  return /^#\s/.test(first ?? "") && lines.filter((line) => /^#\s/.test(line)).length === 1;
}

function taskOf(text: string, line: number, parent: number | undefined, clock: Clock): PlanTask {
  const [head = "", ...rest] = text.split(/\s*(?:→|->|=>)\s*/);
  const plain = withoutStars(head);
  const before = AFTER_IN_BRACKETS.exec(plain);
  const task: PlanTask = {
    name: before === null ? plain : withoutStars(plain.slice(0, before.index)),
    ...(parent !== undefined && { parent }),
    assignees: [],
    tags: [],
    after: before?.[1]?.match(/\d+/g) ?? [],
    description: [],
    checklist: [],
    line,
  };
  if (task.name === "") throw invalidInput("plan", `Line ${line} of "plan" names no task.`);
  let waiting = false;
  for (const word of rest.join(", ").split(/\s*[,;]\s*/)) {
    if (word === "") continue;
    // "after 2, 3": the numbers that follow belong to it.
    if (waiting && /^#?\d+$/.test(word)) task.after.push(word.replace("#", ""));
    else waiting = read(word, task, clock);
  }
  return task;
}

function withoutStars(name: string): string {
  return name
    .trim()
    .replace(/^\*\*(.+)\*\*$/, "$1")
    .trim();
}

/** What of a name may have been meant to say what comes before: "(after lunch)". */
export function doubtfulAfter(name: string): string | undefined {
  return /\((?:after|waits? on|depends on)\s[^()]*\)$/i.exec(name)?.[0];
}

/** True when what comes next may go on with it. */
function read(word: string, task: PlanTask, clock: Clock): boolean {
  const after = /^(?:after|waits? on|depends on)\s+(.+)$/i.exec(word);
  if (after !== null) {
    const named = (after[1] ?? "").split(/\s+(?:and|&)\s+/);
    task.after.push(
      ...named.map((one) => one.replace(/^#(?=\d)/, "").replace(/^["“](.+)["”]$/, "$1")),
    );
    return true;
  }
  const priority = PRIORITY.exec(word)?.[1]?.toLowerCase();
  if (word.startsWith("@")) task.assignees.push(word.slice(1).trim());
  else if (/^#[^\d\s]/.test(word)) task.tags.push(word.slice(1));
  else if (priority !== undefined) task.priority = priority as NonNullable<PlanTask["priority"]>;
  else if (readDuration(word) !== undefined) task.estimate = word;
  else if (readInstant(word, clock) !== undefined) task.due = word;
  else {
    throw invalidInput(
      "plan",
      `Line ${task.line} of "plan": "${word.slice(0, 60)}" is no @person, date, length, priority, #tag or "after n".`,
      ["@name", "friday", "3h", "high", "#tag", "after 2"],
    );
  }
  return false;
}
