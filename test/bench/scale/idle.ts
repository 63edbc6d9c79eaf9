/**
 * Whether a connected client that does nothing keeps an object awake. workerd puts an object out of memory
 * after 10 idle seconds as the platform does, but not one with a timer, a request under way or a socket
 * that cannot hibernate; and it says whether an object is running when asked to evict it.
 */

import { goals, row, title } from "../report.ts";
import { accountOf, type Population, type StoredObject, sessionOf } from "./population.ts";
import { readEvents, streamOf } from "./streams.ts";

const CLIENTS = 25;
/** The last audit event leaves after 40 s; then the object may rest, in 10. */
const IDLE_MS = 75_000;
const TELL_TIMEOUT_MS = 30_000;

export interface IdleFigures {
  clients: number;
  idle_seconds: number;
  /** Still in memory after the idle time, with both streams of each client open. */
  awake_accounts: number;
  awake_sessions: number;
  /** The same question for an object that holds a timer: 1, or the question is worth nothing. */
  awake_with_timer: number;
  /** Streams that were open all the time, and told of a change afterwards. */
  streams: number;
  told: number;
}

/** Users of their own, so that nothing else wakes them. */
export async function measureIdle(population: Population): Promise<IdleFigures> {
  await population.start();
  const users = Array.from({ length: CLIENTS }, (_, i) => population.users + i + 1);
  await population.growTo(population.users + CLIENTS);
  const streams: ReturnType<typeof readEvents>[] = [];
  const sessions: StoredObject[] = [];
  for (const user of users) {
    const token = await population.tokenOf(user);
    const session = await population.openSession(user);
    sessions.push(sessionOf(session));
    streams.push(readEvents(await streamOf(population.origin, token, session.id)));
    streams.push(readEvents(await streamOf(population.origin, token)));
  }
  const wakeful = await population.wakeful("timer");
  await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
  const awake = async (objects: readonly StoredObject[]) => {
    let count = 0;
    for (const one of objects) if (await population.evict(one)) count += 1;
    return count;
  };
  const figures = {
    clients: CLIENTS,
    idle_seconds: IDLE_MS / 1000,
    awake_accounts: await awake(users.map(accountOf)),
    awake_sessions: await awake(sessions),
    awake_with_timer: await awake([wakeful]),
    streams: streams.length,
  };
  await population.changeTools(users);
  const told = streams.map((stream) => stream.next("tools/list_changed", TELL_TIMEOUT_MS));
  const wasTold = await Promise.all(told);
  for (const stream of streams) stream.close();
  await population.stop();
  return { ...figures, told: wasTold.filter(Boolean).length };
}

export function printIdle(figures: IdleFigures): void {
  title(
    "Idle clients",
    `${figures.clients} users, each with a session's GET stream and a subscriptions/listen stream open and nothing`,
    `to do for ${figures.idle_seconds} s. Awake: still in workerd's memory then.`,
  );
  goals([
    { name: "accounts awake", value: figures.awake_accounts, goal: 0 },
    { name: "sessions awake", value: figures.awake_sessions, goal: 0 },
    {
      name: "an object that holds a timer, which has to be seen",
      value: figures.awake_with_timer,
      goal: 1,
      least: true,
    },
    {
      name: `of ${figures.streams} streams, told of a change afterwards`,
      value: figures.told,
      goal: figures.streams,
      least: true,
    },
  ]);
  row("idle, s", figures.idle_seconds);
}
