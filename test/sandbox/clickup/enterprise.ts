// Who may do what in the administration of a workspace, and people as its answers show them.
import { memberIn } from "./access.ts";
import { numberIn } from "./body.ts";
import { refuse } from "./errors.ts";
import type { JsonObject } from "./json.ts";
import type { Call } from "./router.ts";
import type { CustomRoleRow, SandboxState, WorkspaceMember, WorkspaceRow } from "./state.ts";
import { escapeName, msText, personWire } from "./wire.ts";

const ROLES = ["owner", "admin", "member", "guest"] as const;

/** Owners and admins of a workspace on the Enterprise plan. */
export function administered(call: Call, workspace: WorkspaceRow): WorkspaceRow {
  if (workspace.plan !== "enterprise") refuse("SANDBOX_003", "Enterprise plan only");
  const role = memberIn(workspace, call.user.id)?.role ?? 4;
  return role <= 2 ? workspace : refuse("SANDBOX_003", "owners and admins only");
}

/** The custom role that the body names, if it builds on this role. */
export function customRoleIn(
  call: Call,
  workspace: WorkspaceRow,
  inherits: number,
): CustomRoleRow | undefined {
  const id = numberIn(call.body, "custom_role_id");
  if (id === undefined) return undefined;
  const role = workspace.customRoles?.find((row) => row.id === id);
  return role?.inheritedRole === inherits ? role : refuse("SANDBOX_002", "custom_role_id");
}

/** Adds a person by e-mail address, whether ClickUp has met them or not. */
export function invited(
  call: Call,
  workspace: WorkspaceRow,
  email: string,
  role: WorkspaceMember["role"],
): WorkspaceMember {
  const { state } = call;
  const wanted = email.trim().toLowerCase();
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(wanted)) refuse("INPUT_003", "email");
  const known = Object.values(state.users).find((user) => user.email.toLowerCase() === wanted);
  if (known !== undefined && memberIn(workspace, known.id) !== undefined) {
    refuse("SANDBOX_002", "this person is in the workspace");
  }
  const userId = known?.id ?? Math.max(...Object.values(state.users).map((user) => user.id)) + 1;
  if (known === undefined) {
    state.users[String(userId)] = {
      id: userId,
      username: null,
      email: wanted,
      color: null,
      initials: wanted.charAt(0).toUpperCase(),
      profilePicture: null,
      timezone: "UTC",
      weekStartDay: 0,
    };
  }
  const member: WorkspaceMember = {
    userId,
    role,
    invitedBy: call.user.id,
    joinedAtMs: null,
    lastActiveMs: null,
  };
  workspace.members.push(member);
  return member;
}

export function memberDetail(
  state: SandboxState,
  workspace: WorkspaceRow,
  member: WorkspaceMember,
  nowMs: number,
): JsonObject {
  const user = state.users[String(member.userId)];
  if (user === undefined) throw new Error(`the sandbox has no user ${member.userId}`);
  const inviter = member.invitedBy === null ? undefined : state.users[String(member.invitedBy)];
  const role = workspace.customRoles?.find((row) => row.id === member.customRoleId);
  return {
    user: {
      ...personWire(user),
      role: member.role,
      ...(role === undefined ? {} : { custom_role: { id: role.id, name: role.name } }),
      last_active: msText(member.lastActiveMs),
      date_joined: msText(member.joinedAtMs),
      date_invited: msText(member.joinedAtMs ?? nowMs),
    },
    ...(inviter === undefined ? {} : { invited_by: personWire(inviter) }),
    ...(member.guest ?? {}),
  };
}

export const teamWithRoles = (
  call: Call,
  workspace: WorkspaceRow,
  members: readonly WorkspaceMember[],
): JsonObject => ({
  id: workspace.id,
  name: escapeName(workspace.name),
  color: workspace.color,
  avatar: workspace.avatar,
  members: members.map((row) => memberDetail(call.state, workspace, row, call.nowMs)),
  roles: [
    ...ROLES.map((name, index) => ({ id: index + 1, name, custom: false })),
    ...(workspace.customRoles ?? []).map((row) => ({
      id: row.id,
      name: row.name,
      custom: true,
      inherited_role: row.inheritedRole,
    })),
  ],
});

/** Takes somebody out, with the shares of their own. */
export function removeMember(call: Call, workspace: WorkspaceRow, member: WorkspaceMember): void {
  workspace.members = workspace.members.filter((row) => row !== member);
  call.state.guestShares = call.state.guestShares.filter(
    (share) => share.workspaceId !== workspace.id || share.guestId !== member.userId,
  );
}
