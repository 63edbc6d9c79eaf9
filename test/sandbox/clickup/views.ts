// Views of the four levels and the tasks they show.
import { folderIn, listIn, seesTask, spaceIn, viewIn, workspaceIn } from "./access.ts";
import { deleteView } from "./deletes.ts";
import { refuse } from "./errors.ts";
import { newViewId } from "./ids.ts";
import type { JsonObject } from "./json.ts";
import type { Answer, Call, Route, RouteOptions } from "./router.ts";
import { ok, route } from "./router.ts";
import type { TaskRow, ViewRow } from "./state.ts";
import { isClosed, pageIn, taskPage } from "./task-lists.ts";
import { LOOSE_SETTINGS, sectionsIn, VIEW_BODY, viewNameIn, viewTypeIn } from "./view-body.ts";
import { asksForArchived, viewFilter } from "./view-filters.ts";
import { escapeName, msText } from "./wire.ts";

const CREATE: RouteOptions = { body: VIEW_BODY, ignored: LOOSE_SETTINGS };

export const viewRoutes: Route[] = [
  route("GET /v2/team/{team_id}/view", {}, (call) => viewsOn(call, 7, workspaceIn(call).id)),
  route("GET /v2/space/{space_id}/view", {}, (call) => viewsOn(call, 4, spaceIn(call).id)),
  route("GET /v2/folder/{folder_id}/view", {}, (call) => viewsOn(call, 5, folderIn(call).id)),
  route("GET /v2/list/{list_id}/view", {}, (call) => viewsOn(call, 6, listIn(call).id)),

  route("POST /v2/team/{team_id}/view", CREATE, (call) => addView(call, 7, workspaceIn(call).id)),
  route("POST /v2/space/{space_id}/view", CREATE, (call) => addView(call, 4, spaceIn(call).id)),
  route("POST /v2/folder/{folder_id}/view", CREATE, (call) => addView(call, 5, folderIn(call).id)),
  route("POST /v2/list/{list_id}/view", CREATE, (call) => addView(call, 6, listIn(call).id)),

  // The whole view is replaced: a section left out falls back to its defaults.
  route(
    "PUT /v2/view/{view_id}",
    { body: { ...VIEW_BODY, parent: "object" }, ignored: LOOSE_SETTINGS },
    (call) => {
      const view = viewIn(call);
      Object.assign(view, {
        name: viewNameIn(call),
        type: viewTypeIn(call),
        ...sectionsIn(call),
      });
      return ok({ view: viewWire(view) });
    },
  ),

  route("DELETE /v2/view/{view_id}", {}, (call) => {
    deleteView(call.state, viewIn(call).id);
    return ok({});
  }),

  route("GET /v2/view/{view_id}", {}, (call) => ok({ view: viewWire(viewIn(call)) })),

  route("GET /v2/view/{view_id}/task", { query: ["page"] }, (call) => {
    const view = viewIn(call);
    if (!call.query.has("page")) refuse("SANDBOX_002", "page is required");
    const tasks = tasksIn(call, view).sort(
      (a, b) => b.createdMs - a.createdMs || (a.id < b.id ? 1 : -1),
    );
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

function addView(call: Call, type: ViewRow["parent"]["type"], id: string): Answer {
  const siblings = Object.values(call.state.views).filter((view) => view.parent.id === id);
  const view: ViewRow = {
    id: newViewId(call.state),
    parent: { id, type },
    name: viewNameIn(call),
    type: viewTypeIn(call),
    required: false,
    creatorId: call.user.id,
    createdMs: call.nowMs,
    orderindex: siblings.length,
    ...sectionsIn(call),
  };
  call.state.views[view.id] = view;
  return ok({ view: viewWire(view) });
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
function tasksIn(call: Call, view: ViewRow): TaskRow[] {
  const matches = viewFilter(view, call.user, call.nowMs);
  const closedToo = view.filters.show_closed === true;
  const archived = asksForArchived(view);
  return Object.values(call.state.tasks).filter((task) => {
    if (task.archived !== archived || task.parentId !== null || !seesTask(call, task)) return false;
    const lists = [task.listId, ...task.extraListIds];
    if (!lists.some((listId) => underParent(call, view, listId))) return false;
    return (closedToo || !isClosed(call, task)) && matches(task);
  });
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
