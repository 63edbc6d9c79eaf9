/** Tasks named in an argument, as their own ids: several operations of ClickUp's take nothing else. */
import type { Task, TaskKey } from "../../clickup/client.ts";
import type { ToolContext } from "../context.ts";

export interface TaskWhere {
  argument: string;
  list?: string | undefined;
  workspace?: string | undefined;
}

/** Each once, in the order given; a custom id costs one read. */
export async function taskIds(
  given: readonly string[],
  context: ToolContext,
  where: TaskWhere,
): Promise<string[]> {
  return [...(await tasksById(given, context, where)).keys()];
}

/** The same with the tasks that had to be read to learn their ids. */
export async function tasksById(
  given: readonly string[],
  context: ToolContext,
  where: TaskWhere,
): Promise<ReadonlyMap<string, Task | undefined>> {
  const found = await Promise.all(given.map((one) => findTask(one, context, where)));
  const tasks = new Map<string, Task | undefined>();
  for (const { id, task } of found) tasks.set(id, tasks.get(id) ?? task);
  return tasks;
}

export async function taskId(
  given: string,
  context: ToolContext,
  where: TaskWhere,
): Promise<string> {
  return (await findTask(given, context, where)).id;
}

async function findTask(
  given: string,
  context: ToolContext,
  where: TaskWhere,
): Promise<{ id: string; task?: Task }> {
  const { key, task } = await context.directory.task(given, { purpose: "write", ...where });
  if (task === undefined && typeof key === "string") return { id: key };
  const read = task ?? (await readTask(key, context));
  return { id: read.id, task: read };
}

export interface NamedTask {
  given: string;
  key: TaskKey;
  task?: Task;
}

/** What the task operations take, without a read; a name is read anyway. */
export async function taskKeys(
  given: readonly string[],
  { directory }: ToolContext,
  where: TaskWhere,
): Promise<NamedTask[]> {
  const all = await Promise.all(
    given.map(async (one): Promise<NamedTask> => {
      const { key, task } = await directory.task(one, { purpose: "write", ...where });
      return { given: one, key, ...(task !== undefined && { task }) };
    }),
  );
  const seen = new Set<string>();
  return all.filter(({ key }) => {
    const id = JSON.stringify(key);
    return !seen.has(id) && seen.add(id) !== undefined;
  });
}

async function readTask(key: TaskKey, { clickup }: ToolContext): Promise<Task> {
  return await clickup.tasks.get(key, { markdown: false });
}
