import { workspaceIn } from "./access.ts";
import type { Route } from "./router.ts";
import { ok, route } from "./router.ts";
import { escapeName, msText } from "./wire.ts";

export const customRoleRoutes: Route[] = [
  route("GET /v2/team/{team_id}/customroles", { query: ["include_members"] }, (call) => {
    const workspace = workspaceIn(call);
    const members = call.query.flag("include_members");
    return ok({
      custom_roles: (workspace.customRoles ?? []).map((role) => ({
        id: role.id,
        team_id: workspace.id,
        name: escapeName(role.name),
        inherited_role: role.inheritedRole,
        date_created: msText(role.createdMs),
        ...(members
          ? {
              members: workspace.members
                .filter((member) => member.customRoleId === role.id)
                .map((member) => member.userId),
            }
          : {}),
      })),
    });
  }),
];
