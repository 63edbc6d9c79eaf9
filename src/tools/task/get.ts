import * as z from "zod";
import type { Task } from "../../clickup/client.ts";
import { byName } from "../../domain/by-name.ts";
import type { JsonValue } from "../../domain/json.ts";
import { type Clock, userClock } from "../clock.ts";
import type { ToolContext } from "../context.ts";
import { defineTool, READS } from "../define-tool.ts";
import { Reference, References, Workspace } from "../fields.ts";
import { foldName } from "../fold-name.ts";
import { invalidInput } from "../invalid-input.ts";
import { nearestNames } from "../nearest.ts";
import { optionalPart, Steps } from "../steps.ts";
import { withoutEmpty } from "../without-empty.ts";
import {
  CommentRow,
  commentsOf,
  subtasksTo,
  TimeInStatus,
  TimeSpent,
  timeInStatusOf,
  timeOf,
} from "./sections.ts";
import { personName, taskFullShape, toTaskFull } from "./summary.ts";

const MAX_TASKS = 20;
const MAX_DEPTH = 5;
const MAX_COMMENTS = 100;
/** ClickUp's own page of comments. */
const DEFAULT_COMMENTS = 25;

/** These come with the task's one call and are shown unless others of them are named. */
const WITH_TASK = [
  "description",
  "subtasks",
  "checklists",
  "fields",
  "relations",
  "attachments",
] as const;
/** One call more each. */
const EXTRA = ["comments", "time", "time_in_status", "members"] as const;

const input = z.object({
  task: Reference.optional().describe("Id, custom id, URL; a name needs list."),
  tasks: z.array(Reference).min(1).max(MAX_TASKS).optional(),
  list: Reference.optional(),
  include: z
    .array(z.enum([...WITH_TASK, ...EXTRA]))
    .optional()
    .describe("Default: the first six; the others cost a call each."),
  depth: z.int().min(1).max(MAX_DEPTH).optional().describe("Of subtasks."),
  comments: z.int().min(1).max(MAX_COMMENTS).optional().describe("Newest first."),
  fields: References.optional().describe("Only these keys or Custom Fields."),
  workspace: Workspace,
});
type Input = z.output<typeof input>;

const fullShape = {
  ...taskFullShape,
  comments: z.array(CommentRow).optional(),
  time: TimeSpent.optional(),
  time_in_status: TimeInStatus.optional(),
  members: z.array(z.string()).optional(),
  warnings: z.array(z.string()).optional(),
};
const Full = z.object({ ...fullShape, name: z.string().optional() });
type Full = z.output<typeof Full>;

/** What `fields` may name besides Custom Fields. */
const KEYS = Object.keys(fullShape);

export const taskGet = defineTool({
  name: "clickup_task_get",
  title: "Get a task",
  description:
    "All about one task, or up to 20: status, people, dates, description, subtask tree, checklists, " +
    "Custom Fields, relations, attachments; on request comments and time. For a List's tasks use " +
    "clickup_list_get.",
  toolset: "tasks",
  tier: "free",
  annotations: READS,
  input,
  output: z.object({
    ...fullShape,
    id: z.string().optional(),
    name: z.string().optional(),
    tasks: z.array(Full).optional(),
    failed: z
      .array(z.object({ task: z.string(), code: z.string(), problem: z.string() }))
      .optional(),
  }),
  listedOutput: [
    "id",
    "name",
    "status",
    "assignees",
    "due",
    "url",
    "description",
    "fields",
    "subtasks",
    "comments",
    "tasks",
    "failed",
  ],
  missing: { what: "Task", findWith: "clickup_list_get" },
  handler: async (asked, context) => {
    const clock = await userClock(context);
    if ((asked.task === undefined) === (asked.tasks === undefined)) {
      throw invalidInput("task", 'Give either "task" or "tasks".', ["task", "tasks"]);
    }
    if (asked.task !== undefined) return await readTask(asked.task, asked, clock, context);

    const references = [...new Set(asked.tasks)];
    const steps = new Steps("clickup_task_get");
    const tasks: (Full | undefined)[] = [];
    await Promise.all(
      references.map((reference, index) =>
        steps.run(reference, async () => {
          tasks[index] = await readTask(reference, asked, clock, context);
        }),
      ),
    );
    steps.throwIfNothingDone();
    const failed = steps.failed.map(({ step, code, problem }) => ({ task: step, code, problem }));
    return {
      tasks: tasks.filter((task) => task !== undefined),
      ...(failed.length > 0 && { failed }),
    };
  },
});

