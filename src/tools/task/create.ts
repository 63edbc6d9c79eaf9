import * as z from "zod";
import type { NewTask, Task } from "../../clickup/client.ts";
import { ClickUpError } from "../../clickup/errors.ts";
import { isId } from "../../clickup/path.ts";
import { type Clock, userClock } from "../clock.ts";
import type { ToolContext } from "../context.ts";
import { CREATES, defineTool } from "../define-tool.ts";
import type { PlaceRef } from "../directory/directory.ts";
import {
  FieldValues,
  Markdown,
  Reference,
  References,
  Title,
  Words,
  Workspace,
} from "../fields.ts";
import { Ignored } from "../ignored.ts";
import { invalidInput } from "../invalid-input.ts";
import { Priority } from "../priority.ts";
import { StepFailure, Steps } from "../steps.ts";
import { withoutEmpty } from "../without-empty.ts";
import { addExtras } from "./create-extras.ts";
import { createFromTemplate } from "./create-from-template.ts";
import { droppedOnCreate, planTask } from "./new-task.ts";
import { Resolver, withStatusNamed } from "./resolve.ts";
import { dueOf, startOf } from "./summary.ts";

/** A call's budget of time and of ClickUp's calls a minute. */
const MAX_PARTS = 20;

const Subtask = z.object({
  name: Title,
  description: Markdown.optional(),
  status: Words.optional(),
  assignees: References.optional(),
  priority: Priority.optional(),
  due: Words.optional(),
});

const Checklist = z.object({
  name: Title,
  items: z
    .array(Title)
    .max(MAX_PARTS * 2)
    .optional(),
});

export const taskCreate = defineTool({
  name: "clickup_task_create",
  title: "Create a task",
  description:
    "Creates a task, or with parent a subtask, with everything set at once; a wrong name creates nothing. " +
    "Tells what ClickUp ignored or refused. For many use clickup_task_bulk_create.",
  toolset: "tasks",
  tier: "free",
  annotations: CREATES,
  input: z.object({
    list: Reference.optional(),
    parent: Reference.optional(),
    name: Title,
    description: Markdown.optional().describe("Markdown"),
    status: Words.optional(),
    assignees: References.optional().describe("Names, e-mails, me."),
    watchers: References.optional(),
    teams: References.optional(),
    priority: Priority.optional(),
    due: Words.optional().describe('ISO, "next friday 5pm", "+3 workdays"'),
    start: Words.optional(),
    estimate: Words.optional().describe("90m, 2d"),
    points: z.number().optional(),
    tags: References.optional(),
    type: Words.optional(),
    fields: FieldValues.optional().describe("By name."),
    checklists: z.array(Checklist).max(MAX_PARTS).optional(),
    blocks: References.optional(),
    waiting_on: References.optional(),
    links: References.optional(),
    subtasks: z.array(Subtask).max(MAX_PARTS).optional(),
    from_template: Reference.optional().describe("Template id"),
    notify: z.boolean().optional(),
    dedupe_key: z.string().min(1).max(200).optional().describe("Once in 24 h."),
    workspace: Workspace,
  }),
  output: z.object({
    id: z.string(),
    custom_id: z.string().optional(),
    name: z.string(),
    list: z.string().optional(),
    status: z.string().optional(),
    url: z.string().optional(),
    due: z.string().optional(),
    start: z.string().optional(),
    subtasks: z
      .array(z.object({ id: z.string(), name: z.string(), url: z.string().optional() }))
      .optional(),
    ignored: z.array(Ignored).optional(),
    failed: z.array(StepFailure).optional(),
    warnings: z.array(z.string()).optional(),
  }),
  listedOutput: [
    "id",
    "name",
    "list",
    "status",
    "url",
    "subtasks",
    "ignored",
    "failed",
    "warnings",
  ],
  missing: { what: "List", findWith: "clickup_workspace_hierarchy" },
  handler: async (input, context) => {
    const clock = await userClock(context);
    const target = await findTarget(input, context);
    const place = { ...target, workspace: input.workspace };
    const resolver = new Resolver(context, clock, place);
    const templateId =
      input.from_template === undefined ? undefined : templateIdOf(input.from_template);

    const [planned, watchers, blocks, waitingOn, links, subtasks] = await Promise.all([
      planTask(input, resolver, clock),
      resolver.people(input.watchers, "watchers"),
      resolver.tasks(input.blocks, "blocks"),
      resolver.tasks(input.waiting_on, "waiting_on"),
      resolver.tasks(input.links, "links"),
      planSubtasks(input.subtasks ?? [], resolver, clock),
    ]);
    const parent = target.parentId === undefined ? {} : { parent: target.parentId };
    const notify = input.notify === true ? { notify_all: true } : {};
    const task: NewTask = { ...planned.task, ...parent, ...notify };

    const warnings = planned.newTags.map(
      (tag) => `The tag "${tag}" did not exist in this Space and was created.`,
    );
    const steps = new Steps("clickup_task_create", 1);
    let made: Task;
    let ignored: Ignored[];
    if (templateId === undefined) {
      made = await withStatusNamed(input.status, resolver, () =>
        create(target.listId, task, planned.type === undefined, warnings, context),
      );
      ignored = droppedOnCreate(planned, made);
    } else {
      if (task.status !== undefined) task.status = await resolver.status(task.status);
      const result = await createFromTemplate(
        templateId,
        target.listId,
        task,
        planned,
        steps,
        context,
      );
      made = result.made;
      ignored = result.ignored;
    }
    if (planned.newTags.length > 0 && target.spaceId !== undefined) {
      context.directory.note({ changed: "tags", spaceId: target.spaceId });
    }
    const extras = {
      watchers,
      checklists: input.checklists ?? [],
      blocks,
      waitingOn,
      links,
      subtasks,
    };
    const subtasksMade = await addExtras(made.id, target.listId, extras, steps, ignored, context);
    return withoutEmpty({
      id: made.id,
      custom_id: made.custom_id,
      name: made.name || input.name,
      list: made.list?.name ?? target.listName,
      status: made.status?.status,
      url: made.url,
      due: dueOf(made, clock),
      start: startOf(made, clock),
      subtasks: subtasksMade,
      ignored,
      failed: steps.failed,
      warnings,
    });
  },
});

