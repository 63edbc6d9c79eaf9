/** What must be true of what is stored, whatever failed on the way. */
import type { AuditEvent } from "../../src/domain/audit-event.ts";
import type { Result } from "./campaign.ts";

const KEY = /^audit\/(\d+)\/(\d{4}-\d{2}-\d{2})\/\d{13}-[0-9a-f]{12}\.json$/;
const MAX_EVENTS = 100;

export interface Verdict {
  events: number;
  /** Calls that died with the process, as the audit tells them. */
  unknown: number;
  /** Each a sentence; none is what it should be. */
  problems: string[];
}

export function judge({ answered, stored }: Pick<Result, "answered" | "stored">): Verdict {
  const problems: string[] = [];
  const expect = (isTrue: boolean, problem: string) => {
    if (!isTrue) problems.push(problem);
  };
  const events: AuditEvent[] = stored.objects.flatMap((object) => object.events);

  for (const { key, metadata, events } of stored.objects) {
    const [, user, day] = KEY.exec(key) ?? [];
    expect(user !== undefined, `${key} is no key of a batch`);
    expect(events.length > 0 && events.length <= MAX_EVENTS, `${key} has ${events.length} events`);
    expect(metadata.count === String(events.length), `${key} is labelled ${metadata.count}`);
    const strangers = events.filter((one) => one.user_id !== user || !one.at.startsWith(day ?? ""));
    expect(strangers.length === 0, `${key} holds another user's or day's events`);
  }
  expect(stored.otherKeys.length === 0, `dead letters: ${stored.otherKeys.join(", ")}`);

  for (const [user, { newestSeq, deliveredThrough, pending }] of stored.accounts) {
    const seqs = events.filter((one) => one.user_id === user).map(({ seq }) => seq);
    const times = new Map<number, number>();
    for (const seq of seqs) times.set(seq, (times.get(seq) ?? 0) + 1);
    for (let seq = 1; seq <= newestSeq; seq++) {
      const found = times.get(seq) ?? 0;
      expect(found === 1, `event ${seq} of ${user} is there ${found} times`);
    }
    expect(times.size === newestSeq, `${user} has events that the account never numbered`);
    expect(deliveredThrough === newestSeq, `${user} was drained to ${deliveredThrough} only`);
    expect(pending === 0, `${user} has ${pending} pending events`);
  }
  expect(new Set(events.map(({ id }) => id)).size === events.length, "an id was given out twice");

  // What a call begins, a job say, leaves events of its own under the same request.
  const ofCalls = events.filter(({ action }) => action === "tools/call" || action === "rest");
  const byRequest = Map.groupBy(ofCalls, ({ request_id }) => request_id);
  for (const { requestId, user, tool, outcome } of answered) {
    const [event, ...more] = byRequest.get(requestId) ?? [];
    expect(event !== undefined, `the answered call ${requestId} left no event`);
    expect(more.length === 0, `the call ${requestId} left ${more.length + 1} events`);
    if (event === undefined) continue;
    expect(event.user_id === user, `the call ${requestId} is another user's`);
    expect(event.tool === tool || event.tool === null, `the call ${requestId} is of another tool`);
    if (outcome !== undefined) {
      expect(event.outcome === outcome, `${requestId}: ${event.outcome}, answered ${outcome}`);
    }
  }
  const wasAnswered = new Set(answered.map(({ requestId }) => requestId));
  const died = events.filter(({ outcome }) => outcome === "unknown");
  for (const { outcome, request_id: id } of events) {
    expect(outcome !== "pending", `the event of ${id} was never ended`);
  }
  expect(
    died.every(({ request_id }) => !wasAnswered.has(request_id)),
    "an answered call is told as unknown",
  );
  return { events: events.length, unknown: died.length, problems };
}
