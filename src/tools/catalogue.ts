/** Every tool there is, by name, and the listing that MCP clients get. */

import { accessUpdate } from "./access/update.ts";
import { apiExecute } from "./api/execute.ts";
import { apiSearch } from "./api/search.ts";
import { attachmentGet } from "./attachment/get.ts";
import { attachmentUpload } from "./attachment/upload.ts";
import { auditLogQuery } from "./audit-log/query.ts";
import { boardGet } from "./board/get.ts";
import { chatChannelCreate } from "./chat-channel/create.ts";
import { chatChannelDelete } from "./chat-channel/delete.ts";
import { chatChannelGet } from "./chat-channel/get.ts";
import { chatChannelUpdate } from "./chat-channel/update.ts";
import { chatMessageDelete } from "./chat-message/delete.ts";
import { chatMessageList } from "./chat-message/list.ts";
import { chatMessageSend } from "./chat-message/send.ts";
import { chatMessageUpdate } from "./chat-message/update.ts";
import { chatReactionUpdate } from "./chat-reaction/update.ts";
import { checklistUpdate } from "./checklist/update.ts";
import { commentCreate } from "./comment/create.ts";
import { commentDelete } from "./comment/delete.ts";
import { commentList } from "./comment/list.ts";
import { commentUpdate } from "./comment/update.ts";
import { customFieldCreate } from "./custom-field/create.ts";
import { customFieldGet } from "./custom-field/get.ts";
import { customFieldSet } from "./custom-field/set.ts";
import type { AnyTool, ListedTool } from "./define-tool.ts";
import { docCreate } from "./doc/create.ts";
import { docGet } from "./doc/get.ts";
import { docList } from "./doc/list.ts";
import { docPageCreate } from "./doc-page/create.ts";
import { docPageGet } from "./doc-page/get.ts";
import { docPageUpdate } from "./doc-page/update.ts";
import { folderCreate } from "./folder/create.ts";
import { folderDelete } from "./folder/delete.ts";
import { folderGet } from "./folder/get.ts";
import { folderUpdate } from "./folder/update.ts";
import { goalCreate } from "./goal/create.ts";
import { goalDelete } from "./goal/delete.ts";
import { goalGet } from "./goal/get.ts";
import { goalUpdate } from "./goal/update.ts";
import { guestGet } from "./guest/get.ts";
import { guestInvite } from "./guest/invite.ts";
import { guestRemove } from "./guest/remove.ts";
import { guestShareUpdate } from "./guest/share-update.ts";
import { guestUpdate } from "./guest/update.ts";
import { keyResultDelete } from "./key-result/delete.ts";
import { keyResultUpdate } from "./key-result/update.ts";
import { listCreate } from "./list/create.ts";
import { listDelete } from "./list/delete.ts";
import { listGet } from "./list/get.ts";
import { listList } from "./list/list.ts";
import { listUpdate } from "./list/update.ts";
import { toListedInput, toListedOutput } from "./listed-schema.ts";
import { memberList } from "./member/list.ts";
import { projectCreate } from "./project/create.ts";
import { projectSummary } from "./project/summary.ts";
import { projectTimeline } from "./project/timeline.ts";
import { projectUpdate } from "./project/update.ts";
import { reminderCreate } from "./reminder/create.ts";
import { spaceCreate } from "./space/create.ts";
import { spaceDelete } from "./space/delete.ts";
import { spaceGet } from "./space/get.ts";
import { spaceUpdate } from "./space/update.ts";
import { sprintGet } from "./sprint/get.ts";
import { tagCreate } from "./tag/create.ts";
import { tagDelete } from "./tag/delete.ts";
import { tagList } from "./tag/list.ts";
import { tagUpdate } from "./tag/update.ts";
import { taskAssign } from "./task/assign.ts";
import { taskCreate } from "./task/create.ts";
import { taskDelete } from "./task/delete.ts";
import { taskDuplicate } from "./task/duplicate.ts";
import { taskGet } from "./task/get.ts";
import { taskList } from "./task/list.ts";
import { taskMerge } from "./task/merge.ts";
import { taskMove } from "./task/move.ts";
import { taskMultiList } from "./task/multi-list.ts";
import { taskMyWork } from "./task/my-work.ts";
import { taskRelationGet } from "./task/relation-get.ts";
import { taskRelationUpdate } from "./task/relation-update.ts";
import { taskSearch } from "./task/search.ts";
import { taskTagUpdate } from "./task/tag-update.ts";
import { taskTimeInStatus } from "./task/time-in-status.ts";
import { taskUpdate } from "./task/update.ts";
import { taskBulkCreate } from "./task-bulk/create.ts";
import { taskBulkDelete } from "./task-bulk/delete.ts";
import { taskBulkMove } from "./task-bulk/move.ts";
import { taskBulkUpdate } from "./task-bulk/update.ts";
import { taskEstimateUpdate } from "./task-estimate/update.ts";
import { taskPlanCreate } from "./task-plan/create.ts";
import { templateApply } from "./template/apply.ts";
import { templateList } from "./template/list.ts";
import { timeReport } from "./time/report.ts";
import { timeEntryAdd } from "./time-entry/add.ts";
import { timeEntryDelete } from "./time-entry/delete.ts";
import { timeEntryHistory } from "./time-entry/history.ts";
import { timeEntryList } from "./time-entry/list.ts";
import { timeEntryUpdate } from "./time-entry/update.ts";
import { timeTagUpdate } from "./time-tag/update.ts";
import { timeTrackingCurrent } from "./time-tracking/current.ts";
import { timeTrackingStart } from "./time-tracking/start.ts";
import { timeTrackingStop } from "./time-tracking/stop.ts";
import { userGet } from "./user/get.ts";
import { userInvite } from "./user/invite.ts";
import { userRemove } from "./user/remove.ts";
import { userUpdate } from "./user/update.ts";
import { userGroupDelete } from "./user-group/delete.ts";
import { userGroupList } from "./user-group/list.ts";
import { userGroupUpdate } from "./user-group/update.ts";
import { viewCreate } from "./view/create.ts";
import { viewDelete } from "./view/delete.ts";
import { viewGet } from "./view/get.ts";
import { viewUpdate } from "./view/update.ts";
import { webhookCreate } from "./webhook/create.ts";
import { webhookDelete } from "./webhook/delete.ts";
import { webhookList } from "./webhook/list.ts";
import { webhookUpdate } from "./webhook/update.ts";
import { webhookVerify } from "./webhook/verify.ts";
import { workloadGet } from "./workload/get.ts";
import { workspaceGet } from "./workspace/get.ts";
import { workspaceHierarchy } from "./workspace/hierarchy.ts";
import { workspaceResolve } from "./workspace/resolve.ts";
import { workspaceSearch } from "./workspace/search.ts";

