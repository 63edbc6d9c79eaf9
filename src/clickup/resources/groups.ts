// What the app calls Teams. The list of them is with the people.
import * as z from "zod";
import { path } from "../path.ts";
import type { Send } from "../send.ts";
import { Group } from "./people.ts";

const WHAT = "Team";

export function groupWrites(send: Send) {
  return {
    create: (
      workspaceId: string,
      body: { name: string; handle?: string; members: readonly number[] },
    ): Promise<Group> =>
      send.write("POST", path`/v2/team/${workspaceId}/group`, Group, { what: WHAT, body }),
    update: (
      groupId: string,
      body: {
        name?: string;
        handle?: string;
        members?: { add: readonly number[]; rem: readonly number[] };
      },
    ): Promise<Group> => send.write("PUT", path`/v2/group/${groupId}`, Group, { what: WHAT, body }),
    remove: (groupId: string): Promise<unknown> =>
      send.write("DELETE", path`/v2/group/${groupId}`, z.unknown(), { what: WHAT }),
  };
}
