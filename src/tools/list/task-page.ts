/** One page of a List's tasks, with the filters that ClickUp lacks applied here. */
import type { ClickUp, Task } from "../../clickup/client.ts";
import type { PagePlace } from "../cursor.ts";

export interface TaskWanted {
  statuses: readonly string[];
  userIds: readonly string[];
  /** ClickUp cannot filter by Team, nor for tasks that nobody has. */
  teamIds: readonly string[];
  unassigned: boolean;
  /** Epoch ms, exclusive. */
  dueBeforeMs?: number;
  dueBeforeEcho?: string;
  includeClosed: boolean;
  subtasks: boolean;
  markdown: boolean;
}

/** Read for one answer when most rows are filtered out here; the cursor goes on from there. */
const MAX_PAGES = 10;
/** Beyond this an answer would be cut, and the next call would miss what was. */
const MAX_ROWS_CHARS = 100_000;

export interface TaskPage {
  tasks: Task[];
  /** Undefined when there is no more. */
  next: PagePlace | undefined;
  /** Only when rows were filtered here: how many were looked at. */
  scanned: number | undefined;
}

export async function readPage(
  { tasks }: Pick<ClickUp, "tasks">,
  listId: string,
  wanted: TaskWanted,
  { limit, from }: { limit: number; from: PagePlace },
): Promise<TaskPage> {
  const filteredHere = wanted.unassigned || wanted.teamIds.length > 0;
  const found = new Map<string, Task>();
  let scanned = 0;
  let size = 0;
  let row = from.row;
  const answer = (next: PagePlace | undefined): TaskPage => ({
    tasks: [...found.values()],
    next,
    scanned: filteredHere ? scanned : undefined,
  });
  for (let page = from.page; page < from.page + MAX_PAGES; page += 1) {
    const got = await tasks.inList(listId, page, filterOf(wanted, filteredHere));
    for (const [index, task] of got.tasks.entries()) {
      if (index < row) continue;
      scanned += 1;
      if (found.has(task.id) || !isWanted(task, wanted)) continue;
      size += sizeOf(task, wanted);
      if (found.size > 0 && size > MAX_ROWS_CHARS) return answer({ page, row: index });
      found.set(task.id, task);
      if (found.size < limit) continue;
      const last = index + 1 >= got.tasks.length;
      if (last) return answer(got.lastPage ? undefined : { page: page + 1, row: 0 });
      return answer({ page, row: index + 1 });
    }
    row = 0;
    if (got.lastPage || got.tasks.length === 0) return answer(undefined);
  }
  return answer({ page: from.page + MAX_PAGES, row: 0 });
}

/** What is filtered here by people must not be narrowed by people there. */
function filterOf(wanted: TaskWanted, filteredHere: boolean) {
  const { statuses, userIds, dueBeforeMs, includeClosed, subtasks, markdown } = wanted;
  return {
    ...(statuses.length > 0 && { statuses }),
    ...(!filteredHere && userIds.length > 0 && { assignees: userIds }),
    ...(dueBeforeMs !== undefined && { due_date_lt: dueBeforeMs }),
    include_closed: includeClosed,
    subtasks,
    include_markdown_description: markdown,
  };
}

function isWanted(task: Task, { userIds, teamIds, unassigned }: TaskWanted): boolean {
  if (!unassigned && teamIds.length === 0) return true;
  const { assignees, group_assignees } = task;
  if (unassigned && assignees.length + group_assignees.length === 0) return true;
  return (
    assignees.some(({ id }) => userIds.includes(id)) ||
    group_assignees.some(({ id }) => teamIds.includes(id))
  );
}

/** Roughly what the row will take; only full rows can be long. */
function sizeOf(task: Task, { markdown }: TaskWanted): number {
  const short = 400 + task.name.length;
  return markdown ? short + 1_500 + (task.markdown_description ?? "").length : short;
}
