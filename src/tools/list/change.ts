/** What can be set of a List, from words to ClickUp's body, and what of it ClickUp took. */
import * as z from "zod";
import type { List, ListChange } from "../../clickup/client.ts";
import { type Clock, userClock } from "../clock.ts";
import type { ToolContext } from "../context.ts";
import type { Lookup, PlaceRef } from "../directory/directory.ts";
import { listEntry } from "../directory/entries.ts";
import { Markdown, Reference, Words } from "../fields.ts";
import type { Ignored } from "../ignored.ts";
import { parseInstant } from "../instant.ts";
import { Priority, priorityLevel } from "../priority.ts";

/** The arguments that creating and updating share. */
export const listArguments = {
  content: Markdown.optional().describe("Markdown"),
  due: Words.optional(),
  priority: Priority.optional(),
  assignee: Reference.optional(),
  color: Words.optional(),
};

const Wish = z.object(listArguments);
export type ListWish = z.output<typeof Wish>;

const isNone = (words: string | undefined) => words?.trim().toLowerCase() === "none";

/** ClickUp's body. "none" clears, where there is something to clear. */
export async function listChange(
  wish: ListWish,
  workspaceId: string,
  lookup: Lookup,
  use: "create" | "update",
  context: ToolContext,
): Promise<ListChange> {
  const change: ListChange = {};
  const clears = use === "update";
  if (wish.content !== undefined) {
    const empty = wish.content.trim() === "";
    // Empty text is ignored; a single blank clears.
    if (!empty) change.markdown_content = wish.content;
    else if (clears) change.content = " ";
  }
  if (wish.due !== undefined && isNone(wish.due)) {
    if (clears) change.due_date = null;
  } else if (wish.due !== undefined) {
    const { ms, hasTime } = parseInstant(wish.due, "due", await userClock(context));
    change.due_date = ms;
    change.due_date_time = hasTime;
  }
  if (wish.priority !== undefined) {
    const level = priorityLevel(wish.priority);
    if (level !== null || clears) change.priority = level;
  }
  if (isNone(wish.assignee)) {
    if (clears) change.assignee = "none";
  } else if (wish.assignee !== undefined) {
    const { id } = await context.directory.user(wish.assignee, workspaceId, {
      ...lookup,
      argument: "assignee",
    });
    // The documents want a number for a new List, and text for a change.
    change.assignee = clears ? id : Number(id);
  }
  if (isNone(wish.color)) {
    if (clears) change.unset_status = true;
  } else if (wish.color !== undefined) {
    change.status = wish.color;
  }
  return change;
}

/** What ClickUp's answer does not show although it was asked for. */
export function ignoredOf(change: ListChange, made: List, clock?: Clock): Ignored[] {
  const ignored: Ignored[] = [];
  const check = (field: string, sent: unknown, kept: boolean) => {
    if (sent !== undefined && !kept) ignored.push({ field, reason: "ClickUp did not take it" });
  };
  const { due_date: due, priority, assignee, status } = change;
  check("name", change.name, made.name === change.name?.trim());
  const text = `${made.markdown_content ?? ""}${made.content ?? ""}`.trim();
  check("content", change.markdown_content, text !== "");
  check("content", change.content, text === "");
  // A date without a time is moved to 04:00 of whoever set it: only its day has to be the same.
  const sameDue =
    due === null || due === undefined
      ? made.due_date === undefined
      : made.due_date !== undefined &&
        (change.due_date_time === true || clock === undefined
          ? change.due_date_time !== true || made.due_date === due
          : clock.isoDate(made.due_date) === clock.isoDate(due));
  check("due", due, sameDue);
  const level = made.priority?.priority;
  check("priority", priority, (priority === null) === (level === undefined));
  check(
    "assignee",
    assignee,
    assignee === "none" ? made.assignee === undefined : made.assignee?.id === String(assignee),
  );
  check("color", status, made.status !== undefined);
  check("color", change.unset_status, made.status === undefined);
  return ignored;
}

/** Keeps the index true with what ClickUp answered of a List. */
export function noteList(
  workspaceId: string,
  place: Pick<PlaceRef, "kind" | "id" | "spaceId"> | undefined,
  list: List,
  { directory }: ToolContext,
): void {
  const spaceId = list.space?.id ?? place?.spaceId;
  if (spaceId === undefined) return;
  const folder =
    list.folder !== undefined && list.folder.hidden !== true ? list.folder.id : undefined;
  const folderId = folder ?? (place?.kind === "folder" ? place.id : undefined);
  directory.note({ changed: "list", list: listEntry(workspaceId, spaceId, folderId, list) });
}
