import * as z from "zod";
import type { Field, List, Task } from "../../clickup/client.ts";
import { type Clock, userClock } from "../clock.ts";
import type { ToolContext } from "../context.ts";
import { fromCursor, toCursor } from "../cursor.ts";
import { configOf } from "../custom-field/config.ts";
import { defineTool, READS } from "../define-tool.ts";
import type { PlaceRef, StatusEntry } from "../directory/directory.ts";
import { Cursor, Reference, References, Words, Workspace } from "../fields.ts";
import { foldName } from "../fold-name.ts";
import { echoOf, isDateOnly, parseInstant, startOfDayMs } from "../instant.ts";
import { invalidInput } from "../invalid-input.ts";
import { STATUS_KINDS } from "../task/filter-statuses.ts";
import { TASK_URL, withoutPlainUrl } from "../task/rows.ts";
import { personName, TaskFull, toTaskFull, toTaskRow } from "../task/summary.ts";
import { textResult } from "../text-result.ts";
import { withoutEmpty } from "../without-empty.ts";
import { readPage, type TaskWanted } from "./task-page.ts";

const MAX_ROWS = 100;

/** ClickUp tells of a List the Folder that it lies in, and not where that lies. */
const FOLDERS_ABOVE = "Only the List's own Folder is known; the path may lack Folders above it.";

const input = z.object({
  list: Reference.describe("Id, URL, name or Space / Folder / List."),
  include: z
    .array(z.enum(["tasks", "fields", "members", "views"]))
    .optional()
    .describe("Default tasks."),
  status: References.optional(),
  assignee: References.optional().describe("Names, me, none, Teams."),
  due_before: Words.optional().describe('Exclusive; ISO, "next friday".'),
  include_closed: z.boolean().optional(),
  subtasks: z.boolean().optional(),
  detail: z.enum(["compact", "full"]).optional(),
  limit: z.int().min(1).max(MAX_ROWS).optional(),
  cursor: Cursor,
  workspace: Workspace,
});
type Input = z.output<typeof input>;

export const listGet = defineTool({
  name: "clickup_list_get",
  title: "Get a List",
  description:
    "One List: statuses, description, dates and open tasks as compact rows; also its Custom Fields, " +
    "members, views. For one task use clickup_task_get.",
  toolset: "structure",
  tier: "free",
  annotations: READS,
  input,
  output: z.object({
    id: z.string(),
    name: z.string().optional(),
    path: z.string().optional(),
    note: z.string().optional(),
    content_md: z.string().optional(),
    statuses: z
      .array(z.object({ name: z.string(), type: z.string(), order: z.number() }))
      .optional(),
    start: z.string().optional(),
    due: z.string().optional(),
    priority: z.string().optional(),
    assignee: z.string().optional(),
    task_count: z.number().optional(),
    archived: z.boolean().optional(),
    tasks: z.array(TaskFull).optional(),
    fields: z
      .array(
        z.object({
          name: z.string(),
          id: z.string(),
          type: z.string(),
          required: z.boolean().optional(),
          options: z.array(z.string()).optional(),
        }),
      )
      .optional(),
    members: z.array(z.string()).optional(),
    views: z
      .array(z.object({ id: z.string(), name: z.string(), type: z.string().optional() }))
      .optional(),
    due_before: z.string().optional(),
    scanned: z.number().optional(),
    complete: z.boolean().optional(),
    next_cursor: z.string().optional(),
  }),
  listedOutput: [
    "id",
    "name",
    "path",
    "content_md",
    "statuses",
    "task_count",
    "tasks",
    "fields",
    "members",
    "views",
    "complete",
    "next_cursor",
  ],
  missing: { what: "List", findWith: "clickup_workspace_hierarchy" },
  text: (value) => {
    const tasks = value.tasks?.map(withoutPlainUrl);
    const plain = tasks?.some(({ url }) => url === undefined) === true;
    const lines = textResult(tasks === undefined ? value : { ...value, tasks });
    return plain ? `${lines}\nURL of a task where none is shown: ${TASK_URL}<id>` : lines;
  },
  handler: async (input, context) => {
    const { directory, clickup } = context;
    const { cursor, limit = MAX_ROWS, detail = "compact", ...asked } = input;
    const clock = await userClock(context);
    const lookup = { purpose: "read", workspace: input.workspace, argument: "list" } as const;
    const place = await directory.list(input.list, lookup);
    // Which rows there are, however the List was named and however many of them are wanted at once.
    const { list: _, workspace: __, include: ___, ...filter } = asked;
    const rows = { ...filter, id: place.id };
    const from = await fromCursor(cursor, rows);
    const include = new Set(from === undefined ? sectionsOf(input) : ["tasks" as const]);

    // A further page repeats nothing of the List, and its filter was checked with the first one.
    const list = from === undefined ? clickup.lists.get(place.id) : undefined;
    const tasks = include.has("tasks")
      ? wantedOf(input, place, list, clock, context).then(async (wanted) => ({
          wanted,
          page: await readPage(clickup, place.id, wanted, {
            limit,
            from: from ?? { page: 0, row: 0 },
          }),
        }))
      : undefined;
    const [about, found, fields, members, views] = await Promise.all([
      list,
      tasks,
      include.has("fields") ? directory.fields(place.id) : undefined,
      include.has("members") ? clickup.members.ofList(place.id) : undefined,
      include.has("views") ? clickup.views.ofList(place.id) : undefined,
    ]);
    const next = found?.page.next;
    return {
      ...withoutEmpty({
        id: place.id,
        name: about?.name || place.name,
        path: place.path ?? (about && pathOf(about)),
        note: place.path === undefined && about && folderOf(about) ? FOLDERS_ABOVE : undefined,
        ...(about && aboutOf(about, clock)),
      }),
      // Of what was asked for it has to be said that there is none.
      ...(found && { tasks: found.page.tasks.map((task) => rowOf(task, detail, clock)) }),
      ...(fields && { fields: fields.map(fieldRow) }),
      ...(members && { members: members.map(personName) }),
      ...(views && { views: views.map(({ id, name, type }) => ({ id, name, type })) }),
      ...withoutEmpty({
        due_before: found?.wanted.dueBeforeEcho,
        scanned: found?.page.scanned,
        complete: found === undefined ? undefined : next === undefined,
        next_cursor: next === undefined ? undefined : await toCursor(next, rows),
      }),
    };
  },
});

