import * as z from "zod";
import { isId } from "../../clickup/path.ts";
import type { JsonObject } from "../../domain/json.ts";
import { type Clock, userClock } from "../clock.ts";
import type { ToolContext } from "../context.ts";
import { CREATES, defineTool } from "../define-tool.ts";
import { docUrl } from "../doc/find.ts";
import { Markdown, Reference, References, Title, Words, Workspace } from "../fields.ts";
import { foldName } from "../fold-name.ts";
import { invalidInput } from "../invalid-input.ts";
import { type Job, MAX_ITEMS, type NewStep } from "../job/job.ts";
import {
  FailedItem,
  failuresOf,
  IgnoredPart,
  ignoredIn,
  JobInfo,
  jobInfo,
  jobInput,
  lookUpJob,
  outcomesOf,
  runAsJob,
} from "../job/report.ts";
import { stepsToCreate, type TaskToMake } from "../job/task-steps.ts";
import { nestedArguments } from "../nested-arguments.ts";
import { placeUrl } from "../place-url.ts";
import { Priority } from "../priority.ts";
import { planTask } from "../task/new-task.ts";
import { Resolver } from "../task/resolve.ts";
import { withoutEmpty } from "../task/summary.ts";
import { templateUse } from "../template-use.ts";
import { sectionsFor } from "../view/sections.ts";
import { planDates } from "./plan-dates.ts";
import { TEMPLATES } from "./templates.ts";

const NAME = "clickup_project_create";
const MAX_PHASES = 30;
const MAX_DAYS = 1_000;
const VIEWS = ["list", "board", "gantt", "calendar", "timeline", "table", "workload"] as const;

const Key = z.string().trim().min(1).max(100);
const shared = {
  name: Title,
  phase: Title.optional(),
  key: Key.optional(),
  waiting_on_keys: z.array(Key).max(MAX_ITEMS).optional(),
  description: Markdown.optional(),
  due: Words.optional(),
  /** Workdays after the project's start; `days` without it begins after what the task waits on. */
  day: z.int().min(0).max(MAX_DAYS).optional(),
};
const NewMilestone = z.object(shared);
const NewTask = z.object({
  ...shared,
  parent_key: Key.optional(),
  days: z.int().min(1).max(MAX_DAYS).optional(),
  start: Words.optional(),
  assignees: References.optional(),
  priority: Priority.optional(),
  estimate: Words.optional(),
  tags: References.optional(),
});

const Made = z.object({ id: z.string(), name: z.string() });

const input = z.object({
  name: Title.optional(),
  space: Reference.optional(),
  template: Reference.optional().describe(
    `${Object.keys(TEMPLATES).join(", ")} or a Folder template's id`,
  ),
  phases: z.array(Title).max(MAX_PHASES).optional(),
  tasks: z
    .array(z.record(z.string(), z.json()))
    .max(MAX_ITEMS)
    .optional()
    .describe("{name, phase, key, waiting_on_keys, parent_key, assignees, start, due, day, days}"),
  milestones: z
    .array(z.record(z.string(), z.json()))
    .max(MAX_ITEMS)
    .optional()
    .describe("Likewise."),
  start: Words.optional(),
  team: References.optional().describe("Share unassigned tasks."),
  views: z.array(z.enum(VIEWS)).optional(),
  doc: z.boolean().optional(),
  dry_run: z.boolean().optional(),
  ...jobInput,
  workspace: Workspace,
});
type Input = z.output<typeof input>;

