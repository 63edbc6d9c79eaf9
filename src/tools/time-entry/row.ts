/** A time entry as this server shows it. */
import * as z from "zod";
import type { TimeEntry } from "../../clickup/client.ts";
import { FailureError } from "../../domain/failure.ts";
import type { Clock } from "../clock.ts";
import { invalidInput } from "../invalid-input.ts";
import { personName } from "../task/summary.ts";
import { withoutEmpty } from "../without-empty.ts";

const HOUR_MS = 3_600_000;

export const EntryRow = z.object({
  id: z.string(),
  task: z.string().optional(),
  task_id: z.string().optional(),
  user: z.string().optional(),
  start: z.string().optional(),
  end: z.string().optional(),
  duration_h: z.number(),
  running: z.boolean().optional(),
  billable: z.boolean().optional(),
  tags: z.array(z.string()).optional(),
  note: z.string().optional(),
});
export type EntryRow = z.output<typeof EntryRow>;

export function entryRow(entry: TimeEntry, clock: Clock): EntryRow {
  const { id, task, user, start, end, billable, tags, description } = entry;
  return {
    ...withoutEmpty({
      id,
      task: task?.name,
      task_id: task?.id,
      user: user && personName(user),
      start: start === undefined ? undefined : clock.isoDateTime(start),
      end: end === undefined ? undefined : clock.isoDateTime(end),
      running: isRunning(entry) ? true : undefined,
      billable: billable === true ? true : undefined,
      tags: tags.map(({ name }) => name),
      note: description,
    }),
    duration_h: hours(lengthOf(entry, clock.nowMs)),
  };
}

/** A negative duration is a running timer. */
export function isRunning({ duration, end }: TimeEntry): boolean {
  return duration === undefined ? end === undefined : duration < 0;
}

/** ms; of a running timer up to now. */
export function lengthOf(entry: TimeEntry, nowMs: number): number {
  const { start = nowMs, end, duration } = entry;
  if (isRunning(entry)) return Math.max(0, nowMs - start);
  return duration ?? Math.max(0, (end ?? start) - start);
}

/** To the hundredth: finer than anybody is paid. */
export function hours(ms: number): number {
  return Math.round((ms / HOUR_MS) * 100) / 100;
}

export function entryId(given: string, argument: string): string {
  const id = given.trim();
  if (/^\d{1,20}$/.test(id)) return id;
  throw invalidInput(
    argument,
    `"${argument}" must be a time entry's id, digits only, as clickup_time_entry_list gives it.`,
  );
}

export function noSuchEntry(id: string): FailureError {
  return new FailureError({
    code: "not_found",
    what: "time entry",
    given: id,
    findWith: "clickup_time_entry_list",
  });
}
