import * as z from "zod";
import type { Task } from "../../clickup/client.ts";
import type { ToolContext } from "../context.ts";
import { defineTool, UPDATES } from "../define-tool.ts";
import { References, Workspace } from "../fields.ts";
import { invalidInput } from "../invalid-input.ts";
import { nearestNames } from "../nearest.ts";
import { optionalPart, Steps } from "../steps.ts";
import { withoutEmpty } from "../without-empty.ts";
import { taskKeys } from "./references.ts";
import { tagNames } from "./tag-names.ts";
import { areTagsOff, missingTags, notAdded } from "./tags-off.ts";

const Row = z.object({
  id: z.string(),
  name: z.string().optional(),
  tags_now: z.array(z.string()).optional(),
  added: z.array(z.string()).optional(),
  removed: z.array(z.string()).optional(),
  error: z.string().optional(),
  code: z.string().optional(),
});
type Row = z.output<typeof Row>;

export const taskTagUpdate = defineTool({
  name: "clickup_task_tag_update",
  title: "Tag tasks",
  description:
    "Adds, removes or replaces tags on tasks. A tag that the Space lacks is an error unless " +
    "create_missing. To change a tag itself use clickup_tag_update.",
  toolset: "tasks",
  tier: "premium",
  annotations: UPDATES,
  input: z.object({
    tasks: References.min(1).describe("Not by name."),
    add: References.optional(),
    remove: References.optional(),
    set: References.optional(),
    create_missing: z.boolean().optional(),
    workspace: Workspace,
  }),
  output: z.object({
    tasks: z.array(Row),
    tags_created: z.array(z.string()).optional(),
  }),
  missing: { what: "Task", findWith: "clickup_task_search" },
  handler: async ({ tasks: given, workspace, ...asked }, context) => {
    const add = tagNames(asked.add, "add");
    const remove = tagNames(asked.remove, "remove");
    const set = asked.set === undefined ? undefined : tagNames(asked.set, "set");
    checkWords(add, remove, set);
    const named = await taskKeys(given, context, { argument: "tasks", workspace });
    // A wrong id among many is told beside the others.
    const reads = new Steps("clickup_task_tag_update");
    const tasks: (Task | undefined)[] = [];
    await Promise.all(
      named.map((one, index) =>
        reads.run(one.given, async () => {
          tasks[index] =
            one.task ?? (await context.clickup.tasks.get(one.key, { markdown: false }));
        }),
      ),
    );
    reads.throwIfNothingDone();
    const found = tasks.filter((task) => task !== undefined);
    const created = await newTags(set ?? add, found, asked.create_missing === true, context);
    const tagless = await spacesWithoutTags(
      found.filter((task) => planOf(task, add, remove, set).add.length > 0),
      context,
    );

    const rows: Row[] = [];
    const steps = new Steps("clickup_task_tag_update");
    let wrote = false;
    for (const task of found) {
      const plan = planOf(task, add, remove, set);
      const row: Row = { id: task.id, name: task.name };
      const now = new Map(task.tags.map(({ name }) => [name.toLowerCase(), name]));
      const done = { added: [] as string[], removed: [] as string[] };
      for (const tag of plan.add) {
        if (!(await steps.run(tag, () => context.clickup.tags.add(task.id, tag)))) continue;
        now.set(tag, tag);
        done.added.push(tag);
      }
      for (const tag of plan.remove) {
        if (!(await steps.run(tag, () => context.clickup.tags.remove(task.id, tag)))) continue;
        now.delete(tag.toLowerCase());
        done.removed.push(tag);
      }
      wrote ||= done.added.length + done.removed.length > 0;
      let dropped: string[] = [];
      if (done.added.length > 0 && steps.failed.length === 0 && tagless.has(task.space?.id)) {
        await steps.run("read back", async () => {
          dropped = await missingTags(task.id, done.added, context.clickup);
        });
      }
      for (const tag of dropped) now.delete(tag);
      done.added = done.added.filter((tag) => !dropped.includes(tag));
      const failed = steps.failed.splice(0);
      Object.assign(row, withoutEmpty(done), { tags_now: [...now.values()] });
      const problems = failed.map(({ step, problem }) => `${step}: ${problem}`);
      if (dropped.length > 0) problems.push(notAdded(dropped));
      if (problems.length > 0) {
        row.error = problems.join("; ");
        row.code = failed[0]?.code ?? "ignored";
      }
      rows.push(row);
    }
    if (!wrote) steps.throwIfNothingDone();
    const createdNow = created.filter((tag) =>
      rows.some(({ added }) => added?.includes(tag) === true),
    );
    if (createdNow.length > 0) {
      const spaces = new Set(found.flatMap(({ space }) => (space === undefined ? [] : [space.id])));
      for (const spaceId of spaces) context.directory.note({ changed: "tags", spaceId });
    }
    for (const { step, code, problem } of reads.failed) {
      rows.push({ id: step, error: problem, code });
    }
    return { tasks: rows, ...(createdNow.length > 0 && { tags_created: createdNow }) };
  },
});

