import { newTaskId, newUuid, nextSerial } from "./ids.ts";
import type { Random } from "./random.ts";
import { SEED } from "./seed-ids.ts";
import type { ListRow, SandboxState, TaskRow } from "./state.ts";
import { firstOpenStatus, statusesOfList } from "./statuses.ts";
import { plainText } from "./wire.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const BACKLOG_TASKS = 340;

const VERBS = [
  "Fix",
  "Add",
  "Rework",
  "Document",
  "Measure",
  "Simplify",
  "Translate",
  "Review",
  "Speed up",
  "Remove",
  "Test",
  "Design",
] as const;
const THINGS = [
  "the invoice export",
  "dark mode",
  "search suggestions",
  "the sign-up form",
  "webhook retries",
  "CSV import",
  "keyboard shortcuts",
  "e-mail digests",
  "the café locator",
  "price rounding",
  "session timeouts",
  "team permissions",
  "the empty state",
  "image uploads",
  "audit trail",
  "R&D dashboard",
  "time zone handling",
  "push notifications",
  "the API reference",
  "load tests",
] as const;

export function seedTask(
  state: SandboxState,
  list: ListRow,
  name: string,
  createdMs: number,
  extra: Partial<TaskRow> = {},
): TaskRow {
  const status = extra.status ?? firstOpenStatus(state, list).status;
  const type = statusesOfList(state, list).find((row) => row.status === status)?.type;
  const endedMs = type === "done" || type === "closed" ? createdMs + 3 * DAY_MS : null;
  const task: TaskRow = {
    id: extra.id ?? newTaskId(state),
    customId: list.spaceId === "101" ? `NW-${nextSerial(state) - 1000}` : null,
    taskType: 0,
    listId: list.id,
    extraListIds: [],
    parentId: null,
    name,
    text: plainText(extra.markdown ?? ""),
    markdown: "",
    status,
    statusHistory: historyOf(state, list, status, createdMs),
    orderindex: nextSerial(state),
    createdMs,
    updatedMs: createdMs + 2 * HOUR_MS,
    closedMs: type === "closed" ? endedMs : null,
    doneMs: endedMs,
    archived: false,
    creatorId: 1001,
    assigneeIds: [],
    groupIds: [],
    watcherIds: [1001],
    tags: [],
    priority: null,
    dueMs: null,
    dueHasTime: false,
    startMs: null,
    startHasTime: false,
    points: null,
    estimateMs: null,
    checklists: [],
    fieldValues: {},
    attachments: [],
    ...extra,
  };
  state.tasks[task.id] = task;
  return task;
}

function historyOf(state: SandboxState, list: ListRow, status: string, createdMs: number) {
  const open = firstOpenStatus(state, list).status;
  const history = [{ status: open, sinceMs: createdMs }];
  if (status !== open) history.push({ status, sinceMs: createdMs + DAY_MS });
  return history;
}

/** The long list: 340 tasks, some 60 of them closed, every tenth with subtasks. */
export function seedBacklog(state: SandboxState, random: Random, anchorMs: number): void {
  const list = listNamed(state, SEED.lists.backlog);
  for (let index = 0; index < BACKLOG_TASKS; index += 1) {
    const createdMs = anchorMs - (BACKLOG_TASKS - index) * 8 * HOUR_MS;
    const task = fillerTask(state, random, list, createdMs, anchorMs);
    if (index % 7 === 3) task.status = "closed";
    if (task.status === "closed") {
      task.statusHistory = historyOf(state, list, "closed", createdMs);
      task.doneMs = createdMs + 3 * DAY_MS;
      task.closedMs = task.doneMs;
    }
    if (index % 10 === 0) addSubtasks(state, random, list, task, createdMs, 1);
  }
}

/** Between two and six tasks in every other List. */
export function seedOtherLists(state: SandboxState, random: Random, anchorMs: number): void {
  for (const list of Object.values(state.lists)) {
    if (list.id === SEED.lists.backlog) continue;
    const count = random.int(2, 6);
    for (let index = 0; index < count; index += 1) {
      fillerTask(state, random, list, anchorMs - random.int(1, 900) * HOUR_MS, anchorMs);
    }
  }
}

function listNamed(state: SandboxState, id: string): ListRow {
  const list = state.lists[id];
  if (list === undefined) throw new Error(`the seed has no List ${id}`);
  return list;
}

function fillerTask(
  state: SandboxState,
  random: Random,
  list: ListRow,
  createdMs: number,
  anchorMs: number,
): TaskRow {
  const space = state.spaces[list.spaceId];
  const people = state.workspaces[space?.workspaceId ?? ""]?.members ?? [];
  const able = people.filter(
    ({ userId }) =>
      userId !== 1005 && (space?.private !== true || space.memberIds.includes(userId)),
  );
  const someone = (): number => able[random.int(0, able.length - 1)]?.userId ?? 1001;
  const statuses = statusesOfList(state, list);
  const wanted = random.chance(0.6) ? 0 : random.int(0, statuses.length - 1);
  const creatorId = someone();
  const thing = random.pick(THINGS);
  const tag = space?.tags[random.int(0, 4)];
  return seedTask(state, list, `${random.pick(VERBS)} ${thing}`, createdMs, {
    status: statuses[wanted]?.status ?? "to do",
    creatorId,
    watcherIds: [creatorId],
    assigneeIds: random.chance(0.7) ? [someone()] : [],
    tags: tag !== undefined && random.chance(0.4) ? [tag.name] : [],
    priority: random.chance(0.5) ? random.int(1, 4) : null,
    dueMs: random.chance(0.4) ? anchorMs + random.int(-20, 40) * DAY_MS + 4 * HOUR_MS : null,
    points: random.chance(0.3) ? random.int(1, 8) : null,
    estimateMs: random.chance(0.3) ? random.int(1, 16) * HOUR_MS : null,
    markdown: random.chance(0.5)
      ? `We should look at **${thing}**.\n\n- What do people expect?\n- What does it cost?\n`
      : "",
  });
}

function addSubtasks(
  state: SandboxState,
  random: Random,
  list: ListRow,
  parent: TaskRow,
  createdMs: number,
  level: number,
): void {
  const count = random.int(1, 2);
  for (let index = 0; index < count; index += 1) {
    const name = `${random.pick(VERBS)} ${random.pick(THINGS)} (part ${index + 1})`;
    const child = seedTask(state, list, name, createdMs + HOUR_MS + index, { parentId: parent.id });
    if (level < 2) addSubtasks(state, random, list, child, createdMs, level + 1);
  }
}

export const checklist = (
  state: SandboxState,
  name: string,
  items: readonly (readonly [name: string, resolved: boolean])[],
  createdMs: number,
): TaskRow["checklists"][number] => ({
  id: newUuid(state),
  name,
  orderindex: 0,
  creatorId: 1001,
  createdMs,
  items: items.map(([item, resolved], orderindex) => ({
    id: newUuid(state),
    name: item,
    orderindex,
    assigneeId: orderindex === 0 ? 1003 : null,
    resolved,
    parentId: null,
    createdMs,
  })),
});
