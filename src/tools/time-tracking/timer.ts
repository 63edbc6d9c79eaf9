/** A running or just ended timer as this server shows it. */
import * as z from "zod";
import type { TimeEntry } from "../../clickup/client.ts";
import type { Clock } from "../clock.ts";
import { formatDuration } from "../duration.ts";
import { lengthOf } from "../time-entry/row.ts";
import { withoutEmpty } from "../without-empty.ts";

export const timerShape = {
  entry_id: z.string().optional(),
  task: z.string().optional(),
  task_id: z.string().optional(),
  started: z.string().optional(),
  note: z.string().optional(),
};

export function timerOf(entry: TimeEntry, clock: Clock) {
  const { id, task, start, description } = entry;
  return withoutEmpty({
    entry_id: id,
    task: task?.name,
    task_id: task?.id,
    started: start === undefined ? undefined : clock.isoDateTime(start),
    note: description,
  });
}

export function elapsedOf(entry: TimeEntry, clock: Clock): string {
  return formatDuration(lengthOf(entry, clock.nowMs));
}
