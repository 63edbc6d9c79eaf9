import * as z from "zod";
import type { Task } from "../../clickup/client.ts";
import { addDays, type Clock, userClock, weekdayOf } from "../clock.ts";
import type { ToolContext } from "../context.ts";
import { defineTool, READS } from "../define-tool.ts";
import { References, Words, Workspace } from "../fields.ts";
import { parseInstant, startOfDayMs } from "../instant.ts";
import { invalidInput } from "../invalid-input.ts";
import { readProject } from "../project/read.ts";
import { optionalPart } from "../steps.ts";
import { isFinished, isOverdue } from "../task/filter-dates.ts";
import { NOBODY, personName } from "../task/summary.ts";
import { endOfDayMs } from "../time-entry/period.ts";
import { readTime } from "../time-entry/read.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const DEFAULT_WEEKS = 4;
const MAX_WEEKS = 26;
const MAX_HOURS = 168;
const DEFAULT_CAPACITY = 40;

const Person = z.object({
  name: z.string(),
  open: z.number(),
  overdue: z.number(),
  load: z.record(z.string(), z.number()),
  no_date: z.number().optional(),
  tracked_h: z.number().optional(),
  over: z.array(z.string()).optional(),
});
type Person = z.output<typeof Person>;

export const workloadGet = defineTool({
  name: "clickup_workload_get",
  title: "Workload",
  description:
    "Open work per person and week (default the next 4) in hours, points or tasks, with capacity, overdue and " +
    "tracked time.",
  toolset: "projects",
  tier: "premium",
  annotations: READS,
  input: z.object({
    people: References.optional(),
    in: References.optional(),
    from: Words.optional(),
    to: Words.optional(),
    unit: z.enum(["hours", "points", "tasks"]).optional(),
    capacity_h: z.number().min(1).max(MAX_HOURS).optional().describe("A week."),
    workspace: Workspace,
  }),
  output: z.object({
    in: z.array(z.string()).optional(),
    unit: z.string(),
    from: z.string(),
    to: z.string(),
    people: z.array(Person),
    unassigned: Person.optional(),
    without_estimate: z.number().optional(),
    complete: z.boolean(),
    warnings: z.array(z.string()).optional(),
  }),
  listedOutput: ["unit", "people", "unassigned", "complete"],
  missing: { what: "Folder", findWith: "clickup_workspace_hierarchy" },
  handler: async (input, context) => {
    const clock = await userClock(context);
    const { unit = "hours", workspace } = input;
    const names = input.people?.length === 0 ? undefined : input.people;
    const { weekStartDay } = await context.directory.me();
    const span = spanOf(input, clock, weekStartDay);
    const wanted = await peopleOf(names, workspace, context);
    const read = await readProject(
      {
        in: input.in,
        include_closed: false,
        // By id: a Team stands for its people, and the filter would look for what is assigned to the Team.
        ...(wanted !== undefined && { assignees: [...wanted.keys()] }),
      },
      context,
      clock,
      { workspace },
    );
    const warnings = read.note === undefined ? [] : [read.note];
    const tally = new Tally(unit, span, clock, weekStartDay);
    for (const name of wanted?.values() ?? []) tally.know(name);
    for (const task of read.tasks) if (!isFinished(task)) tally.add(task, wanted);
    const tracked =
      unit === "hours" && span.fromMs < clock.nowMs
        ? await optionalPart("tracked time", warnings, () =>
            trackedHours(names, span, input, context),
          )
        : undefined;
    const capacity = input.capacity_h ?? DEFAULT_CAPACITY;
    const rows = tally.rows().map((row) => finished(row, { unit, capacity, tracked }));
    const nobody = rows.find(({ name }) => name === NOBODY);
    return {
      ...(read.places.length > 0 && { in: [...read.places] }),
      unit,
      from: clock.isoDate(span.fromMs),
      to: clock.isoDate(span.toMs),
      people: rows
        .filter(({ name }) => name !== NOBODY)
        .sort((a, b) => b.open - a.open || a.name.localeCompare(b.name)),
      ...(nobody !== undefined && names === undefined && { unassigned: nobody }),
      ...(tally.withoutEstimate > 0 && { without_estimate: tally.withoutEstimate }),
      complete: read.complete,
      ...(warnings.length > 0 && { warnings }),
    };
  },
});

interface Span {
  fromMs: number;
  /** Inclusive. */
  toMs: number;
}

function spanOf(
  { from, to }: { from?: string | undefined; to?: string | undefined },
  clock: Clock,
  weekStartDay: number,
): Span {
  const fromMs =
    from === undefined
      ? weekOf(clock.nowMs, clock, weekStartDay)
      : startOfDayMs(parseInstant(from, "from", clock).ms, clock);
  const last = addDays(clock.wallOf(fromMs), DEFAULT_WEEKS * 7 - 1);
  const toMs = endOfDayMs(
    to === undefined ? clock.msOf(last) : parseInstant(to, "to", clock).ms,
    clock,
  );
  if (toMs < fromMs) throw invalidInput("to", '"to" is before "from".');
  if (toMs - fromMs > MAX_WEEKS * 7 * DAY_MS) {
    throw invalidInput("to", `The period is longer than ${MAX_WEEKS} weeks.`);
  }
  return { fromMs, toMs };
}

