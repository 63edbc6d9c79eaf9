// Goals and key results as answers show them, with how far they are.
import type { JsonObject } from "./json.ts";
import type { Call } from "./router.ts";
import type { GoalRow, KeyResultRow } from "./rows-goals-access.ts";
import { findStatus } from "./statuses.ts";
import { escapeName, msText, peopleWire, userWire } from "./wire.ts";

export const keyResultsOf = (call: Call, goal: GoalRow): KeyResultRow[] =>
  Object.values(call.state.keyResults).filter((row) => row.goalId === goal.id);

/** 0 to 1. */
function doneOf(call: Call, row: KeyResultRow): number {
  if (row.kind === "automatic") return doneOfTasks(call, row);
  const part = row.end === row.start ? 0 : (row.current - row.start) / (row.end - row.start);
  return Math.min(1, Math.max(0, part));
}

function doneOfTasks({ state }: Call, row: KeyResultRow): number {
  const tasks = Object.values(state.tasks).filter(
    (task) => row.taskIds.includes(task.id) || row.listIds.includes(task.listId),
  );
  const closed = tasks.filter((task) => {
    const list = state.lists[task.listId];
    return list !== undefined && findStatus(state, list, task.status)?.type === "closed";
  });
  return tasks.length === 0 ? 0 : closed.length / tasks.length;
}

export function percentOf(call: Call, goal: GoalRow): number {
  const rows = keyResultsOf(call, goal);
  const sum = rows.reduce((total, row) => total + doneOf(call, row), 0);
  return rows.length === 0 ? 0 : Math.round((100 * sum) / rows.length);
}

const sharedWire = (call: Call, goal: GoalRow): JsonObject => ({
  id: goal.id,
  pretty_id: String(goal.prettyId),
  name: escapeName(goal.name),
  team_id: goal.workspaceId,
  creator: goal.creatorId,
  color: goal.color,
  date_created: msText(goal.createdMs),
  start_date: msText(goal.startMs),
  due_date: msText(goal.dueMs),
  description: goal.description,
  private: goal.private,
  archived: goal.archived,
  multiple_owners: goal.multipleOwners,
  folder_id: goal.folderId,
  percent_completed: percentOf(call, goal),
});

export function listedGoal(call: Call, goal: GoalRow): JsonObject {
  const creator = userWire(call.state, goal.creatorId);
  return {
    ...sharedWire(call, goal),
    owner: null,
    editor_token: `goal:${goal.id}`,
    date_updated: msText(goal.updatedMs),
    last_update: msText(goal.updatedMs),
    pinned: false,
    owners: peopleWire(call.state, goal.ownerIds),
    key_result_count: keyResultsOf(call, goal).length,
    members:
      creator === null || typeof creator !== "object"
        ? []
        : [{ ...creator, permission_level: "edit", isCreator: true }],
    group_members: [],
  };
}

export const goalWire = (call: Call, goal: GoalRow): JsonObject => ({
  ...sharedWire(call, goal),
  members: [],
  owners: peopleWire(call.state, goal.ownerIds),
  key_results: keyResultsOf(call, goal).map((row) => keyResultWire(call, row)),
  history: [],
  pretty_url: `https://app.clickup.com/${goal.workspaceId}/goals/${goal.prettyId}`,
});

export function keyResultWire(call: Call, row: KeyResultRow): JsonObject {
  const { lastAction } = row;
  const text = (value: number | null) => (value === null ? null : String(value));
  const done = doneOf(call, row);
  return {
    id: row.id,
    goal_id: row.goalId,
    name: escapeName(row.name),
    type: row.kind,
    unit: row.unit,
    creator: row.creatorId,
    date_created: msText(row.createdMs),
    goal_pretty_id: String(call.state.goals[row.goalId]?.prettyId ?? ""),
    percent_completed: done,
    completed: done === 1,
    task_ids: row.taskIds,
    subcategory_ids: row.listIds,
    owners: peopleWire(call.state, row.ownerIds),
    steps_start: row.start,
    steps_end: row.end,
    steps_current: row.current,
    last_action: {
      id: lastAction.id,
      key_result_id: row.id,
      userid: lastAction.userId,
      date_modified: msText(lastAction.dateMs),
      steps_taken: text(lastAction.taken),
      note: lastAction.note,
      steps_before: text(lastAction.before),
      steps_current: text(lastAction.current),
      steps_before_float: lastAction.before,
      steps_taken_float: lastAction.taken,
      steps_current_float: lastAction.current,
    },
  };
}
