// All operations. A new resource is a new file and one line here.

import { aclRoutes } from "./acls.ts";
import { attachmentRoutes } from "./attachments.ts";
import { attachmentV3Routes } from "./attachments-v3.ts";
import { auditLogRoutes } from "./audit-logs.ts";
import { chatChannelRoutes } from "./chat-channels.ts";
import { chatMessageRoutes } from "./chat-messages.ts";
import { checklistRoutes } from "./checklists.ts";
import { commentRoutes } from "./comments.ts";
import { customFieldRoutes } from "./custom-fields.ts";
import { customRoleRoutes } from "./custom-roles.ts";
import { docPageRoutes } from "./doc-pages.ts";
import { docRoutes } from "./docs.ts";
import { fieldCreateRoutes } from "./field-create.ts";
import { folderPositionRoutes } from "./folder-position.ts";
import { folderRoutes } from "./folders.ts";
import { goalRoutes } from "./goals.ts";
import { groupRoutes } from "./groups.ts";
import { guestRoutes } from "./guests.ts";
import { keyResultRoutes } from "./key-results.ts";
import { listRoutes } from "./lists.ts";
import { memberRoutes } from "./members.ts";
import { oauthRoutes } from "./oauth.ts";
import { placeTemplateRoutes } from "./place-templates.ts";
import { relationRoutes } from "./relations.ts";
import { reminderRoutes } from "./reminders.ts";
import type { Route } from "./router.ts";
import { sharedRoutes } from "./shared.ts";
import { spaceRoutes } from "./spaces.ts";
import { tagRoutes } from "./tags.ts";
import { taskMergeRoutes } from "./task-merge.ts";
import { taskTimeRoutes } from "./task-time.ts";
import { taskRoutes } from "./tasks.ts";
import { templateRoutes } from "./templates.ts";
import { timeEntryRoutes } from "./time-entries.ts";
import { timeEstimateRoutes } from "./time-estimates.ts";
import { timeInStatusRoutes } from "./time-in-status.ts";
import { timeLabelRoutes } from "./time-labels.ts";
import { timerRoutes } from "./timers.ts";
import { userRoutes } from "./users.ts";
import { viewRoutes } from "./views.ts";
import { webhookRoutes } from "./webhooks.ts";
import { workspaceUserRoutes } from "./workspace-users.ts";
import { workspaceRoutes } from "./workspaces.ts";

export const ROUTES: readonly Route[] = [
  ...oauthRoutes,
  ...userRoutes,
  ...workspaceRoutes,
  ...groupRoutes,
  ...spaceRoutes,
  ...folderRoutes,
  ...listRoutes,
  ...taskRoutes,
  ...checklistRoutes,
  ...commentRoutes,
  ...customFieldRoutes,
  ...tagRoutes,
  ...relationRoutes,
  ...memberRoutes,
  ...viewRoutes,
  ...timeInStatusRoutes,
  ...timeEntryRoutes,
  ...timerRoutes,
  ...timeLabelRoutes,
  ...taskTimeRoutes,
  ...templateRoutes,
  ...attachmentRoutes,
  ...customRoleRoutes,
  ...fieldCreateRoutes,
  ...folderPositionRoutes,
  ...placeTemplateRoutes,
  ...reminderRoutes,
  ...sharedRoutes,
  ...taskMergeRoutes,
  ...webhookRoutes,
  ...docRoutes,
  ...docPageRoutes,
  ...chatChannelRoutes,
  ...chatMessageRoutes,
  ...goalRoutes,
  ...keyResultRoutes,
  ...workspaceUserRoutes,
  ...guestRoutes,
  ...auditLogRoutes,
  ...aclRoutes,
  ...timeEstimateRoutes,
  ...attachmentV3Routes,
];