interface Target {
  listId: string;
  listName: string | undefined;
  spaceId: string | undefined;
  workspaceId: string;
  parentId?: string;
}

/** The List, and of a subtask the parent, whose List it then is. */
async function findTarget(
  input: { list?: string | undefined; parent?: string | undefined; workspace?: string | undefined },
  { directory, clickup }: ToolContext,
): Promise<Target> {
  const { list, parent, workspace } = input;
  const lookup = { purpose: "write", workspace } as const;
  if (list === undefined && parent === undefined) {
    throw invalidInput("list", 'Say where: "list", or "parent" for a subtask.', ["list", "parent"]);
  }
  const place =
    list === undefined ? undefined : await directory.list(list, { ...lookup, argument: "list" });
  if (parent === undefined) return await targetIn(place, workspace, directory);
  const ref = await directory.task(parent, { ...lookup, list, argument: "parent" });
  if (place !== undefined && typeof ref.key === "string") {
    return { ...(await targetIn(place, workspace, directory)), parentId: ref.key };
  }
  const task = ref.task ?? (await clickup.tasks.get(ref.key, { markdown: false }));
  if (place !== undefined) {
    return { ...(await targetIn(place, workspace, directory)), parentId: task.id };
  }
  if (task.list === undefined)
    throw invalidInput("list", 'The List of "parent" is not known; give "list" too.');
  return {
    listId: task.list.id,
    listName: task.list.name,
    spaceId: task.space?.id,
    workspaceId: task.team_id ?? ref.workspaceId ?? (await directory.workspace(workspace)).id,
    parentId: task.id,
  };
}

async function targetIn(
  place: PlaceRef | undefined,
  workspace: string | undefined,
  directory: ToolContext["directory"],
): Promise<Target> {
  const { id } = await directory.workspaceOf(place, workspace);
  return {
    listId: place?.id ?? "",
    listName: place?.name,
    spaceId: place?.spaceId,
    workspaceId: id,
  };
}

/** With a List whose default type is over the plan's cap, ClickUp refuses tasks that name no type. */
async function create(
  listId: string,
  task: NewTask,
  noTypeAsked: boolean,
  warnings: string[],
  { clickup }: ToolContext,
): Promise<Task> {
  try {
    return await clickup.tasks.create(listId, task);
  } catch (error) {
    const capped = error instanceof ClickUpError && error.ecode === "ITEM_246";
    if (!capped || !noTypeAsked) throw error;
  }
  const made = await clickup.tasks.create(listId, { ...task, custom_item_id: 0 });
  warnings.push("The plan's cap on this List's task type is reached, so a plain task was created.");
  return made;
}

async function planSubtasks(
  subtasks: readonly z.output<typeof Subtask>[],
  resolver: Resolver,
  clock: Clock,
) {
  return await Promise.all(
    subtasks.map(async (subtask, index) => {
      const prefix = `subtasks.${index}.`;
      const planned = await planTask(subtask, resolver, clock, prefix);
      // Not the first write of the call, so its status has to be right beforehand.
      if (subtask.status !== undefined) {
        planned.task.status = await resolver.status(subtask.status, `${prefix}status`);
      }
      return planned;
    }),
  );
}

function templateIdOf(given: string): string {
  if (isId(given)) return given;
  throw invalidInput(
    "from_template",
    '"from_template" must be a template\'s id, as in "t-86c9001".',
  );
}
