import * as z from "zod";
import type { Field, Task, TaskKey } from "../../clickup/client.ts";
import { ClickUpError } from "../../clickup/errors.ts";
import type { JsonValue } from "../../domain/json.ts";
import { type Clock, userClock } from "../clock.ts";
import type { ToolContext } from "../context.ts";
import { defineTool, UPDATES } from "../define-tool.ts";
import { hitsOf, type Named, pickOne, toKey } from "../directory/match.ts";
import { DryRun, FieldValues, Reference, Workspace } from "../fields.ts";
import { invalidInput } from "../invalid-input.ts";
import { Steps } from "../steps.ts";
import { Resolver } from "../task/resolve.ts";
import { isThere } from "../task/update-plan.ts";
import { withoutEmpty } from "../without-empty.ts";
import { readFieldValue } from "./read-value.ts";
import { sendField } from "./send.ts";
import { idsIn, shownAfter } from "./set-change.ts";
import { type FieldWrite, writeFieldValue } from "./write-value.ts";

const MAX_TASKS = 50;
/** Of ClickUp's calls in one call of ours: half of what most plans allow in a minute. */
const MAX_SETS = 50;
/** As many as the client lets out at once. */
const LANES = 4;
const FIELD_NOT_HERE = "FIELD_115";

/** ClickUp's answer to a write of a field is empty. */
const NOT_READ =
  "Where a row tells only what was added or removed, the whole value was not read; clickup_custom_field_get shows it.";
const ONLY_SHOWN = "Nothing was set; value_now is what each would be without dry_run.";

const SETS: ReadonlySet<string> = new Set(["labels", "users", "tasks", "list_relationship"]);
const MODES = ["set", "add", "remove"] as const;
type Mode = (typeof MODES)[number];

const Result = z.object({
  task: z.string(),
  field: z.string(),
  ok: z.boolean(),
  value_now: z.json().optional(),
  added: z.array(z.string()).optional(),
  removed: z.array(z.string()).optional(),
  unchanged: z.boolean().optional(),
  code: z.string().optional(),
  error: z.string().optional(),
});
type Result = z.output<typeof Result>;

export const customFieldSet = defineTool({
  name: "clickup_custom_field_set",
  title: "Set Custom Fields",
  description:
    "Sets or clears Custom Fields on up to 50 tasks; a wrong name or value changes nothing. On ClickUp's " +
    "Free plan each set spends one of 60 lifetime uses.",
  toolset: "fields",
  tier: "premium",
  annotations: UPDATES,
  input: z.object({
    tasks: z.array(Reference).min(1).max(MAX_TASKS),
    list: Reference.optional().describe("Of tasks by name."),
    fields: FieldValues.describe("Names to plain values; null clears."),
    mode: z.enum(MODES).optional().describe("For labels, people, tasks."),
    dry_run: DryRun,
    workspace: Workspace,
  }),
  output: z.object({
    results: z.array(Result),
    failed: z.number(),
    dry_run: z.boolean().optional(),
    note: z.string().optional(),
  }),
  listedOutput: ["results", "failed"],
  missing: { what: "Custom Field", findWith: "clickup_custom_field_get" },
  handler: async (asked, context, { nullArguments }) => {
    const { list, workspace, mode = "set", dry_run = false } = asked;
    const names = Object.keys(asked.fields);
    if (names.length === 0 || nullArguments.includes("fields")) {
      throw invalidInput("fields", '"fields" must name one Custom Field or more.');
    }
    const references = [...new Set(asked.tasks)];
    if (references.length * names.length > MAX_SETS) {
      throw invalidInput(
        "tasks",
        `Fields times tasks are more than ${MAX_SETS}; ask for fewer at once, or use clickup_task_bulk_update.`,
      );
    }
    const clock = await userClock(context);
    const lookup = { purpose: "write", list, workspace, argument: "tasks" } as const;
    const targets = await Promise.all(
      references.map(async (given): Promise<Target> => {
        const { key, task } = await context.directory.task(given, lookup);
        return { given, key, ...(task !== undefined && { task }) };
      }),
    );
    const { fields, resolver } = await definitionsFor(targets, asked, clock, context);
    const plans = await Promise.all(
      // Async, so that a name which fits nothing leaves no other field's refusal unheard.
      Object.entries(asked.fields).map(async ([name, value]) =>
        planField(named(name, fields), value, mode, resolver, clock),
      ),
    );
    refuseTwice(plans);
    // A whole set is sent as what to add and take off, and labels only as the whole.
    const needsCurrent = plans.some(({ write, mode: how }) => isRelative(write, how));
    if (needsCurrent) {
      await inLanes(targets, async (target) => {
        target.task ??= await context.clickup.tasks.get(target.key, { markdown: false });
      });
    }

    const steps = new Steps("clickup_custom_field_set");
    if (!dry_run) steps.announce(context.progress, targets.length * plans.length);
    const rows: Result[][] = targets.map(() => []);
    await inLanes(targets, async (target, index) => {
      for (const plan of plans) {
        const row = await setOne(target, plan, { dry: dry_run, steps, resolver, clock }, context);
        rows[index]?.push(row);
      }
    });
    const results = rows.flat();
    const failed = results.filter(({ ok }) => !ok).length;
    // One unchanged field is not a call that failed.
    if (failed === results.length) steps.throwIfNothingDone();
    if (dry_run) return { results, failed, dry_run, note: ONLY_SHOWN };
    const partly = results.some(({ added, removed }) => (added ?? removed) !== undefined);
    return { results, failed, ...(partly && { note: NOT_READ }) };
  },
});

