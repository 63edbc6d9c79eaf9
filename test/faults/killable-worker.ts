/** The Worker in a process that is killed and started again behind one port, and the queue outside of it. */
import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import type { FaultyQueue } from "./queue.ts";
import { Relay } from "./relay.ts";
import type { Delivery, FromWorker, Start } from "./worker-process.ts";

const DELIVERIES_AT_ONCE = 3;
const DELIVER_EVERY_MS = 20;
/** The end of what a process wrote that died. */
const COMPLAINT_CHARS = 4000;

export class KillableWorker {
  /** Of V8 in the process that runs now, where it was asked for. */
  inspector: string | undefined;
  /** Fulfilled while the Worker answers; another promise after each kill. */
  ready: Promise<void> = Promise.resolve();
  readonly #queue: FaultyQueue;
  readonly #onOutput: ((text: string) => void) | undefined;
  readonly #relay = new Relay();
  readonly #underWay = new Map<number, Delivery>();
  #start: Start | undefined;
  #process: ChildProcess | undefined;
  #delivering: NodeJS.Timeout | undefined;
  #deliveries = 0;
  #isClosing = false;

  /** `onOutput` is told all that the process prints. */
  constructor(queue: FaultyQueue, onOutput?: (text: string) => void) {
    this.#queue = queue;
    this.#onOutput = onOutput;
  }

  /** Where the Worker will be found; it does not run yet. */
  open(): Promise<string> {
    return this.#relay.open();
  }

  async start(start: Start): Promise<void> {
    this.#start = start;
    this.#delivering = setInterval(() => this.#deliver(), DELIVER_EVERY_MS);
    this.ready = this.#launch();
    await this.ready;
  }

  /** Kills the process as it stands, and starts another one on what it has stored. */
  async restart(): Promise<void> {
    // One after the other: two processes on the same storage would be no failure of the product's.
    const before = this.ready;
    this.ready = before.then(() => this.kill()).then(() => this.#launch());
    await this.ready;
  }

  async kill(): Promise<void> {
    const worker = this.#process;
    this.#process = undefined;
    if (worker?.pid === undefined || worker.exitCode !== null || worker.signalCode !== null) return;
    worker.removeAllListeners("exit");
    const gone = new Promise((resolve) => worker.once("exit", resolve));
    process.kill(-worker.pid, "SIGKILL");
    await gone;
    for (const delivery of this.#underWay.values()) this.#queue.settle(delivery);
    this.#underWay.clear();
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    clearInterval(this.#delivering);
    // A start under way would go on without its storage.
    await this.ready.catch(() => {});
    await this.kill();
    this.#relay.close();
  }

  /** Of the process that runs now; workerd is its child. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  #deliver(): void {
    if (this.#process === undefined || this.#underWay.size >= DELIVERIES_AT_ONCE) return;
    this.#deliveries += 1;
    const delivery = this.#queue.take(this.#deliveries);
    if (delivery === undefined) return;
    this.#underWay.set(delivery.id, delivery);
    this.#process.send(delivery);
  }

  #launch(): Promise<void> {
    if (this.#isClosing || this.#start === undefined) return Promise.resolve();
    const path = join(import.meta.dirname, "worker-process.ts");
    // A group of its own, so that workerd is killed with it.
    const child = fork(path, { detached: true, stdio: ["ignore", "pipe", "pipe", "ipc"] });
    let complaint = "";
    child.stdout?.on("data", (text) => this.#onOutput?.(String(text)));
    child.stderr?.on("data", (text) => {
      complaint = `${complaint}${text}`.slice(-COMPLAINT_CHARS);
      this.#onOutput?.(String(text));
    });
    child.send(this.#start);
    return new Promise((resolve, reject) => {
      child.once("exit", (code, signal) => {
        const death = new Error(
          `the Worker's process ended by itself: ${signal ?? code}\n${complaint}`,
        );
        this.ready = Promise.reject(death);
        // Who waits for it hears of it; if nobody does, the next one will.
        this.ready.catch(() => {});
        reject(death);
      });
      child.on("message", (message: FromWorker) => {
        if (message.kind === "ready") {
          this.#relay.lead(message.port);
          this.#process = child;
          this.inspector = message.inspector;
          resolve();
          return;
        }
        const delivery = this.#underWay.get(message.id);
        this.#underWay.delete(message.id);
        if (delivery) this.#queue.settle(delivery, message.acked, message.delaySeconds);
      });
    });
  }
}
