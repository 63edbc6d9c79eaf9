// Guests and what is shared with them: Enterprise plan. No operation lists them.
import * as z from "zod";
import { path } from "../path.ts";
import type { Send } from "../send.ts";
import { Id, maybe, OptionalFlag, OptionalName, rows } from "../wire.ts";
import { PersonDetail, SharedThings } from "./workspace-users.ts";

const GUEST_PERMISSIONS = [
  "can_edit_tags",
  "can_see_time_spent",
  "can_see_time_estimated",
  "can_create_views",
  "can_see_points_estimated",
] as const;
export type GuestPermission = (typeof GUEST_PERMISSIONS)[number];

export const SHARE_LEVELS = ["read", "comment", "edit", "create"] as const;
export type ShareLevel = (typeof SHARE_LEVELS)[number];

const Guest = z.object({
  user: PersonDetail,
  can_edit_tags: OptionalFlag,
  can_see_time_spent: OptionalFlag,
  can_see_time_estimated: OptionalFlag,
  can_create_views: OptionalFlag,
  can_see_points_estimated: OptionalFlag,
  shared: maybe(SharedThings),
});
export type Guest = z.output<typeof Guest>;
const One = z.object({ guest: Guest });

/** The whole Workspace comes back, with everybody in it. */
const Invited = z.object({
  team: z.object({ members: rows(z.object({ user: z.object({ id: Id, email: OptionalName }) })) }),
});

export type GuestSettings = { [P in GuestPermission]?: boolean | undefined } & {
  custom_role_id?: number | undefined;
};

export interface SharedPlace {
  kind: "task" | "list" | "folder";
  id: string;
}

const WHAT = "guest";

export function guests(send: Send) {
  return {
    get: async (workspaceId: string, guestId: string): Promise<Guest> => {
      const answer = await send.get(path`/v2/team/${workspaceId}/guest/${guestId}`, One, {
        what: WHAT,
      });
      return answer.guest;
    },
    /** The new guest's id. */
    invite: async (
      workspaceId: string,
      body: GuestSettings & { email: string },
    ): Promise<string | undefined> => {
      const answer = await send.write("POST", path`/v2/team/${workspaceId}/guest`, Invited, {
        what: WHAT,
        body,
      });
      const wanted = body.email.toLowerCase();
      return answer.team.members.find(({ user }) => user.email?.toLowerCase() === wanted)?.user.id;
    },
    update: async (workspaceId: string, guestId: string, body: GuestSettings): Promise<Guest> => {
      const answer = await send.write("PUT", path`/v2/team/${workspaceId}/guest/${guestId}`, One, {
        what: WHAT,
        body,
      });
      return answer.guest;
    },
    remove: (workspaceId: string, guestId: string): Promise<unknown> =>
      send.write("DELETE", path`/v2/team/${workspaceId}/guest/${guestId}`, z.unknown(), {
        what: WHAT,
      }),
    share: (place: SharedPlace, guestId: string, level: ShareLevel): Promise<unknown> =>
      send.write("POST", placePath(place, guestId), z.unknown(), {
        what: WHAT,
        body: { permission_level: level },
      }),
    unshare: (place: SharedPlace, guestId: string): Promise<unknown> =>
      send.write("DELETE", placePath(place, guestId), z.unknown(), { what: WHAT }),
  };
}

function placePath({ kind, id }: SharedPlace, guestId: string) {
  switch (kind) {
    case "task":
      return path`/v2/task/${id}/guest/${guestId}`;
    case "list":
      return path`/v2/list/${id}/guest/${guestId}`;
    case "folder":
      return path`/v2/folder/${id}/guest/${guestId}`;
  }
}
