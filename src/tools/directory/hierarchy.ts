/** Where things are in a Workspace: Spaces, Folders, subfolders and Lists, read in the fewest calls. */
import type { ClickUp, Folder } from "../../clickup/client.ts";
import { ClickUpError } from "../../clickup/errors.ts";
import type { Progress } from "../progress.ts";
import type {
  FolderEntry,
  HierarchyIndex,
  IndexChange,
  IndexOptions,
  ListEntry,
  Placed,
  PlacedTree,
  SpaceContents,
  SpaceEntry,
  WorkspaceRef,
} from "./directory.ts";
import { spaceEntry, toContents, withPaths } from "./entries.ts";
import { FRESH_MS, type KeptFacts } from "./kept-facts.ts";
import { inTreeOrder } from "./tree.ts";

/** Rows of one cache entry; 1,000 Lists with statuses of their own are about 500 kB of SQLite's 2 MB. */
const ROWS_PER_PART = 1_000;

interface ContentsHead extends SpaceContents {
  /** More rows lie under `contents:<workspace>:<space>:<n>`, from 1. */
  parts: number;
}

/** As they are kept: `more` are the Lists of further parts. */
interface KeptContents {
  head: SpaceContents;
  more: readonly (readonly ListEntry[])[];
  ageMs: number;
}

export class Hierarchy {
  readonly #clickup: ClickUp;
  readonly #facts: KeptFacts;
  readonly #teamFolders: boolean;
  readonly #progress: Progress;

  constructor(
    clickup: ClickUp,
    facts: KeptFacts,
    options: { undocumented: ReadonlySet<string>; progress: Progress },
  ) {
    this.#clickup = clickup;
    this.#facts = facts;
    this.#teamFolders = options.undocumented.has("team_folders");
    this.#progress = options.progress;
  }

