/**
 * Names, URLs and ids of one user's ClickUp: where things are, who people are, and what a reference in a
 * tool's argument means. Answers come from the account's cache while they are fresh.
 *
 * References are ids, ClickUp URLs, custom ids, exact names (case and accents aside) or paths such as
 * "Space / Folder / List". Reads also take one prefix hit, then one fuzzy hit; writes never do. What does
 * not resolve is thrown as a FailureError: `ambiguous` with candidates, `not_found` with the nearest names.
 */
import type { Field, FieldDefinition, FieldPlace, Task, TaskKey } from "../../clickup/client.ts";
import type { NameKey } from "../nearest.ts";

/** How far a name may be off: `read` takes prefixes and near misses, `write` exact names only. */
export type Purpose = "read" | "write";

export interface Lookup {
  purpose: Purpose;
  /** The `workspace` argument, as given. */
  workspace?: string | undefined;
  /** Name of the tool's parameter, for the error. */
  argument?: string | undefined;
}

export interface PersonalProfile {
  id: string;
  name: string;
  email?: string;
  /** IANA name; "UTC" when ClickUp tells none. */
  timezone: string;
  /** 0 Sunday to 6 Saturday */
  weekStartDay: number;
}

export interface WorkspaceRef {
  id: string;
  name: string;
}

export interface Member {
  id: string;
  /** The e-mail for people who have not joined yet. */
  name: string;
  email?: string;
  role?: "owner" | "admin" | "member" | "guest";
  initials?: string;
  lastActiveMs?: number;
}

/** A role that the Workspace made for itself. */
export interface RoleEntry {
  id: string;
  name: string;
  /** What it is built on. */
  basedOn?: Member["role"];
  memberIds: string[];
}

/** A user group; the app calls it a Team. */
export interface TeamEntry {
  id: string;
  name: string;
  handle?: string;
  memberIds: string[];
}

export interface StatusEntry {
  name: string;
  /** open, custom, done or closed */
  type: string;
}

export interface SpaceEntry {
  kind: "space";
  id: string;
  name: string;
  path: string;
  workspaceId: string;
  private: boolean;
  archived: boolean;
  statuses: StatusEntry[];
  /** ClickApps, on or off. */
  features: Record<string, boolean>;
  /** Of private Spaces only. */
  memberIds: string[];
}

export interface FolderEntry {
  kind: "folder";
  id: string;
  name: string;
  /** "Space / Folder" */
  path: string;
  workspaceId: string;
  spaceId: string;
  /** The Folder above, for subfolders. */
  parentId?: string;
  archived: boolean;
  taskCount?: number;
  /** Only when the Folder overrides those above it. */
  statuses?: StatusEntry[];
  ownStatuses?: boolean;
}

export interface ListEntry {
  kind: "list";
  id: string;
  name: string;
  /** "Space / Folder / List" */
  path: string;
  workspaceId: string;
  spaceId: string;
  /** Absent for Lists outside Folders. */
  folderId?: string;
  archived: boolean;
  taskCount?: number;
  dueMs?: number;
  /** Only when ClickUp told them with the List. */
  statuses?: StatusEntry[];
  /** The List has statuses of its own, told or not. */
  ownStatuses?: boolean;
}

export type PlaceEntry = SpaceEntry | FolderEntry | ListEntry;

/** One Space with everything in it. */
export interface SpaceContents {
  folders: readonly FolderEntry[];
  lists: readonly ListEntry[];
  /** ClickUp refused to show what is inside. */
  refused?: true;
}

/** Entries with their paths. */
export interface Placed {
  spaces: readonly SpaceEntry[];
  folders: readonly FolderEntry[];
  lists: readonly ListEntry[];
}

/** An entry where it stands in the tree. */
export interface TreeRow {
  entry: PlaceEntry;
  /** 1 for what stands at the top. */
  depth: number;
  key: NameKey;
}

/** What is worked out of the entries once, and kept for as long as they are. */
export interface PlacedTree extends Placed {
  /** Each container, then its Lists, then its Folders. */
  tree: readonly TreeRow[];
}

export interface HierarchyIndex extends PlacedTree {
  workspace: WorkspaceRef;
  /** Whole seconds since its oldest part was read. */
  ageSeconds: number;
  /** Names of Spaces whose contents ClickUp refused to show. */
  refusedSpaces: string[];
}

/**
 * A place that a reference led to. An id that the index does not hold is trusted and comes back alone;
 * ClickUp then says whether it exists.
 */
export interface PlaceRef {
  kind: "space" | "folder" | "list";
  id: string;
  name?: string;
  path?: string;
  workspaceId?: string;
  spaceId?: string;
  folderId?: string;
}

export interface TaskRef {
  /** What the task operations of the client take. */
  key: TaskKey;
  /** There when the lookup had to read the task anyway (found by name). */
  task?: Task;
  workspaceId?: string;
}

