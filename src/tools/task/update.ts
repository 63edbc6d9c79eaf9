import * as z from "zod";
import type { Task } from "../../clickup/client.ts";
import type { JsonValue } from "../../domain/json.ts";
import { changedText } from "../changed-text.ts";
import { type Clock, userClock } from "../clock.ts";
import { missedMentions } from "../comment/runs.ts";
import type { ToolContext } from "../context.ts";
import { readFieldValue } from "../custom-field/read-value.ts";
import { sendField } from "../custom-field/send.ts";
import { shownAfter } from "../custom-field/set-change.ts";
import { defineTool, UPDATES } from "../define-tool.ts";
import {
  FieldValues,
  Markdown,
  Reference,
  References,
  Title,
  Words,
  Workspace,
} from "../fields.ts";
import { Ignored } from "../ignored.ts";
import { invalidInput } from "../invalid-input.ts";
import { Priority } from "../priority.ts";
import { StepFailure, Steps } from "../steps.ts";
import { Resolver, withStatusNamed } from "./resolve.ts";
import { areTagsOff, missingTags, notAdded } from "./tags-off.ts";
import { bodyOf, PARENT_STAYS, planUpdate, type UpdatePlan } from "./update-plan.ts";

const AddRemove = z.object({ add: References.optional(), remove: References.optional() });
const SetChange = AddRemove.extend({ set: References.optional() });

const input = z.object({
  task: Reference.describe("A name needs list."),
  list: Reference.optional(),
  name: Title.optional(),
  status: Words.optional(),
  assignees: SetChange.optional().describe("Names, e-mails, me."),
  watchers: AddRemove.optional(),
  teams: AddRemove.optional(),
  priority: Priority.optional(),
  due: Words.optional().describe("ISO or words; none clears"),
  start: Words.optional(),
  estimate: Words.optional().describe("90m, 2d, none"),
  points: z.number().optional(),
  description: Markdown.optional().describe("Markdown; replaces, empty clears."),
  append_description: Markdown.min(1).optional(),
  type: Words.optional(),
  parent: Reference.optional().describe("Task in the same List."),
  tags: AddRemove.optional(),
  fields: FieldValues.optional().describe("Custom Fields by name; null clears."),
  archived: z.boolean().optional(),
  comment: Markdown.min(1).optional().describe("Markdown; @name mentions."),
  workspace: Workspace,
});

const NOT_CHANGES: ReadonlySet<string> = new Set(["task", "list", "workspace"]);

const LIST_STAYS =
  'the task is in another List and was not moved: "list" only says where to find a task by name';

/** Enough to recognise a text by; the whole of it is with task_get. */
const MAX_SHOWN_CHARS = 200;

export const taskUpdate = defineTool({
  name: "clickup_task_update",
  title: "Update a task",
  description:
    "Changes only what is given of one task, archives it, or adds a comment. Returns changes as [old, " +
    "new] and what ClickUp ignored. For many use clickup_task_bulk_update.",
  toolset: "tasks",
  tier: "free",
  annotations: UPDATES,
  input,
  output: z.object({
    id: z.string(),
    custom_id: z.string().optional(),
    name: z.string(),
    url: z.string().optional(),
    changed: z.record(z.string(), z.array(z.json())),
    unchanged: z.array(z.string()).optional(),
    ignored: z.array(Ignored),
    failed: z.array(StepFailure).optional(),
    comment_id: z.string().optional(),
    warnings: z.array(z.string()).optional(),
  }),
  missing: { what: "Task", findWith: "clickup_list_get" },
  text: changedText,
  handler: async ({ task, list, workspace, ...words }, context, notes) => {
    const nullArguments = notes.nullArguments.filter((name) => !NOT_CHANGES.has(name));
    if (Object.values(words).every((value) => value === undefined) && nullArguments.length === 0) {
      const allowed = Object.keys(input.shape).filter((name) => !NOT_CHANGES.has(name));
      throw invalidInput(
        "task",
        `There is nothing to change: no other argument was given.${list === undefined ? "" : ' "list" does not move a task.'}`,
        allowed,
      );
    }
    const clock = await userClock(context);
    const before = await readTask(task, { list, workspace }, words, context);
    const workspaceId = before.team_id ?? (await context.directory.workspace(workspace)).id;
    const place = {
      workspaceId,
      listId: before.list?.id ?? "",
      spaceId: before.space?.id,
      workspace,
    };
    const resolver = new Resolver(context, clock, place);
    const elsewhere = await isElsewhere(list, before, { workspace }, context);
    const placed = { ...before, team_id: workspaceId };
    const plan = await planUpdate(words, placed, resolver, clock, context);

    const after =
      plan.native.length === 0
        ? before
        : await withStatusNamed(words.status, resolver, () =>
            context.clickup.tasks.update(before.id, bodyOf(plan.native)),
          );
    const changed: Record<string, JsonValue[]> = {};
    const ignored = nullArguments.map((field) => ({ field, reason: reasonForNull(field) }));
    if (words.parent?.toLowerCase() === "none")
      ignored.push({ field: "parent", reason: PARENT_STAYS });
    if (elsewhere) ignored.push({ field: "list", reason: LIST_STAYS });
    for (const { field, read } of plan.native) {
      const [old, now] = [read(before), read(after)];
      if (JSON.stringify(old) === JSON.stringify(now)) {
        ignored.push({ field, reason: "ClickUp accepted this and did not do it" });
      } else changed[field] = shortenPair(old, now);
    }
    const steps = new Steps("clickup_task_update", plan.native.length > 0 ? 1 : 0);
    const commentId = await sendRest(plan, placed, { changed, ignored }, steps, context, clock);
    steps.throwIfNothingDone();
    if (plan.newTags.length > 0 && place.spaceId !== undefined) {
      context.directory.note({ changed: "tags", spaceId: place.spaceId });
    }
    return {
      id: before.id,
      custom_id: before.custom_id,
      name: after.name,
      url: before.url,
      changed,
      unchanged: plan.unchanged.length > 0 ? plan.unchanged : undefined,
      ignored,
      failed: steps.failed.length > 0 ? steps.failed : undefined,
      comment_id: commentId,
      warnings: warningsOf(plan),
    };
  },
});

