// What the sandbox remembers: plain rows that survive JSON.stringify, keyed by id. Wire shapes are made elsewhere.
import type { Json, JsonObject } from "./json.ts";
import type { ChatChannelRow, ChatMessageRow, DocPageRow, DocRow } from "./rows-docs-chat.ts";
import type {
  AccessRow,
  AuditEventRow,
  GoalFolderRow,
  GoalRow,
  GuestShareRow,
  KeyResultRow,
} from "./rows-goals-access.ts";
import type { OAuthState } from "./rows-oauth.ts";
import type {
  FolderTemplateRow,
  ListTemplateRow,
  PendingRow,
  ReminderRow,
  WebhookRow,
} from "./rows-structure.ts";

export interface SandboxState {
  version: 2;
  /** Source of every id made after the seed; only grows. */
  nextSerial: number;
  oauth: OAuthState;
  users: Record<string, UserRow>;
  workspaces: Record<string, WorkspaceRow>;
  spaces: Record<string, SpaceRow>;
  folders: Record<string, FolderRow>;
  lists: Record<string, ListRow>;
  tasks: Record<string, TaskRow>;
  fields: Record<string, FieldRow>;
  comments: Record<string, CommentRow>;
  dependencies: DependencyRow[];
  links: LinkRow[];
  groups: Record<string, GroupRow>;
  views: Record<string, ViewRow>;
  timeEntries: Record<string, TimeEntryRow>;
  taskTemplates: Record<string, TaskTemplateRow>;
  listTemplates: Record<string, ListTemplateRow>;
  folderTemplates: Record<string, FolderTemplateRow>;
  pending: PendingRow[];
  webhooks: Record<string, WebhookRow>;
  reminders: Record<string, ReminderRow>;
  docs: Record<string, DocRow>;
  docPages: Record<string, DocPageRow>;
  chatChannels: Record<string, ChatChannelRow>;
  chatMessages: Record<string, ChatMessageRow>;
  goalFolders: Record<string, GoalFolderRow>;
  goals: Record<string, GoalRow>;
  keyResults: Record<string, KeyResultRow>;
  guestShares: GuestShareRow[];
  access: Record<string, AccessRow>;
  auditEvents: AuditEventRow[];
}

export interface UserRow {
  id: number;
  /** null for a person who was invited and has not signed up yet. */
  username: string | null;
  email: string;
  color: string | null;
  initials: string;
  profilePicture: string | null;
  timezone: string;
  weekStartDay: number;
}

export type Plan = "free" | "unlimited" | "business" | "business_plus" | "enterprise";

export interface WorkspaceRow {
  id: string;
  name: string;
  color: string;
  avatar: string | null;
  plan: Plan;
  members: WorkspaceMember[];
  taskTypes: TaskTypeRow[];
  /** Lifetime custom-field uses; only the Free plan has a limit. */
  fieldUses: number;
  customRoles?: CustomRoleRow[];
  /** Labels that time entries have had, in use or not. */
  timeLabels?: TagRow[];
}

export interface CustomRoleRow {
  id: number;
  name: string;
  /** The role that it narrows: 1 to 4, as a member's. */
  inheritedRole: 1 | 2 | 3 | 4;
  createdMs: number;
}

export interface WorkspaceMember {
  userId: number;
  /** 1 owner, 2 admin, 3 member, 4 guest. */
  role: 1 | 2 | 3 | 4;
  invitedBy: number | null;
  joinedAtMs: number | null;
  lastActiveMs: number | null;
  customRoleId?: number | null;
  /** What a guest may do beyond what was shared. */
  guest?: GuestPermissions;
}

export interface GuestPermissions {
  can_edit_tags: boolean;
  can_see_time_spent: boolean;
  can_see_time_estimated: boolean;
  can_create_views: boolean;
  can_see_points_estimated: boolean;
}

export interface TaskTypeRow {
  id: number;
  name: string;
  namePlural: string;
  description: string;
}

export interface StatusRow {
  id: string;
  status: string;
  type: "open" | "custom" | "done" | "closed";
  orderindex: number;
  color: string;
}

export interface TagRow {
  name: string;
  fg: string;
  bg: string;
  creatorId: number;
}

export interface SpaceRow {
  id: string;
  workspaceId: string;
  name: string;
  color: string | null;
  private: boolean;
  /** Who sees a private Space. */
  memberIds: number[];
  adminCanManage: boolean;
  archived: boolean;
  statuses: StatusRow[];
  multipleAssignees: boolean;
  /** As on the wire: {tags: {enabled: true}, …}. */
  features: JsonObject;
  tags: TagRow[];
  orderindex: number;
}

export interface FolderRow {
  id: string;
  spaceId: string;
  parentFolderId: string | null;
  name: string;
  orderindex: number;
  archived: boolean;
  /** A Sprint Folder, which the API cannot make. */
  sprint?: boolean;
  /** null: those of the Folder above, or of the Space. */
  statuses: StatusRow[] | null;
}

