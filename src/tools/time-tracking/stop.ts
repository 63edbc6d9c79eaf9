import * as z from "zod";
import { userClock } from "../clock.ts";
import { defineTool, UPDATES } from "../define-tool.ts";
import { Workspace } from "../fields.ts";
import { StepFailure, Steps } from "../steps.ts";
import { Note } from "../time-entry/note.ts";
import { isRunning } from "../time-entry/row.ts";
import { elapsedOf, timerOf, timerShape } from "./timer.ts";

export const timeTrackingStop = defineTool({
  name: "clickup_time_tracking_stop",
  title: "Stop the timer",
  description: "Stops the running timer. To correct the entry use clickup_time_entry_update.",
  toolset: "time",
  tier: "premium",
  annotations: UPDATES,
  input: z.object({
    note: Note.min(1).optional().describe("Is added."),
    workspace: Workspace,
  }),
  output: z.object({
    stopped: z.boolean(),
    ...timerShape,
    duration: z.string().optional(),
    failed: z.array(StepFailure).optional(),
    reason: z.string().optional(),
  }),
  listedOutput: ["stopped", "entry_id", "duration"],
  handler: async ({ note, workspace }, context) => {
    const { directory, clickup } = context;
    const clock = await userClock(context);
    const { id: workspaceId } = await directory.workspace(workspace);
    // What ClickUp says to a stop without a timer is not documented.
    const running = await clickup.timeEntries.current(workspaceId);
    if (running === undefined) return { stopped: false, reason: "No timer was running." };
    const stopped = (await clickup.timeEntries.stop(workspaceId)) ?? running;
    const steps = new Steps("clickup_time_tracking_stop", 1);
    const text = [stopped.description, note].filter((part) => part).join("\n");
    if (note !== undefined) {
      // Stopping takes no body, so the note is a change of its own.
      await steps.run("note", () =>
        clickup.timeEntries.update(workspaceId, stopped.id, { description: text }),
      );
    }
    return {
      stopped: !isRunning(stopped) || stopped === running,
      ...timerOf(steps.failed.length === 0 ? { ...stopped, description: text } : stopped, clock),
      duration: elapsedOf(stopped, clock),
      ...(steps.failed.length > 0 && { failed: steps.failed }),
    };
  },
});
