// Merging: what hangs on the sources moves to the target, and the sources are gone for good.
import { taskIn, workspaceOfTask } from "./access.ts";
import { textsIn } from "./body.ts";
import { deleteTask } from "./deletes.ts";
import { refuse } from "./errors.ts";
import type { Call, Route } from "./router.ts";
import { ok, route } from "./router.ts";
import type { TaskRow } from "./state.ts";
import { moveHome } from "./task-write.ts";

export const taskMergeRoutes: Route[] = [
  // Native ids only, on both sides.
  route("POST /v2/task/{task_id}/merge", { body: { source_task_ids: "array!" } }, (call) => {
    const target = taskIn(call, call.path("task_id"));
    const ids = textsIn(call.body, "source_task_ids") ?? [];
    if (ids.length === 0) refuse("INPUT_003", "source_task_ids");
    const sources = [...new Set(ids)].map((id) => taskIn(call, id));
    for (const source of sources) refuseUnfit(call, source, target);
    for (const source of sources) mergeInto(call, source, target);
    target.updatedMs = call.nowMs;
    return ok({});
  }),
];

function refuseUnfit(call: Call, source: TaskRow, target: TaskRow): void {
  if (source === target) refuse("SANDBOX_002", "a task cannot be merged into itself");
  if (workspaceOfTask(call.state, source) !== workspaceOfTask(call.state, target)) {
    refuse("OAUTH_027");
  }
  for (let id = target.parentId; id !== null; id = call.state.tasks[id]?.parentId ?? null) {
    if (id === source.id) refuse("SANDBOX_002", "the target lies below a source");
  }
}

function mergeInto(call: Call, source: TaskRow, target: TaskRow): void {
  const { state } = call;
  const list = state.lists[target.listId];
  for (const child of Object.values(state.tasks)) {
    if (child.parentId !== source.id) continue;
    child.parentId = target.id;
    if (list !== undefined) moveHome(call, child, list);
  }
  for (const comment of Object.values(state.comments)) {
    if (comment.on.kind === "task" && comment.on.id === source.id) comment.on.id = target.id;
  }
  for (const entry of Object.values(state.timeEntries)) {
    if (entry.taskId === source.id) entry.taskId = target.id;
  }
  target.attachments.push(...source.attachments);
  target.checklists.push(...source.checklists);
  target.assigneeIds = [...new Set([...target.assigneeIds, ...source.assigneeIds])];
  target.watcherIds = [...new Set([...target.watcherIds, ...source.watcherIds])];
  target.tags = [...new Set([...target.tags, ...source.tags])];
  if (source.markdown !== "") {
    target.markdown = [target.markdown, source.markdown].filter(Boolean).join("\n\n");
    target.text = [target.text, source.text].filter(Boolean).join("\n\n");
  }
  deleteTask(state, source.id);
}
