import * as z from "zod";
import { userClock } from "../clock.ts";
import { DELETES, defineTool } from "../define-tool.ts";
import { DryRun, Reference, Workspace } from "../fields.ts";
import { StepFailure, Steps } from "../steps.ts";
import { withoutEmpty } from "../without-empty.ts";
import { EntryRow, entryId, entryRow } from "./row.ts";

/** Two of ClickUp's calls each. */
const MAX_ENTRIES = 25;

export const timeEntryDelete = defineTool({
  name: "clickup_time_entry_delete",
  title: "Delete time entries",
  description:
    "Deletes time entries for good and returns what they held. To stop a timer use clickup_time_tracking_stop.",
  toolset: "time",
  tier: "premium",
  annotations: DELETES,
  input: z.object({
    entries: z.array(Reference).min(1).max(MAX_ENTRIES),
    dry_run: DryRun,
    workspace: Workspace,
  }),
  output: z.object({
    deleted: z.array(EntryRow),
    not_found: z.array(z.string()),
    would_delete: z.array(EntryRow).optional(),
    failed: z.array(StepFailure).optional(),
  }),
  listedOutput: ["deleted", "not_found", "failed"],
  missing: { what: "time entry", findWith: "clickup_time_entry_list" },
  handler: async ({ entries, dry_run, workspace }, context) => {
    const { directory, clickup } = context;
    const clock = await userClock(context);
    const ids = [...new Set(entries.map((given) => entryId(given, "entries")))];
    const { id: workspaceId } = await directory.workspace(workspace);
    // ClickUp says 200 for an id that is none, so each is looked at before anything is deleted.
    const found = await Promise.all(ids.map((id) => clickup.timeEntries.get(workspaceId, id)));
    const not_found = ids.filter((_, index) => found[index] === undefined);
    const there = found.filter((entry) => entry !== undefined);
    if (dry_run === true) {
      return {
        deleted: [],
        not_found,
        would_delete: there.map((entry) => entryRow(entry, clock)),
      };
    }
    const steps = new Steps("clickup_time_entry_delete");
    const deleted: EntryRow[] = [];
    for (const entry of there) {
      const done = await steps.run(entry.id, () =>
        clickup.timeEntries.remove(workspaceId, entry.id),
      );
      if (done) deleted.push(entryRow(entry, clock));
    }
    steps.throwIfNothingDone();
    return { ...withoutEmpty({ failed: steps.failed }), deleted, not_found };
  },
});