/** The first moment of the week, in the user's own counting. */
function weekOf(ms: number, clock: Clock, weekStartDay: number): number {
  const wall = { ...clock.wallOf(ms), hour: 0, minute: 0, second: 0 };
  const back = ((weekdayOf(wall) % 7) - weekStartDay + 7) % 7;
  return clock.msOf(addDays(wall, -back));
}

/** By id, with the names that stand on tasks; undefined for everybody. */
async function peopleOf(
  names: readonly string[] | undefined,
  workspace: string | undefined,
  { directory }: ToolContext,
): Promise<ReadonlyMap<string, string> | undefined> {
  if (names === undefined) return undefined;
  const { id } = await directory.workspace(workspace);
  const lookup = { purpose: "read", workspace, argument: "people" } as const;
  const found = await Promise.all(names.map((name) => directory.userOrTeam(name, id, lookup)));
  const ids = found.flatMap((one) => ("user" in one ? [one.user.id] : one.team.memberIds));
  // The filter would take nobody for everybody.
  if (ids.length === 0) throw invalidInput("people", '"people" names a Team without members.');
  const members = await directory.members(id);
  return new Map(ids.map((one) => [one, members.find((member) => member.id === one)?.name ?? one]));
}

class Tally {
  withoutEstimate = 0;
  readonly #people = new Map<string, Person>();
  readonly #unit: "hours" | "points" | "tasks";
  readonly #span: Span;
  readonly #clock: Clock;
  readonly #weekStartDay: number;

  constructor(unit: "hours" | "points" | "tasks", span: Span, clock: Clock, weekStartDay: number) {
    this.#unit = unit;
    this.#span = span;
    this.#clock = clock;
    this.#weekStartDay = weekStartDay;
  }

  /** Whoever was asked for is listed, also with nothing to do. */
  know(name: string): Person {
    const row = this.#people.get(name) ?? { name, open: 0, overdue: 0, load: {}, no_date: 0 };
    this.#people.set(name, row);
    return row;
  }

  /** A task of several people is shared out evenly. */
  add(task: Task, wanted: ReadonlyMap<string, string> | undefined): void {
    const { fromMs, toMs } = this.#span;
    const { due_date: due } = task;
    const overdue = isOverdue(task, this.#clock);
    if (due !== undefined && !overdue && (due < fromMs || due > toMs)) return;
    const people = task.assignees.filter(({ id }) => wanted === undefined || wanted.has(id));
    const names = task.assignees.length === 0 ? [NOBODY] : people.map(personName);
    const load = this.#loadOf(task) / Math.max(1, task.assignees.length);
    for (const name of names) {
      const row = this.know(name);
      row.open += 1;
      if (overdue) row.overdue += 1;
      // What is overdue has to be done in the first week.
      if (due === undefined) row.no_date = (row.no_date ?? 0) + load;
      else {
        const at = Math.max(due, fromMs, overdue ? this.#clock.nowMs : 0);
        const week = this.#clock.isoDate(weekOf(at, this.#clock, this.#weekStartDay));
        row.load[week] = (row.load[week] ?? 0) + load;
      }
    }
  }

  rows(): Person[] {
    return [...this.#people.values()];
  }

  #loadOf({ points, time_estimate: estimate }: Task): number {
    if (this.#unit === "tasks") return 1;
    const value = this.#unit === "points" ? points : estimate && estimate / HOUR_MS;
    if (value === undefined) this.withoutEstimate += 1;
    return value ?? 0;
  }
}

async function trackedHours(
  people: readonly string[] | undefined,
  { fromMs, toMs }: Span,
  input: { in?: string[] | undefined; workspace?: string | undefined },
  context: ToolContext,
): Promise<ReadonlyMap<string, number>> {
  const period = { fromMs, toMs: Math.min(toMs, context.nowMs), from: "", to: "" };
  const users = people === undefined ? ["all"] : [...people];
  const { in: places, workspace } = input;
  const { entries } = await readTime({ period, users, in: places, workspace }, context);
  const hours = new Map<string, number>();
  for (const { user, duration = 0 } of entries) {
    if (user === undefined || duration <= 0) continue;
    const name = personName(user);
    hours.set(name, (hours.get(name) ?? 0) + duration / HOUR_MS);
  }
  return hours;
}

function finished(
  row: Person,
  about: {
    unit: string;
    capacity: number;
    tracked: ReadonlyMap<string, number> | undefined;
  },
): Person {
  const load = Object.fromEntries(
    Object.entries(row.load)
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([week, value]) => [week, round(value)]),
  );
  const over = Object.keys(load).filter((week) => (load[week] ?? 0) > about.capacity);
  const { no_date: undated = 0, ...rest } = row;
  const tracked = about.tracked?.get(row.name);
  return {
    ...rest,
    load,
    ...(undated > 0 && { no_date: round(undated) }),
    ...(tracked !== undefined && { tracked_h: round(tracked) }),
    ...(about.unit === "hours" && over.length > 0 && row.name !== NOBODY && { over }),
  };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
