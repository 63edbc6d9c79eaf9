// Rows of v3's own objects: Docs and chat.

/** 4 Space, 5 Folder, 6 List, 7 Everything, 12 workspace; 1 is a task. */
export type ParentKind = 1 | 4 | 5 | 6 | 7 | 12;

export type Visibility = "PUBLIC" | "PRIVATE" | "PERSONAL" | "HIDDEN";

export interface DocRow {
  id: string;
  workspaceId: string;
  name: string;
  /** A wiki is a Doc that somebody marked as one. */
  wiki: boolean;
  parent: { id: string; type: ParentKind };
  visibility: Visibility;
  /** Who else sees one that is not public. */
  sharedWithIds: number[];
  creatorId: number;
  createdMs: number;
  updatedMs: number;
  archived: boolean;
  deleted: boolean;
}

export interface DocPageRow {
  id: string;
  docId: string;
  parentPageId: string | null;
  name: string;
  subTitle: string | null;
  /** Markdown. */
  content: string;
  creatorId: number;
  createdMs: number;
  editedMs: number;
  editedById: number;
  archived: boolean;
}

export interface ChatChannelRow {
  id: string;
  workspaceId: string;
  type: "CHANNEL" | "DM" | "GROUP_DM";
  /** Empty for direct messages. */
  name: string;
  /** Markdown. */
  description: string;
  topic: string;
  visibility: "PUBLIC" | "PRIVATE";
  parent: { id: string; type: ParentKind };
  creatorId: number;
  memberIds: number[];
  followerIds: number[];
  createdMs: number;
  updatedMs: number;
  archived: boolean;
  /** A direct message that its person has closed. */
  closed: boolean;
}

export interface ChatMessageRow {
  id: string;
  channelId: string;
  /** The message that this one answers. */
  parentId: string | null;
  userId: number;
  /** Markdown. */
  content: string;
  post: { title: string; subtypeId: string } | null;
  dateMs: number;
  updatedMs: number | null;
  assigneeId: number | null;
  groupId: string | null;
  assignedById: number | null;
  assignedMs: number | null;
  resolvedById: number | null;
  resolvedMs: number | null;
  reactions: { reaction: string; userId: number; dateMs: number }[];
  followerIds: number[];
}
