import * as z from "zod";
import type { ToolContext } from "../context.ts";
import { defineTool, READS } from "../define-tool.ts";
import { plainName } from "../directory/plain-name.ts";
import { Reference } from "../fields.ts";
import { MemberRow, memberNames, TeamRow, toTeamRow } from "../member/row.ts";
import { optionalPart } from "../steps.ts";
import { withoutEmpty } from "../without-empty.ts";

const PARTS = ["plan", "seats", "members", "roles", "task_types", "shared", "teams"] as const;
type Part = (typeof PARTS)[number];

const WEEKDAYS = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

const Seat = z.object({
  filled: z.number().optional(),
  total: z.number().optional(),
  empty: z.number().optional(),
});
const Named = z.object({ id: z.string(), name: z.string().optional() });
const sections = {
  plan: z.string().optional(),
  seats: z.object({ members: Seat.optional(), guests: Seat.optional() }).optional(),
  members: z.array(MemberRow).optional(),
  roles: z
    .array(
      z.object({
        id: z.string(),
        name: z.string(),
        based_on: z.string().optional(),
        members: z.array(z.string()),
      }),
    )
    .optional(),
  task_types: z.array(z.object({ id: z.number(), name: z.string() })).optional(),
  shared: z
    .object({
      tasks: z.array(Named).optional(),
      lists: z.array(Named).optional(),
      folders: z.array(Named).optional(),
    })
    .optional(),
  teams: z.array(TeamRow).optional(),
};
type Sections = { [K in keyof typeof sections]: z.input<(typeof sections)[K]> };

export const workspaceGet = defineTool({
  name: "clickup_workspace_get",
  title: "Get Workspaces",
  description:
    "Who the user is, which Workspaces are open here; on request one's plan, people and settings. For " +
    "Spaces and Lists use clickup_workspace_hierarchy.",
  toolset: "workspace",
  tier: "premium",
  annotations: READS,
  input: z.object({
    workspace: Reference.optional().describe("Default all."),
    include: z.array(z.enum(PARTS)).optional(),
  }),
  output: z.object({
    user: z.object({
      id: z.string(),
      name: z.string(),
      email: z.string().optional(),
      timezone: z.string(),
      week_start: z.string().optional(),
    }),
    workspaces: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        color: z.string().optional(),
        member_count: z.number(),
        role: z.string().optional(),
      }),
    ),
    ...sections,
    /** Missing when ClickUp has not told. */
    calls_left: z.number().optional(),
    warnings: z.array(z.string()).optional(),
  }),
  listedOutput: ["user", "workspaces", "calls_left"],
  missing: { what: "Workspace", findWith: "clickup_workspace_get" },
  handler: async ({ workspace, include = [] }, context) => {
    const { clickup, directory } = context;
    const [me, known] = await Promise.all([directory.me(), directory.workspaces()]);
    // Parts belong to one Workspace, which has to be clear.
    const one =
      workspace !== undefined || include.length > 0
        ? await directory.workspace(workspace)
        : undefined;
    const shown = one === undefined ? known : known.filter(({ id }) => id === one.id);
    // One answer of ClickUp tells the members of all of them, and the colours.
    const members = await Promise.all(shown.map(({ id }) => directory.members(id)));
    const colors = await directory.workspaceColors();
    const rows = shown.map(({ id, name }, index) => {
      const people = members[index] ?? [];
      const role = people.find((member) => member.id === me.id)?.role;
      return {
        id,
        name,
        member_count: people.length,
        ...withoutEmpty({ color: colors[id], role }),
      };
    });
    const warnings: string[] = [];
    const parts = one === undefined ? {} : await read(one.id, new Set(include), warnings, context);
    const { calls } = clickup.left();
    return {
      user: {
        id: me.id,
        name: me.name,
        ...withoutEmpty({ email: me.email, week_start: WEEKDAYS[me.weekStartDay] }),
        timezone: me.timezone,
      },
      workspaces: rows,
      ...parts,
      ...(Number.isFinite(calls) && { calls_left: calls }),
      ...(warnings.length > 0 && { warnings }),
    };
  },
});

/** Side by side; a part that the plan or the role does not give is told, and the rest comes. */
async function read(
  workspaceId: string,
  wanted: ReadonlySet<Part>,
  warnings: string[],
  { clickup, directory }: ToolContext,
): Promise<Partial<Sections>> {
  const part = <T>(name: Part, load: () => Promise<T>): Promise<T | undefined> =>
    wanted.has(name) ? optionalPart(name, warnings, load) : Promise.resolve(undefined);
  const needsNames = wanted.has("roles") || wanted.has("teams");
  const [plan, seats, people, members, roles, taskTypes, shared, teams] = await Promise.all([
    part("plan", () => directory.plan(workspaceId)),
    part("seats", () => clickup.workspaces.seats(workspaceId)),
    needsNames ? directory.members(workspaceId) : [],
    part("members", () => directory.members(workspaceId)),
    part("roles", () => directory.roles(workspaceId)),
    part("task_types", () => directory.taskTypes(workspaceId)),
    part("shared", () => clickup.workspaces.shared(workspaceId)),
    part("teams", () => directory.teams(workspaceId)),
  ]);
  const nameOf = memberNames(people);
  return {
    ...(plan !== undefined && { plan }),
    ...(seats && { seats: seatsOf(seats) }),
    ...(members && {
      members: members.map(({ id, name, email, role }) => ({
        id,
        name,
        ...withoutEmpty({ email, role }),
      })),
    }),
    ...(roles && {
      roles: roles.map(({ id, name, basedOn, memberIds }) => ({
        id,
        name,
        ...(basedOn !== undefined && { based_on: basedOn }),
        members: memberIds.map(nameOf),
      })),
    }),
    ...(taskTypes && { task_types: [...taskTypes] }),
    ...(shared && {
      shared: {
        tasks: shared.tasks.map(named),
        lists: shared.lists.map(named),
        folders: shared.folders.map(named),
      },
    }),
    ...(teams && {
      teams: teams.map((team) => toTeamRow(team, nameOf)),
    }),
  };
}

function named({ id, name }: { id: string; name: string }) {
  const plain = plainName(name);
  return { id, ...(plain !== "" && { name: plain }) };
}

type Seats = Awaited<ReturnType<ToolContext["clickup"]["workspaces"]["seats"]>>;

function seatsOf({ members, guests }: Seats) {
  return {
    ...(members && {
      members: withoutEmpty({
        filled: members.filled_members_seats,
        total: members.total_member_seats,
        empty: members.empty_member_seats,
      }),
    }),
    ...(guests && {
      guests: withoutEmpty({
        filled: guests.filled_guest_seats,
        total: guests.total_guest_seats,
        empty: guests.empty_guest_seats,
      }),
    }),
  };
}
