import * as z from "zod";
import type { Task } from "../../clickup/client.ts";
import { defineTool, UPDATES } from "../define-tool.ts";
import { Reference, References, Words, Workspace } from "../fields.ts";
import { foldName } from "../fold-name.ts";
import { invalidInput } from "../invalid-input.ts";
import { withoutEmpty } from "../without-empty.ts";
import { fieldNamed } from "./filter-fields.ts";
import { mapStatuses, type StatusMap, statusesOf } from "./status-map.ts";

export const taskMove = defineTool({
  name: "clickup_task_move",
  title: "Move a task",
  description:
    "Moves one task and its subtasks to another home List. A status that the List lacks needs status_map or " +
    "default_status. For many use clickup_task_bulk_move.",
  toolset: "tasks",
  tier: "premium",
  annotations: UPDATES,
  input: z.object({
    task: Reference.describe("A name needs list."),
    list: Reference.optional(),
    to_list: Reference,
    status_map: z.record(z.string().max(100), Words).optional().describe("{old: new}"),
    default_status: Words.optional(),
    move_fields: References.optional().describe("Names, all or none; default those set."),
    workspace: Workspace,
  }),
  output: z.object({
    id: z.string(),
    name: z.string(),
    from_list: z.string(),
    to_list: z.string(),
    status_before: z.string().optional(),
    status_after: z.string().optional(),
    moved: z.boolean(),
    subtasks_moved: z.number().optional(),
    fields_kept: z.array(z.string()).optional(),
    note: z.string().optional(),
  }),
  listedOutput: ["id", "from_list", "to_list", "status_before", "status_after"],
  missing: { what: "Task", findWith: "clickup_task_search" },
  handler: async ({ task: given, list, workspace, ...asked }, { clickup, directory }) => {
    const lookup = { purpose: "write", workspace } as const;
    const [ref, place] = await Promise.all([
      directory.task(given, { ...lookup, argument: "task", list }),
      directory.list(asked.to_list, { ...lookup, argument: "to_list" }),
    ]);
    const task = await clickup.tasks.get(ref.key, { subtasks: true, markdown: false });
    const before = task.status?.status;
    const about = {
      id: task.id,
      name: task.name,
      from_list: task.list?.name ?? task.list?.id ?? "",
    };
    if (task.list?.id === place.id) {
      return {
        ...about,
        ...withoutEmpty({ status_before: before, status_after: before }),
        to_list: task.list.name ?? place.id,
        moved: false,
        note: "The task is in this List already.",
      };
    }
    if (task.parent !== undefined) {
      throw invalidInput("task", `This is a subtask, which moves with its parent ${task.parent}.`);
    }
    const fields = fieldsToMove(asked.move_fields, task);
    const { statuses, name } = await targetOf(place.id, place.name, task, asked);
    const workspaceId = task.team_id ?? (await directory.workspaceOf(place, workspace)).id;
    const landed = await clickup.tasks.move(workspaceId, task.id, place.id, {
      ...fields.move,
      ...(statuses.mappings.length > 0 && { status_mappings: statuses.mappings }),
    });
    if (landed !== undefined && landed !== place.id) {
      return {
        ...about,
        ...withoutEmpty({ status_before: before, status_after: before }),
        to_list: name,
        moved: false,
        note: "ClickUp accepted this and did not do it.",
      };
    }
    return {
      ...about,
      ...withoutEmpty({
        status_before: before,
        status_after: before === undefined ? undefined : statuses.after(before),
        fields_kept: fields.names,
      }),
      to_list: name,
      moved: true,
      ...(task.subtasks.length > 0 && { subtasks_moved: task.subtasks.length }),
    };

    /** The List is read only when its names do not already answer all. */
    async function targetOf(
      listId: string,
      listName: string | undefined,
      moving: Task,
      words: {
        status_map?: Record<string, string> | undefined;
        default_status?: string | undefined;
      },
    ): Promise<{ statuses: StatusMap; name: string }> {
      const inUse = statusesOf([moving]);
      if (words.status_map === undefined && listName !== undefined) {
        const known = await directory.statuses(listId);
        const there = new Set(known.map((status) => foldName(status.name)));
        if (inUse.every(({ status }) => there.has(foldName(status)))) {
          return { statuses: { mappings: [], after: (status) => status }, name: listName };
        }
      }
      const target = await clickup.lists.get(listId);
      return { statuses: mapStatuses(inUse, target, words), name: target.name };
    }
  },
});

/** Buttons, and what ClickUp computes anew wherever the field is. */
const WITHOUT_VALUE: ReadonlySet<string> = new Set([
  "button",
  "formula",
  "rollup",
  "automatic_progress",
]);

/** Values whose field the new List lacks are lost, unless ClickUp is told to take the field along. */
function fieldsToMove(given: readonly string[] | undefined, task: Task) {
  const set = task.custom_fields.filter(
    ({ value, type }) =>
      value !== undefined && value !== null && value !== "" && !WITHOUT_VALUE.has(type),
  );
  const [only] = given ?? [];
  if (given?.length === 1 && only?.toLowerCase() === "none") {
    return { move: { move_custom_fields: false }, names: [] };
  }
  if (given?.length === 1 && only?.toLowerCase() === "all") {
    return { move: { move_custom_fields: true }, names: set.map(({ name }) => name) };
  }
  const wanted =
    given === undefined
      ? set
      : given.map((name) => {
          const field = fieldNamed(task, name);
          if (field !== undefined) return field;
          throw invalidInput(
            "move_fields",
            `The task has no Custom Field "${name.slice(0, 60)}".`,
            task.custom_fields.map((one) => one.name),
          );
        });
  if (wanted.length === 0) return { move: {}, names: [] };
  const ids = wanted.map(({ id }) => id);
  return {
    move: { move_custom_fields: true, custom_fields_to_move: ids },
    names: wanted.map(({ name }) => name),
  };
}
