import * as z from "zod";
import type { ToolContext } from "../context.ts";
import { defineTool, UPDATES } from "../define-tool.ts";
import { Reference, Workspace } from "../fields.ts";
import { invalidInput } from "../invalid-input.ts";
import { Steps } from "../steps.ts";
import { cyclesIn } from "./graph.ts";
import { taskId } from "./references.ts";

const MAX_EDGES = 50;

const RELATIONS = ["waiting_on", "blocks", "linked"] as const;
const Edge = z.object({ task: Reference, relation: z.enum(RELATIONS), other: Reference });
type Edge = z.output<typeof Edge>;
const Edges = z.array(Edge).max(MAX_EDGES);

const Row = z.object({
  task: z.string(),
  relation: z.string(),
  other: z.string(),
  done: z.enum(["added", "removed"]).optional(),
  error: z.string().optional(),
  code: z.string().optional(),
});
type Row = z.output<typeof Row>;

export const taskRelationUpdate = defineTool({
  name: "clickup_task_relation_update",
  title: "Link tasks",
  description:
    "Adds or removes dependencies and links, many at once: task waiting_on, blocks or linked other. Tells " +
    "of cycles among those added.",
  toolset: "tasks",
  tier: "premium",
  annotations: UPDATES,
  input: z.object({
    add: Edges.optional(),
    remove: Edges.optional(),
    check_cycles: z.boolean().optional(),
    workspace: Workspace,
  }),
  output: z.object({ edges: z.array(Row), warnings: z.array(z.string()).optional() }),
  missing: { what: "Task", findWith: "clickup_task_search" },
  handler: async ({ add = [], remove = [], check_cycles, workspace }, context) => {
    if (add.length + remove.length === 0) {
      throw invalidInput("add", 'Name relations in "add" or "remove".', ["add", "remove"]);
    }
    if (add.length + remove.length > MAX_EDGES) {
      throw invalidInput("add", `At most ${MAX_EDGES} relations go in one call.`);
    }
    const [adding, removing] = await Promise.all([
      resolved(add, "add", workspace, context),
      resolved(remove, "remove", workspace, context),
    ]);
    const steps = new Steps("clickup_task_relation_update");
    const rows: Row[] = [];
    const run = async (edge: Edge, done: "added" | "removed") => {
      const ok = await steps.run(`${edge.task} ${edge.relation} ${edge.other}`, () =>
        send(edge, done === "added", context),
      );
      const failed = ok ? undefined : steps.failed.at(-1);
      rows.push({
        ...edge,
        ...(ok ? { done } : { error: failed?.problem ?? "not done", code: failed?.code ?? "" }),
      });
    };
    // One after the other: some of them may be of the same task, and a circle shows in their order.
    for (const edge of removing) await run(edge, "removed");
    for (const edge of adding) await run(edge, "added");
    steps.throwIfNothingDone();
    const cycles = check_cycles === false ? [] : cyclesOf(rows);
    return {
      edges: rows,
      ...(cycles.length > 0 && {
        warnings: cycles.map(
          (cycle) => `These tasks wait on each other in a circle: ${cycle.join(" → ")}.`,
        ),
      }),
    };
  },
});

async function resolved(
  edges: readonly Edge[],
  argument: string,
  workspace: string | undefined,
  context: ToolContext,
): Promise<Edge[]> {
  return await Promise.all(
    edges.map(async ({ task, relation, other }, index) => {
      const at = `${argument}.${index}`;
      const [from, to] = await Promise.all([
        taskId(task, context, { argument: `${at}.task`, workspace }),
        taskId(other, context, { argument: `${at}.other`, workspace }),
      ]);
      if (from === to) throw invalidInput(at, `"${at}" relates the task ${from} to itself.`);
      return { task: from, relation, other: to };
    }),
  );
}

async function send(
  { task, relation, other }: Edge,
  adds: boolean,
  { clickup }: ToolContext,
): Promise<void> {
  const { relations } = clickup;
  if (relation === "linked") {
    await (adds ? relations.link(task, other) : relations.unlink(task, other));
    return;
  }
  const which = relation === "waiting_on" ? { depends_on: other } : { dependency_of: other };
  await (adds ? relations.addDependency(task, which) : relations.removeDependency(task, which));
}

function cyclesOf(rows: readonly Row[]): string[][] {
  const waits = rows.flatMap(({ task, relation, other, done }) => {
    if (done !== "added" || relation === "linked") return [];
    return [relation === "blocks" ? { from: task, to: other } : { from: other, to: task }];
  });
  return cyclesIn(waits);
}
