import * as z from "zod";
import { DELETES, defineTool } from "../define-tool.ts";
import { DryRun, Reference, Workspace } from "../fields.ts";
import { invalidInput } from "../invalid-input.ts";
import { Email } from "./email.ts";

export const userRemove = defineTool({
  name: "clickup_user_remove",
  title: "Remove a member",
  description:
    "Removes a member from the Workspace if the e-mail is as expected, on the Enterprise plan. For guests use clickup_guest_remove.",
  toolset: "users",
  tier: "premium",
  plan: "Enterprise",
  listedByDefault: false,
  annotations: DELETES,
  input: z.object({
    user: Reference.describe("Name, e-mail or id."),
    expected_email: Email,
    dry_run: DryRun,
    workspace: Workspace,
  }),
  output: z.object({
    removed: z.boolean(),
    id: z.string(),
    name: z.string(),
    email: z.string(),
    dry_run: z.boolean().optional(),
  }),
  missing: { what: "person", findWith: "clickup_member_list" },
  handler: async ({ user, expected_email, dry_run = false, workspace }, context) => {
    const { clickup, directory } = context;
    const { id: workspaceId } = await directory.workspace(workspace);
    const lookup = { purpose: "write", workspace, argument: "user" } as const;
    const { id, name, email = "", role } = await directory.user(user, workspaceId, lookup);
    if (email.toLowerCase() !== expected_email.toLowerCase()) {
      throw invalidInput(
        "expected_email",
        `The e-mail of ${name} is not "${expected_email}". If this is the right person, ask the user before you remove them.`,
      );
    }
    if (role === "guest") {
      throw invalidInput("user", `${name} is a guest; use clickup_guest_remove.`);
    }
    if (!dry_run) {
      await clickup.workspaceUsers.remove(workspaceId, id);
      directory.note({ changed: "people", workspaceId });
    }
    return { removed: !dry_run, id, name, email, ...(dry_run && { dry_run }) };
  },
});