export const projectCreate = defineTool({
  name: NAME,
  title: "Set up a project",
  description:
    "Makes a Folder with Lists (phases), tasks, milestones, dependencies, views and a Doc, from a " +
    "template or your own plan.",
  toolset: "projects",
  tier: "premium",
  annotations: CREATES,
  input,
  output: z.object({
    folder: Made.optional(),
    /** Of the Folder. */
    url: z.string().optional(),
    lists: z.array(Made).optional(),
    tasks_created: z.number(),
    /** By the keys of the call, for what comes next. */
    ids: z.record(z.string(), z.string()).optional(),
    milestones: z.array(Made).optional(),
    views: z.array(Made).optional(),
    doc: Made.extend({ url: z.string().optional() }).optional(),
    failed: z.array(FailedItem).optional(),
    ignored: z.array(IgnoredPart).optional(),
    plan: z.array(z.record(z.string(), z.json())).optional(),
    calls: z.number().optional(),
    note: z.string().optional(),
    job: JobInfo.optional(),
    warnings: z.array(z.string()).optional(),
  }),
  listedOutput: ["folder", "lists", "tasks_created", "failed", "plan", "job"],
  missing: { what: "Space", findWith: "clickup_workspace_hierarchy" },
  handler: async (asked, context) => {
    if (asked.job !== undefined) {
      return toResult(lookUpJob(NAME, asked.job, asked.cancel, context), true);
    }
    const { name, space } = asked;
    if (name === undefined) throw invalidInput("name", '"name" is required.');
    if (space === undefined) throw invalidInput("space", '"space" is required.');
    const clock = await userClock(context);
    const place = await freePlace(name, space, asked.workspace, context);
    const templateId = folderTemplate(asked);
    const plan = await planOf({ ...asked, name }, { ...place, templateId }, clock, context);
    const calls = plan.steps.length + (templateId === undefined ? 0 : 1);
    if (asked.dry_run === true) {
      return {
        tasks_created: 0,
        plan: plan.items,
        calls,
        note: `Nothing was made. Without dry_run this takes ${calls} of ClickUp's calls.`,
        ...withoutEmpty({ warnings: plan.warnings }),
      };
    }
    // A template is the one step whose answer the others need at once.
    const folderId =
      templateId === undefined
        ? undefined
        : await context.clickup.placeTemplates.createFolder(
            place.spaceId,
            templateId,
            // Views and the Doc can only be put into a Folder that is there.
            templateUse(name, plan.steps.length > 1),
          );
    const { warnings, items, steps } = plan;
    const { workspaceId, spaceId } = place;
    const note = {
      warnings,
      workspace: workspaceId,
      ...(folderId !== undefined && { folder: { id: folderId, name } }),
    };
    const ready = folderId === undefined ? steps : inFolder(steps, folderId);
    const job = await runAsJob({ tool: NAME, items, steps: ready, note }, context);
    context.directory.note({ changed: "contents", workspaceId, spaceId });
    return toResult(job, false);
  },
});

async function freePlace(
  name: string,
  given: string,
  workspace: string | undefined,
  { directory }: ToolContext,
): Promise<{ workspaceId: string; spaceId: string }> {
  const lookup = { purpose: "write", workspace, argument: "space" } as const;
  const space = await directory.space(given, lookup);
  const { id: workspaceId } = await directory.workspaceOf(space, workspace);
  const { folders } = await directory.index(workspaceId, { spaceId: space.id });
  const twin = folders.find(
    (folder) =>
      folder.spaceId === space.id &&
      folder.parentId === undefined &&
      foldName(folder.name) === foldName(name),
  );
  if (twin === undefined) return { workspaceId, spaceId: space.id };
  throw invalidInput(
    "name",
    `There is a Folder "${twin.path}" (id ${twin.id}) already. Give another name, or add to that one with clickup_list_create and clickup_task_bulk_create.`,
  );
}

/** The id of a template of ClickUp's; undefined for a built-in one or none. */
function folderTemplate({ template, phases, tasks, milestones }: Input): string | undefined {
  if (template === undefined || Object.hasOwn(TEMPLATES, template.toLowerCase())) return undefined;
  if (!/^t-/.test(template) || !isId(template)) {
    throw invalidInput("template", `There is no template "${template.slice(0, 60)}".`, [
      ...Object.keys(TEMPLATES),
      "t-…",
    ]);
  }
  if ([phases, tasks, milestones].some((rows) => (rows ?? []).length > 0)) {
    throw invalidInput(
      "template",
      "A ClickUp template brings its own Lists and tasks; leave out phases, tasks and milestones.",
    );
  }
  return template;
}

