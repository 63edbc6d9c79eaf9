import * as z from "zod";
import type { NewTask, Task } from "../../clickup/client.ts";
import { ClickUpError } from "../../clickup/errors.ts";
import { type Clock, userClock } from "../clock.ts";
import type { ToolContext } from "../context.ts";
import { CREATES, defineTool } from "../define-tool.ts";
import { Reference, Title, Words, Workspace } from "../fields.ts";
import { invalidInput } from "../invalid-input.ts";
import { StepFailure, Steps } from "../steps.ts";
import { withoutEmpty } from "../without-empty.ts";
import {
  COPY_PARTS,
  type CopyPart,
  copyOf,
  leftBehind,
  onlyFields,
  parseShift,
  type Shift,
  type TaskCopy,
} from "./copy.ts";
import { relationsOf } from "./summary.ts";

const MAX_COPIES = 20;
/** Calls that all copies together may need: a call's budget of time and of ClickUp's minute. */
const MAX_WRITES = 80;

/** The Custom Field does not belong to the List. */
const NO_SUCH_FIELD = "FIELD_115";

const DEFAULT_PARTS = COPY_PARTS.filter((part) => part !== "relations");

export const taskDuplicate = defineTool({
  name: "clickup_task_duplicate",
  title: "Duplicate a task",
  description:
    "Copies a task with chosen parts to the same or another List, into its first status; not comments, " +
    "attachments, watchers.",
  toolset: "tasks",
  tier: "premium",
  annotations: CREATES,
  input: z.object({
    task: Reference.describe("A name needs list."),
    list: Reference.optional(),
    to_list: Reference.optional(),
    name: Title.optional(),
    include: z.array(z.enum(COPY_PARTS)).optional().describe("Default all but relations."),
    shift_dates: Words.optional().describe('"+7 days", "2 weeks"'),
    copies: z.int().min(1).max(MAX_COPIES).optional(),
    workspace: Workspace,
  }),
  output: z.object({
    id: z.string(),
    name: z.string(),
    url: z.string().optional(),
    list: z.string().optional(),
    copied: z.array(z.string()),
    skipped: z.array(z.string()),
    copies: z
      .array(z.object({ id: z.string(), name: z.string(), url: z.string().optional() }))
      .optional(),
    failed: z.array(StepFailure).optional(),
  }),
  listedOutput: ["id", "url", "copied", "skipped", "copies", "failed"],
  missing: { what: "Task", findWith: "clickup_task_search" },
  handler: async ({ task: given, list, to_list, workspace, ...asked }, context) => {
    const { clickup, directory } = context;
    const lookup = { purpose: "write", workspace } as const;
    const parts: ReadonlySet<CopyPart> = new Set(asked.include ?? DEFAULT_PARTS);
    const shift =
      asked.shift_dates === undefined ? undefined : parseShift(asked.shift_dates, "shift_dates");
    const clock = await userClock(context);
    const [ref, place] = await Promise.all([
      directory.task(given, { ...lookup, argument: "task", list }),
      to_list === undefined
        ? undefined
        : directory.list(to_list, { ...lookup, argument: "to_list" }),
    ]);
    const source = await clickup.tasks.get(ref.key, { subtasks: parts.has("subtasks") });
    const listId = place?.id ?? source.list?.id;
    if (listId === undefined) {
      throw invalidInput("to_list", 'The List of "task" is not known; give "to_list".');
    }
    const count = asked.copies ?? 1;
    const sameList = listId === source.list?.id;
    const names = namesOf(asked.name, source.name, count, sameList);
    const writes = count * writesFor(source, parts);
    if (writes > MAX_WRITES) {
      throw invalidInput(
        "copies",
        `That would take ${writes} calls to ClickUp, and one call may make ${MAX_WRITES}; ask for fewer copies or leave parts out with "include".`,
      );
    }
    const copier = new Copier(source, parts, shift, clock, listId, sameList, context);
    for (const name of names) await copier.copy(name);
    return copier.answer();
  },
});

function namesOf(
  given: string | undefined,
  name: string,
  count: number,
  sameList: boolean,
): string[] {
  const base = given ?? (sameList ? `${name} (copy)` : name);
  if (count === 1) return [base];
  return Array.from({ length: count }, (_, index) => `${base} ${index + 1}`);
}

