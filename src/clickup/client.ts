// ClickUp's API as one small object per resource. It knows no tiers, tenants or MCP.
import { checklists } from "./resources/checklists.ts";
import { comments } from "./resources/comments.ts";
import { fields } from "./resources/fields.ts";
import { people } from "./resources/people.ts";
import { places } from "./resources/places.ts";
import { relations } from "./resources/relations.ts";
import { tags } from "./resources/tags.ts";
import { tasks, templates } from "./resources/tasks.ts";
import { timeEntries } from "./resources/time.ts";
import { createSend, type SendOptions } from "./send.ts";

/** One client per tool call: it holds the call's deadline, signal and policy, and the token. */
export function createClickUp(options: SendOptions) {
  const send = createSend(options);
  return {
    ...people(send),
    ...places(send),
    tasks: tasks(send),
    templates: templates(send),
    fields: fields(send),
    checklists: checklists(send),
    comments: comments(send),
    tags: tags(send),
    relations: relations(send),
    timeEntries: timeEntries(send),
    /** Requests that left so far, retries included; for the audit event. */
    get upstreamCalls(): number {
      return send.upstreamCalls();
    },
  };
}

export type ClickUp = ReturnType<typeof createClickUp>;

export type { Checklist, ChecklistItem } from "./resources/checklists.ts";
export type { Comment, NewComment, PostedComment } from "./resources/comments.ts";
export type { Field, FieldValue } from "./resources/fields.ts";
export type { Group, Me, TaskType, User, Workspace } from "./resources/people.ts";
export type { Folder, FolderTree, List, Space, Status, Tag, View } from "./resources/places.ts";
export type {
  NewTask,
  TaskChange,
  TaskFilter,
  WorkspaceTaskFilter,
} from "./resources/task-input.ts";
export type { TaskKey } from "./resources/task-key.ts";
export type { Attachment, Task, TaskPage, TimeInStatus } from "./resources/tasks.ts";
export type { TimeEntry } from "./resources/time.ts";
