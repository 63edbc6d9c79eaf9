/** What stands while users call: the Worker, ClickUp, everybody signed in, and where it is written down. */
import type { KillableWorker } from "../faults/killable-worker.ts";
import type { Random } from "../faults/random.ts";
import type { Ledger } from "./ledger.ts";
import type { Tally } from "./tally.ts";
import type { Traffic } from "./traffic.ts";
import type { Upstream } from "./upstream.ts";
import type { User } from "./users.ts";

export interface World {
  origin: string;
  random: Random;
  worker: KillableWorker;
  upstream: Upstream;
  users: readonly User[];
  traffic: Traffic;
  tally: Tally;
  ledger: Ledger;
}

const CLIENTS_AT_ONCE = 48;

/** As many clients as there are at once, each to its end. */
export async function atOnce(client: () => Promise<void>): Promise<void> {
  await Promise.all(Array.from({ length: CLIENTS_AT_ONCE }, client));
}

export function anyUser({ users, random }: Pick<World, "users" | "random">): User {
  const user = users[random.from(0, users.length - 1)];
  if (user === undefined) throw new Error("nobody has signed in");
  return user;
}
