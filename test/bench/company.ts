/**
 * The Workspace that jobs are measured in: the sandbox's own (5 Spaces, 20 Folders, 100 Lists), grown to a
 * team of eight, 5,000 tasks and a week of tracked time. Work that changes something has two places of
 * the same kind, one for each side that is measured.
 */
import { person } from "../sandbox/clickup/seed-people.ts";
import type { SandboxState, TaskRow } from "../sandbox/clickup/state.ts";
import { WORKSPACE_ID } from "./targets.ts";

export type Side = "ours" | "naive";

export const TASKS = 5_000;
export const LONG_LIST = { id: "930", name: "Black Friday", tasks: 1_000 };
/** The List whose tasks become a Doc. */
export const STORY_LIST = { id: "915", name: "Beta Feedback", tasks: 60 };
export const MOVED = 40;
export const DONE = 40;
const STILL_OPEN = 20;
/** Words that one task's description holds, somewhere in the middle of all. */
export const NEEDLE = "turbine invoice";
export const PLACES: Readonly<
  Record<Side, { plan: Place; moveFrom: Place; moveTo: Place; close: Place }>
> = {
  ours: {
    plan: { id: "931", name: "Webinars" },
    moveFrom: { id: "941", name: "LinkedIn" },
    moveTo: { id: "938", name: "Drafts" },
    close: { id: "926", name: "Infrastructure" },
  },
  naive: {
    plan: { id: "934", name: "Newsletter" },
    moveFrom: { id: "942", name: "Mastodon" },
    moveTo: { id: "940", name: "Published Posts" },
    close: { id: "928", name: "Observability" },
  },
};
export interface Place {
  id: string;
  name: string;
}

const TEAM = ["Emeka Obi", "Fatima Haddad", "Grace Lin", "Hugo Martin", "Ines Duarte"];
/** With Ada, Ben and Chika they are eight. */
export const TEAM_SIZE = 3 + TEAM.length;
const SEEDED_TEAM = [1001, 1002, 1003];
const ENTRIES_A_DAY = 3;
const WORKDAYS = 5;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const DAY_NOON_MS = 12 * HOUR_MS;

const VERBS = ["Review", "Prepare", "Fix", "Translate", "Publish", "Measure", "Plan", "Update"];
const THINGS = ["the landing page", "the price table", "a press text", "the banner set", "the FAQ"];
const REASONS = [
  "before the sale",
  "for the autumn campaign",
  "after the audit",
  "with the agency",
];

/** Grows what a fresh sandbox holds; `nowMs` is the day around which its dates lie. */
export function growCompany(state: SandboxState, nowMs: number): void {
  const model = Object.values(state.tasks).find(({ id }) => id === "86c000007");
  if (model === undefined) throw new Error("the sandbox has no task to copy");
  const team = [...SEEDED_TEAM, ...hire(state, nowMs)];
  const grow = new Growth(state, model, team, nowMs);
  grow.fill(LONG_LIST.id, LONG_LIST.tasks);
  grow.fill(STORY_LIST.id, STORY_LIST.tasks);
  for (const { moveFrom, close } of Object.values(PLACES)) {
    grow.fill(moveFrom.id, MOVED);
    grow.fill(close.id, DONE + STILL_OPEN, (index) => (index < DONE ? "done" : undefined));
  }
  const others = Object.values(state.lists).filter(
    ({ id }) => Number(id) >= 943 && Number(id) < 970,
  );
  for (let index = 0; grow.total() < TASKS; index += 1) {
    const list = others[index % others.length];
    if (list === undefined) throw new Error("no List to grow");
    grow.add(list.id);
  }
  grow.hide(NEEDLE);
  trackWeek(state, team, nowMs);
}

class Growth {
  readonly #state: SandboxState;
  readonly #model: TaskRow;
  readonly #team: readonly number[];
  readonly #nowMs: number;
  #made = 0;
  /** Tasks in the Workspace; counting them anew for each of 5,000 takes seconds. */
  #total: number;

