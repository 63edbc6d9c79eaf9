import * as z from "zod";
import { path } from "../path.ts";
import type { Send } from "../send.ts";
import {
  Body,
  EpochMs,
  Id,
  maybe,
  Name,
  OptionalFlag,
  OptionalId,
  OptionalName,
  OptionalNumber,
  rows,
} from "../wire.ts";
import { PersonOrId, type User } from "./people.ts";

/** People whole in one goal, bare ids or nothing in the list of goals. */
const People = z.transform((value): User[] =>
  (Array.isArray(value) ? value : []).flatMap((one: unknown) => PersonOrId.parse(one) ?? []),
);

const KeyResult = z.object({
  id: Id,
  goal_id: OptionalId,
  name: Name,
  /** number, currency, boolean, percentage or automatic */
  type: OptionalName,
  unit: OptionalName,
  steps_start: OptionalNumber,
  steps_end: OptionalNumber,
  steps_current: OptionalNumber,
  /** 0 to 1 here, 0 to 100 elsewhere. */
  percent_completed: OptionalNumber,
  completed: OptionalFlag,
  owners: People,
  task_ids: rows(Id),
  /** Lists, by an old name. */
  subcategory_ids: rows(Id),
  last_action: maybe(z.object({ steps_current: OptionalNumber, note: OptionalName })),
});
export type KeyResult = z.output<typeof KeyResult>;

const Goal = z.object({
  id: Id,
  pretty_id: OptionalId,
  pretty_url: OptionalName,
  name: Name,
  team_id: OptionalId,
  description: Body,
  color: OptionalName,
  due_date: EpochMs,
  start_date: EpochMs,
  archived: OptionalFlag,
  owners: People,
  members: People,
  /** Missing in one goal, where the key results themselves come. */
  key_result_count: OptionalNumber,
  key_results: rows(KeyResult),
  percent_completed: OptionalNumber,
});
export type Goal = z.output<typeof Goal>;

const Goals = z.object({
  goals: rows(Goal),
  /** Goal folders, with their goals inside. */
  folders: rows(z.object({ goals: rows(Goal) })),
});

const OneGoal = z.object({ goal: Goal });
const OneKeyResult = z.object({ key_result: KeyResult });

export interface NewGoal {
  name: string;
  /** Declared as required; null for none. */
  due_date: number | null;
  description: string;
  multiple_owners: boolean;
  /** User ids. */
  owners: readonly string[];
  color: string;
}

/** All fields are required: those that stay are sent as they are. */
export interface GoalChange {
  name: string;
  due_date: number | null;
  description: string;
  color: string;
  add_owners: readonly string[];
  rem_owners: readonly string[];
}

export interface NewKeyResult {
  name: string;
  type: string;
  steps_start: number;
  steps_end: number;
  unit: string;
  owners: readonly string[];
  task_ids: readonly string[];
  list_ids: readonly string[];
}

export interface KeyResultChange {
  steps_current?: number;
  note?: string;
  // Not in the published schema; several clients send them.
  name?: string;
  steps_start?: number;
  steps_end?: number;
  unit?: string;
  owners?: readonly string[];
  task_ids?: readonly string[];
  list_ids?: readonly string[];
}

const numbers = (ids: readonly string[]) => ids.map(Number);

export function goals(send: Send) {
  return {
    /** Those in goal folders too. */
    list: async (workspaceId: string, { completed = false } = {}): Promise<Goal[]> => {
      const answer = await send.get(path`/v2/team/${workspaceId}/goal`, Goals, {
        what: "Workspace",
        query: { include_completed: completed },
      });
      const all = [...answer.goals, ...answer.folders.flatMap((folder) => folder.goals)];
      return [...new Map(all.map((goal) => [goal.id, goal])).values()];
    },
    /** With its key results. */
    get: async (goalId: string): Promise<Goal> =>
      (await send.get(path`/v2/goal/${goalId}`, OneGoal, { what: "goal" })).goal,
    create: async (workspaceId: string, goal: NewGoal): Promise<Goal> => {
      const answer = await send.write("POST", path`/v2/team/${workspaceId}/goal`, OneGoal, {
        what: "Workspace",
        body: { ...goal, owners: numbers(goal.owners) },
      });
      return answer.goal;
    },
    update: async (goalId: string, change: GoalChange): Promise<Goal> => {
      const { add_owners, rem_owners } = change;
      const answer = await send.write("PUT", path`/v2/goal/${goalId}`, OneGoal, {
        what: "goal",
        body: { ...change, add_owners: numbers(add_owners), rem_owners: numbers(rem_owners) },
      });
      return answer.goal;
    },
    remove: async (goalId: string): Promise<void> => {
      await send.write("DELETE", path`/v2/goal/${goalId}`, z.unknown(), { what: "goal" });
    },
  };
}

export function keyResults(send: Send) {
  return {
    create: async (goalId: string, keyResult: NewKeyResult): Promise<KeyResult> => {
      const answer = await send.write("POST", path`/v2/goal/${goalId}/key_result`, OneKeyResult, {
        what: "goal",
        body: { ...keyResult, owners: numbers(keyResult.owners) },
      });
      return answer.key_result;
    },
    update: async (keyResultId: string, change: KeyResultChange): Promise<KeyResult> => {
      const answer = await send.write("PUT", path`/v2/key_result/${keyResultId}`, OneKeyResult, {
        what: "key result",
        body: { ...change, ...(change.owners && { owners: numbers(change.owners) }) },
      });
      return answer.key_result;
    },
    remove: async (keyResultId: string): Promise<void> => {
      await send.write("DELETE", path`/v2/key_result/${keyResultId}`, z.unknown(), {
        what: "key result",
      });
    },
  };
}
