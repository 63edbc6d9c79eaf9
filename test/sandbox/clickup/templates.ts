import { listIn, spaceOf, workspaceIn } from "./access.ts";
import { textIn } from "./body.ts";
import { refuse } from "./errors.ts";
import { newUuid } from "./ids.ts";
import type { Route } from "./router.ts";
import { ok, route } from "./router.ts";
import { addTags } from "./tags.ts";
import { pageIn } from "./task-lists.ts";
import { taskWire } from "./task-wire.ts";
import { blankTask, setStatus } from "./task-write.ts";
import { escapeName, plainText } from "./wire.ts";

const PAGE_SIZE = 100;

export const templateRoutes: Route[] = [
  route("GET /v2/team/{team_id}/taskTemplate", { query: ["page"] }, (call) => {
    const workspace = workspaceIn(call);
    if (!call.query.has("page")) refuse("SANDBOX_002", "page is required");
    const start = pageIn(call) * PAGE_SIZE;
    const templates = Object.values(call.state.taskTemplates)
      .filter((template) => template.workspaceId === workspace.id)
      .slice(start, start + PAGE_SIZE);
    return ok({
      templates: templates.map(({ id, name }) => ({ id, name: escapeName(name) })),
    });
  }),

  route(
    "POST /v2/list/{list_id}/taskTemplate/{template_id}",
    { body: { name: "text!" } },
    (call) => {
      const list = listIn(call);
      const template = call.state.taskTemplates[call.path("template_id")];
      if (template?.workspaceId !== spaceOf(call.state, list).workspaceId) {
        return refuse("SANDBOX_002", "no such template");
      }
      const name = textIn(call.body, "name")?.trim() ?? "";
      const task = blankTask(call, list, name === "" ? refuse("INPUT_005") : name);
      task.markdown = template.markdown;
      task.text = plainText(template.markdown);
      task.priority = template.priority;
      task.checklists = template.checklists.map((checklist, orderindex) => ({
        id: newUuid(call.state),
        name: checklist.name,
        orderindex,
        creatorId: call.user.id,
        createdMs: call.nowMs,
        items: checklist.items.map((item, index) => ({
          id: newUuid(call.state),
          name: item,
          orderindex: index,
          assigneeId: null,
          resolved: false,
          parentId: null,
          createdMs: call.nowMs,
        })),
      }));
      setStatus(call, task, list, task.status);
      call.state.tasks[task.id] = task;
      addTags(call, task, template.tags);
      return ok({ id: task.id, task: taskWire(call.state, task) });
    },
  ),
];
