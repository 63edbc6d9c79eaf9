/** What ClickUp calls the fields by which a view groups, sorts, filters and shows. */
import type { Field } from "../../clickup/client.ts";
import type { ToolContext } from "../context.ts";
import type { Lookup } from "../directory/directory.ts";
import { invalidInput } from "../invalid-input.ts";
import { nearestNames } from "../nearest.ts";

/** Our words and ClickUp's; its filters know the first group alone. */
export const FILTER_FIELDS: Readonly<Record<string, string>> = {
  status: "status",
  assignee: "assignee",
  priority: "priority",
  tag: "tag",
  due: "dueDate",
  start: "startDate",
  created: "dateCreated",
  updated: "dateUpdated",
  done: "dateDone",
  closed: "dateClosed",
  creator: "createdBy",
  watcher: "follower",
  archived: "archived",
};
export const GROUP_FIELDS: Readonly<Record<string, string>> = {
  none: "none",
  status: "status",
  assignee: "assignee",
  priority: "priority",
  tag: "tag",
  due: "dueDate",
};
export const COLUMN_FIELDS: Readonly<Record<string, string>> = {
  ...FILTER_FIELDS,
  name: "name",
  estimate: "timeEstimate",
  spent: "timeLogged",
  points: "points",
  id: "id",
  list: "lists",
};

export interface ViewScope {
  workspaceId: string;
  /** Where names of statuses and Custom Fields are looked up. */
  listId: string | undefined;
  lookup: Lookup;
}

/** `known`: our words, and ClickUp's for them. Anything else is a Custom Field, "cf_" and its id. */
export async function fieldId(
  given: string,
  known: Readonly<Record<string, string>>,
  argument: string,
  scope: ViewScope,
  context: ToolContext,
): Promise<string> {
  const word = given.toLowerCase().trim();
  const plain = word.replace(/[_ -]?(date|to|by)$/, "").replace(/s$/, "");
  const own = [word, plain].find((name) => Object.hasOwn(known, name));
  if (own !== undefined) return known[own] ?? own;
  const direct = Object.values(known).find((name) => name.toLowerCase() === word);
  if (direct !== undefined) return direct;
  const field = await customField(given, known, argument, scope, context);
  return `cf_${field.id}`;
}

async function customField(
  given: string,
  known: Readonly<Record<string, string>>,
  argument: string,
  { listId, lookup }: ViewScope,
  { directory }: ToolContext,
): Promise<Pick<Field, "id"> & Partial<Field>> {
  const id = /^(?:cf_)?([0-9a-f]{8}-[0-9a-f-]{27})$/i.exec(given)?.[1];
  if (id !== undefined) return { id };
  if (listId !== undefined) return await directory.field(given, listId, { ...lookup, argument });
  const names = Object.keys(known);
  const near = nearestNames(given, names);
  throw invalidInput(
    argument,
    `"${argument}" takes no "${given.slice(0, 60)}" here; a Custom Field outside a List goes by its id.`,
    near.length > 0 ? near : names,
  );
}
