/**
 * Whether a connected client that does nothing keeps an object awake. workerd puts an object out of memory
 * after 10 idle seconds as the platform does, but not one with a timer, a request under way or a socket
 * that cannot hibernate; and it says whether an object is running when asked to evict it.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { goals, row, title } from "../report.ts";
import { accountOf, type Population, type StoredObject, sessionOf } from "./population.ts";
import { readEvents, streamOf } from "./streams.ts";

const CLIENTS = 25;
/**
 * From an object's last work to the question. workerd puts an idle one out after 10 s, and after 70 s any that
 * nobody holds, be there a timer or not: then the question is worth nothing.
 */
const REST_MS = 30_000;
/** When the accounts have done their last work: an audit event leaves after 40 s. */
const DRAINED_MS = 45_000;
const TELL_TIMEOUT_MS = 30_000;

export interface IdleFigures {
  clients: number;
  idle_seconds: number;
  /** Still in memory so long after their last work, with both streams of each client open. */
  awake_accounts: number;
  awake_sessions: number;
  /** The same questions for an object that holds a timer: both times, or they are worth nothing. */
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
  const awake = async (objects: readonly StoredObject[]) => {
    let count = 0;
    for (const one of objects) if (await population.evict(one)) count += 1;
    return count;
  };
  const awakeAfterRest = async (objects: readonly StoredObject[], control: string) => {
    const withTimer = await population.wakeful(control);
    await sleep(REST_MS);
    return { awake: await awake(objects), withTimer: await awake([withTimer]) };
  };
  const ofSessions = await awakeAfterRest(sessions, "timer beside the sessions");
  await sleep(DRAINED_MS - REST_MS);
  const ofAccounts = await awakeAfterRest(users.map(accountOf), "timer beside the accounts");
  const figures = {
    clients: CLIENTS,
    idle_seconds: (DRAINED_MS + REST_MS) / 1000,
    awake_accounts: ofAccounts.awake,
    awake_sessions: ofSessions.awake,
    awake_with_timer: ofSessions.withTimer + ofAccounts.withTimer,
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
    `to do for ${figures.idle_seconds} s. Awake: still in workerd's memory ${REST_MS / 1000} s after the last work.`,
  );
  goals([
    { name: "accounts awake", value: figures.awake_accounts, goal: 0 },
    { name: "sessions awake", value: figures.awake_sessions, goal: 0 },
    {
      name: "an object that holds a timer, which has to be seen both times",
      value: figures.awake_with_timer,
      goal: 2,
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
