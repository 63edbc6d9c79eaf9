import { uuidOf } from "./ids.ts";
import type { GoalFolderRow, GoalRow, KeyResultRow } from "./rows-goals-access.ts";
import { SEED } from "./seed-ids.ts";

const DAY_MS = 86_400_000;

export function seedGoals(anchorMs: number): {
  goalFolders: GoalFolderRow[];
  goals: GoalRow[];
  keyResults: KeyResultRow[];
} {
  const workspaceId = SEED.workspaces.northwind;
  const createdMs = anchorMs - 60 * DAY_MS;
  const goal = (
    id: string,
    prettyId: number,
    name: string,
    rest: Partial<GoalRow> = {},
  ): GoalRow => ({
    id,
    workspaceId,
    folderId: null,
    prettyId,
    name,
    description: "",
    color: "#32a852",
    private: false,
    archived: false,
    multipleOwners: true,
    ownerIds: [1001],
    creatorId: 1001,
    createdMs,
    updatedMs: createdMs,
    startMs: null,
    dueMs: anchorMs + 50 * DAY_MS,
    ...rest,
  });
  const keyResult = (
    id: string,
    goalId: string,
    name: string,
    rest: Partial<KeyResultRow>,
  ): KeyResultRow => ({
    id,
    goalId,
    name,
    kind: "number",
    unit: null,
    start: 0,
    end: 1,
    current: 0,
    ownerIds: [1001],
    taskIds: [],
    listIds: [],
    creatorId: 1001,
    createdMs,
    lastAction: {
      id: uuidOf(42_000),
      userId: 1001,
      dateMs: createdMs,
      note: "Created Key Result",
      before: null,
      taken: null,
      current: null,
    },
    ...rest,
  });
  const { goals, keyResults } = SEED;
  return {
    goalFolders: [
      { id: uuidOf(41_000), workspaceId, name: "2026 & on", creatorId: 1001, createdMs },
    ],
    goals: [
      goal(goals.beta, 1, "Public beta & launch", {
        description: "500 teams by Christmas.",
        ownerIds: [1001, 1002],
      }),
      goal(goals.quality, 2, "Fewer regressions", { folderId: uuidOf(41_000), ownerIds: [1003] }),
      goal(goals.completed, 3, "Hire a designer"),
      goal(goals.bensOwn, 4, "Ben's own", { private: true, creatorId: 1002, ownerIds: [1002] }),
    ],
    keyResults: [
      keyResult(keyResults.teams, goals.beta, "Teams", { unit: "teams", end: 500, current: 125 }),
      keyResult(keyResults.press, goals.beta, "Press kit is out", { kind: "boolean" }),
      keyResult(keyResults.tasks, goals.beta, "Tasks closed", {
        kind: "automatic",
        taskIds: [SEED.tasks.closed, SEED.tasks.bug],
      }),
      keyResult(uuidOf(41_104), goals.quality, "Regressions", { start: 20, end: 5, current: 20 }),
      keyResult(uuidOf(41_105), goals.completed, "Signed", { kind: "boolean", current: 1 }),
    ],
  };
}