export interface IndexOptions {
  /** Reads everything again. */
  refresh?: boolean;
  /** Also what is archived: one more call per Workspace and two per Space. */
  archived?: boolean;
  /** Only this Space's contents. */
  spaceId?: string;
}

export interface Directory {
  /** Whose token this is; kept for an hour. */
  me(): Promise<PersonalProfile>;
  workspaces(): Promise<readonly WorkspaceRef[]>;
  /** The Workspace named, or the only one. With several and none named: invalid_input that lists them. */
  workspace(given: string | undefined): Promise<WorkspaceRef>;
  /** The Workspace a place belongs to, else as `workspace(given)`. */
  workspaceOf(place: PlaceRef | undefined, given?: string): Promise<WorkspaceRef>;
  members(workspaceId: string): Promise<readonly Member[]>;
  teams(workspaceId: string): Promise<readonly TeamEntry[]>;
  /** #rrggbb by Workspace id, of those that have one. */
  workspaceColors(): Promise<Readonly<Record<string, string>>>;
  /** The plan's name; kept for an hour, like roles and task types. */
  plan(workspaceId: string): Promise<string | undefined>;
  roles(workspaceId: string): Promise<readonly RoleEntry[]>;
  /** The Workspace's own and the two that are known everywhere. */
  taskTypes(workspaceId: string): Promise<readonly { id: number; name: string }[]>;

  index(workspaceId: string, options?: IndexOptions): Promise<HierarchyIndex>;
  /** The same without a call; undefined unless all of it is kept. */
  keptIndex(workspaceId: string): HierarchyIndex | undefined;
  /** What is in each Workspace whose whole index is kept, without a call. */
  keptPlaces(): readonly PlaceEntry[];
  /** The live Spaces of a Workspace without a look inside them. */
  spaces(workspaceId: string): Promise<readonly SpaceEntry[]>;

  space(given: string, lookup: Lookup): Promise<PlaceRef>;
  folder(given: string, lookup: Lookup): Promise<PlaceRef>;
  list(given: string, lookup: Lookup): Promise<PlaceRef>;
  /** A Space or a Folder; of the same name the Space wins. */
  container(given: string, lookup: Lookup): Promise<PlaceRef>;
  /** A Space, Folder or List; a name that several of them have is ambiguous. */
  place(given: string, lookup: Lookup): Promise<PlaceRef>;
  /** By id, URL or custom id without a call; by name only with `list`, whose tasks are then read. */
  task(given: string, lookup: Lookup & { list?: string | undefined }): Promise<TaskRef>;

  /** Name, e-mail, id or "me". */
  user(given: string, workspaceId: string, lookup: Lookup): Promise<Member>;
  /** Name, handle or id of a user group. */
  team(given: string, workspaceId: string, lookup: Lookup): Promise<TeamEntry>;
  /** People and user groups together; a name that is both is ambiguous. */
  userOrTeam(
    given: string,
    workspaceId: string,
    lookup: Lookup,
  ): Promise<{ user: Member } | { team: TeamEntry }>;

  /** The effective statuses of a List, in order. */
  statuses(listId: string): Promise<readonly StatusEntry[]>;
  /** The status by that name in the List; else invalid_input that lists the allowed ones. */
  status(given: string, listId: string, lookup: Lookup): Promise<StatusEntry>;
  /** Tag names of a Space. */
  tags(spaceId: string): Promise<readonly string[]>;
  /** The same without a call; undefined when nothing fresh is kept. */
  keptTags(spaceId: string): readonly string[] | undefined;
  /** Custom Fields that apply in a List, inherited ones included. */
  fields(listId: string): Promise<readonly Field[]>;
  field(given: string, listId: string, lookup: Lookup): Promise<Field>;
  /** Definitions with the task types they are for. All but a List tell only their own level and the Workspace's. */
  fieldsAt(place: FieldPlace): Promise<readonly FieldDefinition[]>;
  /** "task" is 0 and "milestone" 1 without a call. */
  taskType(
    given: string,
    workspaceId: string,
    lookup: Lookup,
  ): Promise<{ id: number; name: string }>;

  /** Keeps the index true after a write of ours. */
  note(change: IndexChange): void;
}

export type IndexChange =
  | { changed: "list"; list: ListEntry }
  | { changed: "folder"; folder: FolderEntry }
  | { changed: "space"; workspaceId: string }
  /** More in a Space than one row tells: it is read again when it is next needed. */
  | { changed: "contents"; workspaceId: string; spaceId: string }
  | { changed: "tags"; spaceId: string }
  | { changed: "fields"; listId: string }
  /** Who is in the Workspace, or in one of its Teams. */
  | { changed: "people"; workspaceId: string }
  | { changed: "removed"; id: string; workspaceId: string; spaceId: string };
