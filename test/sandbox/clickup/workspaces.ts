import { workspaceIn } from "./access.ts";
import type { Json, JsonObject } from "./json.ts";
import type { Route } from "./router.ts";
import { ok, route } from "./router.ts";
import type { Plan, SandboxState, WorkspaceMember, WorkspaceRow } from "./state.ts";
import { escapeName, msText, personWire } from "./wire.ts";

const PLANS: Record<Plan, { id: number; name: string }> = {
  free: { id: 1, name: "Free Forever" },
  unlimited: { id: 2, name: "Unlimited" },
  business: { id: 3, name: "Business" },
  enterprise: { id: 4, name: "Enterprise" },
  business_plus: { id: 5, name: "Business Plus" },
};

const ROLE_KEYS = { 1: "owner", 2: "admin", 3: "member", 4: "guest" } as const;

export const workspaceRoutes: Route[] = [
  route("GET /v2/team", {}, (call) =>
    ok({ teams: call.workspaceIds.map((id) => teamWire(call.state, workspaceIn(call, id))) }),
  ),

  route("GET /v2/team/{team_id}/plan", {}, (call) => {
    const plan = PLANS[workspaceIn(call).plan];
    return ok({ plan_name: plan.name, plan_id: plan.id });
  }),

  route("GET /v2/team/{team_id}/seats", {}, (call) => {
    const { members } = workspaceIn(call);
    const filled = members.filter((member) => member.role !== 4).length;
    const guests = members.length - filled;
    return ok({
      members: {
        filled_members_seats: filled,
        total_member_seats: filled + 2,
        empty_member_seats: 2,
      },
      guests: { filled_guest_seats: guests, total_guest_seats: 10, empty_guest_seats: 10 - guests },
    });
  }),

  route("GET /v2/team/{team_id}/custom_item", {}, (call) =>
    ok({
      custom_items: workspaceIn(call).taskTypes.map((type) => ({
        id: type.id,
        name: escapeName(type.name),
        name_plural: escapeName(type.namePlural),
        description: type.description,
        avatar: null,
      })),
    }),
  ),
];

function teamWire(state: SandboxState, workspace: WorkspaceRow): JsonObject {
  return {
    id: workspace.id,
    name: escapeName(workspace.name),
    color: workspace.color,
    avatar: workspace.avatar,
    members: workspace.members.flatMap((member) => memberWire(state, member)),
  };
}

function memberWire(state: SandboxState, member: WorkspaceMember): Json[] {
  const user = state.users[String(member.userId)];
  if (user === undefined) return [];
  const inviter = member.invitedBy === null ? undefined : state.users[String(member.invitedBy)];
  return [
    {
      user: {
        ...personWire(user),
        role: member.role,
        role_subtype: 0,
        role_key: ROLE_KEYS[member.role],
        custom_role: null,
        last_active: msText(member.lastActiveMs),
        date_joined: msText(member.joinedAtMs),
        date_invited: msText(member.joinedAtMs),
      },
      ...(inviter === undefined ? {} : { invited_by: personWire(inviter) }),
    },
  ];
}
