/**
 * What a call takes of the processor: user and system time of the whole workerd process, by Linux's own count.
 * The simulated KV, queue and bucket are in it, and the account's share, which Cloudflare does not bill as
 * CPU; so it is more than what is billed.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { SEED } from "../sandbox/clickup/seed-ids.ts";
import { signIn } from "../support/plain-oauth.ts";
import { type Call, statelessCall } from "./calls.ts";
import { row, title } from "./report.ts";
import { type RunningProduct, USER_ID, WORKSPACE_ID } from "./targets.ts";

const WARM_UP_CALLS = 300;
const CALLS = 2_000;
/** USER_HZ, the unit of /proc/PID/stat: 100 a second on every Linux that Node runs on. */
const TICK_MS = 10;

export interface CpuFigures {
  calls_each: number;
  /** Answered from the index: our stack alone. Absent where there is no /proc. */
  warm_ms?: number;
  /** With one request to ClickUp in it. */
  upstream_ms?: number;
}

export async function measureCpu({ origin }: RunningProduct): Promise<CpuFigures> {
  const pid = workerdOf(process.pid);
  if (pid === undefined) return { calls_each: 0 };
  const { access_token: token } = (await signIn(origin, USER_ID)).tokens;
  const measured = async (call: Call) => {
    for (let i = 0; i < WARM_UP_CALLS; i++) await call();
    const before = cpuMs(pid);
    for (let i = 0; i < CALLS; i++) await call();
    return (cpuMs(pid) - before) / CALLS;
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

/** Our child; there is one, since a table runs alone. */
function workerdOf(parent: number): number | undefined {
  if (!existsSync("/proc/self/stat")) return undefined;
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .find((pid) => {
      const stat = statOf(pid);
      return stat?.command === "workerd" && Number(stat.fields[1]) === parent;
    });
}

function cpuMs(pid: number): number {
  const { fields = [] } = statOf(pid) ?? {};
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

/** `fields` from the state on: the command before it may hold spaces (man 5 proc_pid_stat). */
function statOf(pid: number): { command: string; fields: string[] } | undefined {
  try {
    const [, command = "", fields = ""] =
      /^\d+ \((.*)\) (.*)$/s.exec(readFileSync(`/proc/${pid}/stat`, "utf8")) ?? [];
    return { command, fields: fields.split(" ") };
  } catch {
    return undefined; // it has ended
  }
}
