import { z } from "zod";
import { path } from "../path.ts";
import type { Send } from "../send.ts";
import { Id, maybe, Name, OptionalFlag, OptionalId, OptionalNumber, rows } from "../wire.ts";
import { PersonOrId } from "./people.ts";
import { customIdQuery, type TaskKey, taskPath } from "./task-key.ts";

const ChecklistItem = z.object({
  id: Id,
  name: Name,
  orderindex: OptionalNumber,
  assignee: PersonOrId,
  resolved: OptionalFlag,
  /** The item above, when nested. */
  parent: OptionalId,
});
export type ChecklistItem = z.output<typeof ChecklistItem>;

export const Checklist = z.object({
  id: Id,
  name: Name,
  orderindex: OptionalNumber,
  /** How many items are done, and how many are not. */
  resolved: OptionalNumber,
  unresolved: OptionalNumber,
  items: rows(ChecklistItem),
});
export type Checklist = z.output<typeof Checklist>;

const Answer = z.object({ checklist: maybe(Checklist) });

/** Created empty, then one call per item. No call lists them: they come with the task. */
export function checklists(send: Send) {
  return {
    create: async (task: TaskKey, name: string): Promise<Checklist | undefined> => {
      const answer = await send.write("POST", taskPath(task, path`/checklist`), Answer, {
        what: "Task",
        query: customIdQuery(task),
        body: { name },
      });
      return answer.checklist;
    },
    addItem: async (
      checklistId: string,
      item: { name: string; assignee?: string },
    ): Promise<Checklist | undefined> => {
      const answer = await send.write(
        "POST",
        path`/v2/checklist/${checklistId}/checklist_item`,
        Answer,
        {
          what: "Checklist",
          body: {
            name: item.name,
            ...(item.assignee !== undefined && { assignee: Number(item.assignee) }),
          },
        },
      );
      return answer.checklist;
    },
  };
}
