/** Time entries by period, people and place, in as many requests as ClickUp's filters need. */
import type { TimeEntry, TimeFilter } from "../../clickup/client.ts";
import type { ToolContext } from "../context.ts";
import { parseReference, parseTaskReference } from "../directory/reference.ts";
import { invalidInput } from "../invalid-input.ts";
import { monthsOf, type Period } from "./period.ts";

/** Of ClickUp's calls in one answer: what most plans allow in a minute, less some for others. */
const MAX_CALLS = 60;
/** Assignees in one request: beyond this the address gets too long. */
const MAX_ASSIGNEES = 100;

export interface TimeWanted {
  period: Period;
  /** Names, Teams, "all"; the caller alone unless given. */
  users?: readonly string[] | undefined;
  in?: readonly string[] | undefined;
  billable?: boolean | undefined;
  workspace?: string | undefined;
  /** Names of the Lists, Folders and Spaces beside their ids. */
  locations?: boolean;
}

export interface TimeFound {
  /** Newest first, each once. */
  entries: TimeEntry[];
  workspaceId: string;
  /** Ids of the people who were asked for. */
  people: readonly string[];
  /** What names of places were taken for: reading takes near misses too. */
  in: string[];
  /** False where a place or the billable part alone was asked for. */
  wholeTime: boolean;
  /** What the answer cannot tell. */
  note?: string;
}

type Place = Pick<TimeFilter, "task_id" | "list_id" | "folder_id" | "space_id">;

export async function readTime(wanted: TimeWanted, context: ToolContext): Promise<TimeFound> {
  const { clickup, directory } = context;
  const { period, workspace } = wanted;
  const where = await placesOf(wanted, context);
  const workspaceId = where.workspaceId ?? (await directory.workspace(workspace)).id;
  const people = await peopleOf(wanted.users, workspaceId, workspace, context);
  const taskPlaces = where.places.filter(({ task_id }) => task_id !== undefined);
  if (people === "all" && taskPlaces.length > 0 && taskPlaces.length === where.places.length) {
    // Only owners and admins may ask for other people's entries, but anybody for a task's whole time.
    if (!(await seesAll(workspaceId, context))) {
      return await readTaskTime(taskPlaces, period, workspaceId, where.names, context);
    }
  }
  const ids =
    people === "all" ? (await directory.members(workspaceId)).map(({ id }) => id) : people;
  const groups = ids === undefined ? [undefined] : groupsOf(ids, MAX_ASSIGNEES);
  const filters = where.places.flatMap((place) =>
    monthsOf(period).flatMap((month) =>
      groups.map(
        (assignees): TimeFilter => ({
          ...month,
          ...place,
          ...(assignees !== undefined && { assignees }),
          ...(wanted.billable !== undefined && { is_billable: wanted.billable }),
          ...(wanted.locations === true && { include_location_names: true }),
        }),
      ),
    ),
  );
  if (filters.length > MAX_CALLS) {
    throw invalidInput(
      "from",
      `This needs ${filters.length} calls to ClickUp, more than ${MAX_CALLS}; ask for a shorter period or fewer places.`,
    );
  }
  const found = await Promise.all(
    filters.map((filter) => clickup.timeEntries.list(workspaceId, filter)),
  );
  return {
    entries: newestFirst(found.flat()),
    workspaceId,
    people: ids ?? [(await directory.me()).id],
    in: where.names,
    wholeTime: (wanted.in ?? []).length === 0 && wanted.billable === undefined,
  };
}

/** "all" among the names. */
export function isEveryone(users: readonly string[] | undefined): boolean {
  return (users ?? []).some((name) => ["all", "everyone"].includes(name.toLowerCase()));
}

