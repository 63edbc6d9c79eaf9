// Views, read only for now.
import { folderIn, listIn, seesTask, spaceIn, workspaceIn } from "./access.ts";
import { refuse } from "./errors.ts";
import type { Json, JsonObject } from "./json.ts";
import { isObject } from "./json.ts";
import type { Answer, Call, Route } from "./router.ts";
import { ok, route } from "./router.ts";
import type { TaskRow, ViewRow } from "./state.ts";
import { isClosed, pageIn, taskPage } from "./task-lists.ts";
import { escapeName, msText } from "./wire.ts";

export const viewRoutes: Route[] = [
  route("GET /v2/team/{team_id}/view", {}, (call) => viewsOn(call, 7, workspaceIn(call).id)),
  route("GET /v2/space/{space_id}/view", {}, (call) => viewsOn(call, 4, spaceIn(call).id)),
  route("GET /v2/folder/{folder_id}/view", {}, (call) => viewsOn(call, 5, folderIn(call).id)),
  route("GET /v2/list/{list_id}/view", {}, (call) => viewsOn(call, 6, listIn(call).id)),

  route("GET /v2/view/{view_id}", {}, (call) => ok({ view: viewWire(viewIn(call)) })),

  route("GET /v2/view/{view_id}/task", { query: ["page"] }, (call) => {
    const view = viewIn(call);
    if (!call.query.has("page")) refuse("SANDBOX_002", "page is required");
    const tasks = Object.values(call.state.tasks)
      .filter((task) => inView(call, view, task))
      .sort((a, b) => b.createdMs - a.createdMs || (a.id < b.id ? 1 : -1));
    return ok(taskPage(call, tasks, pageIn(call)));
  }),
];

function viewsOn(call: Call, type: ViewRow["parent"]["type"], id: string): Answer {
  const here = Object.values(call.state.views).filter(
    (view) => view.parent.type === type && view.parent.id === id,
  );
  return ok({
    views: here.filter((view) => !view.required).map(viewWire),
    required_views: here.filter((view) => view.required).map(viewWire),
  });
}

function viewIn(call: Call): ViewRow {
  const view = call.state.views[call.path("view_id")] ?? refuse("OAUTH_061");
  const { id, type } = view.parent;
  if (type === 4) spaceIn(call, id);
  else if (type === 5) folderIn(call, id);
  else if (type === 6) listIn(call, id);
  else workspaceIn(call, id);
  return view;
}

function viewWire(view: ViewRow): JsonObject {
  return {
    id: view.id,
    name: escapeName(view.name),
    type: view.type,
    parent: { id: view.parent.id, type: view.parent.type },
    grouping: view.grouping,
    divide: view.divide,
    sorting: view.sorting,
    filters: view.filters,
    columns: view.columns,
    team_sidebar: view.teamSidebar,
    settings: view.settings,
    date_created: msText(view.createdMs),
    creator: view.creatorId,
    visibility: "public",
    protected: false,
    protected_note: null,
    protected_by: null,
    date_protected: null,
    orderindex: view.orderindex,
    public: false,
  };
}

/** Where the view hangs and what its filters say; tasks shown from other Lists count. */
function inView(call: Call, view: ViewRow, task: TaskRow): boolean {
  if (task.archived || task.parentId !== null || !seesTask(call, task)) return false;
  const lists = [task.listId, ...task.extraListIds];
  if (!lists.some((listId) => underParent(call, view, listId))) return false;
  if (view.filters.show_closed !== true && isClosed(call, task)) return false;
  const fields = Array.isArray(view.filters.fields) ? view.filters.fields : [];
  const checks = fields.map((field) => passes(field, task));
  if (checks.length === 0) return true;
  return view.filters.op === "OR" ? checks.includes(true) : !checks.includes(false);
}

function underParent(call: Call, view: ViewRow, listId: string): boolean {
  const list = call.state.lists[listId];
  if (list === undefined || list.archived) return false;
  const { id, type } = view.parent;
  if (type === 6) return list.id === id;
  if (type === 5) return list.folderId === id;
  if (type === 4) return list.spaceId === id;
  return call.state.spaces[list.spaceId]?.workspaceId === id;
}

function passes(field: Json, task: TaskRow): boolean {
  if (!isObject(field)) return true;
  const values = (Array.isArray(field.values) ? field.values : []).map(String);
  const held: Record<string, string[]> = {
    status: [task.status],
    assignee: task.assigneeIds.map(String),
    tag: task.tags,
    priority: task.priority === null ? [] : [String(task.priority)],
  };
  const here = held[String(field.field)];
  if (here === undefined) return true;
  const any = values.some((value) => here.includes(value));
  return field.op === "NOT" ? !any : any;
}
