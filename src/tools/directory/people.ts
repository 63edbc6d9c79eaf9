/** Whose token this is, which Workspaces it opens, and who is in them. */
import type { ClickUp, Workspace } from "../../clickup/client.ts";
import { FailureError } from "../../domain/failure.ts";
import type {
  Lookup,
  Member,
  PersonalProfile,
  RoleEntry,
  TeamEntry,
  WorkspaceRef,
} from "./directory.ts";
import type { KeptFacts } from "./kept-facts.ts";
import { hitsOf, type Named, pickOne, toKey } from "./match.ts";
import { plainName } from "./plain-name.ts";

/** A time zone changes when a person travels, hardly more often. */
const PROFILE_FRESH_MS = 60 * 60_000;

/** Plan and custom roles hardly change in a day's work. */
const SETTINGS_FRESH_MS = 60 * 60_000;

const ROLES: Readonly<Record<number, Member["role"]>> = {
  1: "owner",
  2: "admin",
  3: "member",
  4: "guest",
};

const WORKSPACE = { what: "Workspace", findWith: "clickup_workspace_hierarchy" };
const USER = { what: "person", findWith: "clickup_workspace_hierarchy with include members" };
const TEAM = { what: "Team", findWith: "clickup_workspace_hierarchy with include members" };

export class People {
  readonly #clickup: ClickUp;
  readonly #facts: KeptFacts;

  constructor(clickup: ClickUp, facts: KeptFacts) {
    this.#clickup = clickup;
    this.#facts = facts;
  }

  async me(): Promise<PersonalProfile> {
    const load = async (): Promise<PersonalProfile> => {
      const me = await this.#clickup.users.me();
      return {
        id: me.id,
        name: plainName(me.username ?? me.email ?? me.id),
        ...(me.email !== undefined && { email: me.email }),
        timezone: me.timezone ?? me.timezeone ?? "UTC",
        weekStartDay: me.week_start_day ?? 0,
      };
    };
    return (await this.#facts.keep("me", load, { freshMs: PROFILE_FRESH_MS })).value;
  }

  async workspaces(refresh = false): Promise<readonly WorkspaceRef[]> {
    const kept = await this.#facts.keep("workspaces", () => this.#readWorkspaces(), { refresh });
    return kept.value;
  }

  /** Without a call; undefined when nothing is kept. */
  keptWorkspaces(): readonly WorkspaceRef[] | undefined {
    return this.#facts.read<WorkspaceRef[]>("workspaces")?.value;
  }

  async workspace(given: string | undefined): Promise<WorkspaceRef> {
    if (given !== undefined && given.trim() !== "") {
      const found = await this.#findWorkspace(given);
      return pickOne(given, found.hits, found.rows, WORKSPACE);
    }
    const known = await this.workspaces();
    const [only, ...others] = known;
    if (only !== undefined && others.length === 0) return only;
    if (only === undefined) throw new FailureError({ code: "workspace_not_shared" });
    throw new FailureError({
      code: "invalid_input",
      problem: '"workspace" is needed, because the user opened several Workspaces.',
      argument: "workspace",
      allowed: known.map(({ id, name }) => `${name} (id ${id})`),
    });
  }

  async members(workspaceId: string, refresh = false): Promise<readonly Member[]> {
    const load = async () => {
      const workspaces = await this.#readTeams();
      const found = workspaces.find(({ id }) => id === workspaceId);
      return found?.members.map(toMember) ?? [];
    };
    return (await this.#facts.keep(membersKey(workspaceId), load, { refresh })).value;
  }

  async teams(workspaceId: string, refresh = false): Promise<readonly TeamEntry[]> {
    const load = async (): Promise<TeamEntry[]> => {
      const groups = await this.#clickup.groups.list(workspaceId);
      return groups.map((group) => ({
        id: group.id,
        name: plainName(group.name),
        ...(group.handle !== undefined && { handle: plainName(group.handle) }),
        memberIds: group.members.map(({ id }) => id),
      }));
    };
    return (await this.#facts.keep(`teams:${workspaceId}`, load, { refresh })).value;
  }

  /** After a write of ours. */
  forget(workspaceId: string): void {
    this.#facts.remove(membersKey(workspaceId));
    this.#facts.remove(`teams:${workspaceId}`);
  }

  async colors(): Promise<Readonly<Record<string, string>>> {
    const load = async () => colorsOf(await this.#readTeams());
    return (await this.#facts.keep("colors", load)).value;
  }

  async plan(workspaceId: string): Promise<string | undefined> {
    const load = async () => (await this.#clickup.workspaces.plan(workspaceId)).plan_name ?? "";
    const options = { freshMs: SETTINGS_FRESH_MS };
    return (await this.#facts.keep(`plan:${workspaceId}`, load, options)).value || undefined;
  }

  async roles(workspaceId: string): Promise<readonly RoleEntry[]> {
    const load = async (): Promise<RoleEntry[]> => {
      const roles = await this.#clickup.customRoles.withMembers(workspaceId);
      return roles.map(({ id, name, inherited_role, members }) => {
        const basedOn = ROLES[inherited_role ?? 0];
        return {
          id,
          name: plainName(name),
          ...(basedOn !== undefined && { basedOn }),
          memberIds: members,
        };
      });
    };
    const options = { freshMs: SETTINGS_FRESH_MS };
    return (await this.#facts.keep(`roles:${workspaceId}`, load, options)).value;
  }

  async user(given: string, workspaceId: string, lookup: Lookup): Promise<Member> {
    const found = await this.#findUser(given, workspaceId, lookup);
    return pickOne(given, found.hits, found.rows, USER);
  }

  async team(given: string, workspaceId: string, lookup: Lookup): Promise<TeamEntry> {
    const found = await this.#findTeam(given, workspaceId, lookup);
    return pickOne(given, found.hits, found.rows, TEAM);
  }

  async userOrTeam(
    given: string,
    workspaceId: string,
    lookup: Lookup,
  ): Promise<{ user: Member } | { team: TeamEntry }> {
    const users = await this.#findUser(given, workspaceId, lookup);
    // An exact person needs no second question; "@handle" can only be a Team.
    if (users.exact && users.hits.length === 1 && !given.trim().startsWith("@")) {
      const [hit] = users.hits;
      if (hit !== undefined) return { user: hit.value };
    }
    const teams = await this.#findTeam(given, workspaceId, lookup);
    type Either = { user: Member } | { team: TeamEntry };
    const asUser = (row: Named<Member>): Named<Either> => ({ ...row, value: { user: row.value } });
    const asTeam = (row: Named<TeamEntry>): Named<Either> => ({
      ...row,
      value: { team: row.value },
    });
    const hits = teams.exact
      ? teams.hits.map(asTeam)
      : [...users.hits.map(asUser), ...teams.hits.map(asTeam)];
    const rows = [...users.rows.map(asUser), ...teams.rows.map(asTeam)];
    return pickOne(given, hits, rows, { ...USER, what: "person or Team" });
  }

  async #findWorkspace(given: string): Promise<Found<WorkspaceRef>> {
    const id = /clickup\.com\/(\d+)/.exec(given)?.[1];
    const lookup = { purpose: "write" } as const;
    return this.#find(id ?? given, "workspaces", lookup, async (refresh) =>
      (await this.workspaces(refresh)).map((workspace) => ({
        value: workspace,
        ...workspace,
        keys: [toKey(workspace.name), workspace.id],
      })),
    );
  }

  async #findUser(given: string, workspaceId: string, lookup: Lookup): Promise<Found<Member>> {
    if (["me", "@me", "myself"].includes(given.trim().toLowerCase())) {
      const { id, name, email } = await this.me();
      const me: Member = { id, name, ...(email !== undefined && { email }) };
      const row = memberRow(
        (await this.members(workspaceId)).find((member) => member.id === id) ?? me,
      );
      return { rows: [row], hits: [row], exact: true };
    }
    const found = await this.#find(given, membersKey(workspaceId), lookup, async (refresh) =>
      (await this.members(workspaceId, refresh)).map(memberRow),
    );
    const id = given.trim();
    // ClickUp told nobody of this Workspace, so an id is as good as can be.
    if (found.rows.length > 0 || !/^\d+$/.test(id)) return found;
    const row = memberRow({ id, name: id });
    return { rows: [row], hits: [row], exact: true };
  }

  #findTeam(given: string, workspaceId: string, lookup: Lookup): Promise<Found<TeamEntry>> {
    return this.#find(
      given.trim().replace(/^@/, ""),
      `teams:${workspaceId}`,
      lookup,
      async (refresh) => (await this.teams(workspaceId, refresh)).map(teamRow),
    );
  }

  async #find<T>(
    given: string,
    key: string,
    { purpose }: Lookup,
    read: (refresh: boolean) => Promise<Named<T>[]>,
  ): Promise<Found<T>> {
    let rows = await read(false);
    let hits = hitsOf(given, rows, purpose);
    if (hits.length === 0 && this.#facts.mayRecheck(key)) {
      rows = await read(true);
      hits = hitsOf(given, rows, purpose);
    }
    const exact = hits.length > 0 && hits.every((hit) => hit.keys.includes(toKey(given)));
    return { rows, hits, exact };
  }

  async #readWorkspaces(): Promise<WorkspaceRef[]> {
    const workspaces = await this.#readTeams();
    return workspaces.map(toRef);
  }

