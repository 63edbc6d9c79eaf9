import * as z from "zod";
import { path } from "../path.ts";
import type { Send } from "../send.ts";
import { Id, maybe, Name, OptionalFlag, OptionalId, OptionalNumber, readRows } from "../wire.ts";
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
  /** Flat, each once: ClickUp nests them in `children` and knows the item above as `parent`. */
  items: z.transform((value) => {
    const items = new Map<string, ChecklistItem>();
    collectItems(value, items);
    return [...items.values()];
  }),
});
export type Checklist = z.output<typeof Checklist>;

const Answer = z.object({ checklist: maybe(Checklist) });
const Nothing = z.unknown();

/** Deeper nesting is no checklist of ClickUp's. */
const MAX_NESTING = 10;

function collectItems(value: unknown, into: Map<string, ChecklistItem>, depth = 0): void {
  if (!Array.isArray(value) || depth > MAX_NESTING) return;
  for (const row of value) {
    const [item] = readRows(ChecklistItem, [row]);
    if (item === undefined) continue; // children are ids alone where the items stand beside them
    if (!into.has(item.id)) into.set(item.id, item);
    collectItems((row as { children?: unknown }).children, into, depth + 1);
  }
}

export interface ItemChange {
  name?: string;
  /** User id; null takes the person off. */
  assignee?: string | null;
  resolved?: boolean;
  /** The item above; null un-nests. */
  parent?: string | null;
}

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
    /** `position` is its place among the task's checklists, from 0. */
    update: async (
      checklistId: string,
      change: { name?: string; position?: number },
    ): Promise<Checklist | undefined> => {
      const answer = await send.write("PUT", path`/v2/checklist/${checklistId}`, Answer, {
        what: "Checklist",
        body: change,
      });
      return answer.checklist;
    },
    remove: async (checklistId: string): Promise<void> => {
      await send.write("DELETE", path`/v2/checklist/${checklistId}`, Nothing, {
        what: "Checklist",
      });
    },
    updateItem: async (
      checklistId: string,
      itemId: string,
      change: ItemChange,
    ): Promise<Checklist | undefined> => {
      const answer = await send.write(
        "PUT",
        path`/v2/checklist/${checklistId}/checklist_item/${itemId}`,
        Answer,
        { what: "Checklist", body: change },
      );
      return answer.checklist;
    },
    removeItem: async (checklistId: string, itemId: string): Promise<void> => {
      await send.write(
        "DELETE",
        path`/v2/checklist/${checklistId}/checklist_item/${itemId}`,
        Nothing,
        { what: "Checklist" },
      );
    },
  };
}
