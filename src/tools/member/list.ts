import * as z from "zod";
import { FailureError } from "../../domain/failure.ts";
import { type Clock, userClock } from "../clock.ts";
import type { ToolContext } from "../context.ts";
import { defineTool, READS } from "../define-tool.ts";
import type { Member, TeamEntry } from "../directory/directory.ts";
import { parseReference, parseTaskReference } from "../directory/reference.ts";
import { Reference, References, Workspace } from "../fields.ts";
import { foldName } from "../fold-name.ts";
import { invalidInput } from "../invalid-input.ts";
import { withoutEmpty } from "../without-empty.ts";
import { MemberRow, memberNames, TeamRow, toTeamRow } from "./row.ts";

const ROLES = ["owner", "admin", "member", "guest"];
/** Beyond this a search says more than a list. */
const MAX_ROWS = 200;

const input = z.object({
  query: Reference.optional(),
  resolve: References.optional(),
  of: Reference.optional().describe("Task, List or Team."),
  role: Reference.optional(),
  include_teams: z.boolean().optional(),
  workspace: Workspace,
});
type Input = z.output<typeof input>;

const PersonRow = MemberRow.extend({
  initials: z.string().optional(),
  last_active: z.string().optional(),
});
const Candidate = z.object({ id: z.string(), name: z.string() });
const Unresolved = z.object({
  given: z.string(),
  problem: z.string(),
  candidates: z.array(Candidate).optional(),
});

export const memberList = defineTool({
  name: "clickup_member_list",
  title: "List members",
  description:
    "People and Teams: list, search, resolve to ids, or see who has own access to a task or List. To " +
    "change Teams use clickup_user_group_update.",
  toolset: "members",
  tier: "premium",
  annotations: READS,
  input,
  output: z.object({
    of: z.string().optional(),
    members: z.array(PersonRow),
    teams: z.array(TeamRow).optional(),
    unresolved: z.array(Unresolved).optional(),
    complete: z.boolean(),
    note: z.string().optional(),
  }),
  listedOutput: ["members", "teams", "unresolved"],
  missing: { what: "Task", findWith: "clickup_list_get" },
  handler: async (asked, context) => {
    const { directory } = context;
    const clock = await userClock(context);
    const scope = await scopeOf(asked, context);
    const all = await directory.members(scope.workspaceId);
    if (asked.resolve !== undefined) {
      if (asked.query !== undefined) {
        throw invalidInput("query", 'Give "query" or "resolve", not both.');
      }
      return await resolved(asked.resolve, scope.workspaceId, all, clock, context);
    }
    const { people, untold } = await withRole(asked, scope, all, context);
    const words = asked.query === undefined ? "" : foldName(asked.query);
    const fits = (...texts: (string | undefined)[]) =>
      texts.some((text) => text !== undefined && foldName(text).includes(words));
    const hits = people.filter(({ name, email }) => fits(name, email));
    const wantsTeams = asked.include_teams === true || scope.team !== undefined;
    const teams = wantsTeams
      ? (scope.team === undefined ? await directory.teams(scope.workspaceId) : [scope.team]).filter(
          (team) => scope.team !== undefined || fits(team.name, team.handle),
        )
      : undefined;
    const shown = hits.slice(0, MAX_ROWS);
    const nameOf = memberNames(all);
    return {
      ...(scope.of !== undefined && { of: scope.of }),
      members: shown.map((member) => personRow(member, clock)),
      ...(teams !== undefined && { teams: teams.map((team) => toTeamRow(team, nameOf)) }),
      complete: shown.length === hits.length && untold === 0,
      ...noteOf(scope, hits.length, untold),
    };
  },
});

interface MemberScope {
  workspaceId: string;
  /** Undefined: everybody in the Workspace. */
  people?: readonly Member[];
  ids?: readonly string[];
  team?: TeamEntry;
  /** What "of" was taken for. */
  of?: string | undefined;
  /** Only those with access of their own were told. */
  explicit?: boolean;
}

async function scopeOf({ of, workspace }: Input, context: ToolContext): Promise<MemberScope> {
  const { directory, clickup } = context;
  const lookup = { purpose: "read", workspace, argument: "of" } as const;
  const ofWorkspace = async () => (await directory.workspace(workspace)).id;
  if (of === undefined || of.toLowerCase() === "workspace") {
    return { workspaceId: await ofWorkspace() };
  }
  const reference = parseReference(of);
  const isTask =
    reference.form === "url"
      ? reference.kind === "task"
      : reference.form === "text" && parseTaskReference(of).form !== "text";
  if (isTask) {
    const ref = await directory.task(of, lookup);
    const task =
      typeof ref.key === "string"
        ? undefined
        : await clickup.tasks.get(ref.key, { markdown: false });
    const id = task?.id ?? (typeof ref.key === "string" ? ref.key : "");
    const found = await clickup.members.ofTask(id);
    return {
      workspaceId: task?.team_id ?? ref.workspaceId ?? (await ofWorkspace()),
      people: found.map(toMember),
      explicit: true,
    };
  }
  if (reference.form === "text") {
    const workspaceId = await ofWorkspace();
    const team = await teamNamed(of, workspaceId, context);
    if (team !== undefined) return { workspaceId, ids: team.memberIds, team, of: team.name };
  }
  const place = await directory.list(of, lookup);
  const found = await clickup.members.ofList(place.id);
  return {
    workspaceId: (await directory.workspaceOf(place, workspace)).id,
    of: place.path,
    people: found.map(toMember),
    explicit: true,
  };
}

