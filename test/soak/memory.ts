/** Memory of workerd: resident, as the kernel counts it (VmRSS in /proc), and V8's heap in use. */
import { readdirSync, readFileSync } from "node:fs";

export interface Sample {
  /** Since the process began to answer. */
  seconds: number;
  /** Calls that were over by then. */
  calls: number;
  rssMb: number;
  /** Between two collections, so that only the least of many says something. */
  heapMb: number | undefined;
}

export interface Growth {
  /** Medians of the first and of the last fifth of the samples after warm-up. */
  fromMb: number;
  toMb: number;
  /** 0.05 is five percent. */
  share: number;
  /** By least squares over all samples after warm-up. */
  mbPer10000Calls: number;
  samples: number;
  /** The least of V8's heap in the same two fifths. */
  heapFromMb: number;
  heapToMb: number;
}

const SAMPLE_EVERY_MS = 1_000;
/** The first half of the calls is warm-up: objects wake, caches fill, V8 finds its sizes. */
const WARM_UP_SHARE = 0.5;
/** Fewer tell nothing. */
const MIN_SAMPLES = 30;

/** How memory went on after warm-up, in one process that was not killed; undefined for too short a run. */
export function growthOf(samples: readonly Sample[]): Growth | undefined {
  const calls = samples.at(-1)?.calls ?? 0;
  const warm = samples.filter((sample) => sample.calls >= calls * WARM_UP_SHARE);
  if (warm.length < MIN_SAMPLES) return undefined;
  const fifth = Math.floor(warm.length / 5);
  const [first, last] = [warm.slice(0, fifth), warm.slice(-fifth)];
  const [fromMb, toMb] = [medianMb(first), medianMb(last)];
  return {
    ...{ fromMb, toMb, share: toMb / fromMb - 1, samples: warm.length },
    mbPer10000Calls: slopeOf(warm) * 10_000,
    heapFromMb: leastHeapMb(first),
    heapToMb: leastHeapMb(last),
  };
}

function leastHeapMb(samples: readonly Sample[]): number {
  return Math.min(...samples.flatMap(({ heapMb }) => heapMb ?? []));
}

function medianMb(samples: readonly Sample[]): number {
  const sorted = samples.map(({ rssMb }) => rssMb).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** MB a call. */
function slopeOf(samples: readonly Sample[]): number {
  const mean = (of: (sample: Sample) => number) =>
    samples.reduce((sum, sample) => sum + of(sample), 0) / samples.length;
  const calls = mean((sample) => sample.calls);
  const rssMb = mean((sample) => sample.rssMb);
  const together = mean((sample) => (sample.calls - calls) * (sample.rssMb - rssMb));
  return together / (mean((sample) => (sample.calls - calls) ** 2) || 1);
}

/** Of the process that runs now, into `samples`; until what it returns is called. */
export async function sampleMemory(
  { pid: parent, inspector = "" }: { pid: number | undefined; inspector: string | undefined },
  calls: () => number,
  samples: Sample[],
): Promise<() => void> {
  const startedAt = performance.now();
  const pid = parent === undefined ? undefined : workerdOf(parent);
  const heap = await HeapGauge.open(inspector);
  const sampling = setInterval(async () => {
    const rssMb = pid === undefined ? undefined : rssMbOf(pid);
    if (rssMb === undefined) return;
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    const sample = { seconds, calls: calls(), rssMb };
    samples.push({ ...sample, heapMb: await heap.usedMb() });
  }, SAMPLE_EVERY_MS);
  return () => {
    clearInterval(sampling);
    heap.close();
  };
}

/** The workerd that this process has started. */
function workerdOf(parentPid: number): number | undefined {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  const pid = pids.find((pid) => {
    const status = statusOf(pid);
    return field(status, "Name") === "workerd" && field(status, "PPid") === String(parentPid);
  });
  return pid === undefined ? undefined : Number(pid);
}

function rssMbOf(pid: number): number | undefined {
  const kilobytes = field(statusOf(String(pid)), "VmRSS");
  return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
}

/** V8's own word on the heap that the product's isolate uses, by its inspector. */
class HeapGauge {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (usedMb: number) => void>();
  #asked = 0;

  static async open(inspector: string): Promise<HeapGauge> {
    const targets = await fetch(new URL("/json", inspector.replace("ws:", "http:")));
    const all = (await targets.json()) as { id: string; webSocketDebuggerUrl: string }[];
    const own = all.find(({ id }) => id === "core:user:worker");
    if (own === undefined) throw new Error("the Worker has no inspector");
    const socket = new WebSocket(own.webSocketDebuggerUrl);
    await new Promise((resolve, reject) => {
      socket.addEventListener("open", resolve);
      socket.addEventListener("error", reject);
    });
    return new HeapGauge(socket);
  }

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => {
      const { id, result } = JSON.parse(String(data)) as {
        id: number;
        result?: { usedSize?: number };
      };
      this.#waiting.get(id)?.((result?.usedSize ?? Number.NaN) / 2 ** 20);
      this.#waiting.delete(id);
    });
  }

  usedMb(): Promise<number> {
    this.#asked += 1;
    const id = this.#asked;
    this.#socket.send(JSON.stringify({ id, method: "Runtime.getHeapUsage" }));
    return new Promise((resolve) => this.#waiting.set(id, resolve));
  }

  close(): void {
    this.#socket.close();
  }
}

function statusOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/status`, "utf8");
  } catch {
    return ""; // It has ended.
  }
}

function field(status: string, name: string): string | undefined {
  return new RegExp(`^${name}:\\s*(\\w+)`, "m").exec(status)?.[1];
}
