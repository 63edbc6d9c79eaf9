import * as z from "zod";
import { path } from "../path.ts";
import type { Send } from "../send.ts";
import { EpochMs, Id } from "../wire.ts";

const Reminder = z.object({ id: Id, due_date: EpochMs });

/** Undocumented ("reminder_create"): it can be made, and neither listed, changed nor deleted. */
export function reminders(send: Send) {
  return {
    create: (reminder: {
      title: string;
      description?: string;
      /** Epoch ms */
      due_date: number;
      /** User id; the caller unless given. */
      assignee?: number;
    }): Promise<z.output<typeof Reminder>> =>
      send.write("POST", path`/v2/reminder`, Reminder, { what: "reminder", body: reminder }),
  };
}