/** ClickUp takes one place a request; none is one request, too. */
async function placesOf(
  { in: given, workspace }: TimeWanted,
  { directory }: ToolContext,
): Promise<{ places: Place[]; names: string[]; workspaceId: string | undefined }> {
  if (given === undefined || given.length === 0) {
    return { places: [{}], names: [], workspaceId: undefined };
  }
  const lookup = { purpose: "read", workspace, argument: "in" } as const;
  const found = await Promise.all(
    given.map(async (text): Promise<Found> => {
      if (isTask(text)) {
        const { key, workspaceId } = await directory.task(text, lookup);
        return { place: { task_id: key }, workspaceId };
      }
      const place = await directory.place(text, lookup);
      const workspaceId = (await directory.workspaceOf(place, workspace)).id;
      const name = place.path ?? place.name;
      if (place.kind === "list") return { place: { list_id: place.id }, name, workspaceId };
      if (place.kind === "folder") return { place: { folder_id: place.id }, name, workspaceId };
      return { place: { space_id: place.id }, name, workspaceId };
    }),
  );
  const ids = new Set(found.flatMap(({ workspaceId }) => workspaceId ?? []));
  if (ids.size > 1) throw invalidInput("in", '"in" names places of more than one Workspace.');
  return {
    places: found.map(({ place }) => place),
    names: found.flatMap(({ name }) => name ?? []),
    workspaceId: [...ids][0],
  };
}

interface Found {
  place: Place;
  name?: string | undefined;
  workspaceId: string | undefined;
}

function isTask(text: string): boolean {
  const reference = parseReference(text);
  if (reference.form === "url") return reference.kind === "task";
  return reference.form === "text" && parseTaskReference(text).form !== "text";
}

async function peopleOf(
  users: readonly string[] | undefined,
  workspaceId: string,
  workspace: string | undefined,
  { directory }: ToolContext,
): Promise<"all" | string[] | undefined> {
  if (users === undefined || users.length === 0) return undefined;
  if (isEveryone(users)) return "all";
  const lookup = { purpose: "read", workspace, argument: "users" } as const;
  const found = await Promise.all(
    users.map((name) => directory.userOrTeam(name, workspaceId, lookup)),
  );
  const ids = found.flatMap((one) => ("user" in one ? [one.user.id] : one.team.memberIds));
  // ClickUp would take nobody for the caller.
  if (ids.length === 0) throw invalidInput("users", '"users" names a Team without members.');
  return [...new Set(ids)];
}

async function seesAll(workspaceId: string, { directory }: ToolContext): Promise<boolean> {
  const [me, members] = await Promise.all([directory.me(), directory.members(workspaceId)]);
  const role = members.find(({ id }) => id === me.id)?.role;
  return role === "owner" || role === "admin";
}

async function readTaskTime(
  places: readonly Place[],
  { fromMs, toMs }: Period,
  workspaceId: string,
  names: string[],
  { clickup }: ToolContext,
): Promise<TimeFound> {
  const entries = await Promise.all(
    places.map(async ({ task_id: key = "" }) => {
      const people = await clickup.timeEntries.ofTask(key);
      const task = { id: typeof key === "string" ? key : key.customId };
      return people.flatMap(({ user, intervals }) =>
        intervals.map(
          ({ id, start, end, time }): TimeEntry => ({
            id,
            task: { ...task, custom_id: undefined, name: undefined },
            user,
            billable: undefined,
            start,
            end,
            duration: time,
            description: undefined,
            tags: [],
            task_location: undefined,
            approval: undefined,
          }),
        ),
      );
    }),
  );
  const within = entries.flat().filter(({ start }) => {
    return start === undefined || (start >= fromMs && start <= toMs);
  });
  return {
    entries: newestFirst(within),
    workspaceId,
    people: [...new Set(within.flatMap(({ user }) => user?.id ?? []))],
    in: names,
    wholeTime: false,
    note: "Only owners and admins see other people's entries whole: notes, labels and what is billable are missing here.",
  };
}

function newestFirst(entries: readonly TimeEntry[]): TimeEntry[] {
  const once = new Map(entries.map((entry) => [entry.id, entry]));
  return [...once.values()].sort((a, b) => (b.start ?? 0) - (a.start ?? 0));
}

function groupsOf<T>(items: readonly T[], size: number): T[][] {
  const groups: T[][] = [];
  for (let from = 0; from < items.length; from += size) groups.push(items.slice(from, from + size));
  return groups.length === 0 ? [[]] : groups;
}
