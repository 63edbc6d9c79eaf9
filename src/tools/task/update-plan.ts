/** Everything that an update will send, worked out before the first write leaves. */
import type { Task, TaskChange } from "../../clickup/client.ts";
import type { JsonObject, JsonValue } from "../../domain/json.ts";
import type { Clock } from "../clock.ts";
import { commentRuns } from "../comment/runs.ts";
import type { ToolContext } from "../context.ts";
import { readFieldValue } from "../custom-field/read-value.ts";
import { idsIn, isSetSo } from "../custom-field/set-change.ts";
import type { FieldWrite } from "../custom-field/write-value.ts";
import { invalidInput } from "../invalid-input.ts";
import { type Priority, priorityLevel } from "../priority.ts";
import {
  archivedChange,
  dateChange,
  descriptionChange,
  estimateChange,
  membersChange,
  type NativeChange,
  parentChange,
  pointsChange,
  priorityChange,
  textChange,
  typeChange,
} from "./native-change.ts";
import { isNone, type Resolver, resolveDate, resolveEstimate, startBeforeDue } from "./resolve.ts";

interface SetWords {
  add?: string[] | undefined;
  remove?: string[] | undefined;
  set?: string[] | undefined;
}

export interface UpdateWords {
  name?: string | undefined;
  status?: string | undefined;
  assignees?: SetWords | undefined;
  watchers?: SetWords | undefined;
  teams?: SetWords | undefined;
  priority?: Priority | undefined;
  due?: string | undefined;
  start?: string | undefined;
  estimate?: string | undefined;
  points?: number | undefined;
  description?: string | undefined;
  append_description?: string | undefined;
  type?: string | undefined;
  parent?: string | undefined;
  tags?: { add?: string[] | undefined; remove?: string[] | undefined } | undefined;
  fields?: Record<string, JsonValue> | undefined;
  archived?: boolean | undefined;
  comment?: string | undefined;
}

export interface UpdatePlan {
  native: NativeChange[];
  addTags: string[];
  removeTags: string[];
  /** Of `addTags`, those that the Space does not have yet. */
  newTags: string[];
  fields: FieldWrite[];
  comment: JsonObject[] | undefined;
  /** Arguments that ask for what is there already. */
  unchanged: string[];
}

export const PARENT_STAYS =
  "ClickUp's API cannot make a subtask a task of its own; that is possible in the app only";

export async function planUpdate(
  words: UpdateWords,
  before: Task,
  resolver: Resolver,
  clock: Clock,
  context: ToolContext,
): Promise<UpdatePlan> {
  const due = resolveDate(words.due, "due", clock);
  const start = resolveDate(words.start, "start", clock);
  startBeforeDue(start, due);
  const estimate = resolveEstimate(words.estimate);
  const priority = words.priority && priorityLevel(words.priority);
  const markdown = descriptionOf(words, before);
  const addTags = resolver.tags(words.tags?.add, "tags.add");
  const removeTags = resolver.tags(words.tags?.remove, "tags.remove");
  const both = addTags.find((tag) => removeTags.includes(tag));
  if (both !== undefined) throw invalidInput("tags", `"tags" adds and removes "${both}".`);

  const members = async (field: "assignees" | "watchers" | "teams") => {
    const given = words[field];
    if (given === undefined) return undefined;
    const { add, remove, set } = given;
    if (set !== undefined && (add !== undefined || remove !== undefined)) {
      throw invalidInput(field, `"${field}" takes set, or add and remove, not both.`);
    }
    const resolve = (names: string[] | undefined, part: string) =>
      field === "teams"
        ? resolver.teams(names, `${field}.${part}`)
        : resolver.people(names, `${field}.${part}`);
    const [adding, removing, whole] = await Promise.all([
      resolve(add, "add"),
      resolve(remove, "remove"),
      resolve(set, "set"),
    ]);
    const change = { add: adding, remove: removing };
    return membersChange(field, set === undefined ? change : { ...change, set: whole }, before);
  };

  const [assignees, watchers, teams, type, typeNow, parentId, fieldWrites, comment] =
    await Promise.all([
      members("assignees"),
      members("watchers"),
      members("teams"),
      resolver.type(words.type),
      words.type === undefined ? undefined : resolver.typeOf(before),
      words.parent === undefined || isNone(words.parent)
        ? undefined
        : resolver.task(words.parent, "parent"),
      resolver.fields(words.fields),
      words.comment === undefined
        ? undefined
        : commentRuns(words.comment, async () => before.team_id, context),
    ]);

  const changes = [
    words.name === undefined ? undefined : textChange("name", words.name, before),
    words.status === undefined ? undefined : textChange("status", words.status, before),
    assignees,
    watchers,
    teams,
    priority === undefined ? undefined : priorityChange(priority, before),
    due === undefined ? undefined : dateChange("due", due, before, clock),
    start === undefined ? undefined : dateChange("start", start, before, clock),
    estimate === undefined ? undefined : estimateChange(estimate, before),
    words.points === undefined ? undefined : pointsChange(words.points, before),
    markdown === undefined ? undefined : descriptionChange("description", markdown, before),
    type === undefined ? undefined : typeChange([type, typeNow], before),
    parentId === undefined ? undefined : parentChange(parentId, before),
    words.archived === undefined ? undefined : archivedChange(words.archived, before),
  ].filter((change) => change !== undefined);

  const there = new Set(before.tags.map(({ name }) => name.toLowerCase()));
  const fields = fieldWrites.filter((write) => !isThere(write, before, clock));
  const plan: UpdatePlan = {
    native: changes.filter(({ already }) => !already),
    addTags: addTags.filter((tag) => !there.has(tag)),
    removeTags: removeTags.filter((tag) => there.has(tag)),
    newTags: resolver.newTags(addTags),
    fields,
    comment,
    unchanged: [
      ...changes.filter(({ already }) => already).map(({ field }) => field),
      ...addTags.filter((tag) => there.has(tag)).map((tag) => `tag ${tag}`),
      ...removeTags.filter((tag) => !there.has(tag)).map((tag) => `tag ${tag}`),
      ...fieldWrites.filter((write) => !fields.includes(write)).map(({ field }) => field.name),
    ],
  };
  return plan;
}

export function bodyOf(changes: readonly NativeChange[]): TaskChange {
  return Object.assign({}, ...changes.map(({ body }) => body));
}

function descriptionOf(words: UpdateWords, before: Task): string | undefined {
  const { description, append_description: more } = words;
  if (more === undefined) return description;
  if (description !== undefined) {
    throw invalidInput(
      "append_description",
      'Give "description" or "append_description", not both.',
    );
  }
  const now = (before.markdown_description ?? before.description ?? "").trimEnd();
  return now === "" ? more : `${now}\n\n${more}`;
}

/** Each setting of a field is one of the Free plan's 60 lifetime uses, so none is spent for nothing. */
export function isThere(write: FieldWrite, before: Task, clock: Clock): boolean {
  const current = before.custom_fields.find(({ id }) => id === write.field.id);
  if (current === undefined) return false;
  const value = readFieldValue(current, clock);
  if ("clear" in write) return value === undefined;
  if (write.field.type === "button") return false;
  if (write.change !== undefined) return isSetSo(write.change, current);
  if (write.wholeSet !== undefined) return isSameSet(write.wholeSet, idsIn(current.value));
  if (Array.isArray(write.shown)) return isSameSet(write.shown, Array.isArray(value) ? value : []);
  return value === write.shown;
}

function isSameSet(one: readonly JsonValue[], other: readonly JsonValue[]): boolean {
  return one.length === other.length && one.every((value) => other.includes(value));
}
