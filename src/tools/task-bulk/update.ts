import * as z from "zod";
import type { Task } from "../../clickup/client.ts";
import type { JsonObject, JsonValue } from "../../domain/json.ts";
import { arrow } from "../changed-text.ts";
import { type Clock, userClock } from "../clock.ts";
import type { ToolContext } from "../context.ts";
import { defineTool, UPDATES } from "../define-tool.ts";
import {
  FieldValues,
  Markdown,
  Reference,
  References,
  Title,
  Words,
  Workspace,
} from "../fields.ts";
import { invalidInput } from "../invalid-input.ts";
import { type Job, MAX_ITEMS } from "../job/job.ts";
import {
  jobInput,
  jobOutput,
  jobReport,
  lookUpJob,
  outcomesOf,
  runAsJob,
  warningsOf,
} from "../job/report.ts";
import { nestedArguments } from "../nested-arguments.ts";
import { Priority } from "../priority.ts";
import { newTagWarnings } from "../task/tag-names.ts";
import { bodyOf } from "../task/update-plan.ts";
import { textResult } from "../text-result.ts";
import { withoutEmpty } from "../without-empty.ts";
import { Dates, datesIn, keptDates } from "./dates.ts";
import { pickInput, pickTasks } from "./pick.ts";
import { callsOf, type PlannedUpdate, Planner, stepsOf } from "./planner.ts";

const NAME = "clickup_task_bulk_update";

const AddRemove = z.object({ add: References.optional(), remove: References.optional() });
const SetChange = AddRemove.extend({ set: References.optional() });

const Change = z.object({
  name: Title.optional(),
  status: Words.optional(),
  assignees: SetChange.optional(),
  watchers: AddRemove.optional(),
  teams: AddRemove.optional(),
  priority: Priority.optional(),
  due: Words.optional(),
  start: Words.optional(),
  estimate: Words.optional(),
  points: z.number().optional(),
  description: Markdown.optional(),
  append_description: Markdown.min(1).optional(),
  type: Words.optional(),
  parent: Reference.optional(),
  tags: AddRemove.optional(),
  fields: FieldValues.optional(),
  archived: z.boolean().optional(),
});
type Change = z.output<typeof Change>;
const OwnChange = Change.extend({ task: Reference });

const Row = z.object({ id: z.string(), name: z.string(), changed: z.array(z.string()) });

export const taskBulkUpdate = defineTool({
  name: NAME,
  title: "Change many tasks",
  description:
    "Makes one change (set) to the tasks named or filtered, or each its own (changes); a wrong name " +
    "changes nothing. Long work goes on as a job.",
  toolset: "bulk",
  tier: "premium",
  annotations: UPDATES,
  input: z.object({
    ...pickInput,
    set: z.record(z.string(), z.json()).optional().describe("As in clickup_task_update."),
    changes: z
      .array(z.record(z.string(), z.json()))
      .min(1)
      .max(MAX_ITEMS)
      .optional()
      .describe("{task, …}"),
    list: Reference.optional(),
    dry_run: z.boolean().optional(),
    ...jobInput,
    workspace: Workspace,
  }),
  output: z.object({
    updated: z.array(Row),
    unchanged: z.array(z.string()).optional(),
    would_update: z.array(z.record(z.string(), z.json())).optional(),
    ...jobOutput,
    count: z.number().optional(),
    dates: Dates.optional(),
    warnings: z.array(z.string()).optional(),
  }),
  listedOutput: ["updated", "unchanged", "would_update", "failed", "ignored", "job"],
  missing: { what: "Task", findWith: "clickup_task_list" },
  text: ({ would_update: rows, ...rest }) =>
    textResult({ ...rest, ...(rows !== undefined && { would_update: rows.map(inOneLine) }) }),
  handler: async (input, context) => {
    if (input.job !== undefined) {
      return toResult(lookUpJob(NAME, input.job, input.cancel, context), true);
    }
    const clock = await userClock(context);
    const wanted = await changesOf(input, clock, context);
    const planner = new Planner(input.workspace, clock, context);
    const planned: Planned[] = [];
    for (const { task, change, argument } of wanted) {
      planned.push({ change, ...(await planner.plan(task, change, argument)) });
    }
    const changing = planned.filter(({ plan }) => callsOf(plan) > 0);
    const unchanged = planned.filter(({ plan }) => callsOf(plan) === 0).map(({ task }) => task.id);
    const warnings = newTagWarnings(planner.newTags);
    const asked = planned.map(({ change, plan }) => ({ words: change, body: bodyOf(plan.native) }));
    const dates = datesIn(asked, clock);
    if (input.dry_run === true) {
      if (input.filter !== undefined && input.filter.subtasks === undefined) {
        warnings.push("Subtasks are not among them; filter.subtasks: true takes them in.");
      }
      return {
        updated: [],
        would_update: changing.map(toPreview),
        count: planned.length,
        ...withoutEmpty({ unchanged, dates, warnings }),
      };
    }
    const job = await runAsJob(
      {
        tool: NAME,
        items: changing.map(({ task: { id, name } }) => ({ id, name })),
        steps: changing.flatMap(stepsOf),
        note: { unchanged, dates, warnings },
      },
      context,
    );
    planner.noteTags();
    return toResult(job, false);
  },
});

