/** Guests: which one is meant, what they may do, what is shared with them. */
import * as z from "zod";
import type { Guest, GuestSettings } from "../../clickup/client.ts";
import { SHARE_LEVELS, type SharedPlace } from "../../clickup/resources/guests.ts";
import type { ToolContext } from "../context.ts";
import type { Lookup, Member } from "../directory/directory.ts";
import { Reference } from "../fields.ts";
import { invalidInput } from "../invalid-input.ts";
import { findItem } from "../item.ts";
import type { Steps } from "../steps.ts";
import { customRoleId } from "../user/role.ts";
import { withoutEmpty } from "../without-empty.ts";

/** One call each. */
export const MAX_SHARES = 20;

export const Permissions = z.object({
  edit_tags: z.boolean().optional(),
  see_time_spent: z.boolean().optional(),
  see_time_estimated: z.boolean().optional(),
  create_views: z.boolean().optional(),
  see_points: z.boolean().optional(),
});

export const ShareWish = z.object({ item: Reference, level: z.enum(SHARE_LEVELS) });

export const GuestReference = Reference.describe("Id, name or e-mail.");

/**
 * ClickUp lists no guests by themselves, but those of a Workspace are among its people. An id that is
 * not is left to ClickUp, and has no name.
 */
export async function findGuest(
  given: string,
  workspaceId: string,
  lookup: Lookup,
  { directory }: ToolContext,
): Promise<{ id: string; name?: string }> {
  if (/^\d{1,20}$/.test(given)) {
    const known = (await directory.members(workspaceId)).find(({ id }) => id === given);
    return known === undefined ? { id: given } : guestOf(known);
  }
  return guestOf(await directory.user(given, workspaceId, { ...lookup, argument: "guest" }));
}

function guestOf({ id, name, role }: Member): { id: string; name: string } {
  if (role === undefined || role === "guest") return { id, name };
  throw invalidInput("guest", `${name} is no guest but ${role} of this Workspace.`);
}

export async function guestSettings(
  wish: { permissions?: z.output<typeof Permissions> | undefined; role?: string | undefined },
  workspaceId: string,
  context: ToolContext,
): Promise<GuestSettings> {
  const { permissions = {}, role } = wish;
  const roleId =
    role === undefined ? undefined : await customRoleId(role, workspaceId, "guest", context);
  return withoutEmpty({
    can_edit_tags: permissions.edit_tags,
    can_see_time_spent: permissions.see_time_spent,
    can_see_time_estimated: permissions.see_time_estimated,
    can_create_views: permissions.create_views,
    can_see_points_estimated: permissions.see_points,
    custom_role_id: roleId,
  });
}

export function toPermissions(guest: Guest): z.output<typeof Permissions> {
  return withoutEmpty({
    edit_tags: guest.can_edit_tags,
    see_time_spent: guest.can_see_time_spent,
    see_time_estimated: guest.can_see_time_estimated,
    create_views: guest.can_create_views,
    see_points: guest.can_see_points_estimated,
  });
}

export interface Share {
  place: SharedPlace & { label: string };
  level: (typeof SHARE_LEVELS)[number];
}

export async function shareOf(
  { item, level }: z.output<typeof ShareWish>,
  lookup: Lookup,
  context: ToolContext,
): Promise<Share> {
  return { place: await sharedPlace(item, lookup, context), level };
}

/** What was shared, in words. */
export async function shareEach(
  shares: readonly Share[],
  guestId: string,
  steps: Steps,
  { guests }: ToolContext["clickup"],
): Promise<string[]> {
  const shared: string[] = [];
  for (const { place, level } of shares) {
    const done = await steps.run(`share ${place.label}`, () => guests.share(place, guestId, level));
    if (done) shared.push(`${place.label}: ${level}`);
  }
  return shared;
}

/** A task, List or Folder; a Space cannot be shared with a guest. */
export async function sharedPlace(
  given: string,
  lookup: Lookup,
  context: ToolContext,
): Promise<SharedPlace & { label: string }> {
  const { kind, id, name } = await findItem(given, lookup, context);
  if (kind !== "space") return { kind, id, label: `${kind} ${name ?? id}` };
  throw invalidInput(
    lookup.argument ?? "item",
    `"${given.slice(0, 60)}" is a Space; only tasks, Lists and Folders can be shared with a guest.`,
  );
}
