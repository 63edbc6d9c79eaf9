import * as z from "zod";
import type { ToolContext } from "../context.ts";
import { defineTool, UPDATES } from "../define-tool.ts";
import type { PlaceRef } from "../directory/directory.ts";
import { References, Workspace } from "../fields.ts";
import { invalidInput } from "../invalid-input.ts";
import { Steps } from "../steps.ts";
import { withoutEmpty } from "../without-empty.ts";
import { taskIds } from "./references.ts";

/** Pairs of a task and a List, one call each. */
const MAX_PAIRS = 100;

const Row = z.object({
  id: z.string(),
  name: z.string().optional(),
  home_list: z.string().optional(),
  lists: z.array(z.string()).optional(),
  ignored: z.array(z.string()).optional(),
  error: z.string().optional(),
  code: z.string().optional(),
});
type Row = z.output<typeof Row>;

export const taskMultiList = defineTool({
  name: "clickup_task_multi_list",
  title: "Task in more Lists",
  description:
    "Shows tasks in further Lists or takes them out again, and reads back; the home List stays. To change " +
    "that use clickup_task_move.",
  toolset: "tasks",
  tier: "premium",
  annotations: UPDATES,
  input: z.object({
    tasks: References.min(1).describe("Not by name."),
    add_lists: References.optional(),
    remove_lists: References.optional(),
    workspace: Workspace,
  }),
  output: z.object({ tasks: z.array(Row) }),
  missing: { what: "Task", findWith: "clickup_task_search" },
  handler: async ({ tasks: given, add_lists, remove_lists, workspace }, context) => {
    const { directory } = context;
    const lists = (names: readonly string[] | undefined, argument: string) =>
      Promise.all(
        (names ?? []).map((name) =>
          directory.list(name, { purpose: "write", argument, workspace }),
        ),
      );
    const [ids, add, remove] = await Promise.all([
      taskIds(given, context, { argument: "tasks", workspace }),
      lists(add_lists, "add_lists"),
      lists(remove_lists, "remove_lists"),
    ]);
    if (add.length + remove.length === 0) {
      throw invalidInput("add_lists", 'Say which Lists: "add_lists" or "remove_lists".');
    }
    const both = add.find(({ id }) => remove.some((one) => one.id === id));
    if (both !== undefined) {
      throw invalidInput(
        "remove_lists",
        `The List ${both.name ?? both.id} is to be added and removed.`,
      );
    }
    const pairs = ids.length * (add.length + remove.length);
    if (pairs > MAX_PAIRS) {
      throw invalidInput(
        "tasks",
        `These are ${pairs} changes; at most ${MAX_PAIRS} go in one call.`,
      );
    }
    const all = new Steps("clickup_task_multi_list");
    const rows: Row[] = ids.map((id) => ({ id }));
    await Promise.all(
      ids.map((id, index) =>
        all.run(id, async () => {
          rows[index] = await change(id, add, remove, context);
        }),
      ),
    );
    all.throwIfNothingDone();
    for (const { step, code, problem } of all.failed) {
      const row = rows.find(({ id, name }) => id === step && name === undefined);
      if (row !== undefined) Object.assign(row, { error: problem, code });
    }
    return { tasks: rows };
  },
});

async function change(
  taskId: string,
  add: readonly PlaceRef[],
  remove: readonly PlaceRef[],
  { clickup }: ToolContext,
): Promise<Row> {
  const steps = new Steps("clickup_task_multi_list");
  const named = ({ id, name }: PlaceRef) => name ?? id;
  const sent = new Set<string>();
  for (const list of add) {
    const done = await steps.run(`add to ${named(list)}`, () =>
      clickup.tasks.addToList(taskId, list.id),
    );
    if (done) sent.add(list.id);
  }
  for (const list of remove) {
    const done = await steps.run(`remove from ${named(list)}`, () =>
      clickup.tasks.removeFromList(taskId, list.id),
    );
    if (done) sent.add(list.id);
  }
  steps.throwIfNothingDone();
  const task = await clickup.tasks.get(taskId, { markdown: false });
  const shown = new Set(task.locations.map(({ id }) => id));
  const home = task.list?.id;
  const ignored = [
    ...add
      .filter(({ id }) => sent.has(id) && !shown.has(id) && id !== home)
      .map(
        (list) =>
          `${named(list)}: ClickUp said yes and did not add it; the ClickApp "Tasks in Multiple Lists" is off in this Space`,
      ),
    ...add
      .filter(({ id }) => id === home)
      .map((list) => `${named(list)}: it is the home List already`),
    ...remove
      .filter(({ id }) => id === home)
      .map((list) => `${named(list)}: it is the home List; clickup_task_move changes that`),
    ...remove
      .filter(({ id }) => sent.has(id) && shown.has(id))
      .map((list) => `${named(list)}: ClickUp said yes and did not remove it`),
  ];
  const failed = steps.failed.map(({ step, problem }) => `${step}: ${problem}`);
  return {
    id: task.id,
    name: task.name,
    ...withoutEmpty({
      home_list: task.list?.name ?? home,
      ignored,
      error: failed.join("; "),
      code: steps.failed[0]?.code,
    }),
    lists: task.locations.map(({ id, name }) => name ?? id),
  };
}
