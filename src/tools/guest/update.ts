import * as z from "zod";
import { defineTool, UPDATES } from "../define-tool.ts";
import { Reference, Workspace } from "../fields.ts";
import { invalidInput } from "../invalid-input.ts";
import { withoutEmpty } from "../without-empty.ts";
import { findGuest, GuestReference, guestSettings, Permissions, toPermissions } from "./guest.ts";

export const guestUpdate = defineTool({
  name: "clickup_guest_update",
  title: "Change a guest",
  description:
    "Changes what a guest may see and do, on the Enterprise plan. To share things use clickup_guest_share_update.",
  toolset: "guests",
  tier: "premium",
  plan: "Enterprise",
  listedByDefault: false,
  annotations: UPDATES,
  input: z.object({
    guest: GuestReference,
    permissions: Permissions.optional(),
    role: Reference.optional().describe("A custom role."),
    workspace: Workspace,
  }),
  output: z.object({
    id: z.string(),
    name: z.string().optional(),
    changed: z.array(z.string()),
    ignored: z.array(z.string()).optional(),
  }),
  missing: { what: "guest", findWith: "clickup_member_list" },
  handler: async ({ guest: given, permissions = {}, role, workspace }, context) => {
    const { clickup, directory } = context;
    const wanted = Object.entries(permissions).filter(([, value]) => value !== undefined);
    if (wanted.length === 0 && role === undefined) {
      throw invalidInput("permissions", "Nothing to change was given.");
    }
    const { id: workspaceId } = await directory.workspace(workspace);
    const lookup = { purpose: "write", workspace } as const;
    const { id } = await findGuest(given, workspaceId, lookup, context);
    const settings = await guestSettings({ permissions, role }, workspaceId, context);
    const after = await clickup.guests.update(workspaceId, id, settings);
    const now: Readonly<Record<string, boolean | undefined>> = toPermissions(after);
    const kept = (key: string, value: boolean) => now[key] === value;
    const roleKept = Number(after.user.custom_role?.id) === settings.custom_role_id;
    const asked = [
      ...wanted.map(([key, value]) => ({ key, kept: kept(key, value === true) })),
      ...(role === undefined ? [] : [{ key: "role", kept: roleKept }]),
    ];
    return {
      id,
      ...(after.user.username !== undefined && { name: after.user.username }),
      changed: asked.flatMap((one) => (one.kept ? [one.key] : [])),
      ...withoutEmpty({ ignored: asked.flatMap((one) => (one.kept ? [] : [one.key])) }),
    };
  },
});
