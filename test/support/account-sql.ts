import { env, runInDurableObject } from "cloudflare:test";

let made = 0;

/** Runs `work` inside a fresh account object: its real SQLite, its real transactions. */
export function inAccount<T>(work: (storage: DurableObjectStorage) => T | Promise<T>): Promise<T> {
  made += 1;
  return runInDurableObject(
    env.ACCOUNT.getByName(`test-${made}-${crypto.randomUUID()}`),
    (_, state) => work(state.storage),
  );
}
