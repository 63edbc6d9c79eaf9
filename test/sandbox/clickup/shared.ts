// What was shared with a person outright, beside what their Spaces give them.
import { seesSpace, spaceOf, spaceOfTask, workspaceIn, workspaceOfTask } from "./access.ts";
import { listRowWire, taskCountOf } from "./lists.ts";
import type { Route } from "./router.ts";
import { ok, route } from "./router.ts";
import { taskWire } from "./task-wire.ts";

export const sharedRoutes: Route[] = [
  route("GET /v2/team/{team_id}/shared", {}, (call) => {
    const workspace = workspaceIn(call);
    const { state, user } = call;
    const tasks = Object.values(state.tasks).filter(
      (task) =>
        !task.archived &&
        task.assigneeIds.includes(user.id) &&
        workspaceOfTask(state, task).id === workspace.id &&
        !seesSpace(user, spaceOfTask(state, task)),
    );
    const lists = Object.values(state.lists).filter(
      (list) =>
        list.sharedWithIds.includes(user.id) && spaceOf(state, list).workspaceId === workspace.id,
    );
    return ok({
      shared: {
        tasks: tasks.map((task) => taskWire(state, task)),
        lists: lists.map((list) => ({
          ...listRowWire(state, list),
          task_count: String(taskCountOf(state, list)),
        })),
        folders: [],
      },
    });
  }),
];
