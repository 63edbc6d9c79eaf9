/** How a filter is put to ClickUp: what it can be asked for, and by which of its listings the places are read. */
import type { TaskFilter, TaskPage, WorkspaceTaskFilter } from "../../clickup/client.ts";
import type { ToolContext } from "../context.ts";
import { invalidInput } from "../invalid-input.ts";
import type { DateRange } from "./filter-dates.ts";
import type { FilterScope } from "./filter-places.ts";

/** One run of pages; a query over places of several kinds has several. */
export interface QueryPart {
  read(page: number): Promise<TaskPage>;
}

/** ClickUp's limits are exclusive. There is none for the start date, nor for tasks without a date. */
export function askedDates(
  argument: "due" | "start" | "created" | "updated" | "done",
  { fromMs, beforeMs }: DateRange,
): TaskFilter {
  const after = fromMs === undefined ? undefined : fromMs - 1;
  const limits = <K extends string>(gt: K, lt: K) => ({
    ...(after !== undefined && { [gt]: after }),
    ...(beforeMs !== undefined && { [lt]: beforeMs }),
  });
  switch (argument) {
    case "due":
      return limits("due_date_gt", "due_date_lt");
    case "created":
      return limits("date_created_gt", "date_created_lt");
    case "updated":
      return limits("date_updated_gt", "date_updated_lt");
    case "done":
      return limits("date_done_gt", "date_done_lt");
    case "start":
      return {};
  }
}

const NARROWING: ReadonlySet<string> = new Set([
  "statuses",
  "assignees",
  "tags",
  "due_date_gt",
  "due_date_lt",
  "date_created_gt",
  "date_created_lt",
  "date_updated_gt",
  "date_updated_lt",
  "date_done_gt",
  "date_done_lt",
  "custom_fields",
  "custom_items",
  "parent",
  "archived",
]);

/** Whether fewer tasks come than the places hold. */
export function narrows(asked: WorkspaceTaskFilter): boolean {
  return Object.keys(asked).some((key) => NARROWING.has(key));
}

/** Most Lists for which archived or shared tasks are read one by one. */
const MAX_LISTS_APART = 25;

/** `prefix` goes before the names of arguments in errors. */
export function partsOf(
  scope: FilterScope,
  asked: WorkspaceTaskFilter,
  { clickup }: ToolContext,
  prefix: string,
): QueryPart[] {
  const { tasks } = clickup;
  const { viewId, workspaceId } = scope;
  if (viewId !== undefined) return [{ read: (page) => tasks.inView(viewId, page) }];
  const { parent, ...inList } = asked;
  // Only a List's own listing knows archived tasks and those shown there from elsewhere.
  if (asked.archived === true || asked.include_timl === true) {
    const argument = `${prefix}${asked.archived === true ? "archived" : "multi_list"}`;
    if (scope.listIds === undefined || scope.listIds.length > MAX_LISTS_APART) {
      throw invalidInput(
        argument,
        `"${argument}" needs "in" with at most ${MAX_LISTS_APART} Lists.`,
      );
    }
    return scope.listIds.map((id) => ({ read: (page) => tasks.inList(id, page, inList) }));
  }
  const only = scope.onlyListId;
  if (only !== undefined && parent === undefined) {
    return [{ read: (page) => tasks.inList(only, page, inList) }];
  }
  return scope.groups.map((group) => ({
    read: (page) => tasks.inWorkspace(workspaceId, page, { ...asked, ...group }),
  }));
}
