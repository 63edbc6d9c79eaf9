/** A task from a template: ClickUp takes nothing but its name there, so the rest is set afterwards. */
import type { NewTask, Task, TaskChange } from "../../clickup/client.ts";
import { FailureError } from "../../domain/failure.ts";
import type { ToolContext } from "../context.ts";
import { sendField } from "../custom-field/send.ts";
import type { Ignored } from "../ignored.ts";
import type { Steps } from "../steps.ts";
import { taskFromTemplate } from "../template-use.ts";
import { droppedOnCreate, type PlannedTask } from "./new-task.ts";

export async function createFromTemplate(
  templateId: string,
  listId: string,
  task: NewTask,
  planned: PlannedTask,
  steps: Steps,
  { clickup, nowMs }: ToolContext,
): Promise<{ made: Task; ignored: Ignored[] }> {
  const id = await taskFromTemplate(clickup, { listId, templateId, name: task.name }, nowMs);
  // Something was made, and nobody can say which task it is.
  if (id === undefined)
    throw new FailureError({ code: "clickup_unavailable", mayHaveHappened: true });
  let made: Task | undefined;
  const change = changeOf(task);
  if (Object.keys(change).length > 0) {
    await steps.run("fields of the task", async () => {
      made = await clickup.tasks.update(id, change);
    });
  }
  for (const tag of task.tags ?? [])
    await steps.run(`add tag ${tag}`, () => clickup.tags.add(id, tag));
  for (const write of planned.fields) {
    await steps.run(`field ${write.field.name}`, () => sendField(clickup, id, write, undefined));
  }
  await steps.run("read the task", async () => {
    made = await clickup.tasks.get(id, { markdown: false });
  });
  if (made === undefined)
    throw new FailureError({ code: "clickup_unavailable", mayHaveHappened: true });
  const failed = steps.failed.length > 0;
  return { made, ignored: failed ? [] : droppedOnCreate(planned, made) };
}

function changeOf(task: NewTask): TaskChange {
  const {
    name: _,
    assignees,
    group_assignees,
    tags,
    custom_fields,
    notify_all,
    links_to,
    ...rest
  } = task;
  const { check_required_custom_fields, ...same } = rest;
  const change: TaskChange = { ...same };
  if (assignees !== undefined) change.assignees = { add: assignees };
  if (group_assignees !== undefined) change.group_assignees = { add: group_assignees };
  return change;
}
