/** What ClickUp does not take with a new task: watchers, checklists, relations and subtasks. */
import type { ToolContext } from "../context.ts";
import type { Ignored } from "../ignored.ts";
import type { Steps } from "../steps.ts";
import { droppedOnCreate, type PlannedTask } from "./new-task.ts";
import type { Named } from "./resolve.ts";

export interface Extras {
  watchers: readonly Named[];
  checklists: readonly { name: string; items?: readonly string[] | undefined }[];
  /** Native task ids. */
  blocks: readonly string[];
  waitingOn: readonly string[];
  links: readonly string[];
  subtasks: readonly PlannedTask[];
}

export interface MadeSubtask {
  id: string;
  name: string;
  url?: string | undefined;
}

/** One after the other: ClickUp orders checklists, items and subtasks as they come. */
export async function addExtras(
  taskId: string,
  listId: string,
  extras: Extras,
  steps: Steps,
  ignored: Ignored[],
  { clickup }: ToolContext,
): Promise<MadeSubtask[]> {
  const { watchers, checklists, blocks, waitingOn, links, subtasks } = extras;
  if (watchers.length > 0) {
    const add = watchers.map(({ id }) => id);
    await steps.run("watchers", async () => {
      const after = await clickup.tasks.update(taskId, { watchers: { add } });
      const there = after.watchers.map(({ id }) => id);
      if (!add.every((id) => there.includes(id))) {
        ignored.push({ field: "watchers", reason: "ClickUp did not add all of them" });
      }
    });
  }
  for (const { name, items } of checklists) {
    let checklistId: string | undefined;
    await steps.run(`checklist ${name}`, async () => {
      checklistId = (await clickup.checklists.create(taskId, name))?.id;
    });
    for (const item of items ?? []) {
      const id = checklistId;
      if (id === undefined) break; // its checklist failed, which is told
      await steps.run(`item ${item} of checklist ${name}`, () =>
        clickup.checklists.addItem(id, { name: item }),
      );
    }
  }
  for (const id of blocks) {
    await steps.run(`blocks ${id}`, () =>
      clickup.relations.addDependency(taskId, { dependency_of: id }),
    );
  }
  for (const id of waitingOn) {
    await steps.run(`waiting on ${id}`, () =>
      clickup.relations.addDependency(taskId, { depends_on: id }),
    );
  }
  for (const id of links) {
    await steps.run(`link to ${id}`, () => clickup.relations.link(taskId, id));
  }
  const made: MadeSubtask[] = [];
  for (const planned of subtasks) {
    await steps.run(`subtask ${planned.task.name}`, async () => {
      const task = await clickup.tasks.create(listId, { ...planned.task, parent: taskId });
      made.push({ id: task.id, name: task.name || planned.task.name, url: task.url });
      const dropped = droppedOnCreate(planned, task);
      ignored.push(
        ...dropped.map((one) => ({ ...one, field: `${one.field} of subtask ${task.name}` })),
      );
    });
  }
  return made;
}
