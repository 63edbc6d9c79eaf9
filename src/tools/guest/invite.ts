import * as z from "zod";
import { FailureError } from "../../domain/failure.ts";
import { CREATES, defineTool } from "../define-tool.ts";
import { DedupeKey, Reference, Workspace } from "../fields.ts";
import { invalidInput } from "../invalid-input.ts";
import { StepFailure, Steps } from "../steps.ts";
import { Email } from "../user/email.ts";
import { guestSettings, MAX_SHARES, Permissions, ShareWish, shareEach, shareOf } from "./guest.ts";

const NAME = "clickup_guest_invite";

export const guestInvite = defineTool({
  name: NAME,
  title: "Invite a guest",
  description:
    "Invites a guest and shares tasks, Lists or Folders with them, on the Enterprise plan. It can cost a seat: ask the user first.",
  toolset: "guests",
  tier: "premium",
  plan: "Enterprise",
  listedByDefault: false,
  annotations: CREATES,
  input: z.object({
    email: Email,
    permissions: Permissions.optional(),
    role: Reference.optional().describe("A custom role."),
    share: z.array(ShareWish).max(MAX_SHARES).optional(),
    workspace: Workspace,
    dedupe_key: DedupeKey,
  }),
  output: z.object({
    id: z.string(),
    shared: z.array(z.string()),
    failed: z.array(StepFailure).optional(),
    warning: z.string(),
  }),
  handler: async ({ email, permissions, role, share = [], workspace }, context) => {
    const { clickup, directory } = context;
    const { id: workspaceId } = await directory.workspace(workspace);
    const known = (await directory.members(workspaceId)).find(
      (one) => one.email?.toLowerCase() === email.toLowerCase(),
    );
    if (known !== undefined) {
      throw invalidInput(
        "email",
        known.role === "guest"
          ? `"${email}" is a guest of this Workspace already; share things with clickup_guest_share_update.`
          : `"${email}" is ${known.role ?? "a person"} of this Workspace and no guest.`,
      );
    }
    const settings = await guestSettings({ permissions, role }, workspaceId, context);
    const lookup = { purpose: "write", workspace, argument: "share.item" } as const;
    const places = await Promise.all(share.map((wish) => shareOf(wish, lookup, context)));
    const id = await clickup.guests.invite(workspaceId, { ...settings, email });
    directory.note({ changed: "people", workspaceId });
    // Invited, and not in the answer: nothing can be shared with somebody unknown.
    if (id === undefined) {
      throw new FailureError({ code: "clickup_unavailable", mayHaveHappened: true });
    }
    const steps = new Steps(NAME, 1);
    const shared = await shareEach(places, id, steps, clickup);
    return {
      id,
      shared,
      ...(steps.failed.length > 0 && { failed: steps.failed }),
      warning: "A guest with more than reading rights can take a paid seat.",
    };
  },
});
