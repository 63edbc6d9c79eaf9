/** What a call changes in one checklist, worked out before the first write leaves. */
import type { Checklist, ChecklistItem, ItemChange, Task } from "../../clickup/client.ts";
import { FailureError } from "../../domain/failure.ts";
import { foldName } from "../fold-name.ts";
import { invalidInput } from "../invalid-input.ts";

export interface ChecklistWords {
  checklist?: string | undefined;
  rename?: string | undefined;
  position?: number | undefined;
  add_items?: readonly string[] | undefined;
  check?: readonly string[] | undefined;
  uncheck?: readonly string[] | undefined;
  /** Item → user id, or null for nobody. */
  assign?: ReadonlyMap<string, string | null> | undefined;
  /** Item → the item above, or null for none. */
  nest?: ReadonlyMap<string, string | null> | undefined;
  rename_items?: ReadonlyMap<string, string> | undefined;
  remove_items?: readonly string[] | undefined;
  delete?: boolean | undefined;
}

/** An item that is there, or one that the call adds. */
export type ItemRef = { id: string; name: string } | { added: string; name: string };

export interface ItemPlan {
  item: ItemRef;
  change: Omit<ItemChange, "parent">;
  /** The item above may be one that the call adds. */
  parent?: ItemRef | null;
}

export interface ChecklistPlan {
  /** Undefined when it has to be created. */
  checklist: Checklist | undefined;
  name: string;
  rename: string | undefined;
  position: number | undefined;
  add: string[];
  items: ItemPlan[];
  remove: { id: string; name: string }[];
  /** Asked for and there already. */
  unchanged: string[];
}

function findChecklist(task: Task, given: string | undefined): Checklist | undefined {
  const { checklists } = task;
  if (given === undefined) {
    const [only, ...others] = checklists;
    if (only !== undefined && others.length === 0) return only;
    throw invalidInput(
      "checklist",
      only === undefined
        ? '"checklist" is needed: the task has none yet, and the new one needs a name.'
        : '"checklist" is needed, because the task has several.',
      checklists.map(({ name }) => name),
    );
  }
  const hits = named(checklists, given);
  if (hits.length > 1) throw ambiguous("checklist", given, hits);
  return hits[0];
}

export function planChecklist(task: Task, words: ChecklistWords): ChecklistPlan {
  const checklist = findChecklist(task, words.checklist);
  const name = checklist?.name ?? words.checklist ?? "";
  if (checklist === undefined && (words.rename !== undefined || words.delete === true)) {
    throw noSuch("checklist", name, task.checklists);
  }
  const there = checklist?.items ?? [];
  const wanted = [...new Set(words.add_items ?? [])];
  const add = wanted.filter((item) => named(there, item).length === 0);
  const resolve = (given: string): ItemRef => {
    const [hit, ...others] = named(there, given);
    if (hit !== undefined && others.length > 0) {
      throw ambiguous("checklist item", given, [hit, ...others]);
    }
    if (hit !== undefined) return { id: hit.id, name: hit.name };
    const added = add.find((item) => foldName(item) === foldName(given));
    if (added === undefined) {
      // Rather the checklist's name is wrong than an item of one that is still to be made.
      throw checklist === undefined
        ? noSuch("checklist", name, task.checklists)
        : noSuch("checklist item", given, there);
    }
    return { added, name: added };
  };

  const plans = new Map<string, ItemPlan>();
  const planOf = (given: string): ItemPlan => {
    const item = resolve(given);
    const key = keyOf(item);
    const plan = plans.get(key) ?? { item, change: {} };
    plans.set(key, plan);
    return plan;
  };
  for (const item of words.check ?? []) planOf(item).change.resolved = true;
  for (const given of words.uncheck ?? []) {
    const { change } = planOf(given);
    if (change.resolved === true) {
      throw invalidInput("uncheck", `"${given}" is in "check" and in "uncheck".`);
    }
    change.resolved = false;
  }
  for (const [item, person] of words.assign ?? []) planOf(item).change.assignee = person;
  for (const [item, to] of words.rename_items ?? []) planOf(item).change.name = to;
  for (const [given, above] of words.nest ?? []) {
    const plan = planOf(given);
    plan.parent = above === null ? null : resolve(above);
    if (plan.parent !== null && keyOf(plan.parent) === keyOf(plan.item)) {
      throw invalidInput("nest", `"${given}" cannot stand under itself.`);
    }
  }
  const remove = (words.remove_items ?? []).map((given) => {
    const item = resolve(given);
    if ("added" in item || plans.has(keyOf(item))) {
      throw invalidInput("remove_items", `"${given}" is changed and removed in one call.`);
    }
    return item;
  });
  const items = [...plans.values()];
  const changing = items.filter((plan) => !isThere(plan, there));
  return {
    checklist,
    name,
    rename: words.rename === checklist?.name ? undefined : words.rename,
    position: words.position,
    add,
    items: changing,
    remove: [...new Map(remove.map((item) => [item.id, item])).values()],
    unchanged: [
      ...wanted.filter((item) => !add.includes(item)),
      ...items.filter((plan) => !changing.includes(plan)).map(({ item }) => item.name),
    ],
  };
}

function isThere({ item, change, parent }: ItemPlan, there: readonly ChecklistItem[]): boolean {
  const now = "id" in item ? there.find(({ id }) => id === item.id) : undefined;
  if (now === undefined) return false;
  const above = parent === undefined || parent === null ? null : "id" in parent ? parent.id : "";
  return (
    (change.resolved === undefined || change.resolved === (now.resolved ?? false)) &&
    (change.assignee === undefined || change.assignee === (now.assignee?.id ?? null)) &&
    (change.name === undefined || change.name === now.name) &&
    (parent === undefined || above === (now.parent ?? null))
  );
}

function keyOf(item: ItemRef): string {
  return "id" in item ? item.id : `added ${item.added}`;
}

function named<T extends { id: string; name: string }>(rows: readonly T[], given: string): T[] {
  const byId = rows.filter(({ id }) => id === given);
  if (byId.length > 0) return byId;
  const wanted = foldName(given);
  return rows.filter(({ name }) => foldName(name) === wanted);
}

function ambiguous(
  what: string,
  given: string,
  hits: readonly { id: string; name: string }[],
): FailureError {
  const candidates = hits.slice(0, 10).map(({ id, name }) => ({ id, name }));
  return new FailureError({ code: "ambiguous", what, given, candidates });
}

function noSuch(
  what: string,
  given: string,
  rows: readonly { id: string; name: string }[],
): FailureError {
  const nearest = rows.slice(0, 10).map(({ id, name }) => ({ id, name }));
  return new FailureError({
    code: "not_found",
    what,
    given,
    nearest,
    findWith: "clickup_task_get",
  });
}
