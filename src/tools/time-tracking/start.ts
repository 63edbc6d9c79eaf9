import * as z from "zod";
import { userClock } from "../clock.ts";
import { CREATES, defineTool } from "../define-tool.ts";
import { Reference, References, Workspace } from "../fields.ts";
import { invalidInput } from "../invalid-input.ts";
import { Note } from "../time-entry/note.ts";
import { withoutEmpty } from "../without-empty.ts";
import { elapsedOf, timerOf, timerShape } from "./timer.ts";

export const timeTrackingStart = defineTool({
  name: "clickup_time_tracking_start",
  title: "Start a timer",
  description:
    "Starts a timer on a task; refused while one runs, unless switch ends that. To log time afterwards use " +
    "clickup_time_entry_add.",
  toolset: "time",
  tier: "premium",
  annotations: CREATES,
  input: z.object({
    task: Reference.optional(),
    list: Reference.optional(),
    note: Note.optional(),
    billable: z.boolean().optional(),
    tags: References.optional(),
    switch: z.boolean().optional(),
    workspace: Workspace,
  }),
  output: z.object({
    ...timerShape,
    stopped_previous: z.object({ ...timerShape, duration: z.string() }).optional(),
    ignored: z.array(z.string()).optional(),
  }),
  listedOutput: ["entry_id", "started", "stopped_previous"],
  missing: { what: "Task", findWith: "clickup_list_get" },
  handler: async (asked, context) => {
    const { task, list, note, billable, tags, workspace } = asked;
    const { directory, clickup } = context;
    const clock = await userClock(context);
    const lookup = { purpose: "write", list, workspace, argument: "task" } as const;
    const ref = task === undefined ? undefined : await directory.task(task, lookup);
    const workspaceId = ref?.workspaceId ?? (await directory.workspace(workspace)).id;
    const running = await clickup.timeEntries.current(workspaceId);
    if (running !== undefined && asked.switch !== true) {
      const on = running.task === undefined ? "" : ` on "${running.task.name ?? running.task.id}"`;
      throw invalidInput(
        "switch",
        `A timer is running${on} since ${elapsedOf(running, clock)}; starting another would end it. Give "switch": true to do that.`,
      );
    }
    const started = await clickup.timeEntries.start(workspaceId, {
      ...(ref !== undefined && { task: ref.key }),
      ...(note !== undefined && { description: note }),
      ...(billable !== undefined && { billable }),
      ...(tags !== undefined && { tags }),
    });
    const ignored =
      started === undefined
        ? []
        : [
            ...(ref !== undefined && started.task === undefined ? ["task"] : []),
            ...(billable === true && started.billable === false ? ["billable"] : []),
            ...(note && !started.description ? ["note"] : []),
            ...(tags?.length && started.tags.length === 0 ? ["tags"] : []),
          ];
    return {
      ...(started !== undefined && timerOf(started, clock)),
      ...withoutEmpty({
        stopped_previous: running && {
          ...timerOf(running, clock),
          duration: elapsedOf(running, clock),
        },
        ignored: ignored.map((name) => `${name}: ClickUp accepted this and did not do it`),
      }),
    };
  },
});
