/** What a call takes and what is stored as users and sessions grow, beside a product with one user. */
import { type Call, type OpenSession, statelessCall } from "../calls.ts";
import { median } from "../quantile.ts";
import { goals, row, title } from "../report.ts";
import { WARM_CALL } from "../targets.ts";
import { type Subject, timed, timeInTurns } from "../timing.ts";
import { accountOf, type Population } from "./population.ts";

const USERS = [1, 10, 100, 1_000, 10_000];
const SESSIONS = [1, 10, 50];
/** Users that are called at each number of users, spread over all of them. */
const SAMPLE = 25;
const ROUNDS = 20;
const CALLS_PER_ROUND = 10;
const EVICTIONS = 60;
/** Flat: what is left is noise. A scan of all users would be a thousand times slower. */
const MAX_TIME_GROWTH = 1.25;
const MAX_BYTES_GROWTH = 1.05;
/** A row for each session is what the account may add. */
const MAX_BYTES_PER_SESSION = 2_000;

interface UserStage {
  users: number;
  warm_p50_ms: number;
  /** The first call after the account was put out of memory. */
  cold_p50_ms: number;
  /** Against a product with one user, called in turns with this one. */
  warm_ratio: number;
  cold_ratio: number;
  /** Of those that signed in since the stage before: the account's, with one session in it, … */
  account_bytes: number;
  /** … and the session's own object. */
  session_bytes: number;
}

interface SessionStage {
  sessions: number;
  p50_ms: number;
  account_bytes: number;
}

export interface GrowthFigures {
  users: UserStage[];
  sessions: SessionStage[];
  /** An account whose map of a Workspace is in its cache. */
  used_account_bytes: number;
}

export async function measureGrowth(
  large: Population,
  reference: Population,
): Promise<GrowthFigures> {
  await reference.start();
  await large.start();
  await reference.growTo(1);
  const alone = await callOf(reference, 1);
  const users: UserStage[] = [];
  for (const number of USERS) users.push(await atUsers(large, number, reference, alone));
  const sampled = await large.accountIds([1]);
  const sessions = await perSession(large);
  await large.stop();
  return { users, sessions, used_account_bytes: large.weigh("Account", sampled) };
}

async function atUsers(
  large: Population,
  number: number,
  reference: Population,
  alone: Call,
): Promise<UserStage> {
  const added = Array.from({ length: number - large.users }, (_, i) => large.users + i + 1);
  await large.growTo(number);
  const ids = await large.accountIds(added);
  await large.stop();
  const [account, session] = [large.weigh("Account", ids), large.weigh("McpSession")];
  await large.start();
  const size = Math.min(SAMPLE, number);
  const sample = Array.from({ length: size }, (_, i) => 1 + Math.floor((i * number) / size));
  const calls: Call[] = [];
  for (const user of sample) calls.push(await callOf(large, user));
  let turn = 0;
  const next: Call = () => (calls[turn++ % calls.length] as Call)();
  const few = { call: alone, samples: [] as number[] };
  const many = { call: next, samples: [] as number[] };
  await timeInTurns([few, many], ROUNDS, CALLS_PER_ROUND);
  const cold: { few: number[]; many: number[] } = { few: [], many: [] };
  for (let i = 0; i < EVICTIONS; i++) {
    await reference.evict(accountOf(1));
    cold.few.push(await timed(alone));
    const index = i % size;
    await large.evict(accountOf(sample[index] as number));
    cold.many.push(await timed(calls[index] as Call));
  }
  return {
    users: number,
    warm_p50_ms: median(many.samples),
    cold_p50_ms: median(cold.many),
    warm_ratio: median(many.samples) / median(few.samples),
    cold_ratio: median(cold.many) / median(cold.few),
    account_bytes: account,
    session_bytes: session,
  };
}

/** New users with so many sessions, called in turns in the newest. */
async function perSession(large: Population): Promise<SessionStage[]> {
  const newest: OpenSession[] = [];
  const ids: ReadonlySet<string>[] = [];
  for (const sessions of SESSIONS) {
    const user = large.users + 1;
    let session = await large.growTo(user);
    for (let i = 1; i < sessions; i++) session = await large.openSession(user);
    if (session !== undefined) newest.push(session);
    ids.push(await large.accountIds([user]));
  }
  await large.stop();
  const bytes = ids.map((id) => large.weigh("Account", id));
  await large.start();
  const subjects: Subject[] = newest.map((session) => ({
    call: session.call(WARM_CALL),
    samples: [],
  }));
  for (const { call } of subjects) await call();
  await timeInTurns(subjects, ROUNDS, CALLS_PER_ROUND);
  return SESSIONS.map((sessions, index) => ({
    sessions,
    p50_ms: median(subjects[index]?.samples ?? []),
    account_bytes: bytes[index] ?? Number.NaN,
  }));
}

/** A warm one: the map of the Workspace is read now. */
async function callOf(population: Population, user: number): Promise<Call> {
  const call = statelessCall(population.origin, await population.tokenOf(user), WARM_CALL);
  await call();
  return call;
}

export function printGrowth({ users, sessions, used_account_bytes }: GrowthFigures): void {
  title(
    "Users",
    "p50 of a warm call and of the first call after the account was put out of memory, users spread over all;",
    "ratio: against a product with one user, in turns. Bytes: databases, of users with one session each.",
  );
  row("users", "warm, ms", "ratio", "cold, ms", "ratio", "account B", "session B");
  for (const one of users) {
    row(
      one.users.toLocaleString("en-US"),
      ...[one.warm_p50_ms, one.warm_ratio, one.cold_p50_ms, one.cold_ratio],
      ...[Math.round(one.account_bytes), Math.round(one.session_bytes)],
    );
  }
  row("an account with the map of a Workspace in it, bytes", Math.round(used_account_bytes));
  title("Sessions of one user", "p50 of a warm call in one of them, and the account's bytes.");
  row("sessions", "ms", "account B");
  for (const one of sessions) row(String(one.sessions), one.p50_ms, one.account_bytes);
  const [fewest, most] = [users[0], users.at(-1)];
  const [single, full] = [sessions[0], sessions.at(-1)];
  const growth = (of: (stage: UserStage) => number) =>
    fewest && most ? of(most) / of(fewest) : Number.NaN;
  const between = (of: (stage: SessionStage) => number) =>
    single && full ? of(full) / of(single) : Number.NaN;
  goals([
    {
      name: "warm call, most users / one user",
      value: most?.warm_ratio ?? Number.NaN,
      goal: MAX_TIME_GROWTH,
    },
    {
      name: "cold call, most users / one user",
      value: most?.cold_ratio ?? Number.NaN,
      goal: MAX_TIME_GROWTH,
    },
    {
      name: "bytes of an account, most users / one user",
      value: growth((stage) => stage.account_bytes),
      goal: MAX_BYTES_GROWTH,
    },
    {
      name: "bytes of a session, most users / one user",
      value: growth((stage) => stage.session_bytes),
      goal: MAX_BYTES_GROWTH,
    },
    {
      name: "call in a session, 50 sessions / 1",
      value: between((stage) => stage.p50_ms),
      goal: MAX_TIME_GROWTH,
    },
    {
      name: "bytes that a session adds to its account",
      value:
        single && full
          ? (full.account_bytes - single.account_bytes) / (full.sessions - single.sessions)
          : Number.NaN,
      goal: MAX_BYTES_PER_SESSION,
    },
  ]);
}
