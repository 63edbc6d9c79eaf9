import * as z from "zod";
import { CREATES, defineTool } from "../define-tool.ts";
import { DedupeKey, Reference, Workspace } from "../fields.ts";
import { invalidInput } from "../invalid-input.ts";
import { StepFailure, Steps } from "../steps.ts";
import { Email } from "./email.ts";
import { customRoleId } from "./role.ts";

const NAME = "clickup_user_invite";
/** One call each. */
const MAX_PEOPLE = 20;

export const userInvite = defineTool({
  name: NAME,
  title: "Invite members",
  description:
    "Invites people as members, on the Enterprise plan. Each can cost a paid seat: ask the user first. For guests use clickup_guest_invite.",
  toolset: "users",
  tier: "premium",
  plan: "Enterprise",
  listedByDefault: false,
  annotations: CREATES,
  input: z.object({
    emails: z.array(Email).min(1).max(MAX_PEOPLE),
    admin: z.boolean().optional(),
    role: Reference.optional().describe("A custom role."),
    workspace: Workspace,
    dedupe_key: DedupeKey,
  }),
  output: z.object({
    invited: z.array(z.string()),
    failed: z.array(StepFailure).optional(),
    warning: z.string(),
  }),
  handler: async ({ emails, admin = false, role, workspace }, context) => {
    const { clickup, directory } = context;
    const { id: workspaceId } = await directory.workspace(workspace);
    const wanted = [...new Set(emails.map((email) => email.toLowerCase()))];
    const known = await directory.members(workspaceId);
    const there = wanted.find((email) => known.some((one) => one.email?.toLowerCase() === email));
    if (there !== undefined) {
      throw invalidInput(
        "emails",
        `"${there}" is in this Workspace already: leave it out; clickup_user_update changes a role.`,
      );
    }
    const roleId =
      role === undefined
        ? undefined
        : await customRoleId(role, workspaceId, admin ? "admin" : "member", context);
    const steps = new Steps(NAME);
    const invited: string[] = [];
    for (const email of wanted) {
      await steps.run(email, async () => {
        await clickup.workspaceUsers.invite(workspaceId, {
          email,
          admin,
          ...(roleId !== undefined && { custom_role_id: roleId }),
        });
        invited.push(email);
      });
    }
    if (invited.length > 0) directory.note({ changed: "people", workspaceId });
    steps.throwIfNothingDone();
    return {
      invited,
      ...(steps.failed.length > 0 && { failed: steps.failed }),
      warning: "Each new member can take a paid seat.",
    };
  },
});
