import * as z from "zod";
import { defineTool, READS } from "../define-tool.ts";
import { Workspace } from "../fields.ts";
import { withoutEmpty } from "../without-empty.ts";
import { findGuest, GuestReference, Permissions, toPermissions } from "./guest.ts";

const Thing = z.object({ id: z.string(), name: z.string(), level: z.string().optional() });

export const guestGet = defineTool({
  name: "clickup_guest_get",
  title: "Get a guest",
  description: "One guest with permissions and what is shared with them, on the Enterprise plan.",
  toolset: "guests",
  tier: "premium",
  plan: "Enterprise",
  listedByDefault: false,
  annotations: READS,
  input: z.object({ guest: GuestReference, workspace: Workspace }),
  output: z.object({
    id: z.string(),
    name: z.string().optional(),
    email: z.string().optional(),
    custom_role: z.string().optional(),
    permissions: Permissions,
    shared: z.object({
      tasks: z.array(Thing).optional(),
      lists: z.array(Thing).optional(),
      folders: z.array(Thing).optional(),
    }),
  }),
  missing: { what: "guest", findWith: "clickup_member_list" },
  handler: async ({ guest: given, workspace }, context) => {
    const { id: workspaceId } = await context.directory.workspace(workspace);
    const lookup = { purpose: "read", workspace } as const;
    const { id } = await findGuest(given, workspaceId, lookup, context);
    const guest = await context.clickup.guests.get(workspaceId, id);
    const things = (
      rows: readonly { id: string; name: string; permission_level: string | undefined }[] = [],
    ) =>
      rows.map((row) => ({
        id: row.id,
        name: row.name || row.id,
        ...(row.permission_level !== undefined && { level: row.permission_level }),
      }));
    return {
      id: guest.user.id,
      ...withoutEmpty({
        name: guest.user.username,
        email: guest.user.email,
        custom_role: guest.user.custom_role?.name,
      }),
      permissions: toPermissions(guest),
      shared: withoutEmpty({
        tasks: things(guest.shared?.tasks),
        lists: things(guest.shared?.lists),
        folders: things(guest.shared?.folders),
      }),
    };
  },
});