  async spaces(
    workspaceId: string,
    refresh = false,
  ): Promise<{ value: SpaceEntry[]; ageMs: number }> {
    const load = async () =>
      (await this.#clickup.spaces.list(workspaceId)).map(spaceEntry(workspaceId));
    return this.#facts.keep(spacesKey(workspaceId), load, { refresh });
  }

  async index(workspace: WorkspaceRef, options: IndexOptions = {}): Promise<HierarchyIndex> {
    const { refresh = false, archived = false, spaceId } = options;
    const known = await this.spaces(workspace.id, refresh);
    const spaces = known.value.filter((space) => spaceId === undefined || space.id === spaceId);
    const contents = await this.#contents(workspace.id, spaces, refresh);
    const old = archived ? await this.#archived(workspace.id, spaces, spaceId, refresh) : undefined;
    const all = [...contents.values()];
    const key = ["placed", workspace.id, spaceId ?? "", archived].join(":");
    return {
      workspace,
      ...this.#placed(key, known.value, spaces, all, old),
      ageSeconds: Math.round(Math.max(known.ageMs, ...all.map(({ ageMs }) => ageMs)) / 1000),
      refusedSpaces: spaces
        .filter(({ id }) => contents.get(id)?.head.refused)
        .map(({ name }) => name),
    };
  }

  /** What is kept of a Workspace, without any call; undefined unless all of it is. */
  kept(workspace: WorkspaceRef): HierarchyIndex | undefined {
    const spaces = this.#facts.read<SpaceEntry[]>(spacesKey(workspace.id));
    if (spaces === undefined) return undefined;
    const contents = spaces.value.map(({ id }) => this.#readContents(workspace.id, id));
    const all = contents.filter((one) => one !== undefined);
    if (all.length < contents.length) return undefined;
    return {
      workspace,
      ...this.#placed(`placed:${workspace.id}::false`, spaces.value, spaces.value, all),
      ageSeconds: Math.round(spaces.ageMs / 1000),
      refusedSpaces: [],
    };
  }

  note(change: Exclude<IndexChange, { changed: "tags" | "fields" | "people" }>): void {
    if (change.changed === "space") {
      this.#facts.remove(spacesKey(change.workspaceId));
      return;
    }
    if (change.changed === "contents") {
      this.#facts.remove(contentsKey(change.workspaceId, change.spaceId));
      return;
    }
    const { workspaceId, spaceId } =
      "list" in change ? change.list : "folder" in change ? change.folder : change;
    const kept = this.#readContents(workspaceId, spaceId);
    if (kept === undefined) return;
    const [folders, lists] = [foldersOf(kept), listsOf(kept)];
    const patched: SpaceContents =
      change.changed === "list"
        ? { folders, lists: replaced(lists, counted(change.list, lists)) }
        : change.changed === "folder"
          ? { folders: replaced(folders, change.folder), lists }
          : withoutBelow(folders, lists, change.id);
    this.#writeContents(workspaceId, spaceId, patched, kept.ageMs);
  }

  /** Worked out once for as long as all that it is made of stays as it is. */
  #placed(
    key: string,
    known: readonly SpaceEntry[],
    spaces: readonly SpaceEntry[],
    contents: readonly KeptContents[],
    old?: Placed,
  ): PlacedTree {
    const from = [known, ...contents.flatMap(({ head, more }) => [head, ...more]), old];
    return this.#facts.derive(key, from, () => {
      const placed = withPaths({
        spaces: [...spaces, ...(old?.spaces ?? [])],
        folders: unique([...contents.flatMap(foldersOf), ...(old?.folders ?? [])]),
        lists: unique([...contents.flatMap(listsOf), ...(old?.lists ?? [])]),
      });
      return { ...placed, tree: inTreeOrder(placed) };
    });
  }

  /** The contents of these Spaces: kept ones at once, the others read side by side. */
  async #contents(
    workspaceId: string,
    spaces: readonly SpaceEntry[],
    refresh: boolean,
  ): Promise<Map<string, KeptContents>> {
    const found = new Map<string, KeptContents>();
    if (!refresh) {
      for (const { id } of spaces) {
        const kept = this.#readContents(workspaceId, id);
        if (kept !== undefined) found.set(id, kept);
      }
    }
    const missing = spaces.filter(({ id }) => !found.has(id));
    const stale = spaces.filter(({ id }) => (found.get(id)?.ageMs ?? 0) > FRESH_MS);
    if (missing.length > 1) {
      const calls = this.#teamFolders ? missing.length + 1 : 2 * missing.length;
      this.#progress.at(`reading ${missing.length} Spaces`, calls);
    }
    for (const [id, head] of await this.#load(workspaceId, missing))
      found.set(id, { head, more: [], ageMs: 0 });
    if (missing.length === spaces.length) this.#facts.noteRead(`index:${workspaceId}`);
    if (stale.length > 0) {
      this.#facts.refreshBehind(`index:${workspaceId}`, () => this.#load(workspaceId, stale));
    }
    return found;
  }

  async #load(
    workspaceId: string,
    spaces: readonly SpaceEntry[],
  ): Promise<Map<string, SpaceContents>> {
    // One call for all Folders pays from the second Space on.
    const allFolders =
      this.#teamFolders && spaces.length > 1 ? this.#foldersOfWorkspace(workspaceId) : undefined;
    const loaded = await Promise.all(
      spaces.map(async ({ id }) => {
        const contents = await this.#readSpace(workspaceId, id, allFolders);
        this.#writeContents(workspaceId, id, contents);
        return [id, contents] as const;
      }),
    );
    return new Map(loaded);
  }

  async #readSpace(
    workspaceId: string,
    spaceId: string,
    allFolders: Promise<Folder[] | undefined> | undefined,
  ): Promise<SpaceContents> {
    const ownFolders = () => this.#clickup.folders.list(spaceId);
    const folders =
      allFolders?.then(
        (all) => all?.filter((folder) => folder.space?.id === spaceId) ?? ownFolders(),
      ) ?? ownFolders();
    try {
      const [inFolders, loose] = await Promise.all([folders, this.#clickup.lists.inSpace(spaceId)]);
      return toContents(workspaceId, spaceId, inFolders, loose);
    } catch (error) {
      // One Space that is closed to the user must not hide the others.
      if (isRefused(error)) return { folders: [], lists: [], refused: true };
      throw error;
    }
  }

  /** Undefined when ClickUp no longer has the undocumented call, or it does not tell the Spaces. */
  async #foldersOfWorkspace(workspaceId: string): Promise<Folder[] | undefined> {
    try {
      const folders = await this.#clickup.folders.ofWorkspace(workspaceId);
      return folders.every((folder) => folder.space !== undefined) ? folders : undefined;
    } catch (error) {
      if (error instanceof ClickUpError && error.refusal !== "rate_limited") return undefined;
      throw error;
    }
  }

  /** Archived Spaces, and archived Folders and loose Lists of live ones. */
  async #archived(
    workspaceId: string,
    spaces: readonly SpaceEntry[],
    spaceId: string | undefined,
    refresh: boolean,
  ): Promise<Placed> {
    const load = async () => {
      const only = { archived: true };
      const [oldSpaces, ...inside] = await Promise.all([
        spaceId === undefined ? this.#clickup.spaces.list(workspaceId, only) : [],
        ...spaces.map(async ({ id }) => {
          const [folders, lists] = await Promise.all([
            this.#clickup.folders.list(id, only),
            this.#clickup.lists.inSpace(id, only),
          ]);
          return toContents(workspaceId, id, folders, lists, true);
        }),
      ]);
      return {
        spaces: oldSpaces.map(spaceEntry(workspaceId)),
        folders: inside.flatMap((one) => one.folders),
        lists: inside.flatMap((one) => one.lists),
      };
    };
    const key = `archived:${workspaceId}${spaceId === undefined ? "" : `:${spaceId}`}`;
    return (await this.#facts.keep(key, load, { refresh })).value;
  }

  #readContents(workspaceId: string, spaceId: string): KeptContents | undefined {
    const key = contentsKey(workspaceId, spaceId);
    const head = this.#facts.read<ContentsHead>(key);
    if (head === undefined) return undefined;
    const more: ListEntry[][] = [];
    for (let part = 1; part < head.value.parts; part += 1) {
      const rows = this.#facts.read<ListEntry[]>(`${key}:${part}`);
      if (rows === undefined) return undefined; // entries may vanish: then all is read again
      more.push(rows.value);
    }
    return { head: head.value, more, ageMs: head.ageMs };
  }

  #writeContents(workspaceId: string, spaceId: string, contents: SpaceContents, ageMs = 0): void {
    const key = contentsKey(workspaceId, spaceId);
    const parts = Math.max(1, Math.ceil(contents.lists.length / ROWS_PER_PART));
    for (let part = 1; part < parts; part += 1) {
      const rows = contents.lists.slice(part * ROWS_PER_PART, (part + 1) * ROWS_PER_PART);
      this.#facts.write(`${key}:${part}`, rows, ageMs);
    }
    const head: ContentsHead = {
      ...contents,
      lists: contents.lists.slice(0, ROWS_PER_PART),
      parts,
    };
    this.#facts.write(key, head, ageMs);
  }
}

