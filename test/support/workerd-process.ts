/** What Linux tells of a workerd; undefined where there is no /proc, or the process has ended. */
import { existsSync, readdirSync, readFileSync } from "node:fs";

/** USER_HZ, the unit of times in /proc/PID/stat: 100 a second on every Linux that Node runs on. */
const TICK_MS = 10;

/** The pid of the workerd that this process has started. */
export function workerdOf(parentPid: number): number | undefined {
  if (!existsSync("/proc/self/stat")) return undefined;
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .find((pid) => {
      const { command, fields } = statOf(pid) ?? {};
      return command === "workerd" && Number(fields?.[1]) === parentPid;
    });
}

/** User and system time of all its threads so far. */
export function cpuMsOf(pid: number): number | undefined {
  const { fields } = statOf(pid) ?? {};
  return fields && (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

/** Resident memory, VmRSS. */
export function residentMbOf(pid: number): number | undefined {
  const kilobytes = /^VmRSS:\s*(\d+)/m.exec(told(pid, "status") ?? "")?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
}

/** `fields` from the state on: the command before it may hold spaces (man 5 proc_pid_stat). */
function statOf(pid: number): { command: string; fields: string[] } | undefined {
  const [, command, fields] = /^\d+ \((.*)\) (.*)$/s.exec(told(pid, "stat") ?? "") ?? [];
  return command === undefined || fields === undefined
    ? undefined
    : { command, fields: fields.split(" ") };
}

function told(pid: number, file: "stat" | "status"): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return undefined;
  }
}
