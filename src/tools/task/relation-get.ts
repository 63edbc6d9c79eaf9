import * as z from "zod";
import type { Task } from "../../clickup/client.ts";
import { type Clock, userClock } from "../clock.ts";
import type { ToolContext } from "../context.ts";
import { defineTool, READS } from "../define-tool.ts";
import { formatDuration } from "../duration.ts";
import { Reference, Workspace } from "../fields.ts";
import { invalidInput } from "../invalid-input.ts";
import { optionalPart } from "../steps.ts";
import { withoutEmpty } from "../without-empty.ts";
import { resolveFilter } from "./filter.ts";
import { isFinished } from "./filter-dates.ts";
import { cyclesIn, longestPath, toMermaid, type Wait } from "./graph.ts";
import { MAX_COUNTED, scanNote, scanTasks } from "./scan.ts";
import { dueOf, personName, relationsOf } from "./summary.ts";

const MAX_DEPTH = 5;
const DEFAULT_DEPTH = 2;
/** Tasks read one by one, because ClickUp cannot be asked for several by id. */
const MAX_READ_APART = 40;
const MAX_NODES = 300;
/** A task without an estimate, in the longest way. */
const ASSUMED_MS = 8 * 3_600_000;

const Node = z.object({
  id: z.string(),
  name: z.string().optional(),
  status: z.string().optional(),
  done: z.boolean().optional(),
  due: z.string().optional(),
  assignees: z.array(z.string()).optional(),
  list: z.string().optional(),
});
type Node = z.output<typeof Node>;

export const taskRelationGet = defineTool({
  name: "clickup_task_relation_get",
  title: "Task relations",
  description:
    "Dependencies and links around one task, or in a List: blocked tasks, circles, dates in the wrong " +
    "order, the critical path. In edges from comes before to.",
  toolset: "tasks",
  tier: "premium",
  annotations: READS,
  input: z.object({
    task: Reference.optional(),
    list: Reference.optional().describe("All its tasks, or of a task by name."),
    depth: z.int().min(0).max(MAX_DEPTH).optional().describe("Default 2."),
    direction: z.enum(["both", "waiting_on", "blocks"]).optional(),
    analyse: z.array(z.enum(["conflicts", "critical_path"])).optional(),
    mermaid: z.boolean().optional(),
    workspace: Workspace,
  }),
  output: z.object({
    nodes: z.array(Node),
    edges: z.array(z.object({ from: z.string(), to: z.string(), type: z.string() })),
    blocked: z.array(z.object({ id: z.string(), name: z.string(), by: z.array(z.string()) })),
    conflicts: z
      .array(z.object({ kind: z.string(), tasks: z.array(z.string()), problem: z.string() }))
      .optional(),
    critical_path: z.object({ tasks: z.array(z.string()), length: z.string() }).optional(),
    mermaid: z.string().optional(),
    complete: z.boolean(),
    warnings: z.array(z.string()).optional(),
  }),
  listedOutput: ["nodes", "edges", "blocked", "conflicts", "critical_path", "complete"],
  missing: { what: "Task", findWith: "clickup_task_search" },
  handler: async (asked, context) => {
    const { task, list, direction = "both", analyse = ["conflicts"] } = asked;
    if (task === undefined && list === undefined) {
      throw invalidInput("task", 'Give "task" or "list".', ["task", "list"]);
    }
    const clock = await userClock(context);
    const warnings: string[] = [];
    const graph = new Graph(context, direction, warnings);
    if (task === undefined) await graph.readList(list ?? "", asked.workspace, clock);
    else await graph.readTask(task, asked);
    await graph.follow(asked.depth ?? (task === undefined ? 1 : DEFAULT_DEPTH));

    const nodes = graph.nodes(clock);
    const { waits, links } = graph;
    const critical = analyse.includes("critical_path") ? graph.criticalPath() : undefined;
    return {
      nodes: nodes.slice(0, MAX_NODES),
      edges: [
        ...waits.map(({ from, to }) => ({ from, to, type: "blocks" })),
        ...links.map(({ from, to }) => ({ from, to, type: "linked" })),
      ].slice(0, 2 * MAX_NODES),
      blocked: graph.blocked(),
      ...(analyse.includes("conflicts") && { conflicts: graph.conflicts(clock) }),
      ...(critical !== undefined && { critical_path: critical }),
      ...(asked.mermaid === true && {
        mermaid: toMermaid(
          nodes.slice(0, MAX_NODES).map(({ id, name, done }) => ({
            id,
            name: name ?? "not read",
            done: done === true,
          })),
          waits,
          links,
        ),
      }),
      complete: graph.complete && nodes.length <= MAX_NODES,
      ...withoutEmpty({ warnings }),
    };
  },
});

