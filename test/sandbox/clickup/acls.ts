// Privacy and sharing of one object (v3). It answers nothing, and no operation reads it back.
import { folderIn, listIn, memberIn, spaceIn, taskIn } from "./access.ts";
import { arrayIn, flagIn } from "./body.ts";
import { docIn } from "./doc-access.ts";
import { refuse } from "./errors.ts";
import { isObject, type Json } from "./json.ts";
import type { Call, Route } from "./router.ts";
import { emptyBody, route } from "./router.ts";
import type { AccessRow } from "./rows-goals-access.ts";
import { workspaceV3 } from "./v3.ts";

type Entry = { kind: "user" | "group"; id: string; level: 1 | 3 | 4 | 5 | null };

export const aclRoutes: Route[] = [
  route(
    "PATCH /v3/workspaces/{workspace_id}/{object_type}/{object_id}/acls",
    { body: { private: "boolean", entries: "array" } },
    (call) => {
      const workspace = workspaceV3(call);
      if ((memberIn(workspace, call.user.id)?.role ?? 4) === 4) refuse("V3_403", "guests");
      const entries = (arrayIn(call.body, "entries") ?? []).map((entry) => entryIn(call, entry));
      const isPrivate = flagIn(call.body, "private");
      apply(call, entries, isPrivate);
      remember(call, entries, isPrivate);
      return emptyBody();
    },
  ),
];

function entryIn(call: Call, entry: Json): Entry {
  if (!isObject(entry)) return refuse("V3_400", "entries");
  const { kind, id, permission_level: level, ...rest } = entry;
  for (const key of Object.keys(rest)) refuse("SANDBOX_001", `entries[].${key}`);
  if (typeof id !== "string") return refuse("SANDBOX_001", "entries[].id must be text");
  const workspace = workspaceV3(call);
  const known =
    kind === "user"
      ? memberIn(workspace, Number(id)) !== undefined
      : kind === "group" && call.state.groups[id]?.workspaceId === workspace.id;
  if (!known) return refuse("V3_400", "entries[].id");
  if (level !== null && level !== 1 && level !== 3 && level !== 4 && level !== 5) {
    return refuse("V3_400", "permission_level");
  }
  return { kind: kind === "user" ? "user" : "group", id, level };
}

/** What other operations notice; the rest is only remembered. */
function apply(call: Call, entries: readonly Entry[], isPrivate: boolean | undefined): void {
  const id = call.path("object_id");
  const people = (before: readonly number[]): number[] => {
    const ids = new Set(before);
    for (const entry of entries) {
      if (entry.kind !== "user") continue;
      if (entry.level === null) ids.delete(Number(entry.id));
      else ids.add(Number(entry.id));
    }
    return [...ids];
  };
  switch (call.path("object_type")) {
    case "space": {
      const space = spaceIn(call, id);
      space.private = isPrivate ?? space.private;
      space.memberIds = people(isPrivate ? [...space.memberIds, call.user.id] : space.memberIds);
      return;
    }
    case "folder":
      folderIn(call, id);
      return;
    case "list": {
      const list = listIn(call, id);
      list.sharedWithIds = people(list.sharedWithIds);
      return;
    }
    case "task":
      taskIn(call, id);
      return;
    case "doc": {
      const doc = docIn(call, id);
      if (isPrivate !== undefined) doc.visibility = isPrivate ? "PRIVATE" : "PUBLIC";
      doc.sharedWithIds = people(doc.sharedWithIds);
      return;
    }
    case "view":
      if (call.state.views[id] === undefined) refuse("V3_404", "view");
      return;
    case "goal":
      if (call.state.goals[id] === undefined) refuse("V3_404", "goal");
      return;
    case "customField":
      if (call.state.fields[id] === undefined) refuse("V3_404", "customField");
      return;
    // No operation makes one, so any id will do.
    case "dashboard":
    case "whiteboard":
      return;
    default:
      refuse("V3_400", "object_type");
  }
}

function remember(call: Call, entries: readonly Entry[], isPrivate: boolean | undefined): void {
  const key = `${call.path("object_type")}/${call.path("object_id")}`;
  const before: AccessRow = call.state.access[key] ?? { private: null, entries: [] };
  const changed = new Set(entries.map((entry) => `${entry.kind} ${entry.id}`));
  call.state.access[key] = {
    private: isPrivate ?? before.private,
    entries: [
      ...before.entries.filter((entry) => !changed.has(`${entry.kind} ${entry.id}`)),
      ...entries.flatMap(({ kind, id, level }) => (level === null ? [] : [{ kind, id, level }])),
    ],
  };
}
