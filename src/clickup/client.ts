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
import { createSend, type Send, type SendOptions } from "./send.ts";

/** One client per tool call: it holds the call's deadline, signal and policy, and the token. */
export function createClickUp(options: SendOptions): ClickUp {
  return new ClickUp(createSend(options), options.policy?.addOnly === true);
}

/** Its resources are made when they are asked for: a call needs few of them, and most calls none. */
export class ClickUp {
  /** See `Policy.addOnly`. */
  readonly addOnly: boolean;
  readonly #send: Send;

  constructor(send: Send, addOnly: boolean) {
    this.#send = send;
    this.addOnly = addOnly;
  }

  get users() {
    return people(this.#send).users;
  }
  get workspaces() {
    return people(this.#send).workspaces;
  }
  get customRoles() {
    return people(this.#send).customRoles;
  }
  get groups() {
    return { ...people(this.#send).groups, ...groupWrites(this.#send) };
  }
  get members() {
    return people(this.#send).members;
  }
  get spaces() {
    return places(this.#send).spaces;
  }
  get folders() {
    return places(this.#send).folders;
  }
  get lists() {
    return places(this.#send).lists;
  }
  get workspaceUsers() {
    return workspaceUsers(this.#send);
  }
  get guests() {
    return guests(this.#send);
  }
  get access() {
    return access(this.#send);
  }
  get webhooks() {
    return webhooks(this.#send);
  }
  get tasks() {
    return tasks(this.#send);
  }
  get templates() {
    return templates(this.#send);
  }
  get placeTemplates() {
    return placeTemplates(this.#send);
  }
  get fields() {
    return fields(this.#send);
  }
  get checklists() {
    return checklists(this.#send);
  }
  get comments() {
    return comments(this.#send);
  }
  get tags() {
    return tags(this.#send);
  }
  get relations() {
    return relations(this.#send);
  }
  get reminders() {
    return reminders(this.#send);
  }
  get timeEntries() {
    return timeEntries(this.#send);
  }
  get docs() {
    return docs(this.#send);
  }
  get views() {
    return views(this.#send);
  }
  get goals() {
    return goals(this.#send);
  }
  get keyResults() {
    return keyResults(this.#send);
  }
  get chat() {
    return chat(this.#send);
  }
  get attachments() {
    return attachments(this.#send);
  }

  /** Any operation, for those that have no method of their own. */
  get request() {
    return this.#send.raw;
  }

  /** Where the API is; files of a stand-in lie there too. */
  get apiOrigin(): string {
    return this.#send.apiOrigin();
  }

  /** Requests that left so far, retries included; for the audit event. */
  get upstreamCalls(): number {
    return this.#send.upstreamCalls();
  }

  /** The Workspace that the last request named; for the log. */
  get workspaceId(): string | undefined {
    return this.#send.workspaceId();
  }

  /** True once a write of this call was done, or may have been. */
  get wrote(): boolean {
    return this.#send.wrote();
  }

  /** For work that can stop early: calls that ClickUp still takes in this minute, ms of this call. */
  left() {
    return this.#send.left();
  }
}

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
