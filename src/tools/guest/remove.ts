import * as z from "zod";
import { DELETES, defineTool } from "../define-tool.ts";
import { DryRun, Workspace } from "../fields.ts";
import { findGuest, GuestReference } from "./guest.ts";

const UNKNOWN =
  "Nobody with this id is among the people of this Workspace; check it with clickup_guest_get.";

export const guestRemove = defineTool({
  name: "clickup_guest_remove",
  title: "Remove a guest",
  description:
    "Removes a guest from the Workspace with all that was shared, on the Enterprise plan. To take back one thing use clickup_guest_share_update.",
  toolset: "guests",
  tier: "premium",
  plan: "Enterprise",
  listedByDefault: false,
  annotations: DELETES,
  input: z.object({ guest: GuestReference, dry_run: DryRun, workspace: Workspace }),
  output: z.object({
    removed: z.boolean(),
    id: z.string(),
    name: z.string().optional(),
    dry_run: z.boolean().optional(),
    note: z.string().optional(),
  }),
  missing: { what: "guest", findWith: "clickup_member_list" },
  handler: async ({ guest: given, dry_run = false, workspace }, context) => {
    const { clickup, directory } = context;
    const { id: workspaceId } = await directory.workspace(workspace);
    const lookup = { purpose: "write", workspace } as const;
    const { id, name } = await findGuest(given, workspaceId, lookup, context);
    if (!dry_run) {
      await clickup.guests.remove(workspaceId, id);
      directory.note({ changed: "people", workspaceId });
    }
    return {
      removed: !dry_run,
      id,
      ...(name !== undefined && { name }),
      ...(dry_run && { dry_run }),
      ...(dry_run && name === undefined && { note: UNKNOWN }),
    };
  },
});