/** The step that makes the Folder, or its place when a template makes it. */
const FOLDER = 0;

interface Plan {
  items: JsonObject[];
  steps: NewStep[];
  warnings: string[];
}

async function planOf(
  asked: Input & { name: string },
  at: { workspaceId: string; spaceId: string; templateId: string | undefined },
  clock: Clock,
  context: ToolContext,
): Promise<Plan> {
  const { name } = asked;
  const { workspaceId, spaceId } = at;
  const built = TEMPLATES[asked.template?.toLowerCase() ?? ""];
  const phases = [...new Set([...(asked.phases ?? built?.phases ?? [])])];
  const tasks = rowsOf(asked, built);
  if (at.templateId === undefined && tasks.length > 0 && phases.length === 0) phases.push("Tasks");
  const items: JsonObject[] = [{ kind: "folder", name }];
  const steps: NewStep[] = [
    { item: 0, does: "create the Folder", action: { do: "create_folder", spaceId, name } },
  ];
  const lists = new Map<string, number>();
  for (const phase of phases) {
    lists.set(foldName(phase), steps.length);
    steps.push({
      item: items.length,
      does: "create the List",
      action: { do: "create_list", folder: { step: FOLDER }, name: phase },
      // One after the other: that is their order in ClickUp.
      after: [steps.length - 1],
    });
    items.push({ kind: "list", name: phase });
  }
  for (const type of new Set(asked.views)) {
    const scope = { workspaceId, listId: undefined, lookup: { purpose: "write" } } as const;
    const label = `${type.charAt(0).toUpperCase()}${type.slice(1)}`;
    const view = { name: label, type, ...(await sectionsFor({}, undefined, scope, context)) };
    steps.push({
      item: items.length,
      does: "create the view",
      action: { do: "create_view", folder: { step: FOLDER }, view },
      after: [FOLDER],
    });
    items.push({ kind: "view", name: label });
  }
  if (asked.doc === true) {
    steps.push({
      item: items.length,
      does: "create the Doc",
      action: { do: "create_doc", workspaceId, folder: { step: FOLDER }, name },
      after: [FOLDER],
    });
    items.push({ kind: "doc", name });
  }
  const place = { workspaceId, listId: "", spaceId, workspace: asked.workspace };
  const resolver = new Resolver(context, clock, place);
  const dates = planDates(tasks, asked.start, clock);
  const team = await resolver.people(asked.team, "team");
  let turn = 0;
  const made: TaskToMake[] = [];
  const newTags = new Set<string>();
  for (const [index, { argument, milestone, row }] of tasks.entries()) {
    const phase = row.phase ?? phases[0] ?? "";
    const list = lists.get(foldName(phase));
    if (list === undefined) {
      throw invalidInput(`${argument}.phase`, `There is no phase "${phase.slice(0, 60)}".`, phases);
    }
    const { day: _, days: __, ...words } = row;
    const { words: dated, exact } = dates[index] ?? { words: {}, exact: {} };
    const planned = await planTask({ ...words, ...dated }, resolver, clock, `${argument}.`);
    Object.assign(planned.task, exact);
    if (milestone) {
      planned.type = { id: "1", name: "milestone" };
      planned.task.custom_item_id = 1;
    } else if ((planned.task.assignees ?? []).length === 0 && team.length > 0) {
      const person = team[turn % team.length];
      turn += 1;
      if (person !== undefined) planned.task.assignees = [person.id];
    }
    for (const tag of planned.newTags) newTags.add(tag);
    made.push({
      list: { step: list },
      planned,
      key: row.key,
      parentKey: row.parent_key,
      waitingOnKeys: row.waiting_on_keys,
    });
  }
  const first = items.length;
  const whole = stepsToCreate(made, { items, steps });
  for (const [index, { argument, milestone, row }] of tasks.entries()) {
    const { task } = made[index]?.planned ?? {};
    const date = (ms: number | undefined) => (ms === undefined ? undefined : clock.isoDate(ms));
    whole.items[first + index] = withoutEmpty({
      kind: milestone ? "milestone" : "task",
      name: row.name,
      // A template's keys are its own.
      key: argument === "template" ? undefined : row.key,
      phase: row.phase ?? phases[0],
      start: date(task?.start_date),
      due: date(task?.due_date),
    }) as JsonObject;
  }
  const warnings = [...newTags].map(
    (tag) => `The tag "${tag}" does not exist in this Space yet and comes into being.`,
  );
  return { ...whole, warnings };
}

