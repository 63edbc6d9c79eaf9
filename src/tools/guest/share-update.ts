import * as z from "zod";
import { defineTool, UPDATES } from "../define-tool.ts";
import { Reference, Workspace } from "../fields.ts";
import { invalidInput } from "../invalid-input.ts";
import { StepFailure, Steps } from "../steps.ts";
import {
  findGuest,
  GuestReference,
  MAX_SHARES,
  ShareWish,
  sharedPlace,
  shareEach,
  shareOf,
} from "./guest.ts";

const NAME = "clickup_guest_share_update";

export const guestShareUpdate = defineTool({
  name: NAME,
  title: "Share with a guest",
  description:
    "Shares tasks, Lists or Folders with a guest, or takes them back, on the Enterprise plan. For members use clickup_access_update.",
  toolset: "guests",
  tier: "premium",
  plan: "Enterprise",
  listedByDefault: false,
  annotations: UPDATES,
  input: z.object({
    guest: GuestReference,
    add: z.array(ShareWish).max(MAX_SHARES).optional(),
    remove: z.array(Reference).max(MAX_SHARES).optional(),
    workspace: Workspace,
  }),
  output: z.object({
    id: z.string(),
    name: z.string().optional(),
    shared: z.array(z.string()),
    taken_back: z.array(z.string()),
    failed: z.array(StepFailure).optional(),
  }),
  missing: { what: "guest", findWith: "clickup_member_list" },
  handler: async ({ guest: given, add = [], remove = [], workspace }, context) => {
    if (add.length + remove.length === 0) {
      throw invalidInput("add", 'Give "add" or "remove".');
    }
    const { clickup, directory } = context;
    const lookup = { purpose: "write", workspace } as const;
    const { id: workspaceId } = await directory.workspace(workspace);
    const [{ id, name }, added, removed] = await Promise.all([
      findGuest(given, workspaceId, lookup, context),
      Promise.all(add.map((wish) => shareOf(wish, { ...lookup, argument: "add.item" }, context))),
      Promise.all(
        remove.map((item) => sharedPlace(item, { ...lookup, argument: "remove" }, context)),
      ),
    ]);
    const both = removed.find(({ label }) => added.some(({ place }) => place.label === label));
    if (both !== undefined) {
      throw invalidInput("remove", `${both.label} is in "add" and in "remove".`);
    }
    const steps = new Steps(NAME);
    const shared = await shareEach(added, id, steps, clickup);
    const taken_back: string[] = [];
    for (const place of removed) {
      const done = await steps.run(`take back ${place.label}`, () =>
        clickup.guests.unshare(place, id),
      );
      if (done) taken_back.push(place.label);
    }
    steps.throwIfNothingDone();
    return {
      id,
      ...(name !== undefined && { name }),
      shared,
      taken_back,
      ...(steps.failed.length > 0 && { failed: steps.failed }),
    };
  },
});
