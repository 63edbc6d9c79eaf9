import * as z from "zod";
import type { List, Status, Task } from "../../clickup/client.ts";
import { type Clock, userClock } from "../clock.ts";
import type { ToolContext } from "../context.ts";
import { defineTool, UPDATES } from "../define-tool.ts";
import { Reference, Words, Workspace } from "../fields.ts";
import { foldName } from "../fold-name.ts";
import { invalidInput } from "../invalid-input.ts";
import { type Job, MAX_ITEMS } from "../job/job.ts";
import {
  isDone,
  jobInput,
  jobOutput,
  jobReport,
  lookUpJob,
  outcomesOf,
  runAsJob,
} from "../job/report.ts";
import { noteList } from "../list/change.ts";
import { mapStatuses } from "../task/status-map.ts";
import { withoutEmpty } from "../without-empty.ts";
import { pickInput, pickTasks, refuseOtherCount, withoutDescendants } from "./pick.ts";

const NAME = "clickup_task_bulk_move";
/** Pages of a hundred of the List that is emptied: its tasks and their subtasks. */
const MAX_PAGES = 20;

const Row = z.object({ id: z.string(), name: z.string() });
const ListRow = z.object({ id: z.string(), name: z.string(), created: z.boolean().optional() });

const input = z.object({
  ...pickInput,
  from_list: Reference.optional(),
  to_list: Reference.optional(),
  to_place: Reference.optional().describe("Makes from_list anew there."),
  status_map: z.record(z.string(), z.string().max(100)).optional().describe("{old: new}"),
  default_status: Words.optional(),
  move_fields: z.boolean().optional(),
  list: Reference.optional(),
  dry_run: z.boolean().optional(),
  ...jobInput,
  workspace: Workspace,
});
type Input = z.output<typeof input>;

export const taskBulkMove = defineTool({
  name: NAME,
  title: "Move many tasks",
  description:
    "Moves tasks, by id or filter, or a whole List's, to another List, with subtasks. to_place stands in " +
    "for moving a List: the tasks keep their ids, the emptied List stays.",
  toolset: "bulk",
  tier: "premium",
  annotations: UPDATES,
  input,
  output: z.object({
    moved: z.array(Row),
    unchanged: z.array(z.string()).optional(),
    would_move: z.array(Row).optional(),
    ...jobOutput,
    to_list: ListRow.optional(),
    mapping: z.record(z.string(), z.string()).optional(),
    count: z.number().optional(),
    warnings: z.array(z.string()).optional(),
  }),
  listedOutput: ["moved", "unchanged", "would_move", "failed", "to_list", "job"],
  missing: { what: "Task", findWith: "clickup_task_list" },
  handler: async (asked, context) => {
    if (asked.job !== undefined) {
      return toResult(lookUpJob(NAME, asked.job, asked.cancel, context), true);
    }
    const clock = await userClock(context);
    const target = await targetOf(asked, context);
    const { tasks, more } = await tasksOf(asked, clock, context);
    const { top, below } = withoutDescendants(tasks);
    const orphan = top.find(({ parent }) => parent !== undefined);
    if (orphan !== undefined) {
      throw invalidInput(
        "tasks",
        `"${orphan.name}" (${orphan.id}) is a subtask, which moves with its parent ${orphan.parent}.`,
      );
    }
    const moving = top.filter(({ list }) => list?.id !== target.listId);
    const unchanged = top.filter(({ list }) => list?.id === target.listId).map(({ id }) => id);
    const inUse = [...moving, ...below].flatMap(({ status }) => status ?? []);
    refuseUnmapped(inUse, target.statusNames, asked);
    const warnings = more
      ? [`The List holds more; these are the first ${top.length}. Call again for the rest.`]
      : [];
    if (asked.dry_run === true) {
      const mapping = mappingOf(inUse, (name) => landing(name, asked));
      return {
        moved: [],
        would_move: moving.map(rowOf),
        count: moving.length,
        ...withoutEmpty({ unchanged, mapping, warnings }),
      };
    }
    const { list, created } = await target.open();
    const groups = [...Map.groupBy([...moving, ...below], (task) => task.list?.id ?? "")];
    const maps = new Map(
      groups.map(([listId, group]) => [
        listId,
        mapStatuses(
          group.flatMap(({ status }) => status ?? []),
          list,
          asked,
        ),
      ]),
    );
    const mapping: Record<string, string> = {};
    for (const map of maps.values()) Object.assign(mapping, mappingOf(inUse, map.after));
    const job = await runAsJob(
      {
        tool: NAME,
        items: moving.map(rowOf),
        steps: moving.map((task, item) => {
          const mappings = maps.get(task.list?.id ?? "")?.mappings ?? [];
          return {
            item,
            does: "move",
            action: {
              do: "move_task",
              workspaceId: task.team_id ?? target.workspaceId,
              task: task.id,
              listId: list.id,
              move: {
                move_custom_fields: asked.move_fields ?? true,
                ...(mappings.length > 0 && { status_mappings: mappings }),
              },
            },
          };
        }),
        note: {
          unchanged,
          mapping,
          warnings,
          to_list: { id: list.id, name: list.name, ...(created && { created }) },
        },
      },
      context,
    );
    return toResult(job, false);
  },
});

