/** What a reference to a Space, Folder or List means. */
import type { ClickUp } from "../../clickup/client.ts";
import { FailureError } from "../../domain/failure.ts";
import type {
  HierarchyIndex,
  ListEntry,
  Lookup,
  PlaceEntry,
  PlaceRef,
  WorkspaceRef,
} from "./directory.ts";
import type { Hierarchy } from "./hierarchy.ts";
import type { KeptFacts } from "./kept-facts.ts";
import { hitsOf, type Named, pickOne, placeKeys } from "./match.ts";
import type { People } from "./people.ts";
import { parseReference, wrongKind } from "./reference.ts";

export type PlaceKind = "space" | "folder" | "list";

const FIND_WITH = "clickup_workspace_hierarchy";
const NOUNS = { space: "Space", folder: "Folder", list: "List" } as const;

/**
 * Digits that are hardly a name, so that an id needs no index. Years are names of Lists often enough to
 * look first.
 */
const SURELY_AN_ID = /^(?!(19|20)\d\d$)\d{3,}$/;

export class Places {
  readonly #clickup: ClickUp;
  readonly #people: People;
  readonly #hierarchy: Hierarchy;
  readonly #facts: KeptFacts;

  constructor(clickup: ClickUp, people: People, hierarchy: Hierarchy, facts: KeptFacts) {
    this.#clickup = clickup;
    this.#people = people;
    this.#hierarchy = hierarchy;
    this.#facts = facts;
  }

