import * as z from "zod";
import type { Task } from "../../clickup/client.ts";
import type { JsonValue } from "../../domain/json.ts";
import { userClock } from "../clock.ts";
import type { ToolContext } from "../context.ts";
import { readFieldValue } from "../custom-field/read-value.ts";
import { defineTool, READS } from "../define-tool.ts";
import { Reference, Workspace } from "../fields.ts";
import { foldName } from "../fold-name.ts";
import { invalidInput } from "../invalid-input.ts";
import { optionalPart } from "../steps.ts";
import { dueOf, NOBODY, personName, priorityOf } from "../task/summary.ts";
import { findView } from "../view/find.ts";
import { readTaskPages } from "../view/rows.ts";
import { withoutEmpty } from "../without-empty.ts";

const DEFAULT_CARDS = 10;
const MAX_CARDS = 50;
/** 100 tasks each. */
const MAX_PAGES = 10;
/** ClickUp's own cap per call. */
const AGEING_BATCH = 100;
const MINUTES_PER_DAY = 24 * 60;
const PRIORITY_COLUMNS = ["urgent", "high", "normal", "low", "none"];

const Card = z.object({
  id: z.string(),
  name: z.string(),
  assignees: z.array(z.string()).optional(),
  priority: z.string().optional(),
  due: z.string().optional(),
  points: z.number().optional(),
  days: z.number().optional(),
});

const Column = z.object({
  name: z.string(),
  count: z.number(),
  points: z.number().optional(),
  over_wip: z.number().optional(),
  cards: z.array(Card),
});

const input = z.object({
  at: Reference.optional(),
  view: Reference.optional(),
  columns_by: Reference.optional().describe(
    "status (default), assignee, priority or a Custom Field.",
  ),
  cards_per_column: z.int().min(0).max(MAX_CARDS).optional(),
  wip_limits: z.record(z.string().max(200), z.number()).optional(),
  ageing: z.boolean().optional().describe("Days in the present status."),
  workspace: Workspace,
});
type Input = z.output<typeof input>;

export const boardGet = defineTool({
  name: "clickup_board_get",
  title: "Get a board",
  description:
    "A place's or view's open tasks as Kanban columns with counts, points and cards. To move a card " +
    "use clickup_task_update.",
  toolset: "views",
  tier: "premium",
  annotations: READS,
  input,
  output: z.object({
    columns: z.array(Column),
    tasks: z.number(),
    complete: z.boolean(),
    warnings: z.array(z.string()).optional(),
  }),
  listedOutput: ["columns", "tasks", "complete"],
  missing: { what: "List", findWith: "clickup_workspace_hierarchy" },
  handler: async (asked, context) => {
    if ((asked.at === undefined) === (asked.view === undefined)) {
      throw invalidInput("at", 'Give either "at" or "view".', ["at", "view"]);
    }
    const clock = await userClock(context);
    const source = await sourceOf(asked, context);
    const by = columnsBy(asked.columns_by);
    const { tasks, next } = await readTaskPages(source.read, {
      limit: Number.POSITIVE_INFINITY,
      maxPages: MAX_PAGES,
    });
    const statuses = by === "status" ? await source.statuses() : [];

    const columnsOf = (task: Task): readonly string[] => {
      if (by === "status") return [task.status?.status ?? "(none)"];
      if (by === "assignee") {
        const people = [
          ...task.assignees.map(personName),
          ...task.group_assignees.map(({ id, name }) => name ?? id),
        ];
        return people.length > 0 ? people : [NOBODY];
      }
      if (by === "priority") return [priorityOf(task) ?? "none"];
      const field = task.custom_fields.find(
        ({ id, name }) =>
          id === asked.columns_by || foldName(name) === foldName(asked.columns_by ?? ""),
      );
      const value = field && readFieldValue(field, clock);
      const values = Array.isArray(value) ? value : value === undefined ? [] : [value];
      return values.length > 0 ? values.map(columnOf) : ["(empty)"];
    };
    if (by === "field") checkField(asked.columns_by ?? "", tasks);
    const columns = new Map<string, Task[]>(orderOf(by, statuses).map((name) => [name, []]));
    for (const task of tasks.toSorted(byStatusOrder(by))) {
      for (const name of columnsOf(task)) columns.set(name, [...(columns.get(name) ?? []), task]);
    }
    const shown = [...columns].map(([name, held]) => ({
      name,
      held,
      cards: held.slice(0, asked.cards_per_column ?? DEFAULT_CARDS),
    }));
    const warnings: string[] = [];
    const days =
      asked.ageing === true
        ? await daysInStatus([...new Set(shown.flatMap(({ cards }) => cards))], warnings, context)
        : undefined;
    const limits = limitsOf(asked.wip_limits ?? {}, [...columns.keys()]);
    return {
      columns: shown.map(({ name, held, cards }) => {
        const limit = limits.get(name);
        const points = held.reduce((sum, task) => sum + (task.points ?? 0), 0);
        return {
          name,
          count: held.length,
          ...(points > 0 && { points }),
          ...(limit !== undefined && held.length > limit && { over_wip: held.length - limit }),
          cards: cards.map((task) => ({
            id: task.id,
            name: task.name || "(no name)",
            ...withoutEmpty({
              assignees: by === "assignee" ? undefined : task.assignees.map(personName),
              priority: by === "priority" ? undefined : priorityOf(task),
              due: dueOf(task, clock),
              points: task.points,
              days: days?.get(task.id),
            }),
          })),
        };
      }),
      tasks: tasks.length,
      complete: next === undefined,
      ...(warnings.length > 0 && { warnings }),
    };
  },
});