/** A Team by exact name or handle; any other text is looked for among the Lists. */
async function teamNamed(
  given: string,
  workspaceId: string,
  { directory }: ToolContext,
): Promise<TeamEntry | undefined> {
  try {
    return await directory.team(given, workspaceId, { purpose: "write", argument: "of" });
  } catch (error) {
    const unknown = error instanceof FailureError && error.failure.code === "not_found";
    if (unknown && !given.trim().startsWith("@")) return undefined;
    throw error;
  }
}

function toMember(user: { id: string; username?: string | undefined; email?: string | undefined }) {
  const { id, username, email } = user;
  return { id, name: username ?? email ?? id, ...(email !== undefined && { email }) };
}

async function withRole(
  { role }: Input,
  { workspaceId, people, ids }: MemberScope,
  all: readonly Member[],
  { clickup }: ToolContext,
): Promise<{ people: readonly Member[]; untold: number }> {
  // Those of a task or List come without role; the Workspace's own row tells more of them.
  const known = new Map(all.map((member) => [member.id, member]));
  const inScope =
    people?.map((member) => known.get(member.id) ?? member) ??
    (ids === undefined ? all : ids.map((id) => known.get(id) ?? { id, name: id }));
  if (role === undefined) return { people: inScope, untold: 0 };
  const wanted = foldName(role);
  if (ROLES.includes(wanted)) {
    return {
      people: inScope.filter((member) => member.role === wanted),
      untold: inScope.filter((member) => member.role === undefined).length,
    };
  }
  const custom = await clickup.customRoles.withMembers(workspaceId);
  const found = custom.find(({ name, id }) => foldName(name) === wanted || id === role);
  if (found === undefined) {
    const names = [...ROLES, ...custom.map(({ name }) => name)];
    throw invalidInput("role", `There is no role "${role.slice(0, 60)}".`, names);
  }
  const hits = inScope
    .filter(({ id }) => found.members.includes(id))
    .map((member) => ({ ...member, customRole: found.name }));
  return { people: hits, untold: 0 };
}

async function resolved(
  given: readonly string[],
  workspaceId: string,
  all: readonly Member[],
  clock: Clock,
  { directory }: ToolContext,
) {
  const members = new Map<string, Member>();
  const teams = new Map<string, TeamEntry>();
  const unresolved: z.output<typeof Unresolved>[] = [];
  for (const text of given) {
    try {
      const lookup = { purpose: "read", argument: "resolve" } as const;
      const found = await directory.userOrTeam(text, workspaceId, lookup);
      if ("user" in found) members.set(found.user.id, found.user);
      else teams.set(found.team.id, found.team);
    } catch (error) {
      if (!(error instanceof FailureError)) throw error;
      const { failure } = error;
      if (failure.code !== "ambiguous" && failure.code !== "not_found") throw error;
      const near = failure.code === "ambiguous" ? failure.candidates : (failure.nearest ?? []);
      unresolved.push({
        given: text,
        problem: failure.code === "ambiguous" ? "fits several" : "fits nobody",
        ...withoutEmpty({ candidates: near.map(({ id, name }) => ({ id, name })) }),
      });
    }
  }
  const nameOf = memberNames(all);
  return {
    members: [...members.values()].map((member) => personRow(member, clock)),
    ...(teams.size > 0 && { teams: [...teams.values()].map((team) => toTeamRow(team, nameOf)) }),
    ...(unresolved.length > 0 && { unresolved }),
    complete: unresolved.length === 0,
  };
}

function personRow(member: Member & { customRole?: string }, clock: Clock) {
  const { id, name, email, initials, role, customRole, lastActiveMs } = member;
  return withoutEmpty({
    id,
    name,
    email,
    initials,
    role: customRole ?? role,
    last_active: lastActiveMs === undefined ? undefined : clock.isoDateTime(lastActiveMs),
  });
}

/** `untold`: people whose role was asked for and not told. */
function noteOf({ explicit }: MemberScope, hits: number, untold: number): { note?: string } {
  if (untold > 0) return { note: `ClickUp tells no role for ${untold} of the people here.` };
  if (explicit === true) {
    return {
      note: "ClickUp tells only people with access of their own; who has it through the Space is not listed.",
    };
  }
  return hits > MAX_ROWS ? { note: `${hits} people fit; narrow it with "query".` } : {};
}
