// The raw task, as big as ClickUp's: 5 to 11 kB with its field definitions.
import { listOfTask, spaceOfTask } from "./access.ts";
import { attachmentUrl } from "./attachments.ts";
import { checklistWire } from "./checklists.ts";
import { fieldsForTask, fieldWire } from "./field-values.ts";
import { groupWire } from "./groups.ts";
import type { Json, JsonObject } from "./json.ts";
import { folderRefWire } from "./lists.ts";
import type { AttachmentRow, SandboxState, TaskRow } from "./state.ts";
import { findStatus, firstOpenStatus } from "./statuses.ts";
import {
  escapeName,
  msText,
  peopleWire,
  priorityWire,
  statusWire,
  tagWire,
  userWire,
} from "./wire.ts";

const PUBLIC_FIELDS = [
  "assignees",
  "priority",
  "due_date",
  "content",
  "comments",
  "attachments",
  "customFields",
  "subtasks",
  "tags",
  "checklists",
  "coverimage",
];

export interface TaskDetail {
  markdown?: boolean;
  attachments?: boolean;
}

export function taskWire(state: SandboxState, task: TaskRow, detail: TaskDetail = {}): JsonObject {
  const list = listOfTask(state, task);
  const space = spaceOfTask(state, task);
  const folder = folderRefWire(state, list);
  const spent = timeSpentMs(state, task.id);
  return {
    id: task.id,
    custom_id: task.customId,
    custom_item_id: task.taskType,
    name: escapeName(task.name),
    text_content: task.text,
    description: task.text,
    ...(detail.markdown === true ? { markdown_description: task.markdown } : {}),
    status: statusWire(findStatus(state, list, task.status) ?? firstOpenStatus(state, list)),
    orderindex: `${task.orderindex}.00000000000000000000000000000000`,
    date_created: msText(task.createdMs),
    date_updated: msText(task.updatedMs),
    date_closed: msText(task.closedMs),
    date_done: msText(task.doneMs),
    archived: task.archived,
    creator: userWire(state, task.creatorId),
    assignees: peopleWire(state, task.assigneeIds),
    group_assignees: task.groupIds.flatMap((id) => {
      const group = state.groups[id];
      return group === undefined ? [] : [groupWire(state, group)];
    }),
    watchers: peopleWire(state, task.watcherIds),
    checklists: task.checklists.map((checklist) => ({
      ...checklistWire(state, task, checklist),
      orderindex: String(checklist.orderindex),
    })),
    tags: task.tags.map((name) =>
      tagWire(
        space.tags.find((tag) => tag.name === name) ?? {
          name,
          fg: "#ffffff",
          bg: "#87909e",
          creatorId: task.creatorId,
        },
      ),
    ),
    parent: task.parentId,
    top_level_parent: topLevelParent(state, task),
    priority: priorityWire(task.priority),
    due_date: msText(task.dueMs),
    start_date: msText(task.startMs),
    points: task.points,
    time_estimate: task.estimateMs,
    // Only tasks with tracked time have the key.
    ...(spent > 0 ? { time_spent: spent } : {}),
    custom_fields: fieldsForTask(state, task).map((field) => fieldWire(state, field, task)),
    dependencies: dependenciesWire(state, task, space.workspaceId),
    linked_tasks: linksWire(state, task, space.workspaceId),
    locations: task.extraListIds.flatMap((id) => {
      const extra = state.lists[id];
      return extra === undefined ? [] : [{ id, name: escapeName(extra.name) }];
    }),
    team_id: space.workspaceId,
    url: `https://app.clickup.com/t/${task.id}`,
    sharing: {
      public: false,
      public_share_expires_on: null,
      public_fields: PUBLIC_FIELDS,
      token: null,
      seo_optimized: false,
    },
    permission_level: "create",
    list: { id: list.id, name: escapeName(list.name), access: true },
    project: folder,
    folder,
    space: { id: space.id },
    ...(detail.attachments === true
      ? {
          attachments: task.attachments.map((attachment) =>
            attachmentWire(state, task, attachment, space.workspaceId),
          ),
        }
      : {}),
  };
}

function topLevelParent(state: SandboxState, task: TaskRow): string | null {
  if (task.parentId === null) return null;
  const parent = state.tasks[task.parentId];
  return parent === undefined ? null : (topLevelParent(state, parent) ?? parent.id);
}

/** A dependency shows in the same words on both of its tasks; which end is meant is in the two ids. */
function dependenciesWire(state: SandboxState, task: TaskRow, workspaceId: string): Json[] {
  return state.dependencies
    .filter((edge) => edge.taskId === task.id || edge.dependsOn === task.id)
    .map((edge) => ({
      task_id: edge.taskId,
      depends_on: edge.dependsOn,
      type: 1,
      date_created: msText(edge.dateMs),
      userid: String(edge.userId),
      workspace_id: workspaceId,
      chain_id: null,
    }));
}

function linksWire(state: SandboxState, task: TaskRow, workspaceId: string): Json[] {
  return state.links
    .filter((link) => link.taskId === task.id || link.linkId === task.id)
    .map((link) => ({
      task_id: task.id,
      link_id: link.taskId === task.id ? link.linkId : link.taskId,
      date_created: msText(link.dateMs),
      userid: String(link.userId),
      workspace_id: workspaceId,
    }));
}

export function timeSpentMs(state: SandboxState, taskId: string): number {
  let sum = 0;
  for (const entry of Object.values(state.timeEntries)) {
    if (entry.taskId === taskId && entry.endMs !== null) sum += entry.endMs - entry.startMs;
  }
  return sum;
}

function attachmentWire(
  state: SandboxState,
  task: TaskRow,
  attachment: AttachmentRow,
  workspaceId: string,
): JsonObject {
  const url = attachmentUrl(workspaceId, attachment);
  return {
    id: `${attachment.id}.${attachment.extension}`,
    date: attachment.createdMs,
    title: attachment.title,
    type: 1,
    source: 1,
    version: 0,
    extension: attachment.extension,
    thumbnail_small: null,
    thumbnail_medium: null,
    thumbnail_large: null,
    is_folder: null,
    mimetype: attachment.mimetype,
    hidden: false,
    parent_id: task.id,
    size: attachment.sizeBytes,
    total_comments: 0,
    resolved_comments: 0,
    user: userWire(state, attachment.userId),
    deleted: false,
    orientation: null,
    url,
    email_data: null,
    url_w_query: `${url}?view=open`,
    url_w_host: url,
  };
}