type Section = "tasks" | "fields" | "members" | "views";

/** A filter for tasks asks for tasks, whatever else is wanted. */
function sectionsOf({ include, status, assignee, due_before, subtasks }: Input): Section[] {
  if (include === undefined || include.length === 0) return ["tasks"];
  const filtered = [status, assignee, due_before, subtasks].some((value) => value !== undefined);
  return filtered ? [...include, "tasks"] : include;
}

/** The filter with every name resolved: ClickUp answers "no tasks" to one that it does not know. */
async function wantedOf(
  input: Input,
  place: PlaceRef,
  list: Promise<List> | undefined,
  clock: Clock,
  context: ToolContext,
): Promise<TaskWanted> {
  const [statuses, assignees] = await Promise.all([
    input.status === undefined ? [] : statusesNamed(input.status, place.id, list, context),
    assigneesNamed(input, place, context),
  ]);
  const wanted: TaskWanted = {
    ...assignees,
    statuses: statuses.map(({ name }) => name),
    // Without this ClickUp leaves out what a closed status was asked for.
    includeClosed: input.include_closed === true || statuses.some(({ type }) => type === "closed"),
    subtasks: input.subtasks === true,
    markdown: input.detail === "full",
  };
  if (input.due_before !== undefined) {
    const instant = parseInstant(input.due_before, "due_before", clock);
    wanted.dueBeforeMs = instant.hasTime ? instant.ms : startOfDayMs(instant.ms, clock);
    wanted.dueBeforeEcho = instant.echo;
  }
  return wanted;
}

async function statusesNamed(
  names: readonly string[],
  listId: string,
  list: Promise<List> | undefined,
  { directory }: ToolContext,
): Promise<StatusEntry[]> {
  const known: readonly StatusEntry[] =
    list === undefined
      ? await directory.statuses(listId)
      : (await list).statuses.map(({ status, type }) => ({ name: status, type: type ?? "custom" }));
  return names.flatMap((name) => {
    const found = known.filter((status) => foldName(status.name) === foldName(name));
    if (found.length > 0) return found;
    // As in clickup_task_list: "open" is every status that is not done.
    const kind = STATUS_KINDS.get(foldName(name)) ?? [];
    const ofKind = known.filter(({ type }) => kind.includes(type));
    if (ofKind.length > 0) return ofKind;
    throw invalidInput(
      "status",
      `This List has no status "${name.slice(0, 60)}".`,
      known.map((status) => status.name),
    );
  });
}

async function assigneesNamed(
  { assignee, workspace }: Input,
  place: PlaceRef,
  { directory }: ToolContext,
): Promise<Pick<TaskWanted, "userIds" | "teamIds" | "unassigned">> {
  const names = (assignee ?? []).filter((name) => name.toLowerCase() !== "none");
  const unassigned = names.length < (assignee ?? []).length;
  if (names.length === 0) return { userIds: [], teamIds: [], unassigned };
  const { id } = await directory.workspaceOf(place, workspace);
  const lookup = { purpose: "read", workspace, argument: "assignee" } as const;
  const found = await Promise.all(names.map((name) => directory.userOrTeam(name, id, lookup)));
  return {
    userIds: found.flatMap((one) => ("user" in one ? [one.user.id] : [])),
    teamIds: found.flatMap((one) => ("team" in one ? [one.team.id] : [])),
    unassigned,
  };
}

function aboutOf(list: List, clock: Clock) {
  const date = (ms: number | undefined, hasTime: boolean | undefined) =>
    ms === undefined ? undefined : echoOf(ms, hasTime ?? !isDateOnly(ms, clock), clock);
  return {
    content_md: (list.markdown_content ?? list.content ?? "").trim(),
    statuses: list.statuses.map(({ status, type }, order) => ({
      name: status,
      type: type ?? "custom",
      order,
    })),
    start: date(list.start_date, list.start_date_time),
    due: date(list.due_date, list.due_date_time),
    priority: list.priority?.priority,
    assignee: list.assignee === undefined ? undefined : personName(list.assignee),
    task_count: list.task_count,
    archived: list.archived === true ? true : undefined,
  };
}

function pathOf(list: List): string {
  const { space, name } = list;
  return [space?.name, folderOf(list)?.name, name].filter((part) => part !== undefined).join(" / ");
}

/** A hidden Folder is ClickUp's stand-in around a List that has none. */
function folderOf({ folder }: List): List["folder"] {
  return folder?.hidden === true ? undefined : folder;
}

/** The List is the same for all rows and stands above them; a subtask is told by its parent. */
function rowOf(task: Task, detail: "compact" | "full", clock: Clock): TaskFull {
  const row = detail === "full" ? toTaskFull(task, clock, undefined) : toTaskRow(task, clock);
  const { list: _, ...rest } = row;
  return task.parent === undefined ? rest : { ...rest, parent: task.parent };
}

function fieldRow(field: Field) {
  return {
    name: field.name,
    id: field.id,
    type: field.type,
    ...withoutEmpty({
      required: field.required === true ? true : undefined,
      options: configOf(field).options.map(({ name }) => name),
    }),
  };
}
