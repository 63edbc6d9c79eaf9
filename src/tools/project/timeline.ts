import * as z from "zod";
import { userClock } from "../clock.ts";
import { defineTool, READS } from "../define-tool.ts";
import { Reference, Workspace } from "../fields.ts";
import { personName } from "../task/summary.ts";
import { withoutEmpty } from "../without-empty.ts";
import { calendar } from "./calendar.ts";
import { readProject } from "./read.ts";
import { type Scheduled, schedule } from "./schedule.ts";

const MAX_ROWS = 300;
const MAX_WARNINGS = 20;
const MAX_DAYS = 60;

const Row = z.object({
  id: z.string(),
  name: z.string(),
  start: z.string(),
  end: z.string(),
  slack: z.number().optional(),
  late: z.number().optional(),
  done: z.boolean().optional(),
  milestone: z.boolean().optional(),
  assumed: z.boolean().optional(),
  who: z.array(z.string()).optional(),
});
type Row = z.output<typeof Row>;

export const projectTimeline = defineTool({
  name: "clickup_project_timeline",
  title: "Project timeline",
  description:
    "The schedule of a Folder or List from dates, estimates and dependencies: slack, critical path, " +
    "parallel work, what will be late.",
  toolset: "projects",
  tier: "premium",
  annotations: READS,
  input: z.object({
    project: Reference,
    output: z.enum(["rows", "mermaid", "csv"]).optional(),
    workdays: z.boolean().optional(),
    assume_duration: z.int().min(1).max(MAX_DAYS).optional().describe("Days."),
    include_done: z.boolean().optional(),
    workspace: Workspace,
  }),
  output: z.object({
    project: z.string().optional(),
    start: z.string().optional(),
    end: z.string().optional(),
    tasks: z.array(Row).optional(),
    chart: z.string().optional(),
    critical_path: z.array(z.string()),
    groups: z.array(z.array(z.string())).optional(),
    milestones: z.array(Row).optional(),
    late: z.array(z.string()).optional(),
    count: z.number(),
    complete: z.boolean(),
    warnings: z.array(z.string()).optional(),
  }),
  listedOutput: ["tasks", "chart", "critical_path", "groups", "late"],
  missing: { what: "Folder", findWith: "clickup_workspace_hierarchy" },
  handler: async (input, context) => {
    const clock = await userClock(context);
    const { project, output = "rows", workdays = true, workspace } = input;
    const read = await readProject({ in: [project] }, context, clock, { workspace });
    const days = calendar(clock, workdays);
    const plan = schedule(read.tasks, {
      calendar: days,
      nowMs: clock.nowMs,
      assumedDays: input.assume_duration ?? 1,
    });
    const shown = plan.rows.filter(({ done }) => !done || input.include_done === true);
    const rowOf = (row: Scheduled): Row => ({
      id: row.task.id,
      name: row.task.name || "(no name)",
      start: days.isoOf(row.start),
      end: days.isoOf(lastDay(row)),
      ...(row.slack > 0 && { slack: row.slack }),
      ...(row.late > 0 && { late: row.late }),
      ...(row.done && { done: true }),
      ...(row.milestone && { milestone: true }),
      ...(row.assumed && { assumed: true }),
      ...(row.task.assignees.length > 0 && { who: row.task.assignees.map(personName) }),
    });
    const rows = shown.slice(0, MAX_ROWS).map(rowOf);
    const warnings = [
      ...(read.note === undefined ? [] : [read.note]),
      ...(shown.length > MAX_ROWS
        ? [`These are the first ${MAX_ROWS} of ${shown.length} tasks; ask for one List.`]
        : []),
      ...plan.warnings.slice(0, MAX_WARNINGS),
    ];
    const first = rows[0]?.start;
    const end = shown.reduce((last, row) => Math.max(last, lastDay(row)), 0);
    return {
      critical_path: plan.criticalPath,
      count: plan.rows.length,
      complete: read.complete && shown.length <= MAX_ROWS,
      ...withoutEmpty({
        project: read.places[0],
        start: first,
        end: shown.length > 0 ? days.isoOf(end) : undefined,
        tasks: output === "rows" ? rows : undefined,
        chart: output === "mermaid" ? toGantt(rows) : output === "csv" ? toCsv(rows) : undefined,
        groups: plan.groups,
        milestones: plan.rows.filter(({ milestone }) => milestone).map(rowOf),
        late: shown.filter(({ late }) => late > 0).map(({ task }) => task.id),
        warnings,
      }),
    };
  },
});

function lastDay({ start, end }: Scheduled): number {
  return Math.max(start, end - 1);
}

/** A name must not end its line or its field. */
function toGantt(rows: readonly Row[]): string {
  const lines = rows.map(({ id, name, start, end, done, milestone }) => {
    const label = name.replace(/[:;,#\n]/g, " ").slice(0, 60);
    const kind = [done === true ? "done" : "", milestone === true ? "milestone" : ""].filter(
      Boolean,
    );
    return `  ${label.trim()} :${[...kind, id, start, end].join(", ")}`;
  });
  return ["gantt", "  dateFormat YYYY-MM-DD", ...lines].join("\n");
}

function toCsv(rows: readonly Row[]): string {
  // A leading sign would make a spreadsheet compute.
  const cell = (value: unknown) => {
    const text = String(value ?? "").replace(/^[=+\-@\t]/, "'$&");
    return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const lines = rows.map((row) =>
    [row.id, row.name, row.start, row.end, row.slack ?? 0, row.late ?? 0, row.who?.join("; ")]
      .map(cell)
      .join(","),
  );
  return ["id,name,start,end,slack,late,who", ...lines].join("\n");
}
