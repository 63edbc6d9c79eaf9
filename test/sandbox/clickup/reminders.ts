// Undocumented: a reminder can be made and neither listed, changed nor deleted.
import { numberIn, textIn } from "./body.ts";
import { refuse } from "./errors.ts";
import { newUuid } from "./ids.ts";
import type { Route } from "./router.ts";
import { ok, route } from "./router.ts";
import type { ReminderRow } from "./rows-structure.ts";
import { msText } from "./wire.ts";

export const reminderRoutes: Route[] = [
  route(
    "POST /v2/reminder",
    {
      body: { title: "text!", description: "text", due_date: "any!", assignee: "integer" },
      undocumented: "reminder_create",
    },
    (call) => {
      const title = textIn(call.body, "title")?.trim() ?? "";
      const dueMs = Number(call.body.due_date);
      if (title === "" || !Number.isSafeInteger(dueMs)) refuse("INPUT_003", "title and due_date");
      const userId = numberIn(call.body, "assignee") ?? call.user.id;
      if (call.state.users[String(userId)] === undefined) refuse("SANDBOX_002", "assignee");
      const reminder: ReminderRow = {
        id: newUuid(call.state),
        userId,
        creatorId: call.user.id,
        title,
        description: textIn(call.body, "description") ?? "",
        dueMs,
      };
      call.state.reminders[reminder.id] = reminder;
      return ok({
        id: reminder.id,
        title,
        description: reminder.description,
        due_date: msText(dueMs),
        assignee: userId,
        creator: reminder.creatorId,
      });
    },
  ),
];
