// List and Folder templates. By default the answer holds the id of something that does not exist yet.
import { folderIn, spaceIn, workspaceIn } from "./access.ts";
import { objectIn, textIn } from "./body.ts";
import { refuse } from "./errors.ts";
import { depthOf, folderWire, freeFolderName, MAX_DEPTH, newFolder } from "./folders.ts";
import { newViewId } from "./ids.ts";
import type { JsonObject } from "./json.ts";
import { freeListName, listWire, newList } from "./lists.ts";
import { land, pendingRow } from "./pending.ts";
import type { Answer, BodyKind, Call, Route } from "./router.ts";
import { ok, route } from "./router.ts";
import type { PendingRow, TemplateList, TemplateTask } from "./rows-structure.ts";
import type { ListRow, SpaceRow, TaskRow } from "./state.ts";
import { blankTask, setStatus } from "./task-write.ts";
import { freshSections } from "./view-body.ts";
import { escapeName, plainText } from "./wire.ts";

const DAY_MS = 86_400_000;

const OPTIONS: readonly string[] = [
  "return_immediately",
  "content",
  "time_estimate",
  "automation",
  "include_views",
  "old_due_date",
  "old_start_date",
  "old_followers",
  "comment_attachments",
  "recur_settings",
  "old_tags",
  "old_statuses",
  "subtasks",
  "custom_type",
  "old_assignees",
  "attachments",
  "comment",
  "old_status",
  "external_dependencies",
  "internal_dependencies",
  "priority",
  "custom_fields",
  "old_checklists",
  "relationships",
  "old_subtask_assignees",
  "start_date",
  "due_date",
  "remap_start_date",
  "skip_weekends",
  "archived",
];

const BODY = { name: "text", options: "object" } as const satisfies Record<string, BodyKind>;

export const placeTemplateRoutes: Route[] = [
  route("GET /v2/team/{team_id}/list_template", {}, (call) =>
    templatesIn(call, Object.values(call.state.listTemplates)),
  ),
  route("GET /v2/team/{team_id}/folder_template", {}, (call) =>
    templatesIn(call, Object.values(call.state.folderTemplates)),
  ),

  route("POST /v2/folder/{folder_id}/list_template/{template_id}", { body: BODY }, (call) => {
    const folder = folderIn(call);
    return listFromTemplate(call, spaceIn(call, folder.spaceId), folder.id);
  }),
  route("POST /v2/space/{space_id}/list_template/{template_id}", { body: BODY }, (call) =>
    listFromTemplate(call, spaceIn(call), null),
  ),

  route(
    "POST /v2/space/{space_id}/folder_template/{template_id}",
    { body: { ...BODY, parent_folder_id: "text" } },
    (call) => folderFromTemplate(call, spaceIn(call)),
  ),
];

function templatesIn(
  call: Call,
  rows: readonly { id: string; name: string; workspaceId: string }[],
): Answer {
  const workspace = workspaceIn(call);
  const here = rows.filter((row) => row.workspaceId === workspace.id);
  return ok({ templates: here.map(({ id, name }) => ({ name: escapeName(name), id })) });
}

function listFromTemplate(call: Call, space: SpaceRow, folderId: string | null): Answer {
  const template = call.state.listTemplates[call.path("template_id")];
  if (template?.workspaceId !== space.workspaceId) return NOT_FOUND;
  const name = textIn(call.body, "name")?.trim() ?? "";
  if (name === "") return nameRequired("OAUTH_117");
  const options = optionsIn(call);
  const row = pendingRow(call.nowMs);
  const list = newList(call.state, space.id, folderId);
  list.name = freeListName(call.state, list, name);
  fill(call, row, list, template, options);
  // The wire of a List needs it in its place, so it is drawn while it stands there.
  const answer = { id: list.id, list: drawn(call, row, () => listWire(call.state, list)) };
  return finish(call, row, options, answer);
}

