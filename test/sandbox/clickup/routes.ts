// All operations. A new resource is a new file and one line here.
import { checklistRoutes } from "./checklists.ts";
import { commentRoutes } from "./comments.ts";
import { customFieldRoutes } from "./custom-fields.ts";
import { folderRoutes } from "./folders.ts";
import { groupRoutes } from "./groups.ts";
import { listRoutes } from "./lists.ts";
import { memberRoutes } from "./members.ts";
import { oauthRoutes } from "./oauth.ts";
import { relationRoutes } from "./relations.ts";
import type { Route } from "./router.ts";
import { spaceRoutes } from "./spaces.ts";
import { tagRoutes } from "./tags.ts";
import { taskRoutes } from "./tasks.ts";
import { templateRoutes } from "./templates.ts";
import { timeRoutes } from "./time.ts";
import { userRoutes } from "./users.ts";
import { viewRoutes } from "./views.ts";
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
  ...timeRoutes,
  ...templateRoutes,
];
