import { z } from "zod";
import { path } from "../path.ts";
import type { Send } from "../send.ts";
import { Body, EpochMs, Id, maybe, OptionalFlag, OptionalNumber, rows } from "../wire.ts";
import { User } from "./people.ts";

const TimeEntry = z.object({
  id: Id,
  task: maybe(z.object({ id: Id })),
  user: maybe(User),
  billable: OptionalFlag,
  start: EpochMs,
  /** Missing while the timer runs. */
  end: EpochMs,
  /** ms; negative while the timer runs */
  duration: OptionalNumber,
  description: Body,
});
export type TimeEntry = z.output<typeof TimeEntry>;

export interface TimeFilter {
  /** Epoch ms. ClickUp looks at the last 30 days unless told otherwise. */
  start_date?: number;
  end_date?: number;
  /** Other people's: owners and admins only. */
  assignees?: readonly string[];
  /** At most one place. */
  task_id?: string;
}

export function timeEntries(send: Send) {
  return {
    list: async (workspaceId: string, filter: TimeFilter = {}): Promise<TimeEntry[]> => {
      const answer = await send.get(
        path`/v2/team/${workspaceId}/time_entries`,
        z.object({ data: rows(TimeEntry) }),
        {
          what: "Workspace",
          query: {
            start_date: filter.start_date,
            end_date: filter.end_date,
            // one comma list, unlike every other array
            assignee: filter.assignees?.join(","),
            task_id: filter.task_id,
          },
        },
      );
      return answer.data;
    },
  };
}