/** Where the tasks come from, and which columns exist without a card. */
async function sourceOf(asked: Input, context: ToolContext) {
  const { clickup, directory } = context;
  const lookup = { purpose: "read", workspace: asked.workspace } as const;
  if (asked.view !== undefined) {
    const { id } = await findView(asked.view, undefined, { ...lookup, argument: "view" }, context);
    return {
      read: (page: number) => clickup.tasks.inView(id, page),
      statuses: async () => [] as readonly string[],
    };
  }
  const place = await directory.place(asked.at ?? "", { ...lookup, argument: "at" });
  if (place.kind === "list") {
    return {
      read: (page: number) => clickup.tasks.inList(place.id, page),
      statuses: async () => {
        const statuses = await directory.statuses(place.id);
        return statuses.filter(({ type }) => type !== "closed").map(({ name }) => name);
      },
    };
  }
  const { id: workspaceId } = await directory.workspaceOf(place, asked.workspace);
  const within = place.kind === "folder" ? { folder_ids: [place.id] } : { space_ids: [place.id] };
  return {
    read: (page: number) => clickup.tasks.inWorkspace(workspaceId, page, within),
    statuses: async () => [] as readonly string[],
  };
}

type ColumnsBy = "status" | "assignee" | "priority" | "field";

function columnsBy(words: string | undefined): ColumnsBy {
  if (words === undefined || /^status(es)?$/i.test(words)) return "status";
  if (/^assignees?$/i.test(words)) return "assignee";
  return /^priorit(y|ies)$/i.test(words) ? "priority" : "field";
}

/** Tasks and files are values with a name. */
function columnOf(value: JsonValue): string {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return String(value);
  return String(value.name ?? value.title ?? value.id);
}

function orderOf(by: ColumnsBy, statuses: readonly string[]): readonly string[] {
  return by === "priority" ? PRIORITY_COLUMNS : statuses;
}

/** Lists have their own statuses; their order numbers are the best there is across Lists. */
function byStatusOrder(by: ColumnsBy): (a: Task, b: Task) => number {
  if (by !== "status") return () => 0;
  return (a, b) => (a.status?.orderindex ?? 0) - (b.status?.orderindex ?? 0);
}

function checkField(given: string, tasks: readonly Task[]): void {
  const fields = tasks.flatMap((task) => task.custom_fields);
  const known = fields.some(({ id, name }) => id === given || foldName(name) === foldName(given));
  if (known || tasks.length === 0) return;
  const names = [...new Set(fields.map(({ name }) => name))];
  throw invalidInput("columns_by", `These tasks have no Custom Field "${given.slice(0, 60)}".`, [
    "status",
    "assignee",
    "priority",
    ...names,
  ]);
}

function limitsOf(
  given: Readonly<Record<string, number>>,
  columns: readonly string[],
): ReadonlyMap<string, number> {
  return new Map(
    Object.entries(given).map(([name, limit]) => {
      const column = columns.find((one) => foldName(one) === foldName(name));
      if (column === undefined) {
        throw invalidInput("wip_limits", `There is no column "${name.slice(0, 60)}".`, columns);
      }
      return [column, limit];
    }),
  );
}

async function daysInStatus(
  tasks: readonly Task[],
  warnings: string[],
  { clickup }: ToolContext,
): Promise<ReadonlyMap<string, number>> {
  const days = new Map<string, number>();
  for (let at = 0; at < tasks.length; at += AGEING_BATCH) {
    // ClickUp takes no task alone: a last one goes with the one before it, an only one twice.
    const [first, ...others] = tasks.slice(at, at + AGEING_BATCH).map(({ id }) => id);
    const ids = others.length > 0 ? others : [tasks[at - 1]?.id ?? first];
    const spells = await optionalPart("ageing", warnings, () =>
      clickup.tasks.timeInStatusOf([first, ...ids].filter((id) => id !== undefined)),
    );
    for (const [id, spell] of Object.entries(spells ?? {})) {
      const minutes = spell.current_status?.total_time?.by_minute;
      if (minutes !== undefined) days.set(id, Math.floor(minutes / MINUTES_PER_DAY));
    }
  }
  return days;
}
