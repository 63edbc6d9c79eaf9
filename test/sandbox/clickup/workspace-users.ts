// Members as Enterprise workspaces manage them by API.
import { memberIn, workspaceIn } from "./access.ts";
import { flagIn, textIn } from "./body.ts";
import {
  administered,
  customRoleIn,
  invited,
  memberDetail,
  removeMember,
  teamWithRoles,
} from "./enterprise.ts";
import { refuse } from "./errors.ts";
import type { JsonObject } from "./json.ts";
import type { Call, Route } from "./router.ts";
import { ok, route } from "./router.ts";
import type { WorkspaceMember, WorkspaceRow } from "./state.ts";

const NOTHING_SHARED = { tasks: [], lists: [], folders: [] };

export const workspaceUserRoutes: Route[] = [
  route(
    "POST /v2/team/{team_id}/user",
    { body: { email: "text!", admin: "boolean!", custom_role_id: "integer" } },
    (call) => {
      const workspace = administered(call, workspaceIn(call));
      const role = flagIn(call.body, "admin") === true ? 2 : 3;
      const custom = customRoleIn(call, workspace, role);
      const member = invited(call, workspace, textIn(call.body, "email") ?? "", role);
      member.customRoleId = custom?.id ?? null;
      return ok({ team: teamWithRoles(call, workspace, workspace.members) });
    },
  ),

  route("GET /v2/team/{team_id}/user/{user_id}", { query: ["include_shared"] }, (call) => {
    const workspace = administered(call, workspaceIn(call));
    return ok({ member: wire(call, workspace, userIn(call, workspace)) });
  }),

  route(
    "PUT /v2/team/{team_id}/user/{user_id}",
    // The whole of it: what is left out is not kept.
    { body: { username: "text!", admin: "boolean!", custom_role_id: "integer|null" } },
    (call) => {
      const workspace = administered(call, workspaceIn(call));
      const member = userIn(call, workspace);
      if (member.role === 1) refuse("SANDBOX_003", "the owner keeps the role");
      const role = flagIn(call.body, "admin") === true ? 2 : 3;
      const custom = customRoleIn(call, workspace, role);
      const name = textIn(call.body, "username")?.trim() ?? "";
      if (name === "") refuse("INPUT_003", "username");
      member.role = role;
      member.customRoleId = custom?.id ?? null;
      const user = call.state.users[String(member.userId)];
      if (user !== undefined) user.username = name;
      return ok({ member: wire(call, workspace, member) });
    },
  ),

  route("DELETE /v2/team/{team_id}/user/{user_id}", {}, (call) => {
    const workspace = administered(call, workspaceIn(call));
    const member = userIn(call, workspace);
    if (member.role === 1) refuse("SANDBOX_003", "the owner stays");
    removeMember(call, workspace, member);
    return ok({ team: teamWithRoles(call, workspace, []) });
  }),
];

function userIn(call: Call, workspace: WorkspaceRow): WorkspaceMember {
  const member = memberIn(workspace, Number(call.path("user_id")));
  return member === undefined || member.role === 4 ? refuse("SANDBOX_004", "user") : member;
}

function wire(call: Call, workspace: WorkspaceRow, member: WorkspaceMember): JsonObject {
  const shared = call.query.text("include_shared") === "false" ? {} : { shared: NOTHING_SHARED };
  return { ...memberDetail(call.state, workspace, member, call.nowMs), ...shared };
}
