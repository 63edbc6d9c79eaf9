import { z } from "zod";
import { NameSegment, path } from "../path.ts";
import type { Send } from "../send.ts";
import { rows } from "../wire.ts";
import { Tag } from "./places.ts";
import { customIdQuery, type TaskKey, taskPath } from "./task-key.ts";

const Nothing = z.unknown();

export function tags(send: Send) {
  return {
    ofSpace: async (spaceId: string): Promise<Tag[]> => {
      const answer = await send.get(path`/v2/space/${spaceId}/tag`, z.object({ tags: rows(Tag) }), {
        what: "Space",
      });
      return answer.tags;
    },
    /** Makes the tag when the Space has none by that name. */
    add: async (task: TaskKey, name: string): Promise<void> => {
      await send.write("POST", tagPath(task, name), Nothing, {
        what: "Task",
        query: customIdQuery(task),
      });
    },
    /** Takes it off the task; the Space keeps it. */
    remove: async (task: TaskKey, name: string): Promise<void> => {
      await send.write("DELETE", tagPath(task, name), Nothing, {
        what: "Task",
        query: customIdQuery(task),
      });
    },
  };
}

function tagPath(task: TaskKey, name: string) {
  return taskPath(task, path`/tag/${new NameSegment(name)}`);
}