interface Target {
  given: string;
  key: TaskKey;
  /** As it was, when it had to be read. */
  task?: Task;
}

interface FieldPlan {
  write: FieldWrite;
  mode: Mode;
  given: JsonValue;
}

/** The definitions come with any task; with a List they are kept, and no task has to be read. */
async function definitionsFor(
  targets: readonly Target[],
  { list, workspace }: { list?: string | undefined; workspace?: string | undefined },
  clock: Clock,
  context: ToolContext,
): Promise<{ fields: readonly Field[]; resolver: Resolver }> {
  const { directory, clickup } = context;
  if (list !== undefined) {
    const place = await directory.list(list, { purpose: "write", workspace, argument: "list" });
    const { id } = await directory.workspaceOf(place, workspace);
    const at = { workspaceId: id, listId: place.id, spaceId: place.spaceId, workspace };
    return {
      fields: await directory.fields(place.id),
      resolver: new Resolver(context, clock, at),
    };
  }
  const [first] = targets;
  if (first === undefined) throw invalidInput("tasks", '"tasks" names no task.');
  const task = first.task ?? (await clickup.tasks.get(first.key, { markdown: false }));
  first.task = task;
  const workspaceId = task.team_id ?? (await directory.workspace(workspace)).id;
  const at = { workspaceId, listId: task.list?.id ?? "", spaceId: task.space?.id, workspace };
  return { fields: task.custom_fields, resolver: new Resolver(context, clock, at) };
}

function named(given: string, fields: readonly Field[]): Field {
  const rows = fields.map(
    (field): Named<Field> => ({
      value: field,
      id: field.id,
      name: field.name,
      keys: [toKey(field.name), field.id.toLowerCase()],
    }),
  );
  return pickOne(given, hitsOf(given, rows, "write"), rows, {
    what: "Custom Field",
    findWith: "clickup_custom_field_get",
  });
}

async function planField(
  field: Field,
  given: JsonValue,
  mode: Mode,
  resolver: Resolver,
  clock: Clock,
): Promise<FieldPlan> {
  if (mode !== "set" && !SETS.has(field.type)) {
    throw invalidInput(
      "mode",
      `"mode" ${mode} fits labels, people and relations; "${field.name}" is of another kind (${field.type}).`,
      ["set"],
    );
  }
  // People and relations know both; labels are worked out against what a task has.
  const value = mode === "set" || field.type === "labels" ? given : { [mode]: given };
  const write = await writeFieldValue(field, value, resolver.references(), clock);
  if (mode !== "set" && "clear" in write) {
    throw invalidInput(`fields.${field.name}`, `"fields.${field.name}" names nothing to ${mode}.`);
  }
  return { write, mode, given };
}

