import * as z from "zod";
import { defineTool, UPDATES } from "../define-tool.ts";
import { Reference, Title, Workspace } from "../fields.ts";
import { givenChanges } from "../given-changes.ts";
import { invalidInput } from "../invalid-input.ts";
import { withoutEmpty } from "../without-empty.ts";
import { customRoleId, ROLES } from "./role.ts";

export const userUpdate = defineTool({
  name: "clickup_user_update",
  title: "Change a member",
  description: "Changes a member's name or role, on the Enterprise plan.",
  toolset: "users",
  tier: "premium",
  plan: "Enterprise",
  listedByDefault: false,
  annotations: UPDATES,
  input: z.object({
    user: Reference.describe("Name, e-mail or id."),
    name: Title.optional(),
    admin: z.boolean().optional(),
    role: Reference.optional().describe("A custom role; none takes it away."),
    workspace: Workspace,
  }),
  output: z.object({
    id: z.string(),
    name: z.string(),
    changed: z.array(z.string()),
    ignored: z.array(z.string()).optional(),
  }),
  missing: { what: "person", findWith: "clickup_member_list" },
  handler: async ({ user, name, admin, role, workspace }, context) => {
    const asked = givenChanges({ name, admin, role }, "name");
    const { clickup, directory } = context;
    const { id: workspaceId } = await directory.workspace(workspace);
    const lookup = { purpose: "write", workspace, argument: "user" } as const;
    const member = await directory.user(user, workspaceId, lookup);
    // What is left out is not kept, so it is sent as it is.
    const { user: before } = await clickup.workspaceUsers.get(workspaceId, member.id, false);
    const present = ROLES[(before.role ?? 0) - 1] ?? member.role;
    if (admin === undefined && present === undefined) {
      throw invalidInput("admin", 'ClickUp does not tell the person\'s role: give "admin".');
    }
    const isAdmin = admin ?? present === "admin";
    const customId = before.custom_role?.id;
    const roleId =
      role === undefined
        ? customId
        : role.toLowerCase() === "none"
          ? undefined
          : String(await customRoleId(role, workspaceId, isAdmin ? "admin" : "member", context));
    const { user: after } = await clickup.workspaceUsers.update(workspaceId, member.id, {
      username: name ?? before.username ?? member.name,
      admin: isAdmin,
      custom_role_id: roleId === undefined ? null : Number(roleId),
    });
    directory.note({ changed: "people", workspaceId });
    const kept: Readonly<Record<string, boolean>> = {
      name: after.username === name,
      admin: (ROLES[(after.role ?? 0) - 1] === "admin") === isAdmin,
      role: after.custom_role?.id === roleId,
    };
    return {
      id: member.id,
      name: after.username ?? member.name,
      changed: asked.filter((key) => kept[key] === true),
      ...withoutEmpty({ ignored: asked.filter((key) => kept[key] !== true) }),
    };
  },
});