async function readTask(
  reference: string,
  asked: Input,
  clock: Clock,
  context: ToolContext,
): Promise<Full> {
  const { directory, clickup } = context;
  const { list, workspace, depth } = asked;
  const ref = await directory.task(reference, {
    purpose: "read",
    list,
    workspace,
    argument: "task",
  });
  const shown = sectionsOf(asked);
  const task = await clickup.tasks.get(ref.key, {
    subtasks: shown.has("subtasks"),
    markdown: shown.has("description"),
  });
  const workspaceId = task.team_id ?? ref.workspaceId ?? (await directory.workspace(workspace)).id;
  const warnings: string[] = [];
  const part = <T>(name: string, work: () => Promise<T>): Promise<T | undefined> =>
    shown.has(name) ? optionalPart(name, warnings, work) : Promise.resolve(undefined);
  const [subtasks, comments, time, timeInStatus, members, type] = await Promise.all([
    part("subtasks", () =>
      depth === undefined
        ? Promise.resolve(task.subtasks)
        : subtasksTo(depth, task, workspaceId, clickup, warnings),
    ),
    part("comments", () =>
      commentsOf(task.id, asked.comments ?? DEFAULT_COMMENTS, clickup, clock, warnings),
    ),
    part("time", () => timeOf(task, workspaceId, context, clock)),
    part("time_in_status", () => timeInStatusOf(task.id, clickup, clock)),
    part("members", () => clickup.members.ofTask(task.id)),
    optionalPart("type", warnings, () => typeName(task, workspaceId, context)),
  ]);
  const full: Full = {
    ...toTaskFull({ ...task, subtasks: subtasks ?? [] }, clock, type),
    // Of what was asked for by name it has to be said that there is none.
    ...(comments && { comments }),
    ...(time && { time }),
    ...(timeInStatus && { time_in_status: timeInStatus }),
    ...(members && { members: members.map(personName) }),
    ...(warnings.length > 0 && { warnings }),
  };
  for (const section of WITH_TASK) if (!shown.has(section)) delete full[section];
  return asked.fields === undefined ? full : only(asked.fields, full, task);
}

function sectionsOf({ include, depth, comments }: Input): ReadonlySet<string> {
  const named = new Set<string>(include);
  if (depth !== undefined) named.add("subtasks");
  if (comments !== undefined) named.add("comments");
  const narrowed =
    include?.some((name) => (WITH_TASK as readonly string[]).includes(name)) === true;
  return narrowed ? named : new Set<string>([...WITH_TASK, ...named]);
}

/** Plain tasks need no name for what they are. */
async function typeName(
  { custom_item_id: id = 0 }: Task,
  workspaceId: string,
  { directory }: ToolContext,
): Promise<string | undefined> {
  if (id === 0) return undefined;
  const lookup = { purpose: "read" } as const;
  return (await directory.taskType(String(id), workspaceId, lookup)).name;
}

/** Only what was named: keys of the answer, or Custom Fields by name. */
function only(names: readonly string[], full: Full, task: Task): Full {
  const kept: Record<string, JsonValue | undefined> = { id: full.id, name: full.name };
  const fields = byName<JsonValue>();
  const all = full as Record<string, JsonValue | undefined>;
  for (const name of names) {
    const key = KEYS.find((known) => known === name.toLowerCase());
    const field = task.custom_fields.find(
      (one) => foldName(one.name) === foldName(name) || one.id === name,
    );
    if (key !== undefined) kept[key] = all[key];
    else if (field !== undefined) {
      const value = full.fields?.[field.name];
      if (value !== undefined) fields[field.name] = value;
    } else {
      const known = [...KEYS, ...task.custom_fields.map((one) => one.name)];
      const near = nearestNames(name, known);
      throw invalidInput(
        "fields",
        `A task has no key or Custom Field "${name.slice(0, 60)}".`,
        near.length > 0 ? near : known,
      );
    }
  }
  if (Object.keys(fields).length > 0 && kept.fields === undefined) kept.fields = fields;
  if (full.warnings !== undefined) kept.warnings = full.warnings;
  return Full.parse(withoutEmpty(kept));
}
