/** What words for dates were taken for, each once however many tasks they stand in. */
import * as z from "zod";
import type { NewTask, TaskChange } from "../../clickup/client.ts";
import { byName } from "../../domain/by-name.ts";
import type { JsonValue } from "../../domain/json.ts";
import type { Clock } from "../clock.ts";
import { echoOf } from "../instant.ts";

/** {"next friday": "2026-11-13"} */
export const Dates = z.record(z.string(), z.string());
export type Dates = z.output<typeof Dates>;

/** A task as it was asked for, and as ClickUp is sent it. */
export interface Dated {
  words: { due?: string | undefined; start?: string | undefined };
  body: NewTask | TaskChange;
}

/** A date that is given in the form of the answer says itself what it is. */
export function datesIn(rows: readonly Dated[], clock: Clock): Dates {
  const dates = byName<string>();
  const note = (
    words: string | undefined,
    ms: number | null | undefined,
    hasTime: boolean | undefined,
  ) => {
    if (words === undefined || ms === undefined || ms === null) return;
    const echo = echoOf(ms, hasTime === true, clock);
    if (echo !== words) dates[words] = echo;
  };
  for (const { words, body } of rows) {
    note(words.due, body.due_date, body.due_date_time);
    note(words.start, body.start_date, body.start_date_time);
  }
  return dates;
}

/** As a job keeps them. */
export function keptDates(value: JsonValue | undefined): Dates {
  return Dates.safeParse(value).data ?? {};
}
