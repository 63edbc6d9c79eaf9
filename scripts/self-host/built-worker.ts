/** What `build.ts` leaves for `serve.ts`: the Worker as it would be uploaded, and what it is bound to. */
export interface BuiltWorker {
  /** Bindings and flags of the production environment, as Miniflare takes them. */
  settings: Record<string, unknown> & { bindings: Record<string, string> };
  /** Files beside this one: the script first, then the texts that it imports. */
  modules: { type: "ESModule" | "Text"; path: string }[];
  queueName: string;
  /** Daily ones, in UTC. */
  crons: string[];
}

export const BUILT_WORKER = "worker.json";
export const QUEUE_WORKER = "queue-worker.js";
