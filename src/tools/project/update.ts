import * as z from "zod";
import type { Task, TaskChange } from "../../clickup/client.ts";
import type { JsonObject, JsonValue } from "../../domain/json.ts";
import { type Clock, userClock } from "../clock.ts";
import type { ToolContext } from "../context.ts";
import { defineTool, UPDATES } from "../define-tool.ts";
import type { Member, PlaceRef } from "../directory/directory.ts";
import { Reference, Title, Words, Workspace } from "../fields.ts";
import { echoOf } from "../instant.ts";
import { invalidInput } from "../invalid-input.ts";
import { type Job, MAX_ITEMS, type NewStep } from "../job/job.ts";
import {
  jobInput,
  jobOutput,
  jobReport,
  lookUpJob,
  outcomesOf,
  runAsJob,
  warningsOf,
} from "../job/report.ts";
import { isFinished } from "../task/filter-dates.ts";
import { dueOf, startOf } from "../task/summary.ts";
import { withoutEmpty } from "../without-empty.ts";
import { readProject } from "./read.ts";
import { datesChange, parseShift, replan } from "./replan.ts";

const NAME = "clickup_project_update";

const Change = z.object({
  id: z.string(),
  name: z.string().optional(),
  field: z.string(),
  old: z.json().optional(),
  new: z.json().optional(),
});
type Change = z.output<typeof Change>;

const input = z.object({
  project: Reference.optional(),
  name: Title.optional(),
  shift: Words.optional().describe('"+5 workdays"'),
  from_task: Reference.optional(),
  respect_dependencies: z.boolean().optional(),
  reassign: z.object({ from: Reference, to: Reference.optional() }).optional(),
  archive_done: z.boolean().optional(),
  dry_run: z.boolean().optional(),
  ...jobInput,
  workspace: Workspace,
});
type Input = z.output<typeof input>;

export const projectUpdate = defineTool({
  name: NAME,
  title: "Change a project",
  description:
    "Changes a Folder or List: shifts open dates, re-plans what waits on from_task after a slip, hands on " +
    "a leaver's open tasks, archives what is done, renames.",
  toolset: "projects",
  tier: "premium",
  annotations: UPDATES,
  input,
  output: z.object({
    changed: z.array(Change),
    ...jobOutput,
    would_change: z.array(Change).optional(),
    calls: z.number().optional(),
    warnings: z.array(z.string()).optional(),
  }),
  listedOutput: ["changed", "failed", "ignored", "would_change", "job"],
  missing: { what: "Folder", findWith: "clickup_workspace_hierarchy" },
  handler: async (asked, context) => {
    if (asked.job !== undefined) {
      return toResult(lookUpJob(NAME, asked.job, asked.cancel, context), true);
    }
    const clock = await userClock(context);
    const place = await projectOf(asked, context);
    const plan = await planOf(asked, place, clock, context);
    const { changes, steps, items, warnings } = plan;
    if (asked.dry_run === true) {
      const all = changes.flat();
      return {
        changed: [],
        would_change: all,
        calls: steps.length,
        ...withoutEmpty({ warnings }),
      };
    }
    const job = await runAsJob(
      { tool: NAME, items, steps, note: { changes: changes as JsonValue, warnings } },
      context,
    );
    if (
      asked.name !== undefined &&
      place.workspaceId !== undefined &&
      place.spaceId !== undefined
    ) {
      const { workspaceId, spaceId } = place;
      context.directory.note({ changed: "contents", workspaceId, spaceId });
    }
    return toResult(job, false);
  },
});

async function projectOf(asked: Input, { directory }: ToolContext): Promise<PlaceRef> {
  const { project, workspace } = asked;
  if (project === undefined) throw invalidInput("project", '"project" is required.');
  const lookup = { purpose: "write", workspace, argument: "project" } as const;
  const place = await directory.place(project, lookup);
  if (place.kind === "space") {
    throw invalidInput("project", '"project" is a Space; name a Folder or a List.');
  }
  const changes = [asked.name, asked.shift, asked.reassign, asked.archive_done];
  if (changes.every((one) => one === undefined || one === false)) {
    throw invalidInput("project", "There is nothing to change.", [
      "name",
      "shift",
      "reassign",
      "archive_done",
    ]);
  }
  if (asked.from_task !== undefined && asked.shift === undefined) {
    throw invalidInput("shift", '"from_task" needs "shift", the length of the slip.');
  }
  return place;
}

interface Plan {
  items: JsonObject[];
  /** By item. */
  changes: Change[][];
  steps: NewStep[];
  warnings: string[];
}

