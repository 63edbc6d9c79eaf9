import * as z from "zod";
import { userClock } from "../clock.ts";
import { CREATES, defineTool } from "../define-tool.ts";
import { Reference, Title, Words, Workspace } from "../fields.ts";
import { echoOf, parseInstant } from "../instant.ts";
import { invalidInput } from "../invalid-input.ts";
import { needsUndocumented } from "../needs-undocumented.ts";

const NAME = "clickup_reminder_create";
const MAX_NOTE_CHARS = 5_000;
/** The minute that is under way has not passed yet. */
const MINUTE_MS = 60_000;

export const reminderCreate = defineTool({
  name: NAME,
  title: "Create a reminder",
  description:
    "Creates a personal reminder. Experimental: ClickUp's API cannot list, change or delete it afterwards. " +
    "A task with a due date (clickup_task_create) can be.",
  toolset: "planning",
  tier: "premium",
  listedByDefault: false,
  annotations: CREATES,
  input: z.object({
    title: Title,
    when: Words.describe('"tomorrow 9am", ISO'),
    note: z.string().max(MAX_NOTE_CHARS).optional(),
    for: Reference.optional().describe("Person; default me."),
    workspace: Workspace,
  }),
  output: z.object({ id: z.string(), when: z.string(), for: z.string().optional() }),
  handler: async ({ title, when, note, for: person, workspace }, context) => {
    needsUndocumented(context, "reminder_create", NAME);
    const { directory, clickup } = context;
    const clock = await userClock(context);
    const at = parseInstant(when, "when", clock);
    if (at.ms < clock.nowMs - MINUTE_MS && at.hasTime) {
      throw invalidInput("when", `"when" (${at.echo}) is in the past.`);
    }
    const user =
      person === undefined
        ? undefined
        : await directory.user(person, (await directory.workspace(workspace)).id, {
            purpose: "write",
            workspace,
            argument: "for",
          });
    const made = await clickup.reminders.create({
      title,
      due_date: at.ms,
      ...(note !== undefined && { description: note }),
      ...(user !== undefined && { assignee: Number(user.id) }),
    });
    return {
      id: made.id,
      when: made.due_date === undefined ? at.echo : echoOf(made.due_date, at.hasTime, clock),
      ...(user !== undefined && { for: user.name }),
    };
  },
});
