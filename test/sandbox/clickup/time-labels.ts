// Labels of time entries: "tags" in the API, and no relatives of task tags.
import { workspaceIn } from "./access.ts";
import { arrayIn, textIn, textsIn } from "./body.ts";
import { refuse } from "./errors.ts";
import { isObject } from "./json.ts";
import type { BodyKind, Call, Route } from "./router.ts";
import { ok, route } from "./router.ts";
import type { Plan, TagRow, TimeEntryRow, WorkspaceRow } from "./state.ts";
import { entryIn } from "./time-access.ts";
import { tagWire } from "./wire.ts";

const NO_LABELS: ReadonlySet<Plan> = new Set(["free", "unlimited"]);
const LABEL_KEYS: readonly string[] = ["name", "tag_fg", "tag_bg"];

const BULK_BODY = {
  time_entry_ids: "array!",
  tags: "array!",
} as const satisfies Record<string, BodyKind>;

export const timeLabelRoutes: Route[] = [
  route("GET /v2/team/{team_id}/time_entries/tags", {}, (call) =>
    ok({ data: labelsOf(labelledWorkspace(call)).map(tagWire) }),
  ),

  // An id that is no entry is passed over without a word.
  route("POST /v2/team/{team_id}/time_entries/tags", { body: BULK_BODY }, (call) => {
    stickLabels(call, labelledWorkspace(call), entriesIn(call), labelsIn(call));
    return ok({});
  }),

  route("DELETE /v2/team/{team_id}/time_entries/tags", { body: BULK_BODY }, (call) => {
    labelledWorkspace(call);
    const names = labelsIn(call).map((label) => label.name);
    for (const entry of entriesIn(call)) {
      entry.tags = entry.tags.filter((tag) => !names.includes(tag.name));
    }
    return ok({});
  }),

  route(
    "PUT /v2/team/{team_id}/time_entries/tags",
    { body: { name: "text!", new_name: "text!", tag_bg: "text!", tag_fg: "text!" } },
    (call) => {
      const workspace = labelledWorkspace(call);
      const name = textIn(call.body, "name");
      const rename = (label: TagRow): TagRow =>
        label.name === name
          ? {
              ...label,
              name: textIn(call.body, "new_name") ?? label.name,
              fg: textIn(call.body, "tag_fg") ?? label.fg,
              bg: textIn(call.body, "tag_bg") ?? label.bg,
            }
          : label;
      workspace.timeLabels = labelsOf(workspace).map(rename);
      for (const entry of Object.values(call.state.timeEntries)) {
        if (entry.workspaceId === workspace.id) entry.tags = entry.tags.map(rename);
      }
      return ok({});
    },
  ),
];

/** Where the plan has no labels the answer speaks of a missing team. */
function labelledWorkspace(call: Call): WorkspaceRow {
  const workspace = workspaceIn(call);
  return NO_LABELS.has(workspace.plan) ? refuse("TIMEENTRY_052") : workspace;
}

function labelsOf(workspace: WorkspaceRow): TagRow[] {
  workspace.timeLabels ??= [];
  return workspace.timeLabels;
}

function entriesIn(call: Call): TimeEntryRow[] {
  return (textsIn(call.body, "time_entry_ids") ?? []).flatMap((id) => entryIn(call, id) ?? []);
}

/** `tags: [{name, …}]` of the body. */
export function labelsIn(call: Call): TagRow[] {
  return (arrayIn(call.body, "tags") ?? []).map((entry) => {
    if (!isObject(entry)) return refuse("SANDBOX_002", "tags must hold objects");
    for (const key of Object.keys(entry)) {
      if (!LABEL_KEYS.includes(key)) refuse("SANDBOX_001", `tags[].${key}`);
    }
    return {
      name: textIn(entry, "name") ?? refuse("INPUT_003", "tags[].name"),
      fg: textIn(entry, "tag_fg") ?? "#FFFFFF",
      bg: textIn(entry, "tag_bg") ?? "#BF55EC",
      creatorId: call.user.id,
    };
  });
}

/** A label keeps the colours it was first made with, and stays known when no entry has it any more. */
export function stickLabels(
  call: Call,
  workspace: WorkspaceRow,
  entries: readonly TimeEntryRow[],
  labels: readonly TagRow[],
): void {
  if (labels.length > 0) labelledWorkspace(call);
  const known = labelsOf(workspace);
  for (const wanted of labels) {
    let label = known.find((one) => one.name === wanted.name);
    if (label === undefined) {
      label = wanted;
      known.push(label);
    }
    for (const entry of entries) {
      if (!entry.tags.some((tag) => tag.name === wanted.name)) entry.tags.push({ ...label });
    }
  }
}