async function planOf(
  asked: Input,
  place: PlaceRef,
  clock: Clock,
  context: ToolContext,
): Promise<Plan> {
  const { workspace, shift } = asked;
  const warnings: string[] = [];
  const plan: Plan = { items: [], changes: [], steps: [], warnings };
  const add = (item: JsonObject, changes: Change[], step: Omit<NewStep, "item">) => {
    plan.steps.push({ ...step, item: plan.items.length });
    plan.items.push(item);
    plan.changes.push(changes);
  };
  if (asked.name !== undefined && asked.name !== place.name) {
    const { id, kind } = place;
    const change = { id, field: "name", old: place.name ?? null, new: asked.name };
    add({ id, name: asked.name }, [change], {
      does: "name",
      action:
        kind === "folder"
          ? { do: "rename_folder", folderId: id, name: asked.name }
          : { do: "rename_list", listId: id, name: asked.name },
    });
  }
  if (shift === undefined && asked.reassign === undefined && asked.archive_done !== true)
    return plan;

  const length = shift === undefined ? undefined : parseShift(shift);
  const read = await readProject({ in: [place.id] }, context, clock, {
    purpose: "write",
    workspace,
  });
  if (!read.complete) {
    throw invalidInput(
      "project",
      `${read.note ?? "Not all of it could be read."} Nothing was changed.`,
    );
  }
  const people = await handOver(asked, read.workspaceId, context);
  const fromId =
    asked.from_task === undefined ? undefined : await taskId(asked.from_task, asked, context);
  const dates =
    length === undefined
      ? new Map<string, never>()
      : replan(
          read.tasks,
          length,
          { fromId, respectDependencies: asked.respect_dependencies ?? true },
          clock,
          warnings,
        );
  for (const task of read.tasks) {
    const body: TaskChange = datesChange(task, dates.get(task.id) ?? {}, clock);
    if (people !== undefined) Object.assign(body, assigneesChange(task, people));
    if (asked.archive_done === true && isFinished(task)) body.archived = true;
    const changes = changesIn(task, body, people, clock);
    if (changes.length === 0) continue;
    const does = changes.map(({ field }) => field).join(", ");
    const action = { do: "update_task", task: task.id, change: body } as const;
    add({ id: task.id, name: task.name }, changes, { does, action });
  }
  if (plan.steps.length > MAX_ITEMS * 4) {
    throw invalidInput("project", `This changes ${plan.steps.length} tasks; do it List by List.`);
  }
  return plan;
}

interface HandOver {
  from: Member;
  to: Member | undefined;
}

async function handOver(
  { reassign, workspace }: Input,
  workspaceId: string,
  { directory }: ToolContext,
): Promise<HandOver | undefined> {
  if (reassign === undefined) return undefined;
  const find = (name: string, argument: string) =>
    directory.user(name, workspaceId, { purpose: "write", workspace, argument });
  const from = await find(reassign.from, "reassign.from");
  const to = reassign.to === undefined ? undefined : await find(reassign.to, "reassign.to");
  if (to?.id === from.id)
    throw invalidInput("reassign.to", '"reassign" names the same person twice.');
  return { from, to };
}

function assigneesChange(task: Task, { from, to }: HandOver): TaskChange {
  const ids = task.assignees.map(({ id }) => id);
  if (isFinished(task) || !ids.includes(from.id)) return {};
  const add = to === undefined || ids.includes(to.id) ? [] : [to.id];
  return { assignees: { add, rem: [from.id] } };
}

async function taskId(
  given: string,
  { workspace, project }: Input,
  { directory, clickup }: ToolContext,
): Promise<string> {
  const lookup = { purpose: "write", workspace, argument: "from_task" } as const;
  const ref = await directory.task(given, lookup).catch(async (error: unknown) => {
    // By name only within a List.
    if (project === undefined) throw error;
    return await directory.task(given, { ...lookup, list: project });
  });
  if (typeof ref.key === "string") return ref.key;
  return ref.task?.id ?? (await clickup.tasks.get(ref.key, { markdown: false })).id;
}

function changesIn(
  task: Task,
  body: TaskChange,
  people: HandOver | undefined,
  clock: Clock,
): Change[] {
  const { id, name } = task;
  const date = (ms: number | null | undefined, hasTime: boolean | undefined) =>
    ms === null || ms === undefined ? null : echoOf(ms, hasTime === true, clock);
  const changes: Change[] = [];
  const add = (field: string, old: JsonValue, now: JsonValue) =>
    changes.push({ id, name, field, old, new: now });
  if (body.start_date !== undefined) {
    add("start", startOf(task, clock) ?? null, date(body.start_date, body.start_date_time));
  }
  if (body.due_date !== undefined) {
    add("due", dueOf(task, clock) ?? null, date(body.due_date, body.due_date_time));
  }
  if (body.assignees !== undefined && people !== undefined) {
    add("assignees", people.from.name, people.to?.name ?? null);
  }
  if (body.archived !== undefined) add("archived", false, true);
  return changes;
}

function toResult(job: Job, lookedUp: boolean) {
  const changes = z.array(z.array(Change)).parse(job.note.changes ?? []);
  const changed = outcomesOf(job).flatMap(({ steps: [step] }, index) => {
    if (step?.state !== "done") return [];
    const dropped = new Set(step.result?.ignored?.map(({ field }) => field));
    return (changes[index] ?? []).filter(({ field }) => !dropped.has(field));
  });
  return {
    changed,
    ...withoutEmpty({
      ...jobReport(job, lookedUp),
      warnings: warningsOf(job),
    }),
  };
}
