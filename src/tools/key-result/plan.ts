/** A key result as it is asked for, resolved before anything is written. */
import * as z from "zod";
import type { ToolContext } from "../context.ts";
import type { Lookup } from "../directory/directory.ts";
import { Reference, References, Title } from "../fields.ts";
import { invalidInput } from "../invalid-input.ts";

export const TYPES = ["number", "currency", "boolean", "percentage", "automatic"] as const;
export type KeyResultType = (typeof TYPES)[number];

export const keyResultShape = {
  type: z.enum(TYPES).optional(),
  from: z.number().optional(),
  to: z.number().optional(),
  unit: Reference.optional(),
  tasks: References.optional(),
  lists: References.optional(),
  owners: References.optional(),
};
export const KeyResultWish = z.object({ name: Title, ...keyResultShape });
export type KeyResultWish = z.output<typeof KeyResultWish>;

const DEFAULT_TO: Readonly<Record<KeyResultType, number | undefined>> = {
  number: undefined,
  currency: undefined,
  boolean: 1,
  percentage: 100,
  automatic: 1,
};

export interface Linked {
  owners?: string[];
  task_ids?: string[];
  list_ids?: string[];
}

/** The people, tasks and Lists, as far as they are given. */
export async function linksOf(
  { owners, tasks, lists }: Pick<KeyResultWish, "owners" | "tasks" | "lists">,
  workspaceId: string | undefined,
  lookup: Lookup,
  { directory, clickup }: ToolContext,
): Promise<Linked> {
  const home = async () => workspaceId ?? (await directory.workspace(lookup.workspace)).id;
  const [people, taskIds, listIds] = await Promise.all([
    owners &&
      home().then((id) =>
        Promise.all(
          owners.map((name) => directory.user(name, id, { ...lookup, argument: "owners" })),
        ),
      ),
    tasks &&
      Promise.all(
        tasks.map(async (given) => {
          const { key } = await directory.task(given, { ...lookup, argument: "tasks" });
          return typeof key === "string"
            ? key
            : (await clickup.tasks.get(key, { markdown: false })).id;
        }),
      ),
    lists &&
      Promise.all(lists.map((given) => directory.list(given, { ...lookup, argument: "lists" }))),
  ]);
  return {
    ...(people && { owners: people.map(({ id }) => id) }),
    ...(taskIds && { task_ids: taskIds }),
    ...(listIds && { list_ids: listIds.map(({ id }) => id) }),
  };
}

/** What a new key result is sent with: ClickUp's schema wants every field. */
export async function newKeyResult(
  wish: KeyResultWish,
  workspaceId: string | undefined,
  lookup: Lookup,
  context: ToolContext,
) {
  const hasLinks = (wish.tasks?.length ?? 0) + (wish.lists?.length ?? 0) > 0;
  const type = wish.type ?? (hasLinks ? "automatic" : wish.unit ? "number" : "percentage");
  if (type === "automatic" && !hasLinks) {
    throw invalidInput("tasks", 'An automatic key result counts "tasks" or "lists"; give some.');
  }
  const end = wish.to ?? DEFAULT_TO[type];
  if (end === undefined) {
    throw invalidInput("to", `A key result of type ${type} needs "to", the value to reach.`);
  }
  const links = await linksOf(wish, workspaceId, lookup, context);
  return {
    name: wish.name,
    type,
    steps_start: wish.from ?? 0,
    steps_end: end,
    unit: wish.unit ?? "",
    owners: links.owners ?? [],
    task_ids: links.task_ids ?? [],
    list_ids: links.list_ids ?? [],
  };
}
