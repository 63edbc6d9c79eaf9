import * as z from "zod";
import type { Checklist } from "../../clickup/client.ts";
import { FailureError } from "../../domain/failure.ts";
import type { ToolContext } from "../context.ts";
import { DELETES, defineTool } from "../define-tool.ts";
import { DryRun, Reference, References, Title, Workspace } from "../fields.ts";
import { foldName } from "../fold-name.ts";
import { invalidInput } from "../invalid-input.ts";
import { lookBack } from "../look-back.ts";
import { needsScope } from "../needs-scope.ts";
import { StepFailure, Steps } from "../steps.ts";
import { personName } from "../task/summary.ts";
import { withoutEmpty } from "../without-empty.ts";
import { type ChecklistPlan, type ChecklistWords, type ItemRef, planChecklist } from "./plan.ts";

/** A call's budget of time and of ClickUp's calls a minute. */
const MAX_ITEMS = 50;

const ByItem = z.record(z.string().max(2_048), Title);

const input = z.object({
  task: Reference,
  list: Reference.optional(),
  checklist: Reference.optional().describe("Name or id; created when missing."),
  rename: Title.optional(),
  position: z.int().min(0).optional(),
  add_items: z.array(Title).max(MAX_ITEMS).optional(),
  check: References.optional().describe("Items by name or id."),
  uncheck: References.optional(),
  assign: ByItem.optional().describe("Item: person or none."),
  nest: ByItem.optional().describe("Item: item above or none."),
  rename_items: ByItem.optional(),
  remove_items: References.optional(),
  delete: z.boolean().optional().describe("The whole checklist."),
  dry_run: DryRun,
  workspace: Workspace,
});
type Input = z.output<typeof input>;

const ItemRow = z.object({
  id: z.string(),
  name: z.string(),
  done: z.boolean(),
  assignee: z.string().optional(),
  parent: z.string().optional(),
});

export const checklistUpdate = defineTool({
  name: "clickup_checklist_update",
  title: "Change a checklist",
  description:
    "Creates, changes or deletes a task's checklist and its items in one call; returns it as it then is.",
  toolset: "comments",
  tier: "premium",
  annotations: DELETES,
  // Removing needs clickup:delete, which is asked for where it is done.
  scope: "clickup:write",
  input,
  output: z.object({
    task: z.string(),
    id: z.string().optional(),
    name: z.string(),
    created: z.boolean().optional(),
    items: z.array(ItemRow).optional(),
    deleted: z.boolean().optional(),
    would: z.array(z.string()).optional(),
    unchanged: z.array(z.string()).optional(),
    ignored: z.array(z.string()).optional(),
    failed: z.array(StepFailure).optional(),
  }),
  listedOutput: ["items", "ignored", "failed"],
  missing: { what: "Task", findWith: "clickup_list_get" },
  handler: async (asked, context) => {
    const { directory, clickup } = context;
    const { task, list, workspace } = asked;
    const changes = Object.keys(input.shape).filter(
      (name) => !["task", "list", "workspace", "dry_run"].includes(name),
    );
    if (changes.every((name) => asked[name as keyof Input] === undefined)) {
      throw invalidInput("checklist", "There is nothing to change.", changes);
    }
    if (asked.delete === true && hasItemWork(asked)) {
      throw invalidInput("delete", '"delete" removes the checklist; give nothing else with it.');
    }
    if (asked.delete === true || (asked.remove_items?.length ?? 0) > 0) {
      needsScope(context, "clickup:delete");
    }
    const lookup = { purpose: "write", list, workspace, argument: "task" } as const;
    const ref = await directory.task(task, lookup);
    const before = await clickup.tasks.get(ref.key, { markdown: false });
    const workspaceId = async () => before.team_id ?? (await directory.workspace(workspace)).id;
    const assign = await peopleOf(asked.assign, workspaceId, context);
    const plan = planChecklist(before, { ...mapsOf(asked), assign });

    if (asked.dry_run === true) {
      return {
        task: before.id,
        ...withoutEmpty({
          id: plan.checklist?.id,
          name: plan.name,
          would: stepsOf(plan, asked.delete === true),
          unchanged: plan.unchanged,
        }),
      };
    }
    if (asked.delete === true && plan.checklist !== undefined) {
      await clickup.checklists.remove(plan.checklist.id);
      return { task: before.id, id: plan.checklist.id, name: plan.name, deleted: true };
    }
    const steps = new Steps("clickup_checklist_update");
    const now = await carryOut(plan, before.id, steps, context);
    steps.throwIfNothingDone();
    return {
      task: before.id,
      ...withoutEmpty({
        id: now?.id,
        unchanged: plan.unchanged,
        ignored: now === undefined ? [] : ignoredOf(plan, now, steps),
        failed: steps.failed,
      }),
      name: now?.name ?? plan.name,
      ...(plan.checklist === undefined && now !== undefined && { created: true }),
      items: now?.items.map((item) =>
        withoutEmpty({
          id: item.id,
          name: item.name || "(no name)",
          done: item.resolved === true,
          assignee: item.assignee && personName(item.assignee),
          parent: item.parent,
        }),
      ),
    };
  },
});

