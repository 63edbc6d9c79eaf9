/** The conditions on Custom Fields of one query: what ClickUp is asked, and what each task is checked for. */
import type { Field, FieldCondition, Task } from "../../clickup/client.ts";
import { FailureError } from "../../domain/failure.ts";
import type { Clock } from "../clock.ts";
import type { ToolContext } from "../context.ts";
import type { Lookup } from "../directory/directory.ts";
import { invalidInput } from "../invalid-input.ts";
import {
  type FieldFilter,
  type FieldTest,
  fieldNamed,
  fieldTest,
  isCondition,
} from "./filter-fields.ts";
import type { FilterScope } from "./filter-places.ts";

export interface FieldTests {
  tests: { name: string; matches(task: Task): boolean }[];
  conditions: FieldCondition[];
  here: string[];
  confirm(): void;
}

/** In a few Lists a field is looked up; over more places the tasks themselves bring its definition. */
export async function fieldTests(
  filters: readonly FieldFilter[],
  scope: FilterScope,
  { directory }: ToolContext,
  clock: Clock,
  lookup: Lookup,
): Promise<FieldTests> {
  const all: FieldTests = { tests: [], conditions: [], here: [], confirm: () => {} };
  const wanted = filters.filter(isCondition);
  if (wanted.length === 0) return all;
  const me = (await directory.me()).id;
  const unproven = new Set<string>();
  let refusal: unknown;
  for (const filter of wanted) {
    const compiled = new Map<string, FieldTest | undefined>();
    const prove = (field: Field, ids?: readonly string[]): FieldTest => {
      const known = compiled.get(field.id);
      if (known !== undefined) return known;
      const made = fieldTest(filter, field, clock, { me, ...(ids !== undefined && { ids }) });
      compiled.set(field.id, made);
      return made;
    };
    const found = await Promise.all(
      scope.fewListIds.map((listId) => directory.field(filter.name, listId, lookup)),
    );
    const [first] = found;
    if (first !== undefined) {
      const same = found.every(({ id }) => id === first.id);
      const ids =
        first.type === "users" ? await userIds(filter, scope, directory, lookup) : undefined;
      for (const field of found) prove(field, field.id === first.id ? ids : undefined);
      const { condition } = prove(first);
      if (same && condition !== undefined) all.conditions.push(condition);
      else all.here.push(`fields.${filter.name}`);
      all.tests.push({
        name: filter.name,
        matches: (task) => {
          const field = task.custom_fields.find(({ id }) => found.some((one) => one.id === id));
          return prove(field ?? first).matches(field ?? { ...first, value: undefined });
        },
      });
      continue;
    }
    all.here.push(`fields.${filter.name}`);
    unproven.add(filter.name);
    all.tests.push({
      name: filter.name,
      matches: (task) => {
        const field = fieldNamed(task, filter.name);
        if (field === undefined) return filter.op === "unset";
        try {
          const matches = prove(field).matches(field);
          unproven.delete(filter.name);
          return matches;
        } catch (error) {
          // Another field of that name may still take the value; if none does, this is told.
          if (!(error instanceof FailureError)) throw error;
          refusal = error;
          return false;
        }
      },
    });
  }
  all.confirm = () => {
    const [name] = unproven;
    if (name === undefined) return;
    if (refusal !== undefined) throw refusal;
    throw invalidInput(
      lookup.argument ?? "fields",
      `None of the tasks that were read has a Custom Field "${name.slice(0, 60)}". Name a List in "in" to look it up there.`,
    );
  };
  return all;
}

async function userIds(
  { value }: FieldFilter,
  { workspaceId }: FilterScope,
  directory: ToolContext["directory"],
  lookup: Lookup,
): Promise<string[] | undefined> {
  const given = typeof value === "string" ? value.split(",") : Array.isArray(value) ? value : [];
  const names = given.flatMap((one) => (typeof one === "string" ? [one.trim()] : []));
  if (names.length === 0) return undefined;
  const found = await Promise.all(
    names.map((name) => directory.userOrTeam(name, workspaceId, lookup)),
  );
  return found.map((one) => ("user" in one ? one.user.id : one.team.id));
}