type Direction = "both" | "waiting_on" | "blocks";

class Graph {
  complete = true;
  readonly #tasks = new Map<string, Task>();
  /** Asked for by name, or of the List: shown without relations too when it is the one task. */
  readonly #roots = new Set<string>();
  readonly #context: ToolContext;
  readonly #direction: Direction;
  readonly #warnings: string[];

  constructor(context: ToolContext, direction: Direction, warnings: string[]) {
    this.#context = context;
    this.#direction = direction;
    this.#warnings = warnings;
  }

  async readTask(
    given: string,
    { list, workspace }: { list?: string | undefined; workspace?: string | undefined },
  ): Promise<void> {
    const { directory, clickup } = this.#context;
    const lookup = { purpose: "read", argument: "task", list, workspace } as const;
    const ref = await directory.task(given, lookup);
    const task = await clickup.tasks.get(ref.key, { markdown: false });
    this.#tasks.set(task.id, task);
    this.#roots.add(task.id);
  }

  async readList(list: string, workspace: string | undefined, clock: Clock): Promise<void> {
    const place = await this.#context.directory.list(list, {
      purpose: "read",
      argument: "list",
      workspace,
    });
    const words = { in: [place.id], subtasks: true, include_closed: true };
    const query = await resolveFilter(words, this.#context, clock, { workspace });
    const scan = await scanTasks(this.#context, query, { limit: MAX_COUNTED });
    if (!scan.complete) {
      this.complete = false;
      const note = scanNote(scan) ?? `Only the first ${MAX_COUNTED} tasks were read.`;
      this.#warnings.push(note.replace(" go on with next_cursor.", " ask about single tasks."));
    }
    for (const task of scan.tasks) {
      this.#tasks.set(task.id, task);
      this.#roots.add(task.id);
    }
  }

  /** Reads the tasks that those at hand name, hop by hop. */
  async follow(depth: number): Promise<void> {
    const { clickup } = this.#context;
    const tried = new Set<string>();
    let edge: Task[] = [...this.#tasks.values()];
    for (let hop = 0; hop < depth && edge.length > 0; hop += 1) {
      const near = new Set(edge.flatMap((task) => this.#neighbours(task)));
      const missing = [...near].filter((id) => !this.#tasks.has(id) && !tried.has(id));
      const reading = missing.slice(0, Math.max(0, MAX_READ_APART - tried.size));
      if (reading.length < missing.length) {
        this.complete = false;
        this.#warnings.push(`Only ${MAX_READ_APART} further tasks were read.`);
      }
      for (const id of reading) tried.add(id);
      const found = await Promise.all(
        reading.map((id) =>
          // A task of a place that this user cannot see is still an edge.
          optionalPart(`task ${id}`, this.#warnings, () =>
            clickup.tasks.get(id, { markdown: false }),
          ),
        ),
      );
      edge = found.filter((task) => task !== undefined);
      for (const task of edge) this.#tasks.set(task.id, task);
    }
  }

  #neighbours(task: Task): string[] {
    const { waiting_on = [], blocks = [], links = [] } = relationsOf(task);
    if (this.#direction === "waiting_on") return waiting_on;
    if (this.#direction === "blocks") return blocks;
    return [...waiting_on, ...blocks, ...links];
  }

  get waits(): Wait[] {
    const all = [...this.#tasks.values()].flatMap((task): Wait[] => {
      const { waiting_on = [], blocks = [] } = relationsOf(task);
      return [
        ...(this.#direction === "blocks" ? [] : waiting_on.map((from) => ({ from, to: task.id }))),
        ...(this.#direction === "waiting_on" ? [] : blocks.map((to) => ({ from: task.id, to }))),
      ];
    });
    return unique(all, ({ from, to }) => `${from} ${to}`);
  }

  get links(): Wait[] {
    if (this.#direction !== "both") return [];
    const all = [...this.#tasks.values()].flatMap((task) =>
      (relationsOf(task).links ?? []).map((to) => ({ from: task.id, to })),
    );
    return unique(all, ({ from, to }) => [from, to].sort().join(" "));
  }

  /** Only tasks that have a relation, and the one that was asked about. */
  nodes(clock: Clock): Node[] {
    const ids = new Set<string>();
    if (this.#roots.size === 1) for (const id of this.#roots) ids.add(id);
    for (const { from, to } of [...this.waits, ...this.links]) ids.add(from).add(to);
    return [...ids].map((id) => {
      const task = this.#tasks.get(id);
      if (task === undefined) return { id };
      return withoutEmpty({
        id,
        name: task.name,
        status: task.status?.status,
        done: isFinished(task) ? true : undefined,
        due: dueOf(task, clock),
        assignees: task.assignees.map(personName),
        list: task.list?.name,
      });
    });
  }

  blocked(): { id: string; name: string; by: string[] }[] {
    const by = Map.groupBy(this.waits, ({ to }) => to);
    return [...by].flatMap(([id, waits]) => {
      const task = this.#tasks.get(id);
      if (task === undefined || isFinished(task)) return [];
      const open = waits
        .map(({ from }) => from)
        .filter((from) => {
          const blocker = this.#tasks.get(from);
          return blocker === undefined || !isFinished(blocker);
        });
      return open.length === 0 ? [] : [{ id, name: task.name, by: open }];
    });
  }

  conflicts(clock: Clock): { kind: string; tasks: string[]; problem: string }[] {
    const { waits } = this;
    const found = cyclesIn(waits).map((cycle) => ({
      kind: "cycle",
      tasks: cycle.slice(0, -1),
      problem: `These wait on each other in a circle: ${cycle.join(" → ")}.`,
    }));
    for (const { from, to } of waits) {
      const [first, then] = [this.#tasks.get(from), this.#tasks.get(to)];
      if (first === undefined || then === undefined) continue;
      const add = (kind: string, problem: string) =>
        found.push({ kind, tasks: [from, to], problem });
      if (isFinished(first)) {
        if (!isFinished(then)) {
          add("closed_blocker", `${from} is done, so ${to} waits for nothing here any more.`);
        }
        continue;
      }
      if (isFinished(then)) {
        add("done_before_blocker", `${to} is done although ${from}, which it waits on, is not.`);
        continue;
      }
      const [due, start] = [first.due_date, then.start_date];
      if (due === undefined) continue;
      if (then.due_date !== undefined && due > then.due_date) {
        add(
          "due_order",
          `${from} is due ${dueOf(first, clock)}, after ${to} (${dueOf(then, clock)}).`,
        );
      } else if (start !== undefined && due > start) {
        add("start_order", `${to} starts before ${from} is due (${dueOf(first, clock)}).`);
      }
    }
    return found;
  }

  criticalPath(): { tasks: string[]; length: string } | undefined {
    const open = [...this.#tasks.values()].filter((task) => !isFinished(task));
    const waits = this.waits;
    const related = new Set(waits.flatMap(({ from, to }) => [from, to]));
    const ids = open.map(({ id }) => id).filter((id) => related.has(id));
    if (ids.length === 0) return undefined;
    const { path, length } = longestPath(
      ids,
      waits,
      (id) => this.#tasks.get(id)?.time_estimate || ASSUMED_MS,
    );
    if (path.some((id) => !this.#tasks.get(id)?.time_estimate)) {
      this.#warnings.push("Tasks without an estimate count as 8h in the critical path.");
    }
    return { tasks: path, length: formatDuration(length) };
  }
}

function unique<T>(all: readonly T[], keyOf: (one: T) => string): T[] {
  return [...new Map(all.map((one) => [keyOf(one), one])).values()];
}
