/** What the audit of a call costs: rows written, queue messages, objects, and how long it takes. */
import type { AuditEvent } from "../../src/domain/audit-event.ts";
import { signIn } from "../support/plain-oauth.ts";
import { type Call, sessionCall, statelessCall } from "./calls.ts";
import { median } from "./quantile.ts";
import { goals, row, title } from "./report.ts";
import { type RunningProduct, USER_ID, WARM_CALL } from "./targets.ts";

const CALLS = 100;
const WARM_UP_CALLS = 5;
const MAX_SECONDS = 60;
const EVENTS_PER_OBJECT = 100;
/** Event and its end; rows of the alarm, the drain, the usage and "last used" are shared. */
const MAX_ROWS = 2.5;
/** A burst may lie across a drain, and then is two objects. */
const MAX_OBJECTS_PER_100 = 2;
const POLL_MS = 250;
const DRAIN_TIMEOUT_MS = 90_000;

interface LaneRows {
  lane: string;
  /** Rows written by a call before its answer. */
  rows_in_call: number;
  /** Its share of what the drain writes. */
  rows_in_drain: number;
}

export interface AuditFigures {
  calls_each: number;
  lanes: LaneRows[];
  /** A call alone between two drains: it pays for the alarm and the batch by itself. */
  lone_call_rows: number;
  /** Each is one queue message and one R2 write. */
  objects_per_100_events: number;
  /** From the decision to the object. */
  seconds_median: number;
  seconds_max: number;
}

export async function measureAudit({ origin, miniflare }: RunningProduct): Promise<AuditFigures> {
  const { access_token: token } = (await signIn(origin, USER_ID)).tokens;
  const account = await miniflare.unsafeGetDurableObjectStorage("worker", "Account", {
    name: USER_ID,
  });
  const number = async (query: string) =>
    Number(Object.values((await account.exec(query))[0] ?? {})[0]);
  // Of the object's one connection to its SQLite, the alarm's row included.
  const rowsWritten = () => number("SELECT total_changes()");
  const bucket = (await miniflare.getR2Bucket("AUDIT_BUCKET")) as unknown as R2Bucket;
  const drained = async () => {
    const untilMs = Date.now() + DRAIN_TIMEOUT_MS;
    while (Date.now() < untilMs) {
      const objects = await readObjects(bucket);
      const events = objects.reduce((sum, one) => sum + one.events.length, 0);
      if (events === (await number("SELECT max(seq) FROM audit_events"))) return objects;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    throw new Error("the events did not reach the bucket in time");
  };

  const lanes: [string, Call][] = [
    ["stateless", statelessCall(origin, token, WARM_CALL)],
    ["sessionful", await sessionCall(origin, token, WARM_CALL)],
  ];
  const measured: LaneRows[] = [];
  const seconds: number[] = [];
  let written = 0;
  for (const [, call] of lanes) for (let i = 0; i < WARM_UP_CALLS; i++) await call();
  let archived = await drained();
  for (const [lane, call] of lanes) {
    const known = new Set(archived.map(({ key }) => key));
    const start = await rowsWritten();
    for (let i = 0; i < CALLS; i++) await call();
    const answered = await rowsWritten();
    archived = await drained();
    const added = archived.filter(({ key }) => !known.has(key));
    measured.push({
      lane,
      rows_in_call: (answered - start) / CALLS,
      rows_in_drain: ((await rowsWritten()) - answered) / CALLS,
    });
    written += added.length;
    for (const { events, writtenAtMs } of added) {
      seconds.push(...events.map(({ at }) => (writtenAtMs - Date.parse(at)) / 1000));
    }
  }
  const before = await rowsWritten();
  await lanes[0]?.[1]();
  await drained();
  return {
    calls_each: CALLS,
    lanes: measured,
    lone_call_rows: (await rowsWritten()) - before,
    objects_per_100_events: written / ((CALLS * lanes.length) / EVENTS_PER_OBJECT),
    seconds_median: median(seconds),
    seconds_max: Math.max(...seconds),
  };
}

export function printAudit(figures: AuditFigures): void {
  title(
    "Audit of a call",
    `One user, ${figures.calls_each} calls of each lane in a row, then the way to the bucket.`,
    "Rows are what SQLite wrote in the account, the alarm included; each object is one message.",
  );
  row("rows written, a call", "in call", "in drain", "together");
  for (const { lane, rows_in_call, rows_in_drain } of figures.lanes) {
    row(lane, rows_in_call, rows_in_drain, rows_in_call + rows_in_drain);
  }
  const most = Math.max(...figures.lanes.map((one) => one.rows_in_call + one.rows_in_drain));
  goals([
    { name: "rows written, a call", value: most, goal: MAX_ROWS },
    {
      name: "objects for 100 events in a row",
      value: figures.objects_per_100_events,
      goal: MAX_OBJECTS_PER_100,
    },
    {
      name: "seconds from the decision to the object, at most",
      value: figures.seconds_max,
      goal: MAX_SECONDS,
    },
  ]);
  row("rows written by a call that is alone in its batch", figures.lone_call_rows);
  row("seconds, median", figures.seconds_median);
}

interface ArchivedObject {
  key: string;
  writtenAtMs: number;
  events: AuditEvent[];
}

async function readObjects(bucket: R2Bucket): Promise<ArchivedObject[]> {
  const { objects } = await bucket.list({ prefix: `audit/${USER_ID}/` });
  return Promise.all(
    objects.map(async ({ key, uploaded }) => {
      const events = (await (await bucket.get(key))?.json<AuditEvent[]>()) ?? [];
      return { key, writtenAtMs: uploaded.getTime(), events };
    }),
  );
}
