/** A project as one job: its Folder, Lists, views, Doc and tasks as steps that wait on each other. */
import * as z from "zod";
import type { JsonObject, JsonValue } from "../../domain/json.ts";
import type { Clock } from "../clock.ts";
import type { ToolContext } from "../context.ts";
import { Markdown, References, Title, Words } from "../fields.ts";
import { foldName } from "../fold-name.ts";
import { invalidInput } from "../invalid-input.ts";
import { MAX_ITEMS, type NewStep } from "../job/job.ts";
import { stepsToCreate, type TaskSteps, type TaskToMake } from "../job/task-steps.ts";
import { nestedArguments } from "../nested-arguments.ts";
import { Priority } from "../priority.ts";
import { planTask } from "../task/new-task.ts";
import { Resolver } from "../task/resolve.ts";
import { newTagWarnings } from "../task/tag-names.ts";
import { sectionsFor } from "../view/sections.ts";
import { withoutEmpty } from "../without-empty.ts";
import { planDates } from "./plan-dates.ts";
import { type ProjectTemplate, TEMPLATES } from "./templates.ts";

/** Workdays; four years. */
const MAX_DAYS = 1_000;

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

/** What a project is made of; names are resolved here. */
export interface ProjectWords {
  name: string;
  /** Name of a built-in template. */
  template?: string | undefined;
  phases?: readonly string[] | undefined;
  tasks?: readonly Record<string, JsonValue>[] | undefined;
  milestones?: readonly Record<string, JsonValue>[] | undefined;
  start?: string | undefined;
  team?: readonly string[] | undefined;
  views?: readonly string[] | undefined;
  doc?: boolean | undefined;
  workspace?: string | undefined;
}

/** As a job takes it. */
export interface ProjectPlan extends TaskSteps {
  warnings: string[];
}

interface Home {
  workspaceId: string;
  spaceId: string;
}

/** The step that makes the Folder, or its place when a template makes it. */
const FOLDER = 0;

/** Throws `invalid_input`, `ambiguous` or `not_found` before anything is made. */
export async function planProject(
  asked: ProjectWords,
  home: Home,
  clock: Clock,
  context: ToolContext,
): Promise<ProjectPlan> {
  const built = TEMPLATES[asked.template?.toLowerCase() ?? ""];
  const phases = [...new Set([...(asked.phases ?? built?.phases ?? [])])];
  const rows = rowsOf(asked, built);
  if (rows.length > 0 && phases.length === 0) phases.push("Tasks");
  const { lists, ...before } = await planPlaces(asked, phases, home, context);
  const { made, newTags } = await planTasks(rows, asked, phases, lists, home, clock, context);
  const { items, steps } = stepsToCreate(made, before);
  const first = before.items.length;
  for (const [index, { argument, milestone, row }] of rows.entries()) {
    const { task } = made[index]?.planned ?? {};
    const date = (ms: number | undefined) => (ms === undefined ? undefined : clock.isoDate(ms));
    items[first + index] = withoutEmpty({
      kind: milestone ? "milestone" : "task",
      name: row.name,
      // A template's keys are its own.
      key: argument === "template" ? undefined : row.key,
      phase: row.phase ?? phases[0],
      start: date(task?.start_date),
      due: date(task?.due_date),
    }) as JsonObject;
  }
  return { items, steps, warnings: newTagWarnings(newTags) };
}

/** `lists`: for each phase, by folded name, the step that makes its List. */
async function planPlaces(
  { name, views, doc }: ProjectWords,
  phases: readonly string[],
  { workspaceId, spaceId }: Home,
  context: ToolContext,
): Promise<TaskSteps & { lists: ReadonlyMap<string, number> }> {
  const folder = { step: FOLDER };
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
      action: { do: "create_list", folder, name: phase },
      // One after the other: that is their order in ClickUp.
      after: [steps.length - 1],
    });
    items.push({ kind: "list", name: phase });
  }
  for (const type of new Set(views)) {
    const scope = { workspaceId, listId: undefined, lookup: { purpose: "write" } } as const;
    const label = `${type.charAt(0).toUpperCase()}${type.slice(1)}`;
    const view = { name: label, type, ...(await sectionsFor({}, undefined, scope, context)) };
    steps.push({
      item: items.length,
      does: "create the view",
      action: { do: "create_view", folder, view },
      after: [FOLDER],
    });
    items.push({ kind: "view", name: label });
  }
  if (doc === true) {
    steps.push({
      item: items.length,
      does: "create the Doc",
      action: { do: "create_doc", workspaceId, folder, name },
      after: [FOLDER],
    });
    items.push({ kind: "doc", name });
  }
  return { items, steps, lists };
}

async function planTasks(
  rows: readonly TaskRow[],
  asked: ProjectWords,
  phases: readonly string[],
  lists: ReadonlyMap<string, number>,
  { workspaceId, spaceId }: Home,
  clock: Clock,
  context: ToolContext,
): Promise<{ made: TaskToMake[]; newTags: ReadonlySet<string> }> {
  const place = { workspaceId, listId: "", spaceId, workspace: asked.workspace };
  const resolver = new Resolver(context, clock, place);
  const dates = planDates(rows, asked.start, clock);
  const team = await resolver.people(asked.team, "team");
  let turn = 0;
  const made: TaskToMake[] = [];
  const newTags = new Set<string>();
  for (const [index, { argument, milestone, row }] of rows.entries()) {
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
  return { made, newTags };
}

type Row = z.output<typeof NewTask>;

interface TaskRow {
  argument: string;
  milestone: boolean;
  row: Row;
}

function rowsOf(asked: ProjectWords, built: ProjectTemplate | undefined): TaskRow[] {
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

/** For a Folder that is there already: its step goes, and what pointed at it points at its id. */
export function inFolder(steps: readonly NewStep[], folderId: string): NewStep[] {
  return steps.slice(1).map((step) => ({
    ...step,
    action: "folder" in step.action ? { ...step.action, folder: folderId } : step.action,
    after: (step.after ?? []).filter((one) => one !== FOLDER).map((one) => one - 1),
  }));
}