interface Wanted {
  task: Task;
  change: Change;
  /** Where the change stands, for errors. */
  argument: string;
}

interface Planned extends PlannedUpdate {
  change: Change;
}

async function changesOf(
  input: {
    tasks?: string[] | undefined;
    filter?: Record<string, JsonValue> | undefined;
    set?: Record<string, JsonValue> | undefined;
    changes?: Record<string, JsonValue>[] | undefined;
    list?: string | undefined;
    expected_count?: number | undefined;
    workspace?: string | undefined;
  },
  clock: Clock,
  context: ToolContext,
): Promise<Wanted[]> {
  const { set, changes } = input;
  if ((set === undefined) === (changes === undefined)) {
    throw invalidInput("set", 'Give either "set" or "changes".', ["set", "changes"]);
  }
  if (changes === undefined) {
    const change = nestedArguments(Change, set ?? {}, "set");
    refuseNothing(change, "set");
    const markdown = readsDescription(change);
    const tasks = await pickTasks(input, clock, context, { markdown });
    return tasks.map((task) => ({ task, change, argument: "set" }));
  }
  if (input.tasks !== undefined || input.filter !== undefined) {
    throw invalidInput(
      "changes",
      '"changes" names its tasks itself; leave out "tasks" and "filter".',
    );
  }
  const own = changes.map((one, index) => {
    const { task, ...change } = nestedArguments(OwnChange, one, `changes.${index}`);
    refuseNothing(change, `changes.${index}`);
    return { task, change };
  });
  const references = own.map(({ task }) => task);
  const markdown = own.some(({ change }) => readsDescription(change));
  const tasks = await pickTasks({ ...input, tasks: references }, clock, context, { markdown });
  if (tasks.length < own.length) {
    throw invalidInput("changes", '"changes" names a task twice; put its changes together.');
  }
  return own.flatMap(({ change }, index) => {
    const task = tasks[index];
    return task === undefined ? [] : [{ task, change, argument: `changes.${index}` }];
  });
}

function refuseNothing(change: Change, argument: string): void {
  if (Object.values(change).some((value) => value !== undefined)) return;
  throw invalidInput(argument, `"${argument}" changes nothing.`, Object.keys(Change.shape));
}

function readsDescription({ description, append_description: more }: Change): boolean {
  return description !== undefined || more !== undefined;
}

/** What is, and what was asked for. */
function toPreview({ task, change, plan }: Planned): JsonObject {
  const changes: Record<string, JsonValue> = {};
  const asked = change as Readonly<Record<string, JsonValue | undefined>>;
  for (const { field, read } of plan.native) {
    changes[field] = [read(task), asked[field] ?? asked.append_description ?? null];
  }
  if (plan.addTags.length > 0) changes.add_tags = plan.addTags;
  if (plan.removeTags.length > 0) changes.remove_tags = plan.removeTags;
  for (const write of plan.fields) {
    changes[write.field.name] = "clear" in write ? null : write.shown;
  }
  return { id: task.id, name: task.name, changes };
}

/** "priority: normal → high" instead of the pair. */
function inOneLine({ changes = {}, ...row }: Record<string, JsonValue>): JsonObject {
  const told = Object.entries(changes as JsonObject).map(([field, value]) => {
    const isPair = Object.hasOwn(Change.shape, field) && Array.isArray(value);
    return [field, isPair ? arrow(value[0], value[1]) : value];
  });
  return { ...row, ...(Object.fromEntries(told) as JsonObject) };
}

function toResult(job: Job, lookedUp: boolean) {
  const updated = outcomesOf(job).flatMap(({ item, steps }) => {
    const dropped = new Set(
      steps.flatMap(({ result }) => result?.ignored ?? []).map(({ field }) => field),
    );
    const changed = steps
      .filter(({ state }) => state === "done")
      .flatMap(({ does }) => does.split(", "))
      .filter((field) => !dropped.has(field));
    return changed.length === 0 ? [] : [{ id: String(item.id), name: String(item.name), changed }];
  });
  const { unchanged } = job.note;
  return {
    updated,
    ...withoutEmpty({
      unchanged: Array.isArray(unchanged) ? unchanged.map(String) : undefined,
      ...jobReport(job, lookedUp),
      dates: keptDates(job.note.dates),
      warnings: warningsOf(job),
    }),
  };
}