interface Target {
  /** Undefined while the List is not there yet. */
  listId: string | undefined;
  workspaceId: string;
  statusNames: readonly string[] | undefined;
  open(): Promise<{ list: List; created: boolean }>;
}

async function targetOf(asked: Input, context: ToolContext): Promise<Target> {
  const { directory, clickup } = context;
  const { to_list: toList, to_place: toPlace, from_list: fromList, workspace } = asked;
  const lookup = { purpose: "write", workspace } as const;
  if ((toList === undefined) === (toPlace === undefined)) {
    throw invalidInput("to_list", 'Give either "to_list" or "to_place".', ["to_list", "to_place"]);
  }
  if (toList !== undefined) {
    const place = await directory.list(toList, { ...lookup, argument: "to_list" });
    const { id: workspaceId } = await directory.workspaceOf(place, workspace);
    const list = await clickup.lists.get(place.id);
    return {
      listId: list.id,
      workspaceId,
      statusNames: list.statuses.map(({ status }) => status),
      open: async () => ({ list, created: false }),
    };
  }
  if (fromList === undefined) {
    throw invalidInput("to_place", '"to_place" needs "from_list", whose name the new List takes.');
  }
  const place = await directory.container(toPlace ?? "", { ...lookup, argument: "to_place" });
  const source = await directory.list(fromList, { ...lookup, argument: "from_list" });
  const { id: workspaceId } = await directory.workspaceOf(place, workspace);
  const { lists, folders, spaces } = await directory.index(workspaceId);
  const name = source.name ?? (await clickup.lists.get(source.id)).name;
  const inPlace = lists.filter((list) =>
    place.kind === "folder"
      ? list.folderId === place.id
      : list.spaceId === place.id && list.folderId === undefined,
  );
  const twin = inPlace.find((list) => foldName(list.name) === foldName(name));
  if (twin !== undefined) {
    throw invalidInput(
      "to_place",
      `There is a List "${twin.path}" (${twin.id}) already; give it as "to_list" to move the tasks into it.`,
    );
  }
  const folder = folders.find(({ id }) => id === place.id);
  const space = spaces.find(({ id }) => id === (folder?.spaceId ?? place.id));
  const statuses = folder?.statuses ?? (folder?.ownStatuses === true ? undefined : space?.statuses);
  return {
    listId: undefined,
    workspaceId,
    statusNames: statuses?.map((status) => status.name),
    open: async () => {
      const made = await clickup.lists.create(
        { kind: place.kind === "folder" ? "folder" : "space", id: place.id },
        { name },
      );
      noteList(workspaceId, place, made, context);
      // Its statuses come with Get List only.
      return { list: await clickup.lists.get(made.id), created: true };
    },
  };
}

