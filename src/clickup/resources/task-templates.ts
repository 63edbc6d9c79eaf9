import * as z from "zod";
import { path } from "../path.ts";
import type { Send } from "../send.ts";
import { Id, maybe, Name, OptionalId, rows } from "../wire.ts";

const Created = z.object({ id: OptionalId, task: maybe(z.object({ id: Id })) });

const Templates = z.object({ templates: rows(z.object({ id: Id, name: Name })) });

export function templates(send: Send) {
  return {
    /** One page, from 0; a page of fewer than 100 is the last. */
    ofTasks: async (workspaceId: string, page: number): Promise<{ id: string; name: string }[]> => {
      const answer = await send.get(path`/v2/team/${workspaceId}/taskTemplate`, Templates, {
        what: "Workspace",
        query: { page },
      });
      return answer.templates;
    },
    /** The new task's id. Only the name can be given; the rest comes from the template. */
    createTask: async (
      listId: string,
      templateId: string,
      name: string,
    ): Promise<string | undefined> => {
      const answer = await send.write(
        "POST",
        path`/v2/list/${listId}/taskTemplate/${templateId}`,
        Created,
        { what: "task template", body: { name } },
      );
      return answer.id ?? answer.task?.id;
    },
  };
}