/** Of Spaces whose contents are missing from what was read: an answer without them is not the whole. */
export function notShown(spaces: readonly string[]): string {
  return `ClickUp does not show what is in: ${spaces.join(", ")}.`;
}

/** Closed to the user, whatever ClickUp calls it. */
export function isRefused(error: unknown): boolean {
  return (
    error instanceof ClickUpError &&
    (error.refusal === "forbidden" ||
      error.refusal === "not_found" ||
      error.refusal === "workspace_not_shared")
  );
}

function foldersOf({ head }: KeptContents): readonly FolderEntry[] {
  return head.folders;
}

function listsOf({ head, more }: KeptContents): readonly ListEntry[] {
  return more.length === 0 ? head.lists : [...head.lists, ...more.flat()];
}

function unique<T extends { id: string }>(rows: readonly T[]): T[] {
  return [...new Map(rows.map((row) => [row.id, row])).values()];
}

function replaced<T extends { id: string }>(rows: readonly T[], row: T): T[] {
  return rows.some(({ id }) => id === row.id)
    ? rows.map((old) => (old.id === row.id ? row : old))
    : [...rows, row];
}

/** A List or a Folder, and with the Folder what lies in it. */
function withoutBelow(
  folders: readonly FolderEntry[],
  lists: readonly ListEntry[],
  id: string,
): SpaceContents {
  const gone = new Set([id]);
  for (let size = 0; size !== gone.size; ) {
    size = gone.size;
    for (const folder of folders) {
      if (folder.parentId !== undefined && gone.has(folder.parentId)) gone.add(folder.id);
    }
  }
  return {
    folders: folders.filter((folder) => !gone.has(folder.id)),
    lists: lists.filter((list) => !gone.has(list.id) && !gone.has(list.folderId ?? "")),
  };
}

/** ClickUp answers a change of a List without the count of its tasks. */
function counted(list: ListEntry, lists: readonly ListEntry[]): ListEntry {
  const taskCount = list.taskCount ?? lists.find(({ id }) => id === list.id)?.taskCount;
  return { ...list, ...(taskCount !== undefined && { taskCount }) };
}

function spacesKey(workspaceId: string): string {
  return `spaces:${workspaceId}`;
}

function contentsKey(workspaceId: string, spaceId: string): string {
  return `contents:${workspaceId}:${spaceId}`;
}
