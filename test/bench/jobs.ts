/** Ten jobs that people do, by our tools and by a client that follows ClickUp's guide, at one latency. */
import type { SandboxServer } from "../sandbox/server.ts";
import type { Side } from "./company.ts";
import type { Errand, Job } from "./jobs/job.ts";
import { READING } from "./jobs/reading.ts";
import { WRITING } from "./jobs/writing.ts";
import { NaiveClient } from "./naive-client.ts";
import { type Goal, goals, row, title } from "./report.ts";
import { premiumToken, type RunningProduct, USER_ID, WORKSPACE_ID } from "./targets.ts";
import { tokensOf } from "./tokens.ts";
import { ToolClient } from "./tool-client.ts";
import { watchUpstream } from "./upstream.ts";

/** The map comes first, so that its index is cold; what it learns is warm for the others. */
export const JOBS: readonly Job[] = [
  READING.mapWorkspace,
  READING.findTask,
  READING.everything,
  READING.listThousand,
  WRITING.createPlan,
  WRITING.move,
  WRITING.closeDone,
  READING.weeklyReport,
  READING.standup,
  WRITING.writeDoc,
];

const MAX_CALLS_RATIO = 0.5;
const MAX_WALL_RATIO = 0.35;
const MAX_TOKENS_OUT_RATIO = 0.1;

export interface Effort {
  wall_ms: number;
  clickup_calls: number;
  peak_parallel: number;
  /** o200k: what the model writes (arguments, requests) … */
  tokens_in: number;
  /** … and what it reads: our tools' text, or ClickUp's JSON. */
  tokens_out: number;
}

export interface JobFigures {
  job: string;
  /** The fewest ClickUp calls that it can be done with; see `Job.least`. */
  least_calls: number;
  ours: Effort;
  naive: Effort;
}

/** Of all ten together, ours in parts of the naive client's. */
interface Ratios {
  wall: number;
  clickup_calls: number;
  /** Of the fewest calls possible: where `clickup_calls` cannot get below. */
  least_calls: number;
  tokens_in: number;
  tokens_out: number;
}

export interface JobsFigures {
  latency_ms: number;
  jobs: JobFigures[];
  ratios: Ratios;
}

export async function measureJobs(
  product: RunningProduct,
  sandbox: SandboxServer,
  latencyMs: number,
): Promise<JobsFigures> {
  const errand: Errand = { nowMs: Date.now() };
  const { state } = sandbox.sandbox;
  const upstream = watchUpstream(sandbox.sandbox);
  const tools = new ToolClient(product.origin, await premiumToken(product));
  const token = sandbox.sandbox.tokenFor(USER_ID, [WORKSPACE_ID]);
  const naive = new NaiveClient(sandbox.origin, token, WORKSPACE_ID);

  const measured = async (
    side: Side,
    client: ToolClient | NaiveClient,
    job: Job,
    work: () => Promise<void>,
  ): Promise<Effort> => {
    client.forget();
    await openConnection(client.origin);
    upstream.reset();
    const startedAt = performance.now();
    await work();
    const wallMs = performance.now() - startedAt;
    job.check?.(state, side);
    return {
      wall_ms: wallMs,
      clickup_calls: upstream.calls(),
      peak_parallel: upstream.peakParallel(),
      tokens_in: tokensOf(client.said.join("\n")),
      tokens_out: tokensOf(client.read.join("\n")),
    };
  };

  const jobs: JobFigures[] = [];
  for (const job of JOBS) {
    const least = job.least(state, errand);
    const ours = await measured("ours", tools, job, () => job.ours(tools, errand));
    const theirs = await measured("naive", naive, job, () => job.naive(naive, errand));
    if (Math.min(ours.clickup_calls, theirs.clickup_calls) < least) {
      throw new Error(`${job.name}: done with fewer calls than its least of ${least}`);
    }
    jobs.push({ job: job.name, least_calls: least, ours, naive: theirs });
  }
  return { latency_ms: latencyMs, jobs, ratios: ratiosOf(jobs) };
}

/** One that lay idle during the other side's turn may be closed at any moment. */
async function openConnection(origin: string): Promise<void> {
  const touch = async () => (await fetch(`${origin}/health`)).arrayBuffer();
  await touch().catch(touch);
}

export function printJobs({ latency_ms, jobs, ratios }: JobsFigures): void {
  title(
    `Ten jobs, ClickUp answering after ${latency_ms} ms`,
    "ours: our tools at the MCP endpoint, tokens out are their text. naive: a client that follows ClickUp's",
    "guide one request after another, tokens out are ClickUp's JSON. Both are told names, not ids.",
    "least: the fewest calls that ClickUp's API lets anybody do it with: one for each task written, as it",
    "has no bulk write, and one for each 100 tasks read. at once: the most that ClickUp saw together.",
    "tokens in: arguments, or requests as written.",
  );
  row(
    "job",
    ...["ms", "naive", "calls", "least", "naive", "at once", "tok in", "naive", "tok out", "naive"],
  );
  for (const { job, least_calls, ours, naive } of jobs) {
    row(
      job,
      ...[Math.round(ours.wall_ms), Math.round(naive.wall_ms)],
      ...[ours.clickup_calls, least_calls, naive.clickup_calls, ours.peak_parallel],
      ...[ours.tokens_in, naive.tokens_in, ours.tokens_out, naive.tokens_out],
    );
  }
  const wanted: Goal[] = [
    { name: "ClickUp calls, ours / naive", value: ratios.clickup_calls, goal: MAX_CALLS_RATIO },
    { name: "jobs that cost us more calls", value: dearer(jobs).length, goal: 0 },
    { name: "tokens out, ours / naive", value: ratios.tokens_out, goal: MAX_TOKENS_OUT_RATIO },
  ];
  // Without any latency there is nothing that running side by side could save.
  if (latency_ms > 0) {
    wanted.push({ name: "wall time, ours / naive", value: ratios.wall, goal: MAX_WALL_RATIO });
  }
  goals(wanted);
  if (latency_ms === 0) row("wall time, ours / naive", ratios.wall);
  row("ClickUp calls, least possible / naive", ratios.least_calls);
  row("ClickUp calls, ours / least possible", ratios.clickup_calls / ratios.least_calls);
  row("tokens in, ours / naive", ratios.tokens_in);
}

const dearer = (jobs: readonly JobFigures[]): JobFigures[] =>
  jobs.filter(({ ours, naive }) => ours.clickup_calls > naive.clickup_calls);

function ratiosOf(jobs: readonly JobFigures[]): Ratios {
  const sum = (of: (figures: JobFigures) => number) =>
    jobs.reduce((whole, figures) => whole + of(figures), 0);
  const ratio = (of: (effort: Effort) => number) =>
    sum(({ ours }) => of(ours)) / sum(({ naive }) => of(naive));
  return {
    wall: ratio(({ wall_ms }) => wall_ms),
    clickup_calls: ratio(({ clickup_calls }) => clickup_calls),
    least_calls: sum(({ least_calls }) => least_calls) / sum(({ naive }) => naive.clickup_calls),
    tokens_in: ratio(({ tokens_in }) => tokens_in),
    tokens_out: ratio(({ tokens_out }) => tokens_out),
  };
}
