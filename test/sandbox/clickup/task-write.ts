// Creating and changing tasks, with the habits that bite: what is ignored, what clears, what is refused.
import {
  isOn,
  listIn,
  memberIn,
  spaceOf,
  spaceOfTask,
  taskIn,
  workspaceOfSpace,
} from "./access.ts";
import { arrayIn, changesIn, flagIn, numberOrNullIn, numbersIn, textIn, textsIn } from "./body.ts";
import { fourInTheMorning } from "./clock.ts";
import { missingRequiredField, setFieldsOnCreate } from "./custom-fields.ts";
import { refuse } from "./errors.ts";
import { newTaskId, nextSerial } from "./ids.ts";
import type { Json } from "./json.ts";
import type { Call } from "./router.ts";
import type { ListRow, SandboxState, TaskRow, WorkspaceRow } from "./state.ts";
import { findStatus, firstOpenStatus } from "./statuses.ts";
import { addTags } from "./tags.ts";
import { plainText } from "./wire.ts";

const MAX_NAME = 2048;

export function blankTask(call: Call, list: ListRow, name: string): TaskRow {
  return {
    id: newTaskId(call.state),
    customId: null,
    taskType: list.defaultTaskType,
    listId: list.id,
    extraListIds: [],
    parentId: null,
    name,
    text: "",
    markdown: "",
    status: firstOpenStatus(call.state, list).status,
    statusHistory: [],
    orderindex: nextSerial(call.state),
    createdMs: call.nowMs,
    updatedMs: call.nowMs,
    closedMs: null,
    doneMs: null,
    archived: false,
    creatorId: call.user.id,
    assigneeIds: [],
    groupIds: [],
    watcherIds: [call.user.id],
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
  };
}

export function createTask(call: Call, list: ListRow): TaskRow {
  const { body, state } = call;
  const workspace = workspaceOfSpace(state, spaceOf(state, list));
  const task = blankTask(call, list, nameIn(call) ?? refuse("INPUT_005"));
  setStatus(call, task, list, textIn(body, "status") ?? task.status);
  applySharedBody(call, task, workspace);
  // Free workspaces have a cap on typed tasks; a List's default type counts too.
  if (task.taskType > 1 && workspace.plan === "free") refuse("ITEM_246");
  for (const id of numbersIn(body, "assignees") ?? []) {
    addPerson(task.assigneeIds, assignable(workspace, id));
    addPerson(task.watcherIds, id);
  }
  task.groupIds = (textsIn(body, "group_assignees") ?? []).map((id) =>
    groupId(state, workspace, id),
  );
  const parentId = textIn(body, "parent");
  if (parentId !== undefined) task.parentId = parentIn(call, task, parentId);
  const linkTo = textIn(body, "links_to");
  const linked = linkTo === undefined ? null : taskIn(call, linkTo);
  setFieldsOnCreate(call, task, arrayIn(body, "custom_fields") ?? []);
  if (flagIn(body, "check_required_custom_fields") === true) {
    const missing = missingRequiredField(call, task);
    if (missing !== undefined) refuse("SANDBOX_002", `required field ${missing.id} has no value`);
  }
  state.tasks[task.id] = task;
  addTags(call, task, textsIn(body, "tags") ?? []);
  if (linked !== null) {
    state.links.push({
      taskId: task.id,
      linkId: linked.id,
      userId: call.user.id,
      dateMs: call.nowMs,
    });
  }
  return task;
}

export function updateTask(call: Call, task: TaskRow): void {
  const { body, state } = call;
  const list = listIn(call, task.listId);
  const workspace = workspaceOfSpace(state, spaceOfTask(state, task));
  // Everything that can be refused comes first: a refused update changes nothing.
  const name = nameIn(call);
  const status = textIn(body, "status");
  if (status !== undefined && findStatus(state, list, status) === undefined) refuse("ITEM_114");
  const parentId = textIn(body, "parent");
  const parent = parentId === undefined ? undefined : parentIn(call, task, parentId);
  const assignees = peopleChange(call, "assignees", workspace);
  const watchers = peopleChange(call, "watchers", workspace);
  const groups = changesIn(body, "group_assignees");
  const groupsToAdd = (groups?.add ?? []).map((id) => groupId(state, workspace, String(id)));
  applySharedBody(call, task, workspace);

  if (name !== undefined) task.name = name;
  if (status !== undefined) setStatus(call, task, list, status);
  // null does not make a subtask a task again; it is taken and ignored.
  if (parent !== undefined) task.parentId = parent;
  task.assigneeIds = changed(task.assigneeIds, assignees);
  task.watcherIds = changed(task.watcherIds, watchers);
  for (const id of assignees.add) addPerson(task.watcherIds, id);
  const groupsToDrop = (groups?.rem ?? []).map(String);
  task.groupIds = [...new Set([...task.groupIds, ...groupsToAdd])].filter(
    (id) => !groupsToDrop.includes(id),
  );
  task.updatedMs = call.nowMs;
}

function nameIn(call: Call): string | undefined {
  const name = textIn(call.body, "name");
  if (name === undefined) return undefined;
  return name.trim() === "" || name.length > MAX_NAME ? refuse("INPUT_005") : name;
}

