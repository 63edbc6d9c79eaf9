// Workspace 9003 on the Enterprise plan: the one where people, guests and the audit log can be managed by API.
import { taskIdOf } from "./ids.ts";
import { SEED } from "./seed-ids.ts";
import { person } from "./seed-people.ts";
import { SIMPLE, seedSpace } from "./seed-spaces.ts";
import { seedTask } from "./seed-tasks.ts";
import type { CustomRoleRow, ListRow, SandboxState, WorkspaceMember } from "./state.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const EVENTS = 60;

/** Runs last and makes no id, so that ids made later stay what they are without it. */
export function seedEnterprise(state: SandboxState, anchorMs: number): void {
  const { nextSerial } = state;
  const { summit } = SEED.workspaces;
  const people = [
    person(1006, "Emil Sørensen", "emil@example.com", "Europe/Copenhagen", "#1bbc9c", 1),
    person(1007, "Farah Haddad", "farah@example.com", "Asia/Beirut", "#7b68ee", 1),
    person(1008, "Gil Guest", "gil@client.example", "Europe/London", "#ff7fab", 1),
    person(1009, "Hana Kim", "hana@example.com", "Asia/Seoul", "#e65100", 1),
  ];
  for (const user of people) state.users[String(user.id)] = user;
  const member = (
    userId: number,
    role: WorkspaceMember["role"],
    rest: Partial<WorkspaceMember> = {},
  ): WorkspaceMember => ({
    userId,
    role,
    invitedBy: role === 1 ? null : 1006,
    joinedAtMs: anchorMs - 300 * DAY_MS + userId * 60_000,
    lastActiveMs: anchorMs - (userId - 1000) * HOUR_MS,
    ...rest,
  });
  const role = (id: number, name: string, inheritedRole: 3 | 4): CustomRoleRow => ({
    id,
    name,
    inheritedRole,
    createdMs: anchorMs - 200 * DAY_MS,
  });
  state.workspaces[summit] = {
    id: summit,
    name: "Summit Industries",
    color: "#212121",
    avatar: null,
    plan: "enterprise",
    members: [
      member(1006, 1),
      member(1007, 2),
      member(1008, 4, {
        guest: {
          can_edit_tags: false,
          can_see_time_spent: true,
          can_see_time_estimated: false,
          can_create_views: false,
          can_see_points_estimated: false,
        },
      }),
      member(1009, 3, { customRoleId: SEED.customRoles.contractor }),
    ],
    taskTypes: [],
    fieldUses: 0,
    timeLabels: [],
    customRoles: [
      role(SEED.customRoles.contractor, "Contractor", 3),
      role(SEED.customRoles.auditor, "Outside auditor", 4),
    ],
  };
  seedPlaces(state, anchorMs);
  state.guestShares.push({
    workspaceId: summit,
    guestId: 1008,
    kind: "list",
    id: SEED.lists.rollout,
    level: "comment",
  });
  seedEvents(state, anchorMs);
  state.nextSerial = nextSerial;
}

function seedPlaces(state: SandboxState, anchorMs: number): void {
  const { delivery } = SEED.spaces;
  const { clients } = SEED.folders;
  state.spaces[delivery] = seedSpace(delivery, SEED.workspaces.summit, "Delivery", SIMPLE);
  state.folders[clients] = {
    id: clients,
    spaceId: delivery,
    parentFolderId: null,
    name: "Clients",
    orderindex: 0,
    archived: false,
    sprint: false,
    statuses: null,
  };
  const list = (id: string, name: string, folderId: string | null, orderindex: number): ListRow => {
    const row: ListRow = {
      id,
      spaceId: delivery,
      folderId,
      name,
      orderindex,
      content: "",
      color: null,
      priority: null,
      assigneeId: null,
      dueMs: null,
      dueHasTime: false,
      startMs: null,
      archived: false,
      statuses: null,
      defaultTaskType: 0,
      sharedWithIds: [],
    };
    state.lists[id] = row;
    return row;
  };
  const rollout = list(SEED.lists.rollout, "Rollout", clients, 0);
  const intake = list(SEED.lists.intake, "Intake", null, 1);
  const extra = { creatorId: 1006, watcherIds: [1006], assigneeIds: [1009] };
  seedTask(state, rollout, "Move the first site", anchorMs - 9 * DAY_MS, {
    ...extra,
    id: SEED.tasks.firstSite,
  });
  seedTask(state, rollout, "Train the trainers", anchorMs - 8 * DAY_MS, {
    ...extra,
    id: taskIdOf(52),
  });
  seedTask(state, intake, "Security questionnaire", anchorMs - 7 * DAY_MS, {
    ...extra,
    id: taskIdOf(53),
  });
}

function seedEvents(state: SandboxState, anchorMs: number): void {
  for (let index = 0; index < EVENTS; index += 1) {
    const failed = index % 12 === 5;
    state.auditEvents.push({
      id: `audit-${index + 1}`,
      workspaceId: SEED.workspaces.summit,
      applicability: index % 3 === 0 ? "user-activity" : "auth-and-security",
      eventType:
        index % 3 === 0 ? "INVITE_TO_WORKSPACE" : failed ? "CHANGE_PASSWORD" : "USER_LOGIN",
      eventStatus: failed ? "failed" : "success",
      userId: index % 2 === 0 ? 1006 : 1007,
      atMs: anchorMs - index * HOUR_MS,
      detail: failed ? "wrong password" : "",
    });
  }
}
