/** Tasks page by page, with a place to go on from. */
import type { Task, TaskPage } from "../../clickup/client.ts";
import type { PagePlace } from "../cursor.ts";

export interface TaskRows {
  tasks: Task[];
  /** Undefined when there is no more. */
  next: PagePlace | undefined;
}

/** Each task once, at most `limit`, reading at most `maxPages` of 100. */
export async function readTaskPages(
  read: (page: number) => Promise<TaskPage>,
  { from, limit, maxPages }: { from?: PagePlace | undefined; limit: number; maxPages: number },
): Promise<TaskRows> {
  const found = new Map<string, Task>();
  const start = from?.page ?? 0;
  let row = from?.row ?? 0;
  for (let page = start; page < start + maxPages; page += 1) {
    const { tasks, lastPage } = await read(page);
    for (const [index, task] of tasks.entries()) {
      if (index < row) continue;
      if (found.size >= limit) return { tasks: [...found.values()], next: { page, row: index } };
      found.set(task.id, task);
    }
    row = 0;
    if (lastPage || tasks.length === 0) return { tasks: [...found.values()], next: undefined };
  }
  return { tasks: [...found.values()], next: { page: start + maxPages, row: 0 } };
}