function checkWords(
  add: readonly string[],
  remove: readonly string[],
  set: readonly string[] | undefined,
): void {
  if (set === undefined && add.length + remove.length === 0) {
    throw invalidInput("add", 'Say which tags: "add", "remove" or "set".', [
      "add",
      "remove",
      "set",
    ]);
  }
  if (set !== undefined && add.length + remove.length > 0) {
    throw invalidInput("set", '"set" replaces all, so it stands without "add" and "remove".');
  }
  const both = add.find((tag) => remove.includes(tag));
  if (both !== undefined) throw invalidInput("add", `"add" and "remove" both name "${both}".`);
}

function planOf(
  task: Task,
  add: readonly string[],
  remove: readonly string[],
  set: readonly string[] | undefined,
): { add: string[]; remove: string[] } {
  const there = task.tags.map(({ name }) => name);
  const has = (tag: string) => there.some((name) => name.toLowerCase() === tag);
  if (set !== undefined) {
    return {
      add: set.filter((tag) => !has(tag)),
      remove: there.filter((name) => !set.includes(name.toLowerCase())),
    };
  }
  return {
    add: add.filter((tag) => !has(tag)),
    remove: there.filter((name) => remove.includes(name.toLowerCase())),
  };
}

/** Ids of their Spaces where tags are off. */
async function spacesWithoutTags(
  tasks: readonly Task[],
  context: ToolContext,
): Promise<ReadonlySet<string | undefined>> {
  const firsts = new Map(tasks.map((task) => [task.space?.id, task]));
  const off = await Promise.all(
    [...firsts].map(async ([id, task]) => ((await areTagsOff(task, context)) ? [id] : [])),
  );
  return new Set(off.flat());
}

/** Tags that some Space does not have yet; adding them makes them, which a typo should not. */
async function newTags(
  tags: readonly string[],
  tasks: readonly Task[],
  allowed: boolean,
  { directory }: ToolContext,
): Promise<string[]> {
  const missing = new Set<string>();
  const spaceIds = new Set<string>();
  for (const task of tasks) {
    const there = task.tags.map(({ name }) => name.toLowerCase());
    if (task.space !== undefined && tags.some((tag) => !there.includes(tag))) {
      spaceIds.add(task.space.id);
    }
  }
  for (const spaceId of spaceIds) {
    const known = await optionalPart("tags", [], () => directory.tags(spaceId));
    if (known === undefined) continue;
    const there = new Set(known.map((tag) => tag.toLowerCase()));
    for (const tag of tags) {
      if (there.has(tag)) continue;
      if (!allowed) {
        const near = nearestNames(tag, known);
        throw invalidInput(
          "add",
          `The Space has no tag "${tag}". With create_missing it is made.`,
          near.length > 0 ? near : known.slice(0, 50),
        );
      }
      missing.add(tag);
    }
  }
  return [...missing];
}
