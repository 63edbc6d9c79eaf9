// Guests and what is shared with them: Enterprise only. No operation lists them.
import {
  folderIn,
  listIn,
  memberIn,
  spaceOf,
  spaceOfTask,
  TASK_QUERY,
  taskOf,
  workspaceIn,
} from "./access.ts";
import { flagIn, textIn } from "./body.ts";
import {
  administered,
  customRoleIn,
  invited,
  memberDetail,
  removeMember,
  teamWithRoles,
} from "./enterprise.ts";
import { refuse } from "./errors.ts";
import type { JsonObject } from "./json.ts";
import { listRowWire } from "./lists.ts";
import type { Answer, BodyKind, Call, Route } from "./router.ts";
import { ok, route } from "./router.ts";
import type { GuestShareRow } from "./rows-goals-access.ts";
import type {
  FolderRow,
  GuestPermissions,
  SandboxState,
  WorkspaceMember,
  WorkspaceRow,
} from "./state.ts";
import { statusesOfFolder } from "./statuses.ts";
import { taskWire } from "./task-wire.ts";
import { escapeName, statusWire } from "./wire.ts";

const LEVELS = ["read", "comment", "edit", "create"] as const;

const NEW_GUEST: GuestPermissions = {
  can_edit_tags: false,
  can_see_time_spent: false,
  can_see_time_estimated: false,
  can_create_views: false,
  can_see_points_estimated: false,
};

const BODY = {
  can_edit_tags: "boolean",
  can_see_time_spent: "boolean",
  can_see_time_estimated: "boolean",
  can_create_views: "boolean",
  can_see_points_estimated: "boolean",
  custom_role_id: "integer",
} as const satisfies Record<string, BodyKind>;

const SHARE = { body: { permission_level: "text!" }, query: ["include_shared"] } as const;
const UNSHARE = { query: ["include_shared"] } as const;

export const guestRoutes: Route[] = [
  route("POST /v2/team/{team_id}/guest", { body: { ...BODY, email: "text!" } }, (call) => {
    const workspace = administered(call, workspaceIn(call));
    const custom = customRoleIn(call, workspace, 4);
    const guest = invited(call, workspace, textIn(call.body, "email") ?? "", 4);
    guest.guest = permissionsIn(call, NEW_GUEST);
    if (custom !== undefined) guest.customRoleId = custom.id;
    return ok({ team: teamWithRoles(call, workspace, workspace.members) });
  }),

  route("GET /v2/team/{team_id}/guest/{guest_id}", {}, (call) => {
    const workspace = administered(call, workspaceIn(call));
    return ok({ guest: guestWire(call, workspace, guestIn(call, workspace)) });
  }),

  route("PUT /v2/team/{team_id}/guest/{guest_id}", { body: BODY }, (call) => {
    const workspace = administered(call, workspaceIn(call));
    const guest = guestIn(call, workspace);
    const custom = customRoleIn(call, workspace, 4);
    guest.guest = permissionsIn(call, guest.guest ?? NEW_GUEST);
    if (custom !== undefined) guest.customRoleId = custom.id;
    return ok({ guest: guestWire(call, workspace, guest) });
  }),

  route("DELETE /v2/team/{team_id}/guest/{guest_id}", {}, (call) => {
    const workspace = administered(call, workspaceIn(call));
    removeMember(call, workspace, guestIn(call, workspace));
    return ok({ team: teamWithRoles(call, workspace, []) });
  }),

  route(
    "POST /v2/task/{task_id}/guest/{guest_id}",
    { ...SHARE, query: [...SHARE.query, ...TASK_QUERY] },
    (call) => share(call, taskPlace(call)),
  ),
  route(
    "DELETE /v2/task/{task_id}/guest/{guest_id}",
    { query: [...UNSHARE.query, ...TASK_QUERY] },
    (call) => unshare(call, taskPlace(call)),
  ),
  route("POST /v2/list/{list_id}/guest/{guest_id}", SHARE, (call) => share(call, listPlace(call))),
  route("DELETE /v2/list/{list_id}/guest/{guest_id}", UNSHARE, (call) =>
    unshare(call, listPlace(call)),
  ),
  route("POST /v2/folder/{folder_id}/guest/{guest_id}", SHARE, (call) =>
    share(call, folderPlace(call)),
  ),
  route("DELETE /v2/folder/{folder_id}/guest/{guest_id}", UNSHARE, (call) =>
    unshare(call, folderPlace(call)),
  ),
];