/** The tasks with those below them, as far as they are known. */
async function tasksOf(
  asked: Input,
  clock: Clock,
  context: ToolContext,
): Promise<{ tasks: Task[]; more: boolean }> {
  if (asked.from_list === undefined) {
    return { tasks: await pickTasks(asked, clock, context), more: false };
  }
  if (asked.tasks !== undefined || asked.filter !== undefined) {
    throw invalidInput("from_list", 'Give one of "tasks", "filter" and "from_list".');
  }
  const lookup = { purpose: "write", workspace: asked.workspace, argument: "from_list" } as const;
  const source = await context.directory.list(asked.from_list, lookup);
  const { tasks, cut } = await allOf(source.id, context);
  const top = tasks.filter(({ parent }) => parent === undefined);
  const more = cut || top.length > MAX_ITEMS;
  if (asked.expected_count !== undefined && !more)
    refuseOtherCount(top.length, asked.expected_count);
  const chosen = new Set(top.slice(0, MAX_ITEMS).map(({ id }) => id));
  return { tasks: tasks.filter(({ id, parent }) => parent !== undefined || chosen.has(id)), more };
}

async function allOf(
  listId: string,
  { clickup }: ToolContext,
): Promise<{ tasks: Task[]; cut: boolean }> {
  const found = new Map<string, Task>();
  const filter = { include_closed: true, subtasks: true };
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const { tasks, lastPage } = await clickup.tasks.inList(listId, page, filter);
    for (const task of tasks) found.set(task.id, task);
    if (lastPage || tasks.length === 0) return { tasks: [...found.values()], cut: false };
  }
  return { tasks: [...found.values()], cut: true };
}

/** Before a List is made for them: whether each status has a place there. */
function refuseUnmapped(
  inUse: readonly Status[],
  names: readonly string[] | undefined,
  asked: Input,
): void {
  if (names === undefined) return;
  const there = new Set(names.map(foldName));
  for (const { status } of inUse) {
    const after = there.has(foldName(mapped(status, asked) ?? status))
      ? (mapped(status, asked) ?? status)
      : (mapped(status, asked) ?? asked.default_status);
    if (after !== undefined && there.has(foldName(after))) continue;
    throw invalidInput(
      "status_map",
      after === undefined
        ? `The new List has no status "${status}"; say with status_map or default_status what becomes of it.`
        : `The new List has no status "${after}".`,
      names,
    );
  }
}

function mapped(status: string, { status_map: map = {} }: Input): string | undefined {
  const from = Object.keys(map).find((name) => foldName(name) === foldName(status));
  return from === undefined ? undefined : map[from];
}

function landing(status: string, asked: Input): string {
  return mapped(status, asked) ?? status;
}

/** Only what changes. */
function mappingOf(inUse: readonly Status[], after: (name: string) => string) {
  return Object.fromEntries(
    inUse.flatMap(({ status }) => {
      const now = after(status);
      return foldName(now) === foldName(status) ? [] : [[status, now]];
    }),
  );
}

function rowOf({ id, name }: Task): { id: string; name: string } {
  return { id, name: name || "(no name)" };
}

const Note = z.object({
  unchanged: z.array(z.string()).optional(),
  mapping: z.record(z.string(), z.string()).optional(),
  warnings: z.array(z.string()).optional(),
  to_list: ListRow.optional(),
});

function toResult(job: Job, lookedUp: boolean) {
  const moved = outcomesOf(job).flatMap((outcome) => (isDone(outcome) ? [outcome.item] : []));
  return {
    moved: z.array(Row).parse(moved),
    ...withoutEmpty({
      ...Note.parse(job.note),
      ...jobReport(job, lookedUp),
    }),
  };
}