function writesFor(source: Task, parts: ReadonlySet<CopyPart>): number {
  const checklists = parts.has("checklists")
    ? source.checklists.reduce((sum, { items }) => sum + 1 + items.length, 0)
    : 0;
  const relations = parts.has("relations")
    ? source.dependencies.length + source.linked_tasks.length
    : 0;
  return 1 + checklists + relations + (parts.has("subtasks") ? source.subtasks.length : 0);
}

interface Made {
  id: string;
  name: string;
  url?: string | undefined;
}

class Copier {
  readonly #steps = new Steps("clickup_task_duplicate");
  readonly #made: (Made & { list: string | undefined })[] = [];
  readonly #copied = new Set<string>();
  readonly #skipped = new Set<string>();
  readonly #source: Task;
  readonly #parts: ReadonlySet<CopyPart>;
  readonly #shift: Shift | undefined;
  readonly #clock: Clock;
  readonly #listId: string;
  readonly #context: ToolContext;
  /** Ids of the List's Custom Fields, once ClickUp has refused one that it does not have. */
  #fieldsThere: ReadonlySet<string> | undefined;

  constructor(
    source: Task,
    parts: ReadonlySet<CopyPart>,
    shift: Shift | undefined,
    clock: Clock,
    listId: string,
    /** A copy of a subtask stays beside it; elsewhere it becomes a task of its own. */
    sameList: boolean,
    context: ToolContext,
  ) {
    this.#source = source;
    this.#parts = parts;
    this.#shift = shift;
    this.#clock = clock;
    this.#listId = listId;
    this.#context = context;
    if (source.parent !== undefined && !sameList) this.#skipped.add("parent");
    this.#sameList = sameList;
  }
  readonly #sameList: boolean;

  async copy(name: string): Promise<void> {
    const parent =
      this.#sameList && this.#source.parent !== undefined ? { parent: this.#source.parent } : {};
    await this.#steps.run(`create "${name}"`, async () => {
      const made = await this.#create(this.#source, name, parent);
      const { id, url, list } = made;
      this.#made.push({ id, name: made.name || name, url, list: list?.name });
      if (this.#parts.has("checklists")) await this.#checklists(made.id);
      if (this.#parts.has("subtasks")) await this.#subtasks(made.id);
      if (this.#parts.has("relations")) await this.#relations(made.id);
    });
  }

  async #create(source: Task, name: string, parent: Pick<NewTask, "parent">): Promise<Task> {
    const copy = copyOf(source, name, this.#parts, this.#shift, this.#clock);
    const made = await this.#send({ ...copy.task, ...parent });
    this.#note(copy, made);
    return made;
  }

  /** ClickUp refuses a new task over a Custom Field that its List does not have; such are left out then. */
  async #send(task: NewTask): Promise<Task> {
    const { clickup, directory } = this.#context;
    const create = (one: NewTask) => clickup.tasks.create(this.#listId, one);
    if (this.#fieldsThere !== undefined) return await create(onlyFields(task, this.#fieldsThere));
    try {
      return await create(task);
    } catch (error) {
      if (!(error instanceof ClickUpError) || error.ecode !== NO_SUCH_FIELD) throw error;
    }
    this.#fieldsThere = new Set((await directory.fields(this.#listId)).map(({ id }) => id));
    return await create(onlyFields(task, this.#fieldsThere));
  }

  /** Asked for and not in the answer is told, because ClickUp drops some values without a word. */
  #note({ task, fields, cannot }: TaskCopy, made: Task): void {
    const part = (name: string, wanted: boolean, there: boolean) => {
      if (wanted) (there ? this.#copied : this.#skipped).add(name);
    };
    part("description", task.markdown_content !== undefined, true);
    const assigned = new Set([...made.assignees, ...made.group_assignees].map(({ id }) => id));
    const wanted = [...(task.assignees ?? []), ...(task.group_assignees ?? [])];
    part(
      "assignees",
      wanted.length > 0,
      wanted.every((id) => assigned.has(id)),
    );
    part("tags", task.tags !== undefined, made.tags.length >= (task.tags ?? []).length);
    const dated = task.due_date !== undefined || task.start_date !== undefined;
    const kept =
      (task.due_date === undefined || made.due_date !== undefined) &&
      (task.start_date === undefined || made.start_date !== undefined);
    part("dates", dated, kept);
    const dropped = {
      priority: task.priority !== undefined && made.priority === undefined,
      estimate: task.time_estimate !== undefined && made.time_estimate === undefined,
      points: task.points !== undefined && made.points === undefined,
      type: task.custom_item_id !== undefined && made.custom_item_id !== task.custom_item_id,
    };
    for (const [name, isDropped] of Object.entries(dropped)) if (isDropped) this.#skipped.add(name);
    for (const { id, name } of fields) {
      const value = made.custom_fields.find((field) => field.id === id)?.value;
      part(`field ${name}`, true, value !== undefined && value !== null);
    }
    for (const name of cannot) this.#skipped.add(`field ${name}`);
  }

  async #checklists(taskId: string): Promise<void> {
    const { clickup } = this.#context;
    for (const { name, items } of this.#source.checklists) {
      let checklistId: string | undefined;
      await this.#steps.run(`checklist ${name}`, async () => {
        checklistId = (await clickup.checklists.create(taskId, name))?.id;
        this.#copied.add("checklists");
      });
      for (const item of items) {
        const id = checklistId;
        if (id === undefined) break;
        await this.#steps.run(`item ${item.name} of checklist ${name}`, () =>
          clickup.checklists.addItem(id, {
            name: item.name || "(no name)",
            ...(item.assignee !== undefined && { assignee: item.assignee.id }),
          }),
        );
        if (item.resolved === true) this.#skipped.add("ticks of checklist items");
        if (item.parent !== undefined) this.#skipped.add("nesting of checklist items");
      }
    }
  }