async function readTask(
  task: string,
  where: { list: string | undefined; workspace: string | undefined },
  words: { description?: string | undefined; append_description?: string | undefined },
  { directory, clickup }: ToolContext,
): Promise<Task> {
  const ref = await directory.task(task, { purpose: "write", argument: "task", ...where });
  const markdown = words.description !== undefined || words.append_description !== undefined;
  if (ref.task !== undefined && !markdown) return ref.task;
  // The old values are part of the answer, and every name below means something only in its List.
  return await clickup.tasks.get(ref.key, { markdown });
}

/** "list" says where a name is looked for; who names another List may have meant to move the task. */
async function isElsewhere(
  list: string | undefined,
  task: Task,
  where: { workspace: string | undefined },
  { directory }: ToolContext,
): Promise<boolean> {
  if (list === undefined) return false;
  const { id } = await directory.list(list, { purpose: "write", argument: "list", ...where });
  return id !== task.list?.id && !task.locations.some((one) => one.id === id);
}

interface Told {
  changed: Record<string, JsonValue[]>;
  ignored: Ignored[];
}

/** What ClickUp's task update does not take: tags, Custom Fields and the comment, one call each. */
async function sendRest(
  plan: UpdatePlan,
  before: Task,
  { changed, ignored }: Told,
  steps: Steps,
  context: ToolContext,
  clock: Clock,
): Promise<string | undefined> {
  const { clickup } = context;
  const tags = new Set(before.tags.map(({ name }) => name));
  const old = [...tags];
  const tagsOff = plan.addTags.length > 0 && (await areTagsOff(before, context));
  for (const tag of plan.addTags) {
    if (await steps.run(`add tag ${tag}`, () => clickup.tags.add(before.id, tag))) tags.add(tag);
  }
  if (tagsOff && steps.failed.length === 0) {
    await steps.run("read tags back", async () => {
      const dropped = await missingTags(before.id, plan.addTags, clickup);
      for (const tag of dropped) tags.delete(tag);
      if (dropped.length > 0) ignored.push({ field: "tags", reason: notAdded(dropped) });
    });
  }
  for (const tag of plan.removeTags) {
    if (!(await steps.run(`remove tag ${tag}`, () => clickup.tags.remove(before.id, tag))))
      continue;
    for (const name of tags) if (name.toLowerCase() === tag) tags.delete(name);
  }
  if (JSON.stringify(old) !== JSON.stringify([...tags])) changed.tags = [old, [...tags]];

  for (const write of plan.fields) {
    const current = before.custom_fields.find(({ id }) => id === write.field.id);
    const done = await steps.run(`field ${write.field.name}`, () =>
      sendField(clickup, before.id, write, current),
    );
    if (!done) continue;
    const now = current === undefined ? undefined : readFieldValue(current, clock);
    changed[write.field.name] = [shorten(now ?? null), shorten(shownAfter(write, current, clock))];
  }
  let commentId: string | undefined;
  const { comment } = plan;
  if (comment !== undefined) {
    await steps.run("comment", async () => {
      commentId = (await clickup.comments.create(before.id, { comment })).id;
    });
  }
  return commentId;
}

function warningsOf({ newTags, comment }: UpdatePlan): string[] | undefined {
  const warnings = [
    ...newTags.map((tag) => `The tag "${tag}" did not exist in this Space and was created.`),
    ...missedMentions(comment ?? []),
  ];
  return warnings.length > 0 ? warnings : undefined;
}

function reasonForNull(field: string): string {
  return field === "parent" ? PARENT_STAYS : 'null counts as not given; "none" clears a value';
}

/** Of two long texts that begin alike, what follows: appending would otherwise show no difference. */
function shortenPair(old: JsonValue, now: JsonValue): JsonValue[] {
  if (typeof old !== "string" || typeof now !== "string") return [shorten(old), shorten(now)];
  let same = 0;
  while (same < old.length && old[same] === now[same]) same += 1;
  const from = same - MAX_SHOWN_CHARS / 4;
  const cut = (text: string) => (from > 0 ? `…${text.slice(from).toWellFormed()}` : text);
  return [shorten(cut(old)), shorten(cut(now))];
}

function shorten(value: JsonValue): JsonValue {
  return typeof value === "string" && value.length > MAX_SHOWN_CHARS
    ? `${value.slice(0, MAX_SHOWN_CHARS).toWellFormed()}…`
    : value;
}
