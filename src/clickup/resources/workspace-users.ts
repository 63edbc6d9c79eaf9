// Members of a Workspace as its administration sees them: Enterprise plan, owners and admins.
import * as z from "zod";
import { path } from "../path.ts";
import type { Send } from "../send.ts";
import {
  EpochMs,
  Id,
  maybe,
  Name,
  OptionalId,
  OptionalName,
  OptionalNumber,
  rows,
} from "../wire.ts";

const Named = z.object({ id: Id, name: Name, permission_level: OptionalName });
export const SharedThings = z.object({
  tasks: rows(
    z.union([Named, Id.transform((id) => ({ id, name: "", permission_level: undefined }))]),
  ),
  lists: rows(Named),
  folders: rows(Named),
});

export const PersonDetail = z.object({
  id: Id,
  username: OptionalName,
  email: OptionalName,
  /** 1 owner, 2 admin, 3 member, 4 guest */
  role: OptionalNumber,
  custom_role: maybe(z.object({ id: OptionalId, name: OptionalName })),
  last_active: EpochMs,
  date_joined: EpochMs,
});

const Member = z.object({ user: PersonDetail, shared: maybe(SharedThings) });
const One = z.object({ member: Member });
export type WorkspaceMember = z.output<typeof Member>;

const WHAT = "person";

export function workspaceUsers(send: Send) {
  return {
    get: async (workspaceId: string, userId: string, shared: boolean): Promise<WorkspaceMember> => {
      const answer = await send.get(path`/v2/team/${workspaceId}/user/${userId}`, One, {
        what: WHAT,
        query: { include_shared: shared },
      });
      return answer.member;
    },
    invite: (
      workspaceId: string,
      body: { email: string; admin: boolean; custom_role_id?: number },
    ): Promise<unknown> =>
      send.write("POST", path`/v2/team/${workspaceId}/user`, z.unknown(), { what: WHAT, body }),
    /** The whole of it: what is left out is not kept. */
    update: async (
      workspaceId: string,
      userId: string,
      body: { username: string; admin: boolean; custom_role_id?: number | null },
    ): Promise<WorkspaceMember> => {
      const answer = await send.write("PUT", path`/v2/team/${workspaceId}/user/${userId}`, One, {
        what: WHAT,
        body,
      });
      return answer.member;
    },
    remove: (workspaceId: string, userId: string): Promise<unknown> =>
      send.write("DELETE", path`/v2/team/${workspaceId}/user/${userId}`, z.unknown(), {
        what: WHAT,
      }),
  };
}
