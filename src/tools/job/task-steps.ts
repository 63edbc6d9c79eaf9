/** Tasks that are to be made together, with parents and dependencies among them, as the steps of a job. */
import type { JsonObject } from "../../domain/json.ts";
import { invalidInput } from "../invalid-input.ts";
import { nearestNames } from "../nearest.ts";
import type { PlannedTask } from "../task/new-task.ts";
import { slim, type Target } from "./action.ts";
import type { NewStep } from "./job.ts";

export interface TaskToMake {
  list: Target;
  planned: PlannedTask;
  /** Names the task among the others. */
  key?: string | undefined;
  parentKey?: string | undefined;
  waitingOnKeys?: readonly string[] | undefined;
  /** Native ids of tasks that exist. */
  parentId?: string | undefined;
  waitingOn?: readonly string[] | undefined;
  blocks?: readonly string[] | undefined;
  checklists?: readonly { name: string; items?: readonly string[] | undefined }[] | undefined;
}

export interface TaskSteps {
  /** What the report says of each task. */
  items: JsonObject[];
  steps: NewStep[];
}

/** `before`: items and steps that the job has already, whose lists the tasks may go to. */
export function stepsToCreate(
  tasks: readonly TaskToMake[],
  before: TaskSteps = { items: [], steps: [] },
): TaskSteps {
  const places = placesByKey(tasks);
  const firstItem = before.items.length;
  const firstStep = before.steps.length;
  const items = [...before.items];
  const steps = [...before.steps];
  const stepOf = (place: number) => firstStep + place;
  const placeOf = (key: string, argument: string) => {
    const place = places.get(key);
    if (place !== undefined) return place;
    const near = nearestNames(key, [...places.keys()]);
    throw invalidInput(argument, `No task here has the key "${key.slice(0, 60)}".`, near);
  };
  const parents = tasks.map(({ parentKey }, index) =>
    parentKey === undefined ? [] : [placeOf(parentKey, `tasks.${index}.parent_key`)],
  );
  const waits = tasks.map(({ waitingOnKeys }, index) => [
    ...new Set((waitingOnKeys ?? []).map((key) => placeOf(key, `tasks.${index}.waiting_on_keys`))),
  ]);
  refuseCircles(parents, tasks, "parent_key");
  refuseCircles(waits, tasks, "waiting_on_keys");

  for (const [place, task] of tasks.entries()) {
    const { planned, key, list, parentId } = task;
    const [parentPlace] = parents[place] ?? [];
    const parent = parentPlace === undefined ? parentId : { step: stepOf(parentPlace) };
    const after = [
      ...(typeof list === "string" ? [] : [list.step]),
      ...(parentPlace === undefined ? [] : [stepOf(parentPlace)]),
    ];
    items.push({ ...(key !== undefined && { key }), name: planned.task.name });
    steps.push({
      item: firstItem + place,
      does: "create",
      action: {
        do: "create_task",
        list,
        task: planned.task,
        ...(parent !== undefined && { parent }),
        check: { fields: slim(planned.fields), type: planned.type },
      },
      after,
    });
  }
  for (const [place, task] of tasks.entries()) {
    const item = firstItem + place;
    const made = stepOf(place);
    const wait = (does: string, one: Target, other: Target, after: number[]) =>
      steps.push({ item, does, action: { do: "wait_on", task: one, other }, after });
    for (const other of waits[place] ?? []) {
      const does = `wait on ${tasks[other]?.key ?? "another"}`;
      wait(does, { step: made }, { step: stepOf(other) }, [made, stepOf(other)]);
    }
    for (const id of task.waitingOn ?? []) wait(`wait on ${id}`, { step: made }, id, [made]);
    for (const id of task.blocks ?? []) wait(`block ${id}`, id, { step: made }, [made]);
    for (const checklist of task.checklists ?? []) addChecklist(steps, item, made, checklist);
  }
  return { items, steps };
}

/** One item after the other: ClickUp orders them as they come. */
function addChecklist(
  steps: NewStep[],
  item: number,
  made: number,
  { name, items = [] }: { name: string; items?: readonly string[] | undefined },
): void {
  const checklist = steps.length;
  steps.push({
    item,
    does: `checklist ${name}`,
    action: { do: "add_checklist", task: { step: made }, name },
    after: [made],
  });
  for (const entry of items) {
    steps.push({
      item,
      does: `item ${entry} of checklist ${name}`,
      action: { do: "add_item", checklist: { step: checklist }, name: entry },
      after: [...new Set([checklist, steps.length - 1])],
    });
  }
}

function placesByKey(tasks: readonly TaskToMake[]): Map<string, number> {
  const places = new Map<string, number>();
  for (const [place, { key }] of tasks.entries()) {
    if (key === undefined) continue;
    if (places.has(key)) {
      throw invalidInput(`tasks.${place}.key`, `Two tasks have the key "${key.slice(0, 60)}".`);
    }
    places.set(key, place);
  }
  return places;
}

function refuseCircles(
  edges: readonly (readonly number[])[],
  tasks: readonly TaskToMake[],
  argument: string,
): void {
  const state = new Map<number, "open" | "closed">();
  const visit = (place: number): void => {
    if (state.get(place) === "closed") return;
    if (state.get(place) === "open") {
      const key = tasks[place]?.key ?? String(place);
      throw invalidInput(
        `tasks.${place}.${argument}`,
        `The tasks lead back to "${key.slice(0, 60)}" by ${argument}.`,
      );
    }
    state.set(place, "open");
    for (const next of edges[place] ?? []) visit(next);
    state.set(place, "closed");
  };
  for (const place of edges.keys()) visit(place);
}
