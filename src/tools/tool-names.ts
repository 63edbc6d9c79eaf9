/**
 * The name of every tool of the catalogue, by toolset and without the `clickup_` in front. What a
 * client may name in `tools=` and `exclude=` does not depend on which tools this version has.
 */
import type { Toolset } from "./define-tool.ts";

export const TOOL_NAMES: Readonly<Record<Toolset, readonly string[]>> = {
  workspace: ["workspace_hierarchy", "workspace_get", "workspace_search", "workspace_resolve"],
  structure: [
    "space_get",
    "folder_get",
    "folder_create",
    "folder_update",
    "list_list",
    "list_get",
    "list_create",
    "list_update",
  ],
  tasks: [
    "task_get",
    "task_create",
    "task_update",
    "task_delete",
    "task_list",
    "task_search",
    "task_move",
    "task_duplicate",
    "task_merge",
    "task_assign",
    "task_tag_update",
    "task_multi_list",
    "task_relation_update",
    "task_relation_get",
    "task_time_in_status",
    "task_my_work",
  ],
  bulk: ["task_bulk_create", "task_bulk_update", "task_bulk_move", "task_bulk_delete"],
  comments: [
    "checklist_update",
    "comment_list",
    "comment_create",
    "comment_update",
    "comment_delete",
  ],
  fields: ["custom_field_get", "custom_field_set", "tag_list", "tag_create"],
  members: ["member_list"],
  time: [
    "time_entry_list",
    "time_tracking_current",
    "time_tracking_start",
    "time_tracking_stop",
    "time_entry_add",
    "time_entry_update",
    "time_entry_delete",
    "time_report",
  ],
  docs: ["doc_list", "doc_get", "doc_create", "doc_page_get", "doc_page_create", "doc_page_update"],
  files: ["attachment_get", "attachment_upload"],
  views: ["view_get", "view_create", "board_get"],
  projects: [
    "project_create",
    "project_update",
    "project_timeline",
    "project_summary",
    "sprint_get",
    "workload_get",
  ],
  chat: ["chat_channel_get", "chat_message_list", "chat_message_send"],
  api: ["api_search", "api_execute"],
  structure_admin: [
    "space_create",
    "space_update",
    "space_delete",
    "folder_delete",
    "list_delete",
    "tag_update",
    "tag_delete",
    "view_update",
    "view_delete",
    "custom_field_create",
  ],
  planning: ["task_plan_create", "task_estimate_update", "reminder_create"],
  time_admin: ["time_entry_history", "time_tag_update"],
  templates: ["template_list", "template_apply"],
  goals: [
    "goal_get",
    "goal_create",
    "goal_update",
    "goal_delete",
    "key_result_update",
    "key_result_delete",
  ],
  chat_admin: [
    "chat_channel_create",
    "chat_channel_update",
    "chat_channel_delete",
    "chat_message_update",
    "chat_message_delete",
    "chat_reaction_update",
  ],
  webhooks: [
    "webhook_list",
    "webhook_create",
    "webhook_update",
    "webhook_delete",
    "webhook_verify",
  ],
  groups: ["user_group_list", "user_group_update", "user_group_delete"],
  users: ["user_get", "user_invite", "user_update", "user_remove"],
  guests: ["guest_get", "guest_invite", "guest_update", "guest_remove", "guest_share_update"],
  admin: ["audit_log_query", "access_update"],
};

export const TOOL_PREFIX = "clickup_";

export const ALL_TOOL_NAMES: readonly string[] = Object.values(TOOL_NAMES)
  .flat()
  .map((name) => `${TOOL_PREFIX}${name}`);
