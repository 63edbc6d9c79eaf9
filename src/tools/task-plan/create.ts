import * as z from "zod";
import { userClock } from "../clock.ts";
import type { ToolContext } from "../context.ts";
import { CREATES, defineTool } from "../define-tool.ts";
import { Markdown, Reference, References, Words, Workspace } from "../fields.ts";
import { foldName } from "../fold-name.ts";
import { invalidInput } from "../invalid-input.ts";
import type { Job } from "../job/job.ts";
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
import { doubtfulAfter, type PlanTask, parsePlan } from "./parse.ts";

const NAME = "clickup_task_plan_create";
const CHECKLIST = "Checklist";

const Defaults = z.object({
  assignees: References.optional(),
  status: Words.optional(),
  priority: Priority.optional(),
  due: Words.optional(),
  tags: References.optional(),
});

const Row = z.object({
  n: z.number().optional(),
  level: z.number(),
  name: z.string(),
  who: z.array(z.string()).optional(),
  due: z.string().optional(),
  estimate: z.string().optional(),
  after: z.array(z.string()).optional(),
  checklist: z.number().optional(),
});

export const taskPlanCreate = defineTool({
  name: NAME,
  title: "Tasks from a Markdown plan",
  description:
    "Turns a Markdown plan into tasks, subtasks, checklists and dependencies: headings, bullets, " +
    '"→ @Ann Lee, friday, 3h, high, #tag, after 2". Shows it first; dry_run false creates it.',
  toolset: "planning",
  tier: "premium",
  listedByDefault: false,
  annotations: CREATES,
  input: z.object({
    list: Reference.optional(),
    plan: Markdown.min(1).optional(),
    defaults: z.record(z.string(), z.json()).optional().describe("{assignees, status, …}"),
    dry_run: z.boolean().optional().describe("Default true."),
    ...jobInput,
    workspace: Workspace,
  }),
  output: z.object({
    tree: z.array(Row).optional(),
    calls: z.number().optional(),
    created: z
      .array(
        z.object({
          n: z.number().optional(),
          id: z.string(),
          name: z.string(),
          url: z.string().optional(),
        }),
      )
      .optional(),
    ...jobOutput,
    warnings: z.array(z.string()).optional(),
  }),
  missing: { what: "List", findWith: "clickup_workspace_hierarchy" },
  handler: async (asked, context) => {
    if (asked.job !== undefined) {
      return toResult(lookUpJob(NAME, asked.job, asked.cancel, context), true);
    }
    const { list, plan } = asked;
    if (list === undefined) throw invalidInput("list", '"list" is required.');
    if (plan === undefined) throw invalidInput("plan", '"plan" is required.');
    const clock = await userClock(context);
    const tasks = parsePlan(plan, clock);
    const { made, warnings } = await planned(tasks, { ...asked, list }, clock, context);
    const { items, steps } = stepsToCreate(made);
    const numbered = items.map(({ name = "" }, index) => ({
      ...(tasks[index]?.number !== undefined && { n: tasks[index].number }),
      name,
    }));
    if (asked.dry_run !== false) {
      const tree = tasks.map((task, index) => rowOf(task, tasks, made[index], clock));
      return { tree, calls: steps.length, ...withoutEmpty({ warnings }) };
    }
    const job = await runAsJob({ tool: NAME, items: numbered, steps, note: { warnings } }, context);
    return toResult(job, false);
  },
});

async function planned(
  tasks: readonly PlanTask[],
  asked: {
    list: string;
    defaults?: Parameters<typeof nestedArguments>[1] | undefined;
    workspace?: string | undefined;
  },
  clock: Awaited<ReturnType<typeof userClock>>,
  context: ToolContext,
): Promise<{ made: TaskToMake[]; warnings: string[] }> {
  const { directory } = context;
  const { workspace } = asked;
  const defaults = nestedArguments(Defaults, asked.defaults ?? {}, "defaults");
  const lookup = { purpose: "write", workspace, argument: "list" } as const;
  const list = await directory.list(asked.list, lookup);
  const { id: workspaceId } = await directory.workspaceOf(list, workspace);
  const resolver = new Resolver(context, clock, placeOf(list, workspaceId, workspace));
  const status =
    defaults.status === undefined
      ? undefined
      : await resolver.status(defaults.status, "defaults.status");
  const made: TaskToMake[] = [];
  const newTags = new Set<string>();
  for (const [index, task] of tasks.entries()) {
    const plan = await planTask(
      {
        name: task.name,
        status,
        assignees: task.assignees.length > 0 ? task.assignees : defaults.assignees,
        priority: task.priority ?? defaults.priority,
        due: task.due ?? defaults.due,
        estimate: task.estimate,
        tags: [...(defaults.tags ?? []), ...task.tags],
        ...(task.description.length > 0 && { description: task.description.join("\n") }),
      },
      resolver,
      clock,
      `plan, line ${task.line}: `,
    );
    for (const tag of plan.newTags) newTags.add(tag);
    made.push({
      list: list.id,
      planned: plan,
      key: String(index),
      parentKey: task.parent === undefined ? undefined : String(task.parent),
      waitingOnKeys: task.after.map((one) => String(indexOf(one, task, tasks))),
      checklists: task.checklist.length === 0 ? [] : [{ name: CHECKLIST, items: task.checklist }],
    });
  }
  const warnings = newTagWarnings(newTags);
  for (const { name, line } of tasks) {
    const words = doubtfulAfter(name);
    if (words === undefined) continue;
    warnings.push(
      `Line ${line}: "${words}" is taken for a part of the name. What a task waits for stands behind an arrow: → after 2.`,
    );
  }
  return { made, warnings };
}

/** By number, else by name. */
function indexOf(given: string, from: PlanTask, tasks: readonly PlanTask[]): number {
  const wanted = foldName(given);
  const index = /^\d+$/.test(given)
    ? tasks.findIndex(({ number }) => number === Number(given))
    : tasks.findIndex(({ name }) => foldName(name) === wanted);
  if (index >= 0) return index;
  throw invalidInput(
    "plan",
    `Line ${from.line} of "plan": there is no task "${given.slice(0, 60)}" to come after.`,
  );
}

function rowOf(
  task: PlanTask,
  tasks: readonly PlanTask[],
  made: TaskToMake | undefined,
  clock: Awaited<ReturnType<typeof userClock>>,
) {
  let level = 0;
  for (let above = task.parent; above !== undefined; above = tasks[above]?.parent) level += 1;
  const due = made?.planned.task.due_date;
  return {
    level,
    name: task.name,
    ...withoutEmpty({
      n: task.number,
      who: task.assignees,
      due:
        due === undefined
          ? undefined
          : made?.planned.task.due_date_time === true
            ? clock.isoDateTime(due)
            : clock.isoDate(due),
      estimate: task.estimate,
      after: task.after,
      checklist: task.checklist.length === 0 ? undefined : task.checklist.length,
    }),
  };
}

function toResult(job: Job, lookedUp: boolean) {
  const created = outcomesOf(job).flatMap(({ item, steps: [create] }) => {
    const { id, url } = create?.result ?? {};
    if (create?.state !== "done" || id === undefined) return [];
    const n = typeof item.n === "number" ? item.n : undefined;
    return [withoutEmpty({ n, id, name: String(item.name), url })];
  });
  return {
    created,
    ...withoutEmpty({
      ...jobReport(job, lookedUp),
      warnings: warningsOf(job),
    }),
  };
}
