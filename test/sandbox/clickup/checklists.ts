import { TASK_QUERY, taskIn, taskOf } from "./access.ts";
import { flagIn, numberIn, numberOrNullIn, textIn } from "./body.ts";
import { refuse } from "./errors.ts";
import { newUuid } from "./ids.ts";
import type { Json, JsonObject } from "./json.ts";
import type { Call, Route } from "./router.ts";
import { ok, route } from "./router.ts";
import type { ChecklistItemRow, ChecklistRow, SandboxState, TaskRow } from "./state.ts";
import { msText, userWire } from "./wire.ts";

interface Place {
  task: TaskRow;
  checklist: ChecklistRow;
}

export const checklistRoutes: Route[] = [
  route(
    "POST /v2/task/{task_id}/checklist",
    { query: TASK_QUERY, body: { name: "text!" } },
    (call) => {
      const task = taskOf(call);
      const checklist: ChecklistRow = {
        id: newUuid(call.state),
        name: textIn(call.body, "name") ?? "",
        orderindex: task.checklists.length,
        creatorId: call.user.id,
        createdMs: call.nowMs,
        items: [],
      };
      task.checklists.push(checklist);
      return answer(call, { task, checklist });
    },
  ),

  route(
    "PUT /v2/checklist/{checklist_id}",
    { body: { name: "text", position: "integer" } },
    (call) => {
      const place = checklistIn(call);
      const { task, checklist } = place;
      checklist.name = textIn(call.body, "name") ?? checklist.name;
      const position = numberIn(call.body, "position");
      if (position !== undefined) {
        task.checklists = task.checklists.filter((other) => other !== checklist);
        task.checklists.splice(position, 0, checklist);
        for (const [index, row] of task.checklists.entries()) row.orderindex = index;
      }
      return answer(call, place);
    },
  ),

  route("DELETE /v2/checklist/{checklist_id}", {}, (call) => {
    const { task, checklist } = checklistIn(call);
    task.checklists = task.checklists.filter((other) => other !== checklist);
    task.updatedMs = call.nowMs;
    return ok({});
  }),

  route(
    "POST /v2/checklist/{checklist_id}/checklist_item",
    { body: { name: "text!", assignee: "integer|null" } },
    (call) => {
      const place = checklistIn(call);
      place.checklist.items.push({
        id: newUuid(call.state),
        name: textIn(call.body, "name") ?? "",
        orderindex: place.checklist.items.length,
        assigneeId: numberIn(call.body, "assignee") ?? null,
        resolved: false,
        parentId: null,
        createdMs: call.nowMs,
      });
      return answer(call, place);
    },
  ),

  route(
    "PUT /v2/checklist/{checklist_id}/checklist_item/{checklist_item_id}",
    {
      body: {
        name: "text",
        // The published schema says text, the guide says a user id.
        assignee: "any",
        resolved: "boolean",
        parent: "text|null",
      },
    },
    (call) => {
      const place = checklistIn(call);
      const item = itemIn(call, place.checklist);
      item.name = textIn(call.body, "name") ?? item.name;
      item.resolved = flagIn(call.body, "resolved") ?? item.resolved;
      if (call.body.assignee !== undefined) item.assigneeId = assigneeFrom(call);
      if (call.body.parent !== undefined) {
        const parentId = textIn(call.body, "parent") ?? null;
        const known = place.checklist.items.some((other) => other.id === parentId);
        if (parentId !== null && (!known || parentId === item.id)) {
          refuse("SANDBOX_002", "parent is no item of this checklist");
        }
        item.parentId = parentId;
      }
      return answer(call, place);
    },
  ),

  route("DELETE /v2/checklist/{checklist_id}/checklist_item/{checklist_item_id}", {}, (call) => {
    const { task, checklist } = checklistIn(call);
    dropItem(checklist, itemIn(call, checklist).id);
    task.updatedMs = call.nowMs;
    return ok({});
  }),
];

function checklistIn(call: Call): Place {
  const id = call.path("checklist_id");
  for (const task of Object.values(call.state.tasks)) {
    const checklist = task.checklists.find((row) => row.id === id);
    if (checklist !== undefined) return { task: taskIn(call, task.id), checklist };
  }
  return refuse("OAUTH_035");
}

function itemIn(call: Call, checklist: ChecklistRow): ChecklistItemRow {
  const id = call.path("checklist_item_id");
  return checklist.items.find((item) => item.id === id) ?? refuse("OAUTH_035");
}

function assigneeFrom(call: Call): number | null {
  const id = textIn(call.body, "assignee") ?? numberOrNullIn(call.body, "assignee") ?? null;
  if (id === null) return null;
  return call.state.users[String(id)]?.id ?? refuse("SANDBOX_002", "assignee is nobody");
}

function dropItem(checklist: ChecklistRow, itemId: string): void {
  for (const child of checklist.items.filter((item) => item.parentId === itemId)) {
    dropItem(checklist, child.id);
  }
  checklist.items = checklist.items.filter((item) => item.id !== itemId);
}

function answer(call: Call, { task, checklist }: Place) {
  task.updatedMs = call.nowMs;
  return ok({ checklist: checklistWire(call.state, task, checklist) });
}

export function checklistWire(
  state: SandboxState,
  task: TaskRow,
  checklist: ChecklistRow,
): JsonObject {
  const resolved = checklist.items.filter((item) => item.resolved).length;
  return {
    id: checklist.id,
    task_id: task.id,
    name: checklist.name,
    date_created: msText(checklist.createdMs),
    orderindex: checklist.orderindex,
    creator: checklist.creatorId,
    resolved,
    unresolved: checklist.items.length - resolved,
    items: itemsWire(state, checklist, null),
  };
}

function itemsWire(state: SandboxState, checklist: ChecklistRow, parentId: string | null): Json[] {
  return checklist.items
    .filter((item) => item.parentId === parentId)
    .map((item) => ({
      id: item.id,
      name: item.name,
      orderindex: item.orderindex,
      assignee: item.assigneeId === null ? null : userWire(state, item.assigneeId),
      group_assignee: null,
      resolved: item.resolved,
      parent: item.parentId,
      date_created: msText(item.createdMs),
      children: itemsWire(state, checklist, item.id),
    }));
}
