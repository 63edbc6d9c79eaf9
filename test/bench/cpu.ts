/**
 * What a call takes of the processor: user and system time of the whole workerd process, by Linux's own count.
 * The simulated KV, queue and bucket are in it, and the account's share, which Cloudflare does not bill as
 * CPU; so it is more than what is billed.
 */
import { SEED } from "../sandbox/clickup/seed-ids.ts";
import { signIn } from "../support/plain-oauth.ts";
import { cpuMsOf, workerdOf } from "../support/workerd-process.ts";
import { type Call, statelessCall } from "./calls.ts";
import { row, title } from "./report.ts";
import { type RunningProduct, USER_ID, WORKSPACE_ID } from "./targets.ts";

const WARM_UP_CALLS = 300;
const CALLS = 2_000;

export interface CpuFigures {
  calls_each: number;
  /** Answered from the index: our stack alone. Absent where there is no /proc. */
  warm_ms?: number;
  /** With one request to ClickUp in it. */
  upstream_ms?: number;
}

export async function measureCpu({ origin }: RunningProduct): Promise<CpuFigures> {
  // There is one: a table runs alone.
  const pid = workerdOf(process.pid);
  if (pid === undefined) return { calls_each: 0 };
  const { access_token: token } = (await signIn(origin, USER_ID)).tokens;
  const measured = async (call: Call) => {
    for (let i = 0; i < WARM_UP_CALLS; i++) await call();
    const before = cpuMsOf(pid) ?? Number.NaN;
    for (let i = 0; i < CALLS; i++) await call();
    return ((cpuMsOf(pid) ?? Number.NaN) - before) / CALLS;
  };
  const warm = { workspace: WORKSPACE_ID, name_filter: "Backlog", limit: 1 };
  const hierarchy = { name: "clickup_workspace_hierarchy", arguments: warm };
  const task = { name: "clickup_task_get", arguments: { task: SEED.tasks.bug } };
  return {
    calls_each: CALLS,
    warm_ms: await measured(statelessCall(origin, token, hierarchy)),
    upstream_ms: await measured(statelessCall(origin, token, task)),
  };
}

export function printCpu({ calls_each, warm_ms, upstream_ms }: CpuFigures): void {
  title(
    "CPU of a call",
    `User and system time of all of workerd, ms a call; ${calls_each} of each. Only where there is /proc.`,
  );
  if (warm_ms !== undefined) row("answered from the index", warm_ms);
  if (upstream_ms !== undefined) row("with one request to ClickUp", upstream_ms);
}