  /** One call tells the Workspaces and all their members, so both are kept whoever asked. */
  async #readTeams(): Promise<Workspace[]> {
    const workspaces = await this.#clickup.workspaces.list();
    for (const workspace of workspaces) {
      this.#facts.write(membersKey(workspace.id), workspace.members.map(toMember));
    }
    this.#facts.write("workspaces", workspaces.map(toRef));
    this.#facts.write("colors", colorsOf(workspaces));
    return workspaces;
  }
}

interface Found<T> {
  rows: readonly Named<T>[];
  hits: readonly Named<T>[];
  exact: boolean;
}

function toRef({ id, name }: Workspace): WorkspaceRef {
  return { id, name: plainName(name) };
}

function colorsOf(workspaces: readonly Workspace[]): Record<string, string> {
  return Object.fromEntries(
    workspaces.flatMap(({ id, color }) => (color === undefined ? [] : [[id, color]])),
  );
}

function membersKey(workspaceId: string): string {
  return `members:${workspaceId}`;
}

function toMember({ user }: Workspace["members"][number]): Member {
  const role = ROLES[user.role ?? 0];
  return {
    id: user.id,
    name: plainName(user.username ?? user.email ?? user.id),
    ...(user.email !== undefined && { email: user.email }),
    ...(role !== undefined && { role }),
    ...(user.initials !== undefined && { initials: user.initials }),
    ...(user.last_active !== undefined && { lastActiveMs: user.last_active }),
  };
}

function memberRow(member: Member): Named<Member> {
  const keys = [toKey(member.name), member.id];
  if (member.email !== undefined) keys.push(toKey(member.email));
  return { value: member, id: member.id, name: nameAndEmail(member), keys };
}

function nameAndEmail({ name, email }: Member): string {
  return email === undefined || email === name ? name : `${name} <${email}>`;
}

function teamRow(team: TeamEntry): Named<TeamEntry> {
  const keys = [toKey(team.name), team.id];
  if (team.handle !== undefined) keys.push(toKey(team.handle));
  return { value: team, id: team.id, name: team.name, keys };
}
