import { z } from "zod";
import { path } from "../path.ts";
import type { Send } from "../send.ts";
import { Id, maybe, Name, OptionalId, OptionalName, OptionalNumber, rows } from "../wire.ts";

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
const Member = z.object({ user: User.extend({ role: OptionalNumber }) });

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

export const PersonOrId = z
  .unknown()
  .optional()
  .transform((value): User | undefined => {
    const parsed = maybe(User).parse(value);
    return (
      parsed ??
      (typeof value === "number"
        ? { id: String(value), username: undefined, email: undefined }
        : undefined)
    );
  });
