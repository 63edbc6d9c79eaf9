// Who may see what. An id that does not exist and one that the token does not open get the same answer, as at ClickUp.
import { refuse } from "./errors.ts";
import { countMiss } from "./pending.ts";
import type { Call } from "./router.ts";
import type {
  CommentRow,
  FolderRow,
  ListRow,
  SandboxState,
  SpaceRow,
  TaskRow,
  UserRow,
  ViewRow,
  WorkspaceMember,
  WorkspaceRow,
} from "./state.ts";

export function seesSpace(user: UserRow, space: SpaceRow): boolean {
  return !space.private || space.memberIds.includes(user.id);
}

export function workspaceIn(call: Call, id = call.path("team_id")): WorkspaceRow {
  const workspace = call.state.workspaces[id];
  if (workspace === undefined || !call.workspaceIds.includes(id)) return refuse("OAUTH_064");
  return workspace;
}

export function memberIn(workspace: WorkspaceRow, userId: number): WorkspaceMember | undefined {
  return workspace.members.find((member) => member.userId === userId);
}

export function spaceIn(call: Call, id = call.path("space_id")): SpaceRow {
  const space = call.state.spaces[id];
  if (space === undefined || !call.workspaceIds.includes(space.workspaceId)) {
    return refuse("OAUTH_023");
  }
  return seesSpace(call.user, space) ? space : refuse("ACCESS_083");
}

export function folderIn(call: Call, id = call.path("folder_id")): FolderRow {
  const folder = call.state.folders[id];
  if (folder === undefined) {
    countMiss(call.state, id);
    return refuse("OAUTH_026");
  }
  const space = call.state.spaces[folder.spaceId];
  if (space === undefined || !call.workspaceIds.includes(space.workspaceId)) {
    return refuse("OAUTH_026");
  }
  return seesSpace(call.user, space) ? folder : refuse("ACCESS_083");
}

/** The Folder that a List without one names all the same. */
export function isHiddenFolder(state: SandboxState, id: string): boolean {
  return id.startsWith("9") && state.lists[id.slice(1)]?.folderId === null;
}

export function listIn(call: Call, id = call.path("list_id")): ListRow {
  const list = call.state.lists[id];
  if (list === undefined) {
    countMiss(call.state, id);
    return refuse("OAUTH_055");
  }
  const space = spaceOf(call.state, list);
  if (!call.workspaceIds.includes(space.workspaceId)) return refuse("OAUTH_031");
  const seen = seesSpace(call.user, space) || list.sharedWithIds.includes(call.user.id);
  return seen ? list : refuse("ACCESS_083");
}

/** By native id only. */
export function taskIn(call: Call, id: string): TaskRow {
  const task = call.state.tasks[id];
  if (task === undefined) return refuse("OAUTH_027");
  const space = spaceOfTask(call.state, task);
  if (!call.workspaceIds.includes(space.workspaceId)) return refuse("OAUTH_027");
  return seesTask(call, task) ? task : refuse("ACCESS_083");
}

export const TASK_QUERY = ["custom_task_ids", "team_id"] as const;

/** The task that the path names, natively or by custom id with `custom_task_ids=true&team_id=…`. */
export function taskOf(call: Call, segment = "task_id"): TaskRow {
  const id = call.path(segment);
  if (!call.query.flag("custom_task_ids")) return taskIn(call, id);
  const workspaceId = call.query.text("team_id");
  if (workspaceId === undefined) return refuse("SANDBOX_002", "custom_task_ids needs team_id");
  workspaceIn(call, workspaceId);
  const task = Object.values(call.state.tasks).find(
    (row) => row.customId === id && spaceOfTask(call.state, row).workspaceId === workspaceId,
  );
  return task === undefined ? refuse("OAUTH_027") : taskIn(call, task.id);
}

export function seesTask(call: Call, task: TaskRow): boolean {
  const space = spaceOfTask(call.state, task);
  if (!call.workspaceIds.includes(space.workspaceId)) return false;
  if (seesSpace(call.user, space) || task.assigneeIds.includes(call.user.id)) return true;
  return [task.listId, ...task.extraListIds].some((id) =>
    call.state.lists[id]?.sharedWithIds.includes(call.user.id),
  );
}

export function viewIn(call: Call, viewId = call.path("view_id")): ViewRow {
  const view = call.state.views[viewId] ?? refuse("OAUTH_061");
  const { id, type } = view.parent;
  if (type === 4) spaceIn(call, id);
  else if (type === 5) folderIn(call, id);
  else if (type === 6) listIn(call, id);
  else workspaceIn(call, id);
  return view;
}

export function commentIn(call: Call, id = call.path("comment_id")): CommentRow {
  const comment = call.state.comments[id];
  if (comment === undefined) return refuse("OAUTH_039");
  if (comment.on.kind === "comment") commentIn(call, comment.on.id);
  else if (comment.on.kind === "task") taskIn(call, comment.on.id);
  else if (comment.on.kind === "list") listIn(call, comment.on.id);
  else viewIn(call, comment.on.id);
  return comment;
}

// Rows that point at each other are kept whole by the deletes, so a gap here is a bug in the sandbox.
function present<T>(row: T | undefined, what: string): T {
  if (row === undefined) throw new Error(`sandbox state has no ${what}`);
  return row;
}

export const spaceOf = (state: SandboxState, row: { spaceId: string }): SpaceRow =>
  present(state.spaces[row.spaceId], `Space ${row.spaceId}`);

export const listOfTask = (state: SandboxState, task: TaskRow): ListRow =>
  present(state.lists[task.listId], `List ${task.listId}`);

export const spaceOfTask = (state: SandboxState, task: TaskRow): SpaceRow =>
  spaceOf(state, listOfTask(state, task));

export const workspaceOfTask = (state: SandboxState, task: TaskRow): WorkspaceRow =>
  workspaceOfSpace(state, spaceOfTask(state, task));

export const workspaceOfSpace = (state: SandboxState, space: SpaceRow): WorkspaceRow =>
  present(state.workspaces[space.workspaceId], `workspace ${space.workspaceId}`);

/** A ClickApp of a Space. */
export function isOn(space: SpaceRow, clickApp: string): boolean {
  const feature = space.features[clickApp];
  return (
    typeof feature === "object" &&
    feature !== null &&
    !Array.isArray(feature) &&
    feature.enabled === true
  );
}
