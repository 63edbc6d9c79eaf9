// Rows of goals, of what guests and others may see, and of the audit log.

export interface GoalFolderRow {
  id: string;
  workspaceId: string;
  name: string;
  creatorId: number;
  createdMs: number;
}

export interface GoalRow {
  id: string;
  workspaceId: string;
  folderId: string | null;
  /** The number in its address. */
  prettyId: number;
  name: string;
  description: string;
  color: string;
  private: boolean;
  archived: boolean;
  multipleOwners: boolean;
  ownerIds: number[];
  creatorId: number;
  createdMs: number;
  updatedMs: number;
  startMs: number | null;
  dueMs: number | null;
}

export type KeyResultKind = "number" | "currency" | "boolean" | "percentage" | "automatic";

export interface KeyResultRow {
  id: string;
  goalId: string;
  name: string;
  kind: KeyResultKind;
  unit: string | null;
  start: number;
  end: number;
  current: number;
  ownerIds: number[];
  taskIds: string[];
  listIds: string[];
  creatorId: number;
  createdMs: number;
  lastAction: {
    id: string;
    userId: number;
    dateMs: number;
    note: string;
    before: number | null;
    taken: number | null;
    current: number | null;
  };
}

/** One thing that a guest was given. */
export interface GuestShareRow {
  workspaceId: string;
  guestId: number;
  kind: "task" | "list" | "folder";
  id: string;
  level: "read" | "comment" | "edit" | "create";
}

/** Privacy and sharing that an access update has set; keyed by "<kind>/<id>". */
export interface AccessRow {
  private: boolean | null;
  entries: { kind: "user" | "group"; id: string; level: 1 | 3 | 4 | 5 }[];
}

export interface AuditEventRow {
  id: string;
  workspaceId: string;
  applicability: string;
  eventType: string;
  eventStatus: string;
  userId: number;
  atMs: number;
  detail: string;
}
