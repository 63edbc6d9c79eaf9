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
  readPart,
  rows,
} from "../wire.ts";

/** A person as embedded in other objects. `username` is empty for people who have not joined yet. */
export const User = z.object({
  id: Id,
  username: OptionalName,
  email: OptionalName,
});
export type User = z.output<typeof User>;

const Me = User.extend({
  timezone: OptionalName,
  timezeone: OptionalName, // the published schema's misspelling
  week_start_day: OptionalNumber,
});
export type Me = z.output<typeof Me>;

/** role: 1 owner, 2 admin, 3 member, 4 guest */
const Member = z.object({
  user: User.extend({ role: OptionalNumber, initials: OptionalName, last_active: EpochMs }),
});

const Workspace = z.object({ id: Id, name: Name, color: OptionalName, members: rows(Member) });
export type Workspace = z.output<typeof Workspace>;

/** What the app calls a Team; the API's "team" is the Workspace. */
export const Group = z.object({
  id: Id,
  name: Name,
  handle: OptionalName,
  team_id: OptionalId,
  members: rows(User),
});
export type Group = z.output<typeof Group>;

const TaskType = z.object({ id: Id, name: Name, name_plural: OptionalName });
export type TaskType = z.output<typeof TaskType>;
const TaskTypes = z.object({ custom_items: rows(TaskType) });

/** `members` are user ids; `inherited_role` 1 owner, 2 admin, 3 member, 4 guest. */
const CustomRole = z.object({
  id: Id,
  name: Name,
  inherited_role: OptionalNumber,
  members: rows(Id),
});
export type CustomRole = z.output<typeof CustomRole>;

const Plan = z.object({ plan_id: OptionalId, plan_name: OptionalName });
export type Plan = z.output<typeof Plan>;

const Seats = z.object({
  members: maybe(
    z.object({
      filled_members_seats: OptionalNumber,
      total_member_seats: OptionalNumber,
      empty_member_seats: OptionalNumber,
    }),
  ),
  guests: maybe(
    z.object({
      filled_guest_seats: OptionalNumber,
      total_guest_seats: OptionalNumber,
      empty_guest_seats: OptionalNumber,
    }),
  ),
});

const SharedThing = z.object({ id: Id, name: Name });
/** Tasks come as ids or whole. */
const Shared = z.object({
  tasks: rows(
    z.union([SharedThing, Id.transform((id): z.output<typeof SharedThing> => ({ id, name: "" }))]),
  ),
  lists: rows(SharedThing),
  folders: rows(SharedThing),
});

export function people(send: Send) {
  return {
    users: {
      /** Whose token this is. */
      me: async (): Promise<Me> => {
        const { user } = await send.get(path`/v2/user`, z.object({ user: Me }), { what: "user" });
        return user;
      },
    },
    workspaces: {
      /** The Workspaces opened to the token, each with all its members. */
      list: async (): Promise<Workspace[]> => {
        const answer = await send.get(path`/v2/team`, z.object({ teams: rows(Workspace) }), {
          what: "Workspace",
        });
        return answer.teams;
      },
      plan: (workspaceId: string): Promise<Plan> =>
        send.get(path`/v2/team/${workspaceId}/plan`, Plan, { what: "Workspace" }),
      seats: (workspaceId: string): Promise<z.output<typeof Seats>> =>
        send.get(path`/v2/team/${workspaceId}/seats`, Seats, { what: "Workspace" }),
      /** What was shared with this user outright. */
      shared: async (workspaceId: string): Promise<z.output<typeof Shared>> => {
        const answer = await send.get(
          path`/v2/team/${workspaceId}/shared`,
          z.object({ shared: Shared }),
          { what: "Workspace" },
        );
        return answer.shared;
      },
      /** Custom task types; plain tasks (0) and milestones (1) need not be listed. */
      taskTypes: async (workspaceId: string): Promise<TaskType[]> => {
        const answer = await send.get(
          path`/v2/team/${workspaceId}/custom_item`,
          // an object in the schema, an array around it in the document's example
          z.union([TaskTypes, z.array(TaskTypes)]),
          { what: "Workspace" },
        );
        return [answer].flat().flatMap((part) => part.custom_items);
      },
    },
    customRoles: {
      withMembers: async (workspaceId: string): Promise<CustomRole[]> => {
        const answer = await send.get(
          path`/v2/team/${workspaceId}/customroles`,
          z.object({ custom_roles: rows(CustomRole) }),
          { what: "Workspace", query: { include_members: true } },
        );
        return answer.custom_roles;
      },
    },
    groups: {
      list: async (workspaceId: string): Promise<Group[]> => {
        const answer = await send.get(path`/v2/group`, z.object({ groups: rows(Group) }), {
          what: "Workspace",
          query: { team_id: workspaceId },
        });
        return answer.groups;
      },
    },
    members: {
      /** Only people with access of their own to the task; takes no custom id. */
      ofTask: async (taskId: string): Promise<User[]> => {
        const answer = await send.get(
          path`/v2/task/${taskId}/member`,
          z.object({ members: rows(User) }),
          { what: "Task" },
        );
        return answer.members;
      },
      ofList: async (listId: string): Promise<User[]> => {
        const answer = await send.get(
          path`/v2/list/${listId}/member`,
          z.object({ members: rows(User) }),
          { what: "List" },
        );
        return answer.members;
      },
    },
  };
}

export const PersonOrId = z.transform((value): User | undefined => {
  const parsed = readPart(User, value);
  return (
    parsed ??
    (typeof value === "number" || (typeof value === "string" && /^\d+$/.test(value))
      ? { id: String(value), username: undefined, email: undefined }
      : undefined)
  );
});
