/**
 * Memory of workerd: resident, as the kernel counts it (VmRSS in /proc), and V8's heap in use, each after V8 has
 * collected what nobody holds any more. Left to itself it does so late in the isolates that play KV, queue, R2
 * and the way out: they make little garbage, which keeps much native memory.
 */
import { residentMbOf, workerdOf } from "../support/workerd-process.ts";

export interface Sample {
  /** Since the process began to answer. */
  seconds: number;
  /** Calls that were over by then. */
  calls: number;
  rssMb: number;
  /** Of the isolate that the product runs in. */
  heapMb: number;
}

export interface Growth {
  resident: Rise;
  heap: Rise;
  samples: number;
}

export interface Rise {
  /** Medians of the first and of the last fifth of the samples after warm-up. */
  fromMb: number;
  toMb: number;
  /** 0.05 is five percent. */
  share: number;
  /** By least squares over all samples after warm-up. */
  mbPer10000Calls: number;
}

/** Collecting everything takes workerd longer than a call does. */
const CALLS_PER_SAMPLE = 500;
const LOOK_EVERY_MS = 200;
/** The first half of the calls is warm-up: objects wake, caches fill, V8 finds its sizes. */
const WARM_UP_SHARE = 0.5;
/** Fewer tell nothing. */
const MIN_SAMPLES = 30;

/** How memory went on after warm-up, in one process that was not killed; undefined for too short a run. */
export function growthOf(samples: readonly Sample[]): Growth | undefined {
  const calls = samples.at(-1)?.calls ?? 0;
  const warm = samples.filter((sample) => sample.calls >= calls * WARM_UP_SHARE);
  if (warm.length < MIN_SAMPLES) return undefined;
  return {
    resident: riseOf(warm, ({ rssMb }) => rssMb),
    heap: riseOf(warm, ({ heapMb }) => heapMb),
    samples: warm.length,
  };
}

type Reading = (sample: Sample) => number;

function riseOf(warm: readonly Sample[], mb: Reading): Rise {
  const fifth = Math.floor(warm.length / 5);
  const fromMb = median(warm.slice(0, fifth).map(mb));
  const toMb = median(warm.slice(-fifth).map(mb));
  return { fromMb, toMb, share: toMb / fromMb - 1, mbPer10000Calls: slopeOf(warm, mb) * 10_000 };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** MB a call. */
function slopeOf(samples: readonly Sample[], mb: Reading): number {
  const mean = (of: Reading) =>
    samples.reduce((sum, sample) => sum + of(sample), 0) / samples.length;
  const calls = mean((sample) => sample.calls);
  const meanMb = mean(mb);
  const together = mean((sample) => (sample.calls - calls) * (mb(sample) - meanMb));
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
  const isolates = await Isolates.open(inspector);
  let nextAtCalls = 0;
  const sampling = setInterval(async () => {
    if (pid === undefined || calls() < nextAtCalls) return;
    nextAtCalls = calls() + CALLS_PER_SAMPLE;
    const heapMb = await isolates.collect();
    const rssMb = residentMbOf(pid);
    if (rssMb === undefined) return;
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    samples.push({ seconds, calls: calls(), rssMb, heapMb });
  }, LOOK_EVERY_MS);
  return () => {
    clearInterval(sampling);
    isolates.close();
  };
}

/** The name of the product's isolate; the others are Miniflare's. */
const OWN_ISOLATE = "core:user:worker";

/** All isolates of the process, by V8's inspector. */
class Isolates {
  readonly #own: Inspected;
  readonly #others: readonly Inspected[];

  static async open(inspector: string): Promise<Isolates> {
    const targets = await fetch(new URL("/json", inspector.replace("ws:", "http:")));
    const all = (await targets.json()) as { id: string; webSocketDebuggerUrl: string }[];
    const own = all.find(({ id }) => id === OWN_ISOLATE);
    if (own === undefined) throw new Error("the Worker has no inspector");
    const others = all.filter((target) => target !== own);
    return new Isolates(
      await Inspected.open(own.webSocketDebuggerUrl),
      await Promise.all(others.map((other) => Inspected.open(other.webSocketDebuggerUrl))),
    );
  }

  private constructor(own: Inspected, others: readonly Inspected[]) {
    this.#own = own;
    this.#others = others;
  }

  /** Collects garbage everywhere; the MB of heap that are left in use in the product's isolate. */
  async collect(): Promise<number> {
    // Not waited for: an isolate that has nothing to do hears of it at its next request.
    for (const other of this.#others) other.collect();
    await this.#own.collect();
    const { usedSize = Number.NaN } = await this.#own.send("Runtime.getHeapUsage");
    return usedSize / 2 ** 20;
  }

  close(): void {
    for (const one of [this.#own, ...this.#others]) one.close();
  }
}

/** One isolate behind its inspector's socket. */
class Inspected {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (result: { usedSize?: number }) => void>();
  #asked = 0;
  #collection: Promise<unknown> | undefined;

  static async open(url: string): Promise<Inspected> {
    const socket = new WebSocket(url);
    await new Promise((resolve, reject) => {
      socket.addEventListener("open", resolve);
      socket.addEventListener("error", reject);
    });
    return new Inspected(socket);
  }

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => {
      const { id, result = {} } = JSON.parse(String(data)) as {
        id: number;
        result?: { usedSize?: number };
      };
      this.#waiting.get(id)?.(result);
      this.#waiting.delete(id);
    });
  }

  /** One at a time. */
  collect(): Promise<unknown> {
    this.#collection ??= this.send("HeapProfiler.collectGarbage").finally(() => {
      this.#collection = undefined;
    });
    return this.#collection;
  }

  send(method: string): Promise<{ usedSize?: number }> {
    this.#asked += 1;
    const id = this.#asked;
    this.#socket.send(JSON.stringify({ id, method }));
    return new Promise((resolve) => this.#waiting.set(id, resolve));
  }

  close(): void {
    this.#socket.close();
  }
}
