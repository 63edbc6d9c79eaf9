import * as z from "zod";
import { userClock } from "../clock.ts";
import type { ToolContext } from "../context.ts";
import { CREATES, defineTool } from "../define-tool.ts";
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
import { stepsToCreate, type TaskToMake } from "../job/task-steps.ts";
import { nestedArguments } from "../nested-arguments.ts";
import { Priority } from "../priority.ts";
import { planTask } from "../task/new-task.ts";
import { placeOf, Resolver } from "../task/resolve.ts";
import { newTagWarnings } from "../task/tag-names.ts";
import { withoutEmpty } from "../without-empty.ts";
import { type Dated, Dates, datesIn, keptDates } from "./dates.ts";

const NAME = "clickup_task_bulk_create";
const MAX_CHECKLISTS = 20;
const MAX_CHECKLIST_ITEMS = 100;

const Key = z.string().trim().min(1).max(100);
const Checklist = z.object({
  name: Title,
  items: z.array(Title).max(MAX_CHECKLIST_ITEMS).optional(),
});

const shared = {
  description: Markdown.optional(),
  status: Words.optional(),
  assignees: References.optional(),
  teams: References.optional(),
  priority: Priority.optional(),
  due: Words.optional(),
  start: Words.optional(),
  estimate: Words.optional(),
  points: z.number().optional(),
  tags: References.optional(),
  type: Words.optional(),
  fields: FieldValues.optional(),
};
const Defaults = z.object(shared);

const NewRow = z.object({
  name: Title,
  /** The caller's own, for the next two. */
  key: Key.optional(),
  parent_key: Key.optional(),
  waiting_on_keys: z.array(Key).max(MAX_ITEMS).optional(),
  parent: Reference.optional(),
  waiting_on: References.optional(),
  blocks: References.optional(),
  ...shared,
  checklists: z.array(Checklist).max(MAX_CHECKLISTS).optional(),
});
type NewRow = z.output<typeof NewRow>;

export const taskBulkCreate = defineTool({
  name: NAME,
  title: "Create many tasks",
  description:
    "Creates up to 500 tasks in a List, with parents and dependencies; a wrong name creates nothing. Long " +
    "work goes on as a job.",
  toolset: "bulk",
  tier: "premium",
  annotations: CREATES,
  input: z.object({
    list: Reference.optional(),
    tasks: z
      .array(z.record(z.string(), z.json()))
      .min(1)
      .max(MAX_ITEMS)
      .optional()
      .describe("As in clickup_task_create, with key, parent_key, waiting_on_keys."),
    defaults: z.record(z.string(), z.json()).optional(),
    on_error: z.enum(["continue", "stop"]).optional(),
    dry_run: z.boolean().optional(),
    dedupe_key: z.string().min(1).max(200).optional(),
    ...jobInput,
    workspace: Workspace,
  }),
  output: z.object({
    created: z.array(
      z.object({
        key: z.string().optional(),
        id: z.string(),
        name: z.string(),
        url: z.string().optional(),
      }),
    ),
    ...jobOutput,
    dry_run: z.object({ tasks: z.number(), calls: z.number() }).optional(),
    dates: Dates.optional(),
    warnings: z.array(z.string()).optional(),
  }),
  listedOutput: ["created", "failed", "ignored", "job"],
  missing: { what: "List", findWith: "clickup_workspace_hierarchy" },
  handler: async (input, context) => {
    const { list, tasks, job: jobId } = input;
    if (jobId !== undefined) {
      return toResult(lookUpJob(NAME, jobId, input.cancel, context), true);
    }
    if (list === undefined) throw invalidInput("list", '"list" is required.');
    if (tasks === undefined) throw invalidInput("tasks", '"tasks" is required.');
    const defaults = nestedArguments(Defaults, input.defaults ?? {}, "defaults");
    const rows = tasks.map((row, index) => ({
      ...defaults,
      ...nestedArguments(NewRow, row, `tasks.${index}`),
    }));
    const { planned, newTags, spaceId, dates } = await planRows(
      rows,
      list,
      input.workspace,
      context,
    );
    const plan = stepsToCreate(planned);
    const warnings = newTagWarnings(newTags);
    if (input.dry_run === true) {
      const dryRun = { tasks: planned.length, calls: plan.steps.length };
      return { created: [], dry_run: dryRun, ...withoutEmpty({ dates, warnings }) };
    }
    const job = await runAsJob(
      { tool: NAME, ...plan, stopOnError: input.on_error === "stop", note: { dates, warnings } },
      context,
    );
    if (newTags.length > 0 && spaceId !== undefined) {
      context.directory.note({ changed: "tags", spaceId });
    }
    return toResult(job, false);
  },
});

/** Every name of every row, before anything leaves. */
async function planRows(
  rows: readonly NewRow[],
  given: string,
  workspace: string | undefined,
  context: ToolContext,
) {
  const { directory } = context;
  const clock = await userClock(context);
  const lookup = { purpose: "write", workspace, argument: "list" } as const;
  const list = await directory.list(given, lookup);
  const { id: workspaceId } = await directory.workspaceOf(list, workspace);
  const resolver = new Resolver(context, clock, placeOf(list, workspaceId, workspace));
  const planned: TaskToMake[] = [];
  const dated: Dated[] = [];
  const newTags = new Set<string>();
  for (const [index, row] of rows.entries()) {
    const prefix = `tasks.${index}.`;
    if (row.parent !== undefined && row.parent_key !== undefined) {
      throw invalidInput(`${prefix}parent`, 'Give "parent" or "parent_key", not both.');
    }
    const plan = await planTask(row, resolver, clock, prefix);
    if (row.status !== undefined) {
      plan.task.status = await resolver.status(row.status, `${prefix}status`);
    }
    for (const tag of plan.newTags) newTags.add(tag);
    dated.push({ words: row, body: plan.task });
    planned.push({
      list: list.id,
      planned: plan,
      key: row.key,
      parentKey: row.parent_key,
      waitingOnKeys: row.waiting_on_keys,
      parentId:
        row.parent === undefined ? undefined : await resolver.task(row.parent, `${prefix}parent`),
      waitingOn: await resolver.tasks(row.waiting_on, `${prefix}waiting_on`),
      blocks: await resolver.tasks(row.blocks, `${prefix}blocks`),
      checklists: row.checklists,
    });
  }
  const dates = datesIn(dated, clock);
  return { planned, newTags: [...newTags], spaceId: list.spaceId, dates };
}

function toResult(job: Job, lookedUp: boolean) {
  const created = outcomesOf(job).flatMap(({ item, steps: [create] }) => {
    const { id, url, name = "" } = create?.result ?? {};
    if (create?.state !== "done" || id === undefined) return [];
    const key = typeof item.key === "string" ? item.key : undefined;
    return [withoutEmpty({ key, id, name: name || String(item.name), url })];
  });
  const { dates } = job.note;
  return {
    created,
    ...withoutEmpty({
      ...jobReport(job, lookedUp),
      dates: keptDates(dates),
      warnings: warningsOf(job),
    }),
  };
}
