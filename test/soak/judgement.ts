/** When every process is gone: all that was answered, printed, carried out and stored, held against each other. */
import { readStored } from "../faults/stored.ts";
import { judge } from "../faults/verdict.ts";
import type { LogWatch } from "./log-watch.ts";
import { strangersInStorage } from "./storage.ts";
import type { SoakResult } from "./totals.ts";
import type { World } from "./world.ts";

export type Judgement = Pick<
  SoakResult,
  "events" | "unknownEvents" | "writes" | "storage" | "problems"
>;

export function judgeSoak(world: World, log: LogWatch, storagePath: string): Judgement {
  const { users, upstream, tally, ledger } = world;
  const stored = readStored(storagePath);
  const { events, unknown, problems } = judge({ answered: tally.answered, stored });
  const byPerson = new Map(users.map(({ ids, user }) => [ids.person, user]));
  for (const { requestId, user } of tally.answered) {
    log.compare(requestId, byPerson.get(user) ?? 0);
  }
  const writes = ledger.judge(upstream);
  const storage = strangersInStorage(storagePath, stored);
  if (upstream.trapped > 0) tally.blame(`${upstream.trapped} redirects were followed`);
  for (const failure of upstream.failures) tally.blame(`the sandbox failed: ${failure}`);
  return {
    events,
    unknownEvents: unknown,
    writes,
    storage,
    problems: [
      ...tally.problems,
      ...problems,
      ...writes.problems,
      ...log.problems,
      ...storage.problems,
    ],
  };
}
