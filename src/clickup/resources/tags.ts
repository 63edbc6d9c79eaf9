import * as z from "zod";
import { NameSegment, path } from "../path.ts";
import type { Send } from "../send.ts";
import { maybe, Name, OptionalName, rows } from "../wire.ts";
import { Tag } from "./places.ts";
import { customIdQuery, type TaskKey, taskPath } from "./task-key.ts";

const Nothing = z.unknown();

const TagAnswer = z.object({
  tag: maybe(
    z
      .object({
        name: Name,
        fg_color: OptionalName,
        bg_color: OptionalName,
        tag_fg: OptionalName,
        tag_bg: OptionalName,
      })
      .transform(({ name, fg_color, bg_color, tag_fg, tag_bg }) => ({
        name,
        tag_fg: tag_fg ?? fg_color,
        tag_bg: tag_bg ?? bg_color,
      })),
  ),
});

export function tags(send: Send) {
  return {
    ofSpace: async (spaceId: string): Promise<Tag[]> => {
      const answer = await send.get(path`/v2/space/${spaceId}/tag`, z.object({ tags: rows(Tag) }), {
        what: "Space",
      });
      return answer.tags;
    },
    /** Says nothing when the Space has it already. */
    createInSpace: async (spaceId: string, tag: Tag): Promise<void> => {
      await send.write("POST", path`/v2/space/${spaceId}/tag`, Nothing, {
        what: "Space",
        body: { tag },
      });
    },
    /** ClickUp's documents call the colours by two pairs of names, so both are sent. */
    update: async (spaceId: string, name: string, tag: Tag): Promise<Tag> => {
      const { tag_fg, tag_bg } = tag;
      const answer = await send.write("PUT", spaceTagPath(spaceId, name), TagAnswer, {
        what: "tag",
        body: { tag: { ...tag, fg_color: tag_fg, bg_color: tag_bg } },
      });
      return answer.tag ?? tag;
    },
    /** Off all tasks, too. */
    delete: async (spaceId: string, tag: Tag): Promise<void> => {
      await send.write("DELETE", spaceTagPath(spaceId, tag.name), Nothing, {
        what: "tag",
        body: { tag },
      });
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

function spaceTagPath(spaceId: string, name: string) {
  return path`/v2/space/${spaceId}/tag/${new NameSegment(name)}`;
}

function tagPath(task: TaskKey, name: string) {
  return taskPath(task, path`/tag/${new NameSegment(name)}`);
}