function hasItemWork({ dry_run, delete: _, task, list, checklist, workspace, ...rest }: Input) {
  return Object.values(rest).some((value) => value !== undefined);
}

function mapsOf({ assign: _, nest, rename_items, ...rest }: Input): ChecklistWords {
  return {
    ...rest,
    nest:
      nest === undefined
        ? undefined
        : new Map(Object.entries(nest).map(([item, above]) => [item, noneOr(above)])),
    rename_items: rename_items === undefined ? undefined : new Map(Object.entries(rename_items)),
  };
}

function noneOr(words: string): string | null {
  return words.toLowerCase() === "none" ? null : words;
}

async function peopleOf(
  assign: Record<string, string> | undefined,
  workspaceId: () => Promise<string>,
  { directory }: ToolContext,
): Promise<Map<string, string | null> | undefined> {
  if (assign === undefined) return undefined;
  const found = await Promise.all(
    Object.entries(assign).map(async ([item, given]) => {
      if (noneOr(given) === null) return [item, null] as const;
      const lookup = { purpose: "write", argument: `assign.${item}` } as const;
      return [item, (await directory.user(given, await workspaceId(), lookup)).id] as const;
    }),
  );
  return new Map(found);
}

function inDoubt(): FailureError {
  return new FailureError({ code: "clickup_unavailable", mayHaveHappened: true });
}