  constructor(state: SandboxState, model: TaskRow, team: readonly number[], nowMs: number) {
    this.#state = state;
    this.#model = model;
    this.#team = team;
    this.#nowMs = nowMs;
    this.#total = Object.values(state.tasks).filter(
      ({ listId }) => spaceOf(state, listId)?.workspaceId === WORKSPACE_ID,
    ).length;
  }

  total(): number {
    return this.#total;
  }

  /** Exactly so many tasks, whatever was in the List before. */
  fill(
    listId: string,
    count: number,
    statusOf: (index: number) => string | undefined = () => undefined,
  ): void {
    for (const task of Object.values(this.#state.tasks)) {
      if (task.listId !== listId) continue;
      delete this.#state.tasks[task.id];
      this.#total -= 1;
    }
    for (let index = 0; index < count; index += 1) this.add(listId, statusOf(index));
  }

  add(listId: string, status?: string): void {
    this.#made += 1;
    this.#total += 1;
    const index = this.#made;
    const id = `86d${String(index).padStart(6, "0")}`;
    const createdMs = this.#nowMs - 20 * DAY_MS - index * 60_000;
    const word = (from: readonly string[], step: number) =>
      from[Math.floor(index / step) % from.length] ?? "";
    const name = `${word(VERBS, 1)} ${word(THINGS, 8)} ${word(REASONS, 40)} (${index})`;
    const text = `${name}. What is there was made a year ago and nobody has looked at it since; see the notes of the last meeting for what has to stay and what can go.`;
    const first = statusesOf(this.#state, listId)[0] ?? "to do";
    this.#state.tasks[id] = {
      ...this.#model,
      id,
      customId: null,
      taskType: 0,
      listId,
      name,
      text,
      markdown: text,
      status: status ?? first,
      statusHistory: [{ status: status ?? first, sinceMs: createdMs }],
      orderindex: 5_000 + index,
      createdMs,
      // Some work goes on every day, so that a standup has something to say.
      updatedMs: index % 150 === 0 ? this.#nowMs - 4 * HOUR_MS : createdMs,
      doneMs: status === "done" ? createdMs : null,
      assigneeIds: [this.#team[index % this.#team.length] ?? 1001],
      watcherIds: [],
      tags: [],
      ...dueOf(index, this.#nowMs),
      priority: (index % 4) + 1,
      estimateMs: HOUR_MS * ((index % 8) + 1),
      fieldValues: {},
    };
  }

  /** One task of the many says these words. */
  hide(words: string): void {
    const task = this.#state.tasks[`86d${String(Math.floor(this.#made / 2)).padStart(6, "0")}`];
    if (task === undefined) throw new Error("no task to hide the words in");
    task.text += ` The ${words} is still missing.`;
    task.markdown = task.text;
  }
}

/** Every second task has a date, as where people plan a part; some are late since an hour ago. */
function dueOf(index: number, nowMs: number): Pick<TaskRow, "dueMs" | "dueHasTime"> {
  if (index % 100 === 0) return { dueMs: nowMs - HOUR_MS, dueHasTime: true };
  if (index % 2 === 1) return { dueMs: null, dueHasTime: false };
  const day = Math.floor(nowMs / DAY_MS) + 30 + (index % 60);
  return { dueMs: day * DAY_MS + DAY_NOON_MS, dueHasTime: true };
}

/** Members with a name; returns their ids. */
function hire(state: SandboxState, nowMs: number): number[] {
  const workspace = state.workspaces[WORKSPACE_ID];
  if (workspace === undefined) throw new Error("the sandbox has no such Workspace");
  return TEAM.map((name, index) => {
    const id = 1101 + index;
    const [first = ""] = name.toLowerCase().split(" ");
    state.users[String(id)] = person(
      id,
      name,
      `${first}@example.com`,
      "Europe/Berlin",
      "#1bbc9c",
      1,
    );
    workspace.members.push({
      userId: id,
      role: 3,
      invitedBy: 1001,
      joinedAtMs: nowMs - 100 * DAY_MS,
      lastActiveMs: nowMs - HOUR_MS,
    });
    return id;
  });
}

/** Three entries a person and day, over the last five days. */
function trackWeek(state: SandboxState, team: readonly number[], nowMs: number): void {
  const tasks = Object.values(state.tasks).filter(({ listId }) => listId === LONG_LIST.id);
  let serial = 0;
  for (const userId of team) {
    for (let day = 1; day <= WORKDAYS; day += 1) {
      for (let entry = 0; entry < ENTRIES_A_DAY; entry += 1) {
        serial += 1;
        const id = `19700${String(serial).padStart(14, "0")}`;
        const startMs = nowMs - day * DAY_MS + entry * 2 * HOUR_MS;
        state.timeEntries[id] = {
          id,
          workspaceId: WORKSPACE_ID,
          taskId: tasks[(serial * 7) % tasks.length]?.id ?? null,
          userId,
          startMs,
          endMs: startMs + (1 + (serial % 2)) * HOUR_MS,
          billable: serial % 3 === 0,
          description: "",
          tags: [],
          atMs: startMs,
          history: [],
          approval: null,
        };
      }
    }
  }
}

const spaceOf = (state: SandboxState, listId: string) =>
  state.spaces[state.lists[listId]?.spaceId ?? ""];

function statusesOf(state: SandboxState, listId: string): string[] {
  const list = state.lists[listId];
  const folder = state.folders[list?.folderId ?? ""];
  const rows = list?.statuses ?? folder?.statuses ?? spaceOf(state, listId)?.statuses ?? [];
  return rows.map(({ status }) => status);
}
