import { folderIn, listIn, spaceIn, spaceOf } from "./access.ts";
import { arrayIn, flagIn, numberOrNullIn, textIn } from "./body.ts";
import { fourInTheMorning } from "./clock.ts";
import { deleteList } from "./deletes.ts";
import { refuse } from "./errors.ts";
import { newNumericId } from "./ids.ts";
import type { Json, JsonObject } from "./json.ts";
import type { BodyKind, Call, Route } from "./router.ts";
import { ok, route } from "./router.ts";
import type { ListRow, SandboxState } from "./state.ts";
import { findStatus, firstOpenStatus, parseStatuses, statusesOfList } from "./statuses.ts";
import {
  escapeName,
  msText,
  plainText,
  priorityWire,
  spaceRefWire,
  statusWire,
  userWire,
} from "./wire.ts";

const COLORS: ReadonlyMap<string, string> = new Map([
  ["red", "#e50000"],
  ["orange", "#ff7800"],
  ["yellow", "#f9d900"],
  ["green", "#2ecd6f"],
  ["blue", "#02bcd4"],
  ["purple", "#bf55ec"],
  ["gray", "#d8d8d8"],
]);

const CREATE_BODY = {
  name: "text!",
  content: "text",
  markdown_content: "text",
  due_date: "integer|null",
  due_date_time: "boolean",
  priority: "integer|null",
  assignee: "integer|null",
  status: "text|null",
} as const satisfies Record<string, BodyKind>;

export const listRoutes: Route[] = [
  route("GET /v2/folder/{folder_id}/list", { query: ["archived"] }, (call) => {
    const folder = folderIn(call);
    return ok({ lists: listsOf(call, (list) => list.folderId === folder.id) });
  }),

  route("GET /v2/space/{space_id}/list", { query: ["archived"] }, (call) => {
    const space = spaceIn(call);
    return ok({
      lists: listsOf(call, (list) => list.spaceId === space.id && list.folderId === null),
    });
  }),

  route("POST /v2/folder/{folder_id}/list", { body: CREATE_BODY }, (call) => {
    const folder = folderIn(call);
    return ok(createList(call, folder.spaceId, folder.id));
  }),

  route("POST /v2/space/{space_id}/list", { body: CREATE_BODY }, (call) =>
    ok(createList(call, spaceIn(call).id, null)),
  ),

  route("GET /v2/list/{list_id}", {}, (call) => ok(listWire(call.state, listIn(call)))),

  route(
    "PUT /v2/list/{list_id}",
    {
      body: {
        ...CREATE_BODY,
        name: "text",
        assignee: "any",
        unset_status: "boolean",
        // Missing from the published schema; seen to work.
        statuses: "array",
      },
      ignored: ["folder_id"],
    },
    (call) => {
      const list = listIn(call);
      const name = textIn(call.body, "name");
      if (name !== undefined && name.trim() !== "")
        list.name = freeListName(call.state, list, name);
      applyListBody(call, list);
      if (flagIn(call.body, "unset_status") === true) list.color = null;
      const statuses = arrayIn(call.body, "statuses");
      if (statuses !== undefined) replaceStatuses(call.state, list, statuses);
      return ok({ ...listWire(call.state, list), task_count: null });
    },
  ),

  route("DELETE /v2/list/{list_id}", {}, (call) => {
    deleteList(call.state, listIn(call).id);
    return ok({});
  }),
];

function listsOf(call: Call, wanted: (list: ListRow) => boolean): JsonObject[] {
  const archived = call.query.flag("archived");
  return Object.values(call.state.lists)
    .filter((list) => list.archived === archived && wanted(list))
    .sort((a, b) => a.orderindex - b.orderindex)
    .map((list) => listRowWire(call.state, list));
}

function createList(call: Call, spaceId: string, folderId: string | null): JsonObject {
  const list = newList(call.state, spaceId, folderId);
  list.name = freeListName(call.state, list, textIn(call.body, "name") ?? "");
  applyListBody(call, list);
  call.state.lists[list.id] = list;
  return { ...listWire(call.state, list), task_count: null };
}

/** A row at the end of its siblings, not yet in the state and without a name. */
export function newList(state: SandboxState, spaceId: string, folderId: string | null): ListRow {
  const siblings = Object.values(state.lists).filter(
    (list) => list.spaceId === spaceId && list.folderId === folderId,
  );
  return {
    id: newNumericId(state),
    spaceId,
    folderId,
    name: "",
    orderindex: siblings.length,
    content: "",
    color: null,
    priority: null,
    assigneeId: null,
    dueMs: null,
    dueHasTime: false,
    startMs: null,
    archived: false,
    statuses: null,
    defaultTaskType: 0,
    sharedWithIds: [],
  };
}