export interface ListRow {
  id: string;
  spaceId: string;
  folderId: string | null;
  name: string;
  orderindex: number;
  content: string;
  /** A List's "status" is a colour. */
  color: string | null;
  priority: number | null;
  assigneeId: number | null;
  dueMs: number | null;
  dueHasTime: boolean;
  startMs: number | null;
  archived: boolean;
  statuses: StatusRow[] | null;
  /** Type that a task gets when its creator names none. */
  defaultTaskType: number;
  /** People with access of their own, beside what the Space gives. */
  sharedWithIds: number[];
}

export interface TaskRow {
  id: string;
  customId: string | null;
  taskType: number;
  listId: string;
  /** Further Lists that show the task (Tasks in Multiple Lists). */
  extraListIds: string[];
  parentId: string | null;
  name: string;
  text: string;
  markdown: string;
  status: string;
  statusHistory: StatusSpan[];
  orderindex: number;
  createdMs: number;
  updatedMs: number;
  closedMs: number | null;
  doneMs: number | null;
  archived: boolean;
  creatorId: number;
  assigneeIds: number[];
  groupIds: string[];
  watcherIds: number[];
  tags: string[];
  priority: number | null;
  dueMs: number | null;
  dueHasTime: boolean;
  startMs: number | null;
  startHasTime: boolean;
  points: number | null;
  estimateMs: number | null;
  checklists: ChecklistRow[];
  fieldValues: Record<string, Json>;
  attachments: AttachmentRow[];
  /** By user id, or "unassigned"; missing until somebody gives one. */
  estimatesMs?: Record<string, number>;
}

export interface StatusSpan {
  status: string;
  sinceMs: number;
}

export interface ChecklistRow {
  id: string;
  name: string;
  orderindex: number;
  creatorId: number;
  createdMs: number;
  items: ChecklistItemRow[];
}

export interface ChecklistItemRow {
  id: string;
  name: string;
  orderindex: number;
  assigneeId: number | null;
  resolved: boolean;
  parentId: string | null;
  createdMs: number;
}

export interface AttachmentRow {
  id: string;
  title: string;
  extension: string;
  mimetype: string;
  sizeBytes: number;
  userId: number;
  createdMs: number;
  /** null for a seeded file, whose bytes are made when asked for. */
  base64: string | null;
}

export interface FieldRow {
  id: string;
  name: string;
  type: string;
  typeConfig: JsonObject;
  createdMs: number;
  required: boolean;
  place: { kind: "workspace" | "space" | "folder" | "list"; id: string };
  /** Task types the field is for; empty: all. */
  taskTypes: number[];
  /** Uploaded to the field, for any task to name. */
  files?: AttachmentRow[];
}

export interface CommentRow {
  id: string;
  on: { kind: "task" | "list" | "view" | "comment"; id: string };
  parts: Json[];
  text: string;
  userId: number;
  assigneeId: number | null;
  assignedById: number | null;
  groupId: string | null;
  resolved: boolean;
  dateMs: number;
  reactions: Json[];
}

export interface DependencyRow {
  taskId: string;
  dependsOn: string;
  userId: number;
  dateMs: number;
}

export interface LinkRow {
  taskId: string;
  linkId: string;
  userId: number;
  dateMs: number;
}

export interface GroupRow {
  id: string;
  workspaceId: string;
  ownerId: number;
  name: string;
  handle: string;
  memberIds: number[];
  createdMs: number;
}

export interface ViewRow {
  id: string;
  /** 4 Space, 5 Folder, 6 List, 7 Everything. */
  parent: { id: string; type: 4 | 5 | 6 | 7 };
  name: string;
  type: string;
  required: boolean;
  creatorId: number;
  createdMs: number;
  orderindex: number;
  grouping: JsonObject;
  divide: JsonObject;
  sorting: JsonObject;
  filters: JsonObject;
  columns: JsonObject;
  teamSidebar: JsonObject;
  settings: JsonObject;
}

export interface TimeEntryRow {
  id: string;
  workspaceId: string;
  taskId: string | null;
  userId: number;
  startMs: number;
  /** null: the timer is running. */
  endMs: number | null;
  billable: boolean;
  description: string;
  tags: TagRow[];
  atMs: number;
  history: TimeChangeRow[];
  approval: TimeApprovalRow | null;
}

export interface TimeChangeRow {
  id: string;
  field: string;
  before: string | null;
  after: string | null;
  dateMs: number;
  userId: number;
}

export interface TimeApprovalRow {
  id: string;
  status: string;
  weekStartMs: number;
  weekEndMs: number;
  approverIds: number[];
  approvedById: number | null;
  approvedMs: number | null;
}

export interface TaskTemplateRow {
  id: string;
  workspaceId: string;
  name: string;
  markdown: string;
  priority: number | null;
  tags: string[];
  checklists: { name: string; items: string[] }[];
}
