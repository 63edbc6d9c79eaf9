/** A process of its own that runs the Worker, so that it can be killed; its parent tells it what to do. */
import type { Build } from "../bench/stack.ts";
import { run } from "../bench/stack.ts";

export interface Start {
  build: Build;
  storage: string;
  bindings: Record<string, string>;
  /** Opens V8's inspector. */
  inspector?: boolean;
}

export interface Delivery {
  id: number;
  queue: string;
  messages: { id: string; timestamp: Date; attempts: number; body: unknown }[];
}

export type FromWorker =
  | { kind: "ready"; port: number; inspector?: string }
  | { kind: "delivered"; id: number; acked: string[]; delaySeconds: Record<string, number> };

/** What a queue event comes to. */
interface Dispatch {
  queue(
    name: string,
    messages: Delivery["messages"],
  ): Promise<{
    outcome: string;
    explicitAcks: string[];
    retryMessages: { msgId: string; delaySeconds?: number }[];
  }>;
}

// Its whole group goes with it: workerd is its child.
const end = () => process.kill(-process.pid, "SIGKILL");
const tell = (message: FromWorker) => process.send?.(message);

process.on("disconnect", end);
process.once("message", async ({ build, storage, bindings, inspector = false }: Start) => {
  const miniflare = await run(build, 0, bindings, { persistTo: storage, inspector });
  // Miniflare's own type of it leads nowhere.
  const worker = (await miniflare.getWorker()) as unknown as Dispatch;
  process.on("message", async ({ id, queue, messages }: Delivery) => {
    const dated = messages.map((message) => ({
      ...message,
      timestamp: new Date(message.timestamp),
    }));
    const result = await worker.queue(queue, dated).catch(() => undefined);
    const acked = result?.outcome === "ok" ? result.explicitAcks : [];
    const retried = result?.outcome === "ok" ? result.retryMessages : [];
    const delays = retried.map(({ msgId, delaySeconds = 0 }) => [msgId, delaySeconds]);
    tell({ kind: "delivered", id, acked, delaySeconds: Object.fromEntries(delays) });
  });
  tell({
    kind: "ready",
    port: Number((await miniflare.ready).port),
    ...(inspector && { inspector: (await miniflare.getInspectorURL()).href }),
  });
});