export function freeListName(state: SandboxState, list: ListRow, wanted: string): string {
  const name = wanted.trim();
  if (name === "") return refuse("INPUT_003", "name");
  const taken = Object.values(state.lists).some(
    (other) =>
      other.id !== list.id &&
      other.spaceId === list.spaceId &&
      other.folderId === list.folderId &&
      other.name.toLowerCase() === name.toLowerCase(),
  );
  return taken ? refuse("SUBCAT_016") : name;
}

function applyListBody(call: Call, list: ListRow): void {
  const { body } = call;
  const markdown = textIn(body, "markdown_content");
  const content = markdown === undefined ? textIn(body, "content") : plainText(markdown);
  if (content !== undefined && content !== "") list.content = content === " " ? "" : content;
  const due = numberOrNullIn(body, "due_date");
  if (due !== undefined) {
    list.dueHasTime = due !== null && flagIn(body, "due_date_time") === true;
    list.dueMs = due === null || list.dueHasTime ? due : fourInTheMorning(due, call.user.timezone);
  }
  const priority = numberOrNullIn(body, "priority");
  if (priority !== undefined) list.priority = priority === 0 ? null : priority;
  const color = textIn(body, "status");
  if (color !== undefined) list.color = color;
  if (body.assignee !== undefined) list.assigneeId = assigneeFrom(call, body.assignee);
}

function assigneeFrom(call: Call, assignee: Json): number | null {
  if (assignee === null || assignee === "none") return null;
  const user = call.state.users[String(assignee)];
  return user === undefined ? refuse("SANDBOX_002", "assignee is nobody") : user.id;
}

/** Tasks whose status goes away fall to the first open one. */
function replaceStatuses(state: SandboxState, list: ListRow, wanted: readonly Json[]): void {
  list.statuses = parseStatuses(state, wanted);
  const open = firstOpenStatus(state, list).status;
  for (const task of Object.values(state.tasks)) {
    if (task.listId === list.id && findStatus(state, list, task.status) === undefined) {
      task.status = open;
    }
  }
}

/** What a List says it holds: open tasks at home in it, subtasks not counted. */
export function taskCountOf(state: SandboxState, list: ListRow): number {
  const closed = new Set(
    statusesOfList(state, list)
      .filter((status) => status.type === "closed")
      .map((status) => status.status),
  );
  let count = 0;
  for (const task of Object.values(state.tasks)) {
    if (task.listId !== list.id || task.archived || task.parentId !== null) continue;
    if (!closed.has(task.status)) count += 1;
  }
  return count;
}

export function folderRefWire(state: SandboxState, list: ListRow): JsonObject {
  const folder = list.folderId === null ? undefined : state.folders[list.folderId];
  if (folder !== undefined) {
    return { id: folder.id, name: escapeName(folder.name), hidden: false, access: true };
  }
  // A List without a Folder still names one, made for it alone.
  return { id: `9${list.id}`, name: "hidden", hidden: true, access: true };
}

export function listRowWire(state: SandboxState, list: ListRow): JsonObject {
  return {
    id: list.id,
    name: escapeName(list.name),
    orderindex: list.orderindex,
    content: list.content,
    status:
      list.color === null
        ? null
        : { status: list.color, color: COLORS.get(list.color) ?? list.color, hide_label: true },
    priority: priorityWire(list.priority),
    assignee: list.assigneeId === null ? null : userWire(state, list.assigneeId),
    task_count: taskCountOf(state, list),
    due_date: msText(list.dueMs),
    start_date: msText(list.startMs),
    folder: folderRefWire(state, list),
    space: spaceRefWire(spaceOf(state, list)),
    archived: list.archived,
    override_statuses: list.statuses !== null,
    statuses: statusesOfList(state, list).map(statusWire),
    permission_level: "create",
  };
}

export function listWire(state: SandboxState, list: ListRow): JsonObject {
  return {
    ...listRowWire(state, list),
    deleted: false,
    due_date_time: list.dueHasTime,
    start_date_time: null,
    inbound_address: `add.task.${list.id}.ac725f.31518a6a-05bb-4997-92a6-1dcfe2f527ca@tasks.clickup.com`,
  };
}
