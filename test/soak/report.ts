/** The totals of a soak as lines, and whether it shows what it should. */
import { growthOf, type Rise } from "./memory.ts";
import type { SoakOptions, SoakResult } from "./totals.ts";

const MAX_PROBLEMS = 30;
const MAX_SAMPLES = 25;
/** What memory may grow by after warm-up: the process, and the product's heap in it. */
const MAX_GROWTH = 0.1;

/** False when anything was lost, doubled, mixed up or hung, or memory grew. */
export function printReport(options: SoakOptions, result: SoakResult): boolean {
  const { writes, cutCreates, storage } = result;
  const growth = growthOf(result.samples);
  const faults = Object.values(result.faults).reduce((sum, times) => sum + times, 0);
  const rows: [string, number | string][] = [
    ["seed", options.seed],
    ["calls", result.ended],
    ...Object.entries(result.calls).map(([way, ends]): [string, string] => [
      `  ${way}`,
      inWords(ends),
    ]),
    ["results of tools", inWords(result.outcomes)],
    ["process kills", result.kills],
    ["objects that went away", result.restarts],
    ["requests to ClickUp", result.upstreamRequests],
    ["  answered wrongly, late or not", faults],
    ["    of these", inWords(result.faults)],
    ["audit events", result.events],
    ["  of calls that died", result.unknownEvents],
    ["writes asked for", writes.asked],
    ["  answered as done, refused, in doubt", `${writes.ok}, ${writes.no}, ${writes.maybe}`],
    ["  in doubt and done", writes.happened],
    ["creates whose answer was cut", cutCreates.asked],
    ["  asked for again by their key", cutCreates.askedAgain],
    ["  made, made twice", `${cutCreates.made}, ${cutCreates.doubled}`],
    ["answers with the reader's own words", result.ownReads],
    ["lines of log", result.logLines],
    ["files of objects and KV, MB", `${storage.files}, ${Math.round(storage.bytes / 1e6)}`],
    ["audit objects", storage.auditObjects],
    ["slowest call, ms", result.slowestMs],
    ["hung calls", result.hung],
    [
      "memory after warm-up",
      growth === undefined ? "too short a run to tell" : inMb(growth.resident),
    ],
    ["  of it the heap of the product", growth === undefined ? "" : inMb(growth.heap)],
    ["  samples", growth?.samples ?? 0],
    ["seconds", result.seconds],
    ["problems", result.problems.length],
  ];
  for (const [name, value] of rows) console.log(`${name.padEnd(40)} ${value}`);
  for (const problem of result.problems.slice(0, MAX_PROBLEMS)) console.log(`- ${problem}`);
  console.log("Resident memory of workerd, in the part without kills:");
  for (const { seconds, calls, rssMb, heapMb } of thinned(result.samples)) {
    console.log(
      `  ${seconds} s, ${calls} calls: ${Math.round(rssMb)} MB, heap ${heapMb.toFixed(1)} MB`,
    );
  }
  const isFlat =
    growth === undefined || (growth.resident.share < MAX_GROWTH && growth.heap.share < MAX_GROWTH);
  return result.problems.length === 0 && result.hung === 0 && isFlat;
}

function inMb({ fromMb, toMb, share, mbPer10000Calls }: Rise): string {
  const percent = `${(share * 100).toFixed(1)} %`;
  const slope = `${mbPer10000Calls.toFixed(1)} MB each 10,000 calls`;
  return `${fromMb.toFixed(1)} to ${toMb.toFixed(1)} MB: ${percent}, ${slope}`;
}

function inWords(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .sort(([, a], [, b]) => b - a)
    .map(([name, times]) => `${name} ${times}`)
    .join(", ");
}

function thinned<T>(all: readonly T[]): T[] {
  const step = Math.ceil(all.length / MAX_SAMPLES);
  return all.filter((_, at) => at % step === 0 || at === all.length - 1);
}
