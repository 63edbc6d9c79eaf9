/**
 * What the start of an isolate takes of the processor: loading the built Worker, and beside it the one with
 * the libraries alone. Time on the processor of all of workerd's threads, by Linux's own count, because
 * `wrangler check startup` samples a clock that runs on while other work has the core.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { quantile } from "./quantile.ts";
import { goals, row, title } from "./report.ts";
import { type Build, runLoader } from "./stack.ts";

const TURNS = 8;
const MAX_START_MS = 120;
const NS_PER_MS = 1e6;

export interface StartFigures {
  turns: number;
  /** The middle one of all turns. Absent where there is no /proc. */
  ours_ms?: number;
  libraries_ms?: number;
}

export async function measureStart(ours: Build, libraries: Build): Promise<StartFigures> {
  if (!existsSync("/proc/self/schedstat")) return { turns: 0 };
  const oursMs: number[] = [];
  const librariesMs: number[] = [];
  for (let turn = 0; turn < TURNS; turn++) {
    oursMs.push(await loadingMs(ours));
    librariesMs.push(await loadingMs(libraries));
  }
  return {
    turns: TURNS,
    ours_ms: quantile(oursMs, 0.5),
    libraries_ms: quantile(librariesMs, 0.5),
  };
}

export function printStart({ turns, ours_ms, libraries_ms }: StartFigures): void {
  title(
    "Start of an isolate",
    `CPU of loading the Worker, ms; the middle one of ${turns}. Only where there is /proc.`,
  );
  if (ours_ms === undefined || libraries_ms === undefined) return;
  row("the libraries alone", libraries_ms);
  goals([{ name: "the product", value: ours_ms, goal: MAX_START_MS }]);
}

async function loadingMs(built: Build): Promise<number> {
  const others = new Set(children());
  const miniflare = await runLoader(
    built,
    `if (request.url.endsWith("/load")) await load();
    return new Response();`,
  );
  try {
    // What workerd does at its first request is not the Worker's.
    await (await miniflare.dispatchFetch("http://localhost/")).text();
    const [workerd] = children().filter((pid) => !others.has(pid));
    if (workerd === undefined) throw new Error("workerd is no child of this process");
    const before = onProcessorMs(workerd);
    const answer = await miniflare.dispatchFetch("http://localhost/load");
    await answer.text();
    if (!answer.ok) throw new Error(`loading the Worker answered ${answer.status}`);
    return onProcessorMs(workerd) - before;
  } finally {
    await miniflare.dispose();
  }
}

function children(): string[] {
  return readdirSync("/proc/self/task").flatMap((thread) =>
    readFileSync(`/proc/self/task/${thread}/children`, "utf8")
      .split(" ")
      .filter((pid) => pid !== ""),
  );
}

/** The first number of schedstat is nanoseconds on the processor (docs.kernel.org, scheduler/sched-stats). */
function onProcessorMs(pid: string): number {
  const ns = readdirSync(`/proc/${pid}/task`).map((thread) =>
    Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ")[0]),
  );
  return ns.reduce((sum, one) => sum + one, 0) / NS_PER_MS;
}