function refuseTwice(plans: readonly FieldPlan[]): void {
  const ids = plans.map(({ write }) => write.field.id);
  const twice = plans.find(({ write }, at) => ids.indexOf(write.field.id) < at);
  if (twice !== undefined) {
    const { name } = twice.write.field;
    throw invalidInput("fields", `"fields" names the Custom Field "${name}" twice.`);
  }
}

function isRelative(write: FieldWrite, mode: Mode): boolean {
  if ("clear" in write) return false;
  return write.wholeSet !== undefined || (write.field.type === "labels" && mode !== "set");
}

interface Run {
  dry: boolean;
  steps: Steps;
  resolver: Resolver;
  clock: Clock;
}

async function setOne(
  target: Target,
  plan: FieldPlan,
  { dry, steps, resolver, clock }: Run,
  { clickup }: ToolContext,
): Promise<Result> {
  const id = target.task?.id ?? (typeof target.key === "string" ? target.key : target.given);
  const { name } = plan.write.field;
  const row = { task: id, field: name || plan.write.field.id };
  const write = againstTask(plan, target.task, clock);
  if (target.task !== undefined && isThere(write, target.task, clock)) {
    return { ...row, ok: true, unchanged: true, ...shownOf(write, target.task, clock) };
  }
  if (dry) return { ...row, ok: true, ...shownOf(write, target.task, clock) };
  const label = `${id}: ${row.field}`;
  const done = await steps.run(label, async () => {
    try {
      await sendField(clickup, target.task?.id ?? target.key, write, currentOf(write, target.task));
    } catch (error) {
      // Another List can have another field of that name; the refusal says that nothing was set.
      const notHere = error instanceof ClickUpError && error.ecode === FIELD_NOT_HERE;
      if (!notHere) throw error;
      const task = await clickup.tasks.get(target.key, { markdown: false });
      const own = task.custom_fields.filter((one) => toKey(one.name) === toKey(name));
      const [field, ...others] = own;
      if (field === undefined || others.length > 0 || field.id === write.field.id) throw error;
      const again = await planField(field, plan.given, plan.mode, resolver, clock);
      const other = againstTask(again, task, clock);
      await sendField(clickup, task.id, other, currentOf(other, task));
    }
  });
  if (done) return { ...row, ok: true, ...shownOf(write, target.task, clock) };
  const failure = steps.failed.find(({ step }) => step === label);
  return { ...row, ok: false, ...withoutEmpty({ code: failure?.code, error: failure?.problem }) };
}

/** Labels are set as a whole, so adding and removing starts from what the task has. */
function againstTask({ write, mode }: FieldPlan, task: Task | undefined, clock: Clock): FieldWrite {
  if ("clear" in write || mode === "set" || write.field.type !== "labels") return write;
  const current = currentOf(write, task);
  const there = idsIn(current?.value);
  const given = idsIn(write.value.value);
  const ids =
    mode === "add"
      ? [...new Set([...there, ...given])]
      : there.filter((label) => !given.includes(label));
  const { field } = write;
  if (ids.length === 0) return { field, clear: true };
  const shown = readFieldValue({ ...field, value: ids }, clock) ?? ids;
  return { field, value: { value: ids }, shown };
}

function currentOf(write: FieldWrite, task: Task | undefined): Field | undefined {
  return task?.custom_fields.find(({ id }) => id === write.field.id);
}

/** Of a set that was changed the whole is known only where the task was read. */
function shownOf(
  write: FieldWrite,
  task: Task | undefined,
  clock: Clock,
): Pick<Result, "value_now" | "added" | "removed"> {
  const current = currentOf(write, task);
  if ("clear" in write || write.change === undefined || current !== undefined) {
    return { value_now: shownAfter(write, current, clock) };
  }
  const names = (rows: readonly { name: string }[]) => rows.map(({ name }) => name);
  const { add, remove } = write.change;
  return withoutEmpty({ added: names(add), removed: names(remove) });
}

async function inLanes<T>(
  items: readonly T[],
  work: (item: T, index: number) => Promise<void>,
): Promise<void> {
  for (let from = 0; from < items.length; from += LANES) {
    const lane = items.slice(from, from + LANES);
    await Promise.all(lane.map((item, offset) => work(item, from + offset)));
  }
}