/** One call a change; several changes of one item are one. The answers tell the checklist as it is. */
async function carryOut(
  plan: ChecklistPlan,
  taskId: string,
  steps: Steps,
  { clickup }: ToolContext,
): Promise<Checklist | undefined> {
  const { checklists } = clickup;
  let now = plan.checklist;
  /** As the answer tells the checklist; from its task where the answer holds none. */
  const shown = async (answer: Checklist | undefined): Promise<Checklist | undefined> => {
    if (answer !== undefined) return answer;
    const task = await lookBack(() => clickup.tasks.get(taskId, { markdown: false }));
    if (task === undefined) throw inDoubt();
    return task.checklists.findLast((one) =>
      now === undefined ? foldName(one.name) === foldName(plan.name) : one.id === now.id,
    );
  };
  if (now === undefined) {
    await steps.run(`create checklist ${plan.name}`, async () => {
      now = await shown(await checklists.create(taskId, plan.name));
      if (now === undefined) throw inDoubt();
    });
  }
  if (now === undefined) return undefined;
  const { id } = now;
  const { rename, position } = plan;
  if (rename !== undefined || position !== undefined) {
    await steps.run("rename or move the checklist", async () => {
      const change = {
        ...(rename !== undefined && { name: rename }),
        ...(position !== undefined && { position }),
      };
      // Its answer has no documented shape.
      now = (await checklists.update(id, change)) ?? (now && { ...now, name: rename ?? now.name });
    });
  }
  const added = new Map<string, string>();
  const idOf = (item: ItemRef) => ("id" in item ? item.id : added.get(item.added));
  for (const name of plan.add) {
    await steps.run(`add ${name}`, async () => {
      const known = new Set(now?.items.map((item) => item.id));
      const own = plan.items.find(({ item }) => "added" in item && item.added === name);
      const assignee = own?.change.assignee;
      const item = { name, ...(typeof assignee === "string" && { assignee }) };
      const answer = await shown(await checklists.addItem(id, item));
      const made = answer?.items.find((item) => !known.has(item.id));
      if (made !== undefined) added.set(name, made.id);
      now = answer ?? now;
    });
  }
  for (const { item, change, parent } of plan.items) {
    const itemId = idOf(item);
    const above = parent === undefined || parent === null ? parent : idOf(parent);
    if (itemId === undefined) continue; // its adding failed, which is told
    const { assignee, ...rest } = change;
    const body = {
      ...rest,
      // A new item has its person already.
      ...(assignee !== undefined && "id" in item && { assignee }),
      ...(above !== undefined && { parent: above }),
    };
    if (Object.keys(body).length === 0) continue;
    await steps.run(`change ${item.name}`, async () => {
      now = (await shown(await checklists.updateItem(id, itemId, body))) ?? now;
    });
  }
  for (const item of plan.remove) {
    await steps.run(`remove ${item.name}`, async () => {
      await checklists.removeItem(id, item.id);
      if (now !== undefined) now = { ...now, items: without(now, item.id) };
    });
  }
  return now;
}

/** What hangs below goes with it. */
function without({ items }: Checklist, itemId: string): Checklist["items"] {
  const gone = new Set([itemId]);
  for (let size = 0; size < gone.size; ) {
    size = gone.size;
    for (const item of items) if (gone.has(item.parent ?? "")) gone.add(item.id);
  }
  return items.filter(({ id }) => !gone.has(id));
}

/** What ClickUp's answer does not show, although it said yes. */
function ignoredOf(plan: ChecklistPlan, now: Checklist, { failed }: Steps): string[] {
  const idOf = (ref: ItemRef) =>
    "id" in ref ? ref.id : now.items.find(({ name }) => name === ref.added)?.id;
  return plan.items.flatMap(({ item, change, parent }) => {
    if (failed.some(({ step }) => step === `change ${item.name}`)) return [];
    const found = now.items.find((one) =>
      "id" in item ? one.id === item.id : one.name === (change.name ?? item.added),
    );
    if (found === undefined) return [];
    const done = change.resolved === undefined || change.resolved === (found.resolved ?? false);
    const person =
      change.assignee === undefined || change.assignee === (found.assignee?.id ?? null);
    const named = change.name === undefined || change.name === found.name;
    const above = parent === undefined || parent === null ? parent : idOf(parent);
    const nested = above === undefined || above === (found.parent ?? null);
    const parts = [
      ...(done ? [] : ["check"]),
      ...(person ? [] : ["assign"]),
      ...(named ? [] : ["rename"]),
      ...(nested ? [] : ["nest"]),
    ];
    return parts.map((part) => `${part} ${item.name}: ClickUp accepted this and did not do it`);
  });
}

function stepsOf(plan: ChecklistPlan, deleting: boolean): string[] {
  if (deleting) return [`delete ${plan.name} with ${plan.checklist?.items.length ?? 0} items`];
  return [
    ...(plan.checklist === undefined ? [`create checklist ${plan.name}`] : []),
    ...(plan.rename === undefined ? [] : [`rename to ${plan.rename}`]),
    ...(plan.position === undefined ? [] : [`move to position ${plan.position}`]),
    ...plan.add.map((name) => `add ${name}`),
    ...plan.items.map(({ item }) => `change ${item.name}`),
    ...plan.remove.map(({ name }) => `remove ${name}`),
  ];
}
