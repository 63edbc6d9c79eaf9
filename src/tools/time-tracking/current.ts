import * as z from "zod";
import { userClock } from "../clock.ts";
import { defineTool, READS } from "../define-tool.ts";
import { Reference, Workspace } from "../fields.ts";
import { elapsedOf, timerOf, timerShape } from "./timer.ts";

export const timeTrackingCurrent = defineTool({
  name: "clickup_time_tracking_current",
  title: "Running timer",
  description:
    "The running timer of the caller or of another person. For tracked time use clickup_time_entry_list.",
  toolset: "time",
  tier: "premium",
  annotations: READS,
  input: z.object({ user: Reference.optional(), workspace: Workspace }),
  output: z.object({ running: z.boolean(), ...timerShape, elapsed: z.string().optional() }),
  listedOutput: ["running", "task", "elapsed"],
  handler: async ({ user, workspace }, context) => {
    const { directory, clickup } = context;
    const clock = await userClock(context);
    const { id: workspaceId } = await directory.workspace(workspace);
    const lookup = { purpose: "read", workspace, argument: "user" } as const;
    const person = user === undefined ? undefined : await directory.user(user, workspaceId, lookup);
    const me = person === undefined ? undefined : await directory.me();
    // Asking for oneself by id is asking for other people's time to ClickUp.
    const other = person?.id === me?.id ? undefined : person?.id;
    const entry = await clickup.timeEntries.current(workspaceId, other);
    if (entry === undefined) return { running: false };
    return { running: true, ...timerOf(entry, clock), elapsed: elapsedOf(entry, clock) };
  },
});