type Place = Pick<GuestShareRow, "workspaceId" | "kind" | "id">;

function taskPlace(call: Call): Place {
  const task = taskOf(call);
  return { kind: "task", id: task.id, workspaceId: spaceOfTask(call.state, task).workspaceId };
}

function listPlace(call: Call): Place {
  const list = listIn(call);
  return { kind: "list", id: list.id, workspaceId: spaceOf(call.state, list).workspaceId };
}

function folderPlace(call: Call): Place {
  const folder = folderIn(call);
  return { kind: "folder", id: folder.id, workspaceId: spaceOf(call.state, folder).workspaceId };
}

function share(call: Call, place: Place): Answer {
  const workspace = administered(call, workspaceIn(call, place.workspaceId));
  const guest = guestIn(call, workspace);
  const level = LEVELS.find((known) => known === textIn(call.body, "permission_level"));
  if (level === undefined) return refuse("SANDBOX_002", "permission_level");
  drop(call, place, guest);
  call.state.guestShares.push({ ...place, guestId: guest.userId, level });
  return ok({ guest: guestWire(call, workspace, guest) });
}

/** Taking away what was never given answers as if it had been. */
function unshare(call: Call, place: Place): Answer {
  const workspace = administered(call, workspaceIn(call, place.workspaceId));
  const guest = guestIn(call, workspace);
  drop(call, place, guest);
  return ok({ guest: guestWire(call, workspace, guest) });
}

function drop(call: Call, place: Place, guest: WorkspaceMember): void {
  call.state.guestShares = call.state.guestShares.filter(
    (row) => row.guestId !== guest.userId || row.kind !== place.kind || row.id !== place.id,
  );
}

function guestIn(call: Call, workspace: WorkspaceRow): WorkspaceMember {
  const member = memberIn(workspace, Number(call.path("guest_id")));
  return member?.role === 4 ? member : refuse("SANDBOX_004", "guest");
}

const permissionsIn = ({ body }: Call, before: GuestPermissions): GuestPermissions => ({
  can_edit_tags: flagIn(body, "can_edit_tags") ?? before.can_edit_tags,
  can_see_time_spent: flagIn(body, "can_see_time_spent") ?? before.can_see_time_spent,
  can_see_time_estimated: flagIn(body, "can_see_time_estimated") ?? before.can_see_time_estimated,
  can_create_views: flagIn(body, "can_create_views") ?? before.can_create_views,
  can_see_points_estimated:
    flagIn(body, "can_see_points_estimated") ?? before.can_see_points_estimated,
});

function guestWire(call: Call, workspace: WorkspaceRow, guest: WorkspaceMember): JsonObject {
  const detail = memberDetail(call.state, workspace, guest, call.nowMs);
  if (call.query.text("include_shared") === "false") return detail;
  return { ...detail, shared: sharedWire(call.state, workspace, guest) };
}

function sharedWire(
  state: SandboxState,
  workspace: WorkspaceRow,
  guest: WorkspaceMember,
): JsonObject {
  const rows = state.guestShares.filter(
    (row) => row.workspaceId === workspace.id && row.guestId === guest.userId,
  );
  const of = (kind: GuestShareRow["kind"], toWire: (id: string) => JsonObject | undefined) =>
    rows.flatMap((row) => {
      const wire = row.kind === kind ? toWire(row.id) : undefined;
      return wire === undefined ? [] : [{ ...wire, permission_level: row.level }];
    });
  return {
    tasks: of("task", (id) => {
      const task = state.tasks[id];
      return task && taskWire(state, task);
    }),
    lists: of("list", (id) => {
      const list = state.lists[id];
      return list && listRowWire(state, list);
    }),
    folders: of("folder", (id) => {
      const folder = state.folders[id];
      return folder && folderWire(state, folder);
    }),
  };
}

const folderWire = (state: SandboxState, folder: FolderRow): JsonObject => ({
  id: folder.id,
  name: escapeName(folder.name),
  orderindex: folder.orderindex,
  override_statuses: folder.statuses !== null,
  hidden: false,
  task_count: "0",
  archived: folder.archived,
  statuses: statusesOfFolder(state, folder).map(statusWire),
  lists: [],
});