/** In the order in which clients show them. */
export const TOOLS: readonly AnyTool[] = [
  workspaceHierarchy,
  workspaceGet,
  workspaceSearch,
  workspaceResolve,
  spaceGet,
  folderGet,
  folderCreate,
  folderUpdate,
  listList,
  listGet,
  listCreate,
  listUpdate,
  taskGet,
  taskCreate,
  taskUpdate,
  taskDelete,
  taskList,
  taskSearch,
  taskMove,
  taskDuplicate,
  taskMerge,
  taskAssign,
  taskTagUpdate,
  taskMultiList,
  taskRelationUpdate,
  taskRelationGet,
  taskTimeInStatus,
  taskMyWork,
  taskBulkCreate,
  taskBulkUpdate,
  taskBulkMove,
  taskBulkDelete,
  checklistUpdate,
  commentList,
  commentCreate,
  commentUpdate,
  commentDelete,
  customFieldGet,
  customFieldSet,
  tagList,
  tagCreate,
  memberList,
  timeEntryList,
  timeTrackingCurrent,
  timeTrackingStart,
  timeTrackingStop,
  timeEntryAdd,
  timeEntryUpdate,
  timeEntryDelete,
  timeReport,
  docList,
  docGet,
  docCreate,
  docPageGet,
  docPageCreate,
  docPageUpdate,
  attachmentGet,
  attachmentUpload,
  viewGet,
  viewCreate,
  boardGet,
  projectCreate,
  projectUpdate,
  projectTimeline,
  projectSummary,
  sprintGet,
  workloadGet,
  chatChannelGet,
  chatMessageList,
  chatMessageSend,
  apiSearch,
  apiExecute,
  spaceCreate,
  spaceUpdate,
  spaceDelete,
  folderDelete,
  listDelete,
  tagUpdate,
  tagDelete,
  viewUpdate,
  viewDelete,
  customFieldCreate,
  taskPlanCreate,
  taskEstimateUpdate,
  reminderCreate,
  timeEntryHistory,
  timeTagUpdate,
  templateList,
  templateApply,
  goalGet,
  goalCreate,
  goalUpdate,
  goalDelete,
  keyResultUpdate,
  keyResultDelete,
  chatChannelCreate,
  chatChannelUpdate,
  chatChannelDelete,
  chatMessageUpdate,
  chatMessageDelete,
  chatReactionUpdate,
  webhookList,
  webhookCreate,
  webhookUpdate,
  webhookDelete,
  webhookVerify,
  userGroupList,
  userGroupUpdate,
  userGroupDelete,
  userGet,
  userInvite,
  userUpdate,
  userRemove,
  guestGet,
  guestInvite,
  guestUpdate,
  guestRemove,
  guestShareUpdate,
  auditLogQuery,
  accessUpdate,
];

let byName: ReadonlyMap<string, AnyTool> | undefined;
let listing: ReadonlyMap<string, ListedTool> | undefined;

/** By its whole name, as a client calls it. */
export function findTool(name: string): AnyTool | undefined {
  byName ??= new Map(TOOLS.map((tool) => [tool.name, tool]));
  return byName.get(name);
}

/**
 * The listing of every tool, made on the first call and then kept: it is the same for all users.
 * Which of them a caller sees is decided elsewhere, by name.
 */
export function listedTools(): ReadonlyMap<string, ListedTool> {
  listing ??= new Map(TOOLS.map((tool) => [tool.name, toListedTool(tool)]));
  return listing;
}

function toListedTool(tool: AnyTool): ListedTool {
  return {
    name: tool.name,
    title: tool.title,
    description: tool.description,
    inputSchema: toListedInput(tool.input),
    outputSchema: toListedOutput(tool.output, tool.listedOutput),
    annotations: tool.annotations,
  };
}