  async find(kind: PlaceKind, given: string, lookup: Lookup): Promise<PlaceRef> {
    const reference = parseReference(given);
    if (reference.form === "url") {
      if (reference.kind !== kind) throw wrongKind(reference.kind, NOUNS[kind], lookup.argument);
      const { known } = this.#keptById(kind, reference.id);
      return known ?? this.#unknownId(kind, reference.id, reference.workspaceId);
    }
    if (reference.form === "number") {
      const { known, complete } = this.#keptById(kind, reference.id);
      if (known !== undefined) return known;
      if (!complete && SURELY_AN_ID.test(reference.id)) return this.#unknownId(kind, reference.id);
    }
    const scope = await this.#scope(lookup);
    let rows = await this.#rows(kind, scope, false);
    if (reference.form === "number") {
      const byId = rows.find((row) => row.id === reference.id);
      if (byId !== undefined) return toRef(byId.value);
    }
    let hits = hitsOf(given, rows, lookup.purpose);
    if (hits.length === 0) {
      // ClickUp knows ids that the index does not hold: archived, or shared without the Space.
      if (reference.form === "number") return this.#unknownId(kind, reference.id);
      const again = scope.filter(({ id }) =>
        this.#facts.mayRecheck(`${kind === "space" ? "spaces" : "index"}:${id}`),
      );
      if (again.length > 0) {
        await Promise.all(again.map((workspace) => this.#entries(kind, workspace, true)));
        rows = await this.#rows(kind, scope, false);
        hits = hitsOf(given, rows, lookup.purpose);
      }
    }
    return toRef(pickOne(given, hits, rows, { what: NOUNS[kind], findWith: FIND_WITH }));
  }

  /** Spaces are tried first: their names need no look inside them. */
  async findContainer(given: string, lookup: Lookup): Promise<PlaceRef> {
    const reference = parseReference(given);
    if (reference.form === "url") {
      return this.find(reference.kind === "folder" ? "folder" : "space", given, lookup);
    }
    const spaces = await this.#rows("space", await this.#scope(lookup), false);
    const id = reference.form === "number" ? reference.id : undefined;
    const byId = spaces.find((row) => row.id === id);
    if (byId !== undefined) return toRef(byId.value);
    const [space, ...others] = hitsOf(given, spaces, "write");
    if (space !== undefined && others.length === 0) return toRef(space.value);
    try {
      return await this.find("folder", given, lookup);
    } catch (error) {
      if (!(error instanceof FailureError) || error.failure.code !== "not_found") throw error;
      const hits = hitsOf(given, spaces, lookup.purpose);
      const folders = await this.#rows("folder", await this.#scope(lookup), false);
      const about = { what: "Space or Folder", findWith: FIND_WITH };
      return toRef(pickOne(given, hits, [...spaces, ...folders], about));
    }
  }

  /** A Space, Folder or List. Digits that the index does not hold are taken for a List's. */
  async findAny(given: string, lookup: Lookup): Promise<PlaceRef> {
    const kinds = ["space", "folder", "list"] as const;
    const reference = parseReference(given);
    if (reference.form === "url") {
      const kind = kinds.find((one) => one === reference.kind);
      if (kind !== undefined) return this.find(kind, given, lookup);
      throw wrongKind(reference.kind, "Space, Folder or List", lookup.argument);
    }
    const scope = await this.#scope(lookup);
    const all = async () =>
      (await Promise.all(kinds.map((kind) => this.#rows(kind, scope, false)))).flat();
    let rows = await all();
    if (reference.form === "number") {
      const byId = rows.find((row) => row.id === reference.id);
      if (byId !== undefined) return toRef(byId.value);
    }
    let hits = hitsOf(given, rows, lookup.purpose);
    if (hits.length === 0) {
      if (reference.form === "number") return this.#unknownId("list", reference.id);
      const again = scope.filter(({ id }) => this.#facts.mayRecheck(`index:${id}`));
      if (again.length > 0) {
        await Promise.all(again.map((workspace) => this.#entries("list", workspace, true)));
        rows = await all();
        hits = hitsOf(given, rows, lookup.purpose);
      }
    }
    return toRef(
      pickOne(given, hits, rows, { what: "Space, Folder or List", findWith: FIND_WITH }),
    );
  }

  /** The Workspace that holds a place: as told, as the index knows, else by asking ClickUp for its Space. */
  async workspaceOf(place: PlaceRef | undefined, given?: string): Promise<WorkspaceRef> {
    const known = await this.#people.workspaces();
    const { workspaceId } = place ?? {};
    if (workspaceId !== undefined) {
      return known.find(({ id }) => id === workspaceId) ?? { id: workspaceId, name: workspaceId };
    }
    if (place === undefined || given !== undefined || known.length === 1) {
      return this.#people.workspace(given);
    }
    const spaceId = place.spaceId ?? (await this.#spaceOf(place));
    for (const workspace of known) {
      const spaces = (await this.#hierarchy.spaces(workspace.id)).value;
      if (spaces.some(({ id }) => id === spaceId)) return workspace;
    }
    return this.#people.workspace(given);
  }

  /** All of each Workspace whose whole index is kept, without a call. */
  kept(): readonly PlaceEntry[] {
    return (this.#people.keptWorkspaces() ?? []).flatMap((workspace) => {
      const { spaces = [], folders = [], lists = [] } = this.#hierarchy.kept(workspace) ?? {};
      return [...spaces, ...folders, ...lists];
    });
  }

  /** What the kept index knows of a List, without a call. */
  keptList(listId: string): { list: ListEntry; index: HierarchyIndex } | undefined {
    for (const workspace of this.#people.keptWorkspaces() ?? []) {
      const index = this.#hierarchy.kept(workspace);
      const list = index?.lists.find(({ id }) => id === listId);
      if (index !== undefined && list !== undefined) return { list, index };
    }
    return undefined;
  }

  /** An id that the index does not hold: ClickUp will say whether it exists. */
  #unknownId(kind: PlaceKind, id: string, workspaceId?: string): PlaceRef {
    const kept = this.#people.keptWorkspaces() ?? [];
    const only = workspaceId ?? (kept.length === 1 ? kept[0]?.id : undefined);
    return {
      kind,
      id,
      ...(only !== undefined && { workspaceId: only }),
      ...(kind === "space" && { spaceId: id }),
      ...(kind === "folder" && { folderId: id }),
    };
  }

  async #spaceOf({ kind, id }: PlaceRef): Promise<string | undefined> {
    const load = async () => {
      const place = await (kind === "list"
        ? this.#clickup.lists.get(id)
        : this.#clickup.folders.get(id));
      return place.space?.id ?? "";
    };
    return (await this.#facts.keep(`space-of:${kind}:${id}`, load)).value || undefined;
  }

  async #scope({ workspace }: Lookup): Promise<readonly WorkspaceRef[]> {
    return workspace === undefined || workspace === ""
      ? this.#people.workspaces()
      : [await this.#people.workspace(workspace)];
  }

  /** `complete`: all that the token reaches is kept, so that an id not found there is none of it. */
  #keptById(kind: PlaceKind, id: string): { known: PlaceRef | undefined; complete: boolean } {
    const workspaces = this.#people.keptWorkspaces();
    let complete = workspaces !== undefined;
    for (const workspace of workspaces ?? []) {
      const index = this.#hierarchy.kept(workspace);
      if (index === undefined) {
        complete = false;
        continue;
      }
      const entry = entriesOf(kind, index).find((one) => one.id === id);
      if (entry !== undefined) return { known: toRef(entry), complete };
    }
    return { known: undefined, complete };
  }

  async #rows(
    kind: PlaceKind,
    scope: readonly WorkspaceRef[],
    refresh: boolean,
  ): Promise<readonly Named<PlaceEntry>[]> {
    const perWorkspace = await Promise.all(
      scope.map(async (workspace) => {
        const entries = await this.#entries(kind, workspace, refresh);
        const several = scope.length > 1;
        const from = [entries, workspace.name, several];
        // Folding a thousand names takes longer than all else that a call needs.
        return this.#facts.derive(`rows:${kind}:${workspace.id}`, from, () =>
          entries.map((entry) => toRow(entry, workspace, several)),
        );
      }),
    );
    return perWorkspace.flat();
  }

  async #entries(
    kind: PlaceKind,
    workspace: WorkspaceRef,
    refresh: boolean,
  ): Promise<readonly PlaceEntry[]> {
    // The names of Spaces need no look inside them.
    if (kind === "space") return (await this.#hierarchy.spaces(workspace.id, refresh)).value;
    return entriesOf(kind, await this.#hierarchy.index(workspace, { refresh }));
  }
}

function entriesOf(kind: PlaceKind, index: HierarchyIndex): readonly PlaceEntry[] {
  if (kind === "space") return index.spaces;
  return kind === "folder" ? index.folders : index.lists;
}

function toRow(entry: PlaceEntry, workspace: WorkspaceRef, several: boolean): Named<PlaceEntry> {
  return {
    value: entry,
    id: entry.id,
    name: entry.name,
    path: several ? `${workspace.name} / ${entry.path}` : entry.path,
    keys: placeKeys(workspace.name, entry),
  };
}

function toRef(entry: PlaceEntry): PlaceRef {
  return {
    kind: entry.kind,
    id: entry.id,
    name: entry.name,
    path: entry.path,
    workspaceId: entry.workspaceId,
    ...(entry.kind === "space" ? { spaceId: entry.id } : { spaceId: entry.spaceId }),
    ...(entry.kind === "list" && entry.folderId !== undefined && { folderId: entry.folderId }),
    ...(entry.kind === "folder" && { folderId: entry.id }),
  };
}
