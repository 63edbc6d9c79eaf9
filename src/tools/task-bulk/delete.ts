import * as z from "zod";
import type { Task, TaskKey } from "../../clickup/client.ts";
import type { JsonObject, JsonValue } from "../../domain/json.ts";
import { userClock } from "../clock.ts";
import type { ToolContext } from "../context.ts";
import { DELETES, defineTool } from "../define-tool.ts";
import { Reference, Workspace } from "../fields.ts";
import { invalidInput } from "../invalid-input.ts";
import type { Job } from "../job/job.ts";
import {
  isDone,
  jobInput,
  jobOutput,
  jobReport,
  lookUpJob,
  outcomesOf,
  runAsJob,
} from "../job/report.ts";
import { withoutEmpty } from "../without-empty.ts";
import { idOf, pickInput, pickTasks, refuseOtherCount, withoutDescendants } from "./pick.ts";

const NAME = "clickup_task_bulk_delete";

const Row = z.object({ id: z.string(), name: z.string().optional() });

interface Doomed {
  key: TaskKey;
  item: JsonObject;
  /** Subtasks that were asked for as well: ClickUp deletes them with it. */
  below: JsonValue[];
}

export const taskBulkDelete = defineTool({
  name: NAME,
  title: "Delete many tasks",
  description:
    "Deletes tasks with their subtasks; only the app's trash brings them back. A filter first only lists; " +
    "then dry_run false and expected_count.",
  toolset: "bulk",
  tier: "premium",
  annotations: DELETES,
  input: z.object({
    ...pickInput,
    list: Reference.optional(),
    dry_run: z.boolean().optional(),
    ...jobInput,
    workspace: Workspace,
  }),
  output: z.object({
    deleted: z.array(Row),
    would_delete: z.array(Row).optional(),
    failed: jobOutput.failed,
    count: z.number().optional(),
    note: z.string().optional(),
    job: jobOutput.job,
  }),
  missing: { what: "Task", findWith: "clickup_task_list" },
  handler: async (input, context) => {
    if (input.job !== undefined) {
      return toResult(lookUpJob(NAME, input.job, input.cancel, context), true);
    }
    const listsOnly = input.dry_run ?? input.filter !== undefined;
    if (listsOnly) {
      const tasks = await pickTasks(input, await userClock(context), context);
      const count = tasks.length;
      return { deleted: [], would_delete: tasks.map(rowOf), count, note: nextStep(input, count) };
    }
    if (input.filter !== undefined && input.expected_count === undefined) {
      throw invalidInput(
        "expected_count",
        'With "filter", "expected_count" must say how many tasks will be deleted.',
      );
    }
    const doomed =
      input.filter === undefined
        ? await referred(input, context)
        : family(await pickTasks(input, await userClock(context), context));
    const job = await runAsJob(
      {
        tool: NAME,
        items: doomed.map(({ item }) => item),
        steps: doomed.map(({ key }, item) => ({
          item,
          does: "delete",
          action: { do: "delete_task", task: key },
        })),
        note: { below: doomed.map(({ below }) => below) },
      },
      context,
    );
    return toResult(job, false);
  },
});

/** Nothing needs to be read of tasks that are named by id. */
async function referred(
  input: {
    tasks?: string[] | undefined;
    list?: string | undefined;
    expected_count?: number | undefined;
    workspace?: string | undefined;
  },
  { directory }: ToolContext,
): Promise<Doomed[]> {
  const { tasks = [], list, workspace } = input;
  if (tasks.length === 0) throw invalidInput("tasks", 'Give either "tasks" or "filter".');
  const lookup = { purpose: "write", list, workspace, argument: "tasks" } as const;
  const refs = await Promise.all(tasks.map((given) => directory.task(given, lookup)));
  const once = new Map(refs.map((ref) => [idOf(ref.key), ref]));
  refuseOtherCount(once.size, input.expected_count);
  return [...once].map(([id, { key, task }]) => ({
    key,
    item: task === undefined ? { id } : rowOf(task),
    below: [],
  }));
}

function family(tasks: readonly Task[]): Doomed[] {
  const { top, below } = withoutDescendants(tasks);
  return top.map((task) => ({
    key: task.id,
    item: rowOf(task),
    below: below
      .filter(({ parent, top_level_parent }) => [parent, top_level_parent].includes(task.id))
      .map(rowOf),
  }));
}

/** ClickUp takes subtasks along, whether the listing was to show them or not. */
function nextStep({ filter }: { filter?: JsonObject | undefined }, count: number): string {
  const hidden = filter?.subtasks === true ? "" : ", listed here or not";
  const guard = filter === undefined ? "" : ` and expected_count ${count}`;
  return `Nothing was deleted. Subtasks go with their task${hidden}. dry_run false${guard} deletes.`;
}

function rowOf({ id, name }: Task): { id: string; name: string } {
  return { id, name: name || "(no name)" };
}

function toResult(job: Job, lookedUp: boolean) {
  const below = Array.isArray(job.note.below) ? job.note.below : [];
  const deleted = outcomesOf(job).flatMap((outcome, index) =>
    isDone(outcome) ? [outcome.item, ...z.array(Row).parse(below[index] ?? [])] : [],
  );
  const { failed, job: info } = jobReport(job, lookedUp);
  return {
    deleted: z.array(Row).parse(deleted),
    ...withoutEmpty({ failed, job: info }),
  };
}
