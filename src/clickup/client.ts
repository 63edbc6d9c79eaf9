// ClickUp's API as one small object per resource. It knows no tiers, tenants or MCP.

import { access } from "./resources/access.ts";
import { attachments } from "./resources/attachments.ts";
import { chat } from "./resources/chat.ts";
import { checklists } from "./resources/checklists.ts";
import { comments } from "./resources/comments.ts";
import { docs } from "./resources/docs.ts";
import { fields } from "./resources/fields.ts";
import { goals, keyResults } from "./resources/goals.ts";
import { groupWrites } from "./resources/groups.ts";
import { guests } from "./resources/guests.ts";
import { people } from "./resources/people.ts";
import { placeTemplates } from "./resources/place-templates.ts";
import { places } from "./resources/places.ts";
import { relations } from "./resources/relations.ts";
import { reminders } from "./resources/reminders.ts";
import { tags } from "./resources/tags.ts";
import { templates } from "./resources/task-templates.ts";
import { tasks } from "./resources/tasks.ts";
import { timeEntries } from "./resources/time.ts";
import { views } from "./resources/views.ts";
import { webhooks } from "./resources/webhooks.ts";
import { workspaceUsers } from "./resources/workspace-users.ts";
import { createSend, type SendOptions } from "./send.ts";

/** One client per tool call: it holds the call's deadline, signal and policy, and the token. */
export function createClickUp(options: SendOptions) {
  const send = createSend(options);
  const ofPeople = people(send);
  return {
    ...ofPeople,
    groups: { ...ofPeople.groups, ...groupWrites(send) },
    workspaceUsers: workspaceUsers(send),
    guests: guests(send),
    access: access(send),
    webhooks: webhooks(send),
    ...places(send),
    tasks: tasks(send),
    templates: templates(send),
    placeTemplates: placeTemplates(send),
    fields: fields(send),
    checklists: checklists(send),
    comments: comments(send),
    tags: tags(send),
    relations: relations(send),
    reminders: reminders(send),
    timeEntries: timeEntries(send),
    docs: docs(send),
    views: views(send),
    goals: goals(send),
    keyResults: keyResults(send),
    chat: chat(send),
    /** Any operation, for those that have no method of their own. */
    request: send.raw,
    attachments: attachments(send),
    /** Where the API is; files of a stand-in lie there too. */
    get apiOrigin(): string {
      return send.apiOrigin();
    },
    /** See `Policy.addOnly`. */
    addOnly: options.policy?.addOnly === true,
    /** Requests that left so far, retries included; for the audit event. */
    get upstreamCalls(): number {
      return send.upstreamCalls();
    },
    /** The Workspace that the last request named; for the log. */
    get workspaceId(): string | undefined {
      return send.workspaceId();
    },
    /** True once a write of this call was done, or may have been. */
    get wrote(): boolean {
      return send.wrote();
    },
    /** For work that can stop early: calls that ClickUp still takes in this minute, ms of this call. */
    left: () => send.left(),
  };
}

export type ClickUp = ReturnType<typeof createClickUp>;

export type { FileEntry } from "./resources/attachments.ts";
export type { Channel, ChatUser, Message, Reaction } from "./resources/chat.ts";
export type { Checklist, ChecklistItem, ItemChange } from "./resources/checklists.ts";
export type {
  Comment,
  CommentChange,
  CommentMark,
  CommentPlace,
  NewComment,
  PostedComment,
} from "./resources/comments.ts";
export type { Doc, DocPage, DocPageRef } from "./resources/docs.ts";
export type { Field, FieldDefinition, FieldPlace, FieldValue } from "./resources/fields.ts";
export type { Goal, KeyResult } from "./resources/goals.ts";
export type { Guest, GuestSettings } from "./resources/guests.ts";
export type { CustomRole, Group, Me, Plan, TaskType, User, Workspace } from "./resources/people.ts";
export type {
  Folder,
  FolderTree,
  List,
  ListChange,
  Space,
  Status,
  Tag,
} from "./resources/places.ts";
export type { Attachment, Task, TimeInStatus } from "./resources/task.ts";
export type {
  FieldCondition,
  NewTask,
  TaskChange,
  TaskFilter,
  WorkspaceTaskFilter,
} from "./resources/task-input.ts";
export type { TaskKey } from "./resources/task-key.ts";
export type { TaskMove, TaskPage } from "./resources/tasks.ts";
export type {
  NewTimeEntry,
  TimeEntry,
  TimeEntryChange,
  TimeEntryUpdate,
  TimeFilter,
  TimeLabel,
} from "./resources/time.ts";
export type { NewView, View, ViewPlace, ViewSections } from "./resources/views.ts";
export type { Webhook } from "./resources/webhooks.ts";