function folderFromTemplate(call: Call, space: SpaceRow): Answer {
  const template = call.state.folderTemplates[call.path("template_id")];
  if (template?.workspaceId !== space.workspaceId) return NOT_FOUND;
  const name = textIn(call.body, "name")?.trim() ?? "";
  if (name === "") return nameRequired("OAUTH_119");
  const options = optionsIn(call);
  const parentId = textIn(call.body, "parent_folder_id") ?? null;
  if (parentId !== null) {
    if (call.state.folders[parentId]?.spaceId !== space.id) refuse("INPUT_011", parentId);
    if (depthOf(call.state, parentId) >= MAX_DEPTH) refuse("CAT_137");
  }
  const row = pendingRow(call.nowMs);
  const folder = newFolder(call.state, space.id, parentId);
  folder.name = freeFolderName(call.state, folder, name);
  row.folders.push(folder);
  for (const [orderindex, part] of template.lists.entries()) {
    const list = { ...newList(call.state, space.id, folder.id), name: part.name, orderindex };
    fill(call, row, list, part, options);
  }
  const answer = {
    id: Number(folder.id),
    folder: drawn(call, row, () => folderWire(call.state, folder)),
  };
  return finish(call, row, options, answer);
}

const NOT_FOUND: Answer = { status: 404, body: { err: "Template not found" } };

/** These two name their text "error". */
const nameRequired = (ecode: "OAUTH_117" | "OAUTH_119"): Answer => ({
  status: 400,
  body: { error: "Name is required", ECODE: ecode },
});

function optionsIn(call: Call): JsonObject {
  const options = objectIn(call.body, "options") ?? {};
  for (const name of Object.keys(options)) {
    if (!OPTIONS.includes(name)) refuse("SANDBOX_001", `options.${name}`);
  }
  return options;
}

function drawn(call: Call, row: PendingRow, draw: () => JsonObject): JsonObject {
  const { folders, lists } = call.state;
  for (const folder of row.folders) folders[folder.id] = folder;
  for (const list of row.lists) lists[list.id] = list;
  const wire = draw();
  for (const folder of row.folders) delete folders[folder.id];
  for (const list of row.lists) delete lists[list.id];
  return wire;
}

function finish(call: Call, row: PendingRow, options: JsonObject, answer: JsonObject): Answer {
  call.state.pending.push(row);
  if (options.return_immediately === false) land(call.state, row);
  return ok(answer);
}

/** Parts come along only when their option is true; the tasks themselves always do. */
function fill(
  call: Call,
  row: PendingRow,
  list: ListRow,
  template: TemplateList,
  options: JsonObject,
): void {
  row.lists.push(list);
  list.content = textIn(options, "content") ?? template.content;
  for (const part of template.tasks) {
    const task = taskFrom(call, list, part, options);
    row.tasks.push(task);
    if (options.subtasks !== true) continue;
    for (const name of part.subtasks) {
      const below = taskFrom(call, list, { ...part, name, markdown: "" }, options);
      below.parentId = task.id;
      row.tasks.push(below);
    }
  }
  if (options.include_views !== true) return;
  for (const { name, type } of template.views) {
    row.views.push({
      id: newViewId(call.state),
      parent: { id: list.id, type: 6 },
      name,
      type,
      required: false,
      creatorId: call.user.id,
      createdMs: call.nowMs,
      orderindex: row.views.length,
      ...freshSections(),
    });
  }
}

function taskFrom(call: Call, list: ListRow, part: TemplateTask, options: JsonObject): TaskRow {
  const task = blankTask(call, list, part.name);
  task.markdown = part.markdown;
  task.text = plainText(part.markdown);
  if (options.priority === true) task.priority = part.priority;
  if (options.old_tags === true) task.tags = [...part.tags];
  if (options.old_due_date === true && part.dueDay !== null) {
    const given = Number(textIn(options, "start_date") ?? call.nowMs);
    task.dueMs = (Number.isFinite(given) ? given : call.nowMs) + part.dueDay * DAY_MS;
  }
  setStatus(call, task, list, task.status);
  return task;
}
