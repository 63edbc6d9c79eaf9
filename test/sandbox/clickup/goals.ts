// Goals: a folder of them is a name above, and what they hold is in key-results.ts.
import { memberIn, workspaceIn } from "./access.ts";
import { flagIn, numberOrNullIn, numbersIn, textIn } from "./body.ts";
import { refuse } from "./errors.ts";
import { goalWire, keyResultsOf, listedGoal, percentOf } from "./goal-wire.ts";
import { newUuid } from "./ids.ts";
import type { BodyKind, Call, Route } from "./router.ts";
import { ok, route } from "./router.ts";
import type { GoalRow } from "./rows-goals-access.ts";
import { escapeName, msText } from "./wire.ts";

const GOAL_BODY = {
  due_date: "integer|null",
  description: "text",
  color: "text",
} as const satisfies Record<string, BodyKind>;

export const goalRoutes: Route[] = [
  route("GET /v2/team/{team_id}/goal", { query: ["include_completed"] }, (call) => {
    const workspace = workspaceIn(call);
    const completed = call.query.flag("include_completed");
    const goals = Object.values(call.state.goals).filter(
      (goal) =>
        goal.workspaceId === workspace.id &&
        seesGoal(call, goal) &&
        (completed || percentOf(call, goal) < 100),
    );
    const folders = Object.values(call.state.goalFolders).filter(
      (folder) => folder.workspaceId === workspace.id,
    );
    const inFolder = (id: string | null) =>
      goals.filter((goal) => goal.folderId === id).map((goal) => listedGoal(call, goal));
    return ok({
      goals: inFolder(null),
      folders: folders.map((folder) => ({
        id: folder.id,
        name: escapeName(folder.name),
        team_id: folder.workspaceId,
        private: false,
        date_created: msText(folder.createdMs),
        creator: folder.creatorId,
        goal_count: inFolder(folder.id).length,
        members: [],
        goals: inFolder(folder.id).map((goal) => ({ ...goal, folder_access: true })),
      })),
    });
  }),

  route(
    "POST /v2/team/{team_id}/goal",
    { body: { ...GOAL_BODY, name: "text!", multiple_owners: "boolean", owners: "array" } },
    (call) => {
      const workspace = workspaceIn(call);
      const ownerIds = (numbersIn(call.body, "owners") ?? []).map((id) => memberId(call, id));
      const multipleOwners = flagIn(call.body, "multiple_owners") ?? ownerIds.length > 1;
      if (!multipleOwners && ownerIds.length > 1) refuse("SANDBOX_002", "owners");
      const goal: GoalRow = {
        id: newUuid(call.state),
        workspaceId: workspace.id,
        folderId: null,
        prettyId: nextPrettyId(call, workspace.id),
        name: goalNameIn(call),
        description: textIn(call.body, "description") ?? "",
        color: textIn(call.body, "color") ?? "#7b68ee",
        private: false,
        archived: false,
        multipleOwners,
        ownerIds,
        creatorId: call.user.id,
        createdMs: call.nowMs,
        updatedMs: call.nowMs,
        startMs: null,
        dueMs: numberOrNullIn(call.body, "due_date") ?? null,
      };
      call.state.goals[goal.id] = goal;
      return ok({ goal: goalWire(call, goal) });
    },
  ),

  route("GET /v2/goal/{goal_id}", {}, (call) => ok({ goal: goalWire(call, goalIn(call)) })),

  route(
    "PUT /v2/goal/{goal_id}",
    // All of them: what is left out is not kept.
    {
      body: {
        name: "text!",
        due_date: "integer|null!",
        description: "text!",
        color: "text!",
        rem_owners: "array!",
        add_owners: "array!",
      },
    },
    (call) => {
      const goal = goalIn(call);
      const added = (numbersIn(call.body, "add_owners") ?? []).map((id) =>
        memberId(call, id, goal.workspaceId),
      );
      const removed = numbersIn(call.body, "rem_owners") ?? [];
      goal.name = goalNameIn(call);
      goal.description = textIn(call.body, "description") ?? "";
      goal.color = textIn(call.body, "color") ?? goal.color;
      goal.dueMs = numberOrNullIn(call.body, "due_date") ?? null;
      goal.ownerIds = [...new Set([...goal.ownerIds, ...added])].filter(
        (id) => !removed.includes(id),
      );
      goal.multipleOwners = goal.multipleOwners || goal.ownerIds.length > 1;
      goal.updatedMs = call.nowMs;
      return ok({ goal: goalWire(call, goal) });
    },
  ),

  route("DELETE /v2/goal/{goal_id}", {}, (call) => {
    const goal = goalIn(call);
    for (const row of keyResultsOf(call, goal)) delete call.state.keyResults[row.id];
    delete call.state.goals[goal.id];
    return ok({});
  }),
];

function memberId(call: Call, id: number, workspaceId = call.path("team_id")): number {
  const known = memberIn(workspaceIn(call, workspaceId), id) !== undefined;
  return known ? id : refuse("SANDBOX_002", `user ${id} is not in this workspace`);
}

function nextPrettyId(call: Call, workspaceId: string): number {
  const taken = Object.values(call.state.goals).filter((goal) => goal.workspaceId === workspaceId);
  return Math.max(0, ...taken.map((goal) => goal.prettyId)) + 1;
}

function seesGoal(call: Call, goal: GoalRow): boolean {
  if (!call.workspaceIds.includes(goal.workspaceId)) return false;
  const { id } = call.user;
  return !goal.private || goal.creatorId === id || goal.ownerIds.includes(id);
}

export function goalIn(call: Call, id = call.path("goal_id")): GoalRow {
  const goal = call.state.goals[id];
  return goal !== undefined && seesGoal(call, goal) ? goal : refuse("SANDBOX_004", "goal");
}

/** Never empty. */
export function goalNameIn(call: Call): string {
  const name = textIn(call.body, "name")?.trim() ?? "";
  return name === "" ? refuse("INPUT_003", "name") : name;
}
