// Rows of templates, of what a template is still making, of webhooks and the smaller things.
import type { FolderRow, ListRow, TaskRow, ViewRow } from "./state.ts";

export interface TemplateTask {
  name: string;
  markdown: string;
  priority: number | null;
  tags: string[];
  /** Days after the start of the project. */
  dueDay: number | null;
  subtasks: string[];
}

export interface TemplateList {
  name: string;
  content: string;
  tasks: TemplateTask[];
  views: { name: string; type: string }[];
}

export interface ListTemplateRow extends TemplateList {
  id: string;
  workspaceId: string;
}

export interface FolderTemplateRow {
  id: string;
  workspaceId: string;
  name: string;
  lists: TemplateList[];
}

/** Made from a template whose caller did not want to wait: its ids are known, the rows not yet there. */
export interface PendingRow {
  readyAtMs: number;
  /** Looks by id that still find nothing. */
  missesLeft: number;
  folders: FolderRow[];
  lists: ListRow[];
  tasks: TaskRow[];
  views: ViewRow[];
}

export interface WebhookRow {
  id: string;
  userId: number;
  workspaceId: string;
  endpoint: string;
  /** ["*"] for all. */
  events: string[];
  place: { kind: "space" | "folder" | "list" | "task"; id: string } | null;
  status: "active" | "failing" | "suspended";
  failCount: number;
  secret: string;
}

export interface ReminderRow {
  id: string;
  userId: number;
  creatorId: number;
  title: string;
  description: string;
  dueMs: number;
}