function applySharedBody(call: Call, task: TaskRow, workspace: WorkspaceRow): void {
  const { body, user } = call;
  const priority = numberOrNullIn(body, "priority");
  if (priority !== undefined && priority !== null && (priority < 1 || priority > 4)) {
    refuse("SANDBOX_002", "priority must be 1 to 4");
  }
  const type = numberOrNullIn(body, "custom_item_id");
  if (type !== undefined) task.taskType = taskTypeIn(workspace, type);
  if (priority !== undefined) task.priority = priority;
  applyText(call, task);
  const due = dateIn(call, "due_date", user.timezone);
  if (due !== undefined) [task.dueMs, task.dueHasTime] = due;
  const start = dateIn(call, "start_date", user.timezone);
  if (start !== undefined) [task.startMs, task.startHasTime] = start;
  const estimate = numberOrNullIn(body, "time_estimate");
  if (estimate !== undefined) task.estimateMs = estimate;
  const points = numberOrNullIn(body, "points");
  if (points !== undefined) task.points = points;
  task.archived = flagIn(body, "archived") ?? task.archived;
}

/** Markdown wins over plain text, empty text is ignored, one space clears. */
function applyText(call: Call, task: TaskRow): void {
  const wanted = textIn(call.body, "markdown_content") ?? textIn(call.body, "description");
  if (wanted === undefined || wanted === "") return;
  task.markdown = wanted === " " ? "" : wanted;
  task.text = "markdown_content" in call.body ? plainText(task.markdown) : task.markdown;
}

function dateIn(
  call: Call,
  name: "due_date" | "start_date",
  zone: string,
): [number | null, boolean] | undefined {
  const ms = numberOrNullIn(call.body, name);
  if (ms === undefined) return undefined;
  if (ms === null) return [null, false];
  const hasTime = flagIn(call.body, `${name}_time`) === true;
  return [hasTime ? ms : fourInTheMorning(ms, zone), hasTime];
}

function taskTypeIn(workspace: WorkspaceRow, type: number | null): number {
  if (type === null || type === 0 || type === 1) return type ?? 0;
  const known = workspace.taskTypes.some((row) => row.id === type);
  return known ? type : refuse("SANDBOX_002", `no task type ${type}`);
}

export function setStatus(call: Call, task: TaskRow, list: ListRow, name: string): void {
  const status = findStatus(call.state, list, name) ?? refuse("ITEM_114");
  if (status.status !== task.status || task.statusHistory.length === 0) {
    task.statusHistory.push({ status: status.status, sinceMs: call.nowMs });
  }
  task.status = status.status;
  const over = status.type === "done" || status.type === "closed";
  task.doneMs = over ? (task.doneMs ?? call.nowMs) : null;
  task.closedMs = status.type === "closed" ? (task.closedMs ?? call.nowMs) : null;
}

/** A parent has to be in the same List and may not be the task or anything below it. */
function parentIn(call: Call, task: TaskRow, parentId: string): string {
  const parent = call.state.tasks[parentId];
  if (parent === undefined || parent.listId !== task.listId) return refuse("ITEM_137");
  for (let above: TaskRow | undefined = parent; above !== undefined; ) {
    if (above.id === task.id) refuse("ITEM_137");
    above = above.parentId === null ? undefined : call.state.tasks[above.parentId];
  }
  return parentId;
}

function assignable(workspace: WorkspaceRow, userId: number): number {
  return memberIn(workspace, userId) === undefined
    ? refuse("SANDBOX_002", `user ${userId} is not in this workspace`)
    : userId;
}

function groupId(state: SandboxState, workspace: WorkspaceRow, id: string): string {
  return state.groups[id]?.workspaceId === workspace.id
    ? id
    : refuse("SANDBOX_002", `no group ${id}`);
}

function peopleChange(
  call: Call,
  name: "assignees" | "watchers",
  workspace: WorkspaceRow,
): { add: number[]; rem: number[] } {
  const wanted = changesIn(call.body, name);
  const asId = (id: Json): number =>
    typeof id === "number" ? id : refuse("SANDBOX_001", `${name} must hold numbers`);
  return {
    add: (wanted?.add ?? []).map((id) => assignable(workspace, asId(id))),
    rem: (wanted?.rem ?? []).map(asId),
  };
}

function changed(ids: readonly number[], wanted: { add: number[]; rem: number[] }): number[] {
  return [...new Set([...ids, ...wanted.add])].filter((id) => !wanted.rem.includes(id));
}

export function addPerson(ids: number[], id: number): void {
  if (!ids.includes(id)) ids.push(id);
}

/** Subtasks live where their parent lives. */
export function moveHome(call: Call, task: TaskRow, to: ListRow): void {
  task.listId = to.id;
  task.extraListIds = task.extraListIds.filter((id) => id !== to.id);
  task.updatedMs = call.nowMs;
  for (const child of Object.values(call.state.tasks)) {
    if (child.parentId === task.id) moveHome(call, child, to);
  }
}

/** True when multi-list adds reach this List's Space. */
export function takesMultiList(state: SandboxState, list: ListRow): boolean {
  return isOn(spaceOf(state, list), "multiple_lists");
}