  /** Parents before their children, whatever order ClickUp gave them in. */
  async #subtasks(taskId: string): Promise<void> {
    const made = new Map([[this.#source.id, taskId]]);
    let waiting = [...this.#source.subtasks];
    while (waiting.length > 0) {
      const next = waiting.filter(({ parent }) => parent !== undefined && made.has(parent));
      // What hangs on a subtask that could not be made, or did not come, is not made either.
      if (next.length === 0) {
        for (const { name } of waiting) this.#skipped.add(`subtask ${name}`);
        return;
      }
      waiting = waiting.filter((task) => !next.includes(task));
      for (const subtask of next) {
        const parent = made.get(subtask.parent ?? "") ?? taskId;
        await this.#steps.run(`subtask ${subtask.name}`, async () => {
          made.set(subtask.id, (await this.#create(subtask, subtask.name, { parent })).id);
          this.#copied.add("subtasks");
        });
        if (subtask.checklists.length > 0) this.#skipped.add("checklists of subtasks");
      }
    }
  }

  async #relations(taskId: string): Promise<void> {
    const { relations } = this.#context.clickup;
    const { waiting_on = [], blocks = [], links = [] } = relationsOf(this.#source);
    const run = async (step: string, work: () => Promise<void>) => {
      if (await this.#steps.run(step, work)) this.#copied.add("relations");
    };
    for (const id of waiting_on) {
      await run(`waiting on ${id}`, () => relations.addDependency(taskId, { depends_on: id }));
    }
    for (const id of blocks) {
      await run(`blocks ${id}`, () => relations.addDependency(taskId, { dependency_of: id }));
    }
    for (const id of links) await run(`link to ${id}`, () => relations.link(taskId, id));
  }

  answer() {
    const [first] = this.#made;
    const list = first?.list;
    if (first === undefined) this.#steps.throwIfNothingDone();
    const skipped = new Set([...this.#skipped, ...leftBehind(this.#source, this.#parts)]);
    return {
      id: first?.id ?? "",
      name: first?.name ?? "",
      ...withoutEmpty({ url: first?.url, list, failed: this.#steps.failed }),
      copied: [...this.#copied].filter((part) => !skipped.has(part)),
      skipped: [...skipped],
      ...(this.#made.length > 1 && { copies: this.#made.map(({ list: _, ...copy }) => copy) }),
    };
  }
}
