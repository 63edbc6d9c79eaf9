// Deletes take everything below with them, at once.
import type { SandboxState } from "./state.ts";

export function deleteSpace(state: SandboxState, spaceId: string): void {
  for (const folder of Object.values(state.folders)) {
    if (folder.spaceId === spaceId) deleteFolder(state, folder.id);
  }
  for (const list of Object.values(state.lists)) {
    if (list.spaceId === spaceId) deleteList(state, list.id);
  }
  delete state.spaces[spaceId];
  dropViews(state, 4, spaceId);
}

export function deleteFolder(state: SandboxState, folderId: string): void {
  for (const folder of Object.values(state.folders)) {
    if (folder.parentFolderId === folderId) deleteFolder(state, folder.id);
  }
  for (const list of Object.values(state.lists)) {
    if (list.folderId === folderId) deleteList(state, list.id);
  }
  delete state.folders[folderId];
  dropViews(state, 5, folderId);
}

export function deleteList(state: SandboxState, listId: string): void {
  for (const task of Object.values(state.tasks)) {
    if (task.listId === listId) deleteTask(state, task.id);
    else task.extraListIds = task.extraListIds.filter((id) => id !== listId);
  }
  dropComments(state, "list", listId);
  dropViews(state, 6, listId);
  delete state.lists[listId];
}

export function deleteTask(state: SandboxState, taskId: string): void {
  if (state.tasks[taskId] === undefined) return;
  for (const task of Object.values(state.tasks)) {
    if (task.parentId === taskId) deleteTask(state, task.id);
  }
  delete state.tasks[taskId];
  state.dependencies = state.dependencies.filter(
    (edge) => edge.taskId !== taskId && edge.dependsOn !== taskId,
  );
  state.links = state.links.filter((edge) => edge.taskId !== taskId && edge.linkId !== taskId);
  dropComments(state, "task", taskId);
}

export function dropComments(state: SandboxState, kind: string, id: string): void {
  for (const comment of Object.values(state.comments)) {
    if (comment.on.kind !== kind || comment.on.id !== id) continue;
    delete state.comments[comment.id];
    dropComments(state, "comment", comment.id);
  }
}

function dropViews(state: SandboxState, type: number, id: string): void {
  for (const view of Object.values(state.views)) {
    if (view.parent.type === type && view.parent.id === id) deleteView(state, view.id);
  }
}

export function deleteView(state: SandboxState, viewId: string): void {
  dropComments(state, "view", viewId);
  delete state.views[viewId];
}
