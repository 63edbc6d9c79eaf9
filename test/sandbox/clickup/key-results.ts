// Key results of a goal, which ClickUp's pages call Targets.
import { taskIn } from "./access.ts";
import { numberIn, numbersIn, textIn, textsIn } from "./body.ts";
import { refuse } from "./errors.ts";
import { keyResultWire } from "./goal-wire.ts";
import { goalIn, goalNameIn } from "./goals.ts";
import { newUuid } from "./ids.ts";
import type { BodyKind, Call, Route } from "./router.ts";
import { ok, route } from "./router.ts";
import type { KeyResultKind, KeyResultRow } from "./rows-goals-access.ts";

const KINDS: readonly KeyResultKind[] = [
  "number",
  "currency",
  "boolean",
  "percentage",
  "automatic",
];

const KEY_RESULT_BODY = {
  owners: "array",
  steps_start: "number",
  steps_end: "number",
  unit: "text|null",
  task_ids: "array",
  list_ids: "array",
} as const satisfies Record<string, BodyKind>;

export const keyResultRoutes: Route[] = [
  route(
    "POST /v2/goal/{goal_id}/key_result",
    { body: { ...KEY_RESULT_BODY, name: "text!", type: "text!" } },
    (call) => {
      const goal = goalIn(call);
      const kind = KINDS.find((known) => known === textIn(call.body, "type"));
      if (kind === undefined) return refuse("SANDBOX_002", "type");
      const start = numberIn(call.body, "steps_start") ?? 0;
      const row: KeyResultRow = {
        id: newUuid(call.state),
        goalId: goal.id,
        name: goalNameIn(call),
        kind,
        unit: textIn(call.body, "unit") ?? null,
        start,
        end: numberIn(call.body, "steps_end") ?? (kind === "percentage" ? 100 : 1),
        current: start,
        ownerIds: numbersIn(call.body, "owners") ?? [],
        taskIds: [],
        listIds: [],
        creatorId: call.user.id,
        createdMs: call.nowMs,
        lastAction: actionOf(call, "Created Key Result", null, null),
      };
      link(call, row);
      if (kind === "automatic" && row.taskIds.length + row.listIds.length === 0) {
        refuse("SANDBOX_002", "automatic needs task_ids or list_ids");
      }
      call.state.keyResults[row.id] = row;
      return ok({ key_result: keyResultWire(call, row) });
    },
  ),

  route(
    "PUT /v2/key_result/{key_result_id}",
    // Only the first two are documented; clients send the others too.
    {
      body: { steps_current: "any", note: "text", name: "text", ...KEY_RESULT_BODY },
    },
    (call) => {
      const row = keyResultIn(call);
      const current = stepsIn(call, row);
      const before = row.current;
      if ("name" in call.body) row.name = goalNameIn(call);
      row.start = numberIn(call.body, "steps_start") ?? row.start;
      row.end = numberIn(call.body, "steps_end") ?? row.end;
      row.unit = textIn(call.body, "unit") ?? row.unit;
      row.ownerIds = numbersIn(call.body, "owners") ?? row.ownerIds;
      link(call, row);
      row.current = current ?? row.current;
      const note = textIn(call.body, "note") ?? "";
      row.lastAction = actionOf(call, note, before, current ?? null);
      return ok({ key_result: keyResultWire(call, row) });
    },
  ),

  route("DELETE /v2/key_result/{key_result_id}", {}, (call) => {
    delete call.state.keyResults[keyResultIn(call).id];
    return ok({});
  }),
];

function keyResultIn(call: Call): KeyResultRow {
  const row = call.state.keyResults[call.path("key_result_id")];
  if (row === undefined) return refuse("SANDBOX_004", "key result");
  goalIn(call, row.goalId);
  return row;
}

/** A boolean takes true and false as well as 1 and 0. */
function stepsIn(call: Call, row: KeyResultRow): number | undefined {
  const wanted = call.body.steps_current;
  if (wanted === undefined) return undefined;
  if (row.kind === "automatic") return refuse("SANDBOX_002", "automatic counts by itself");
  const steps = row.kind === "boolean" && typeof wanted === "boolean" ? Number(wanted) : wanted;
  if (typeof steps !== "number") return refuse("SANDBOX_001", "steps_current must be a number");
  if (row.kind === "boolean" && steps !== 0 && steps !== 1) refuse("SANDBOX_002", "0 or 1");
  return steps;
}

function link(call: Call, row: KeyResultRow): void {
  row.taskIds = textsIn(call.body, "task_ids")?.map((id) => taskIn(call, id).id) ?? row.taskIds;
  row.listIds = textsIn(call.body, "list_ids") ?? row.listIds;
}

function actionOf(
  call: Call,
  note: string,
  before: number | null,
  current: number | null,
): KeyResultRow["lastAction"] {
  const taken = before === null || current === null ? null : current - before;
  const id = newUuid(call.state);
  return { id, userId: call.user.id, dateMs: call.nowMs, note, before, taken, current };
}