type Row = z.output<typeof NewTask>;

interface TaskRow {
  argument: string;
  milestone: boolean;
  row: Row;
}

function rowsOf(asked: Input, built: (typeof TEMPLATES)[string] | undefined): TaskRow[] {
  const own = (asked.tasks ?? []).map((row, index) => ({
    argument: `tasks.${index}`,
    milestone: false,
    row: nestedArguments(NewTask, row, `tasks.${index}`),
  }));
  const milestones = (asked.milestones ?? []).map((row, index) => ({
    argument: `milestones.${index}`,
    milestone: true,
    row: nestedArguments(NewMilestone, row, `milestones.${index}`),
  }));
  const phases = asked.phases ?? built?.phases ?? [];
  const ready = (asked.tasks === undefined ? (built?.tasks ?? []) : []).map(
    ({ name, phase, day, days, after }, index): TaskRow => ({
      argument: "template",
      milestone: days === 0,
      row: {
        name,
        key: `template ${index + 1}`,
        phase: phases[Math.min(phase, phases.length - 1)],
        day,
        ...(days > 0 && { days }),
        waiting_on_keys: (after ?? []).map((one) => `template ${one + 1}`),
      },
    }),
  );
  return [...ready, ...own, ...milestones];
}

/** The Folder is there already: its step goes, and what pointed at it points at its id. */
function inFolder(steps: readonly NewStep[], folderId: string): NewStep[] {
  return steps.slice(1).map((step) => ({
    ...step,
    action: "folder" in step.action ? { ...step.action, folder: folderId } : step.action,
    after: (step.after ?? []).filter((one) => one !== FOLDER).map((one) => one - 1),
  }));
}

function toResult(job: Job, lookedUp: boolean) {
  const made = outcomesOf(job).flatMap(({ item, steps: [step] }) => {
    const { id } = step?.result ?? {};
    return step?.state === "done" && id !== undefined
      ? [{ kind: String(item.kind), key: item.key, row: { id, name: String(item.name) } }]
      : [];
  });
  const rows = (kind: string) => made.filter((one) => one.kind === kind).map(({ row }) => row);
  const ids = made.flatMap(({ key, row }) => (typeof key === "string" ? [[key, row.id]] : []));
  const { warnings, workspace } = job.note;
  const folder = rows("folder")[0] ?? Made.optional().parse(job.note.folder);
  const doc = rows("doc")[0];
  const at = typeof workspace === "string" ? workspace : undefined;
  return {
    tasks_created: rows("task").length + rows("milestone").length,
    ...withoutEmpty({
      folder,
      url: at && folder && placeUrl(at, "folder", folder.id),
      lists: rows("list"),
      ids: ids.length === 0 ? undefined : (Object.fromEntries(ids) as Record<string, string>),
      milestones: rows("milestone"),
      views: rows("view"),
      doc: doc && { ...doc, ...(at !== undefined && { url: docUrl(at, doc.id) }) },
      failed: failuresOf(job),
      ignored: ignoredIn(job),
      job: jobInfo(job, lookedUp),
      warnings: Array.isArray(warnings) ? warnings.map(String) : undefined,
    }),
  };
}
