import type { List } from "../../clickup/client.ts";
import type { Clock } from "../clock.ts";
import { echoOf, isDateOnly } from "../instant.ts";

/** A List's due date as it is told; not every answer of ClickUp's says whether it has a time. */
export function dueOf(
  { due_date: ms, due_date_time: hasTime }: Pick<List, "due_date" | "due_date_time">,
  clock: Clock,
): string | undefined {
  return ms === undefined ? undefined : echoOf(ms, hasTime ?? !isDateOnly(ms, clock), clock);
}
