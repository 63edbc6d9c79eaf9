import * as z from "zod";
import type { TimeEntry } from "../../clickup/client.ts";
import { userClock } from "../clock.ts";
import type { ToolContext } from "../context.ts";
import { fromMarkCursor, toMarkCursor } from "../cursor.ts";
import { defineTool, READS } from "../define-tool.ts";
import { Cursor, Reference, References, Words, Workspace } from "../fields.ts";
import { foldName } from "../fold-name.ts";
import { invalidInput } from "../invalid-input.ts";
import { withoutEmpty } from "../without-empty.ts";
import { periodOf } from "./period.ts";
import { readTime } from "./read.ts";
import { EntryRow, entryId, entryRow, hours, lengthOf, noSuchEntry } from "./row.ts";

const MAX_ROWS = 200;
const DEFAULT_ROWS = 100;

const Label = z.object({ name: z.string(), fg: z.string().optional(), bg: z.string().optional() });

export const timeEntryList = defineTool({
  name: "clickup_time_entry_list",
  title: "List time entries",
  description:
    "Tracked time of a period (default 30 days) with totals; one entry by id; or the labels in use. For sums by " +
    "group use clickup_time_report.",
  toolset: "time",
  tier: "premium",
  annotations: READS,
  input: z.object({
    from: Words.optional(),
    to: Words.optional(),
    users: References.optional().describe("Names, Teams, all; default me."),
    in: References.optional().describe("Tasks, Lists, Folders, Spaces."),
    billable: z.boolean().optional(),
    tags: References.optional(),
    entry: Reference.optional(),
    labels: z.boolean().optional(),
    limit: z.int().min(1).max(MAX_ROWS).optional(),
    cursor: Cursor,
    workspace: Workspace,
  }),
  output: z.object({
    entries: z.array(EntryRow).optional(),
    totals: z
      .object({ entries: z.number(), hours: z.number(), billable_hours: z.number() })
      .optional(),
    labels: z.array(Label).optional(),
    from: z.string().optional(),
    to: z.string().optional(),
    in: z.array(z.string()).optional(),
    complete: z.boolean().optional(),
    next_cursor: z.string().optional(),
    note: z.string().optional(),
  }),
  listedOutput: ["entries", "totals", "labels", "next_cursor"],
  missing: { what: "time entry", findWith: "clickup_time_entry_list" },
  handler: async (asked, context) => {
    const { cursor, limit = DEFAULT_ROWS, entry, labels, ...filter } = asked;
    const { directory, clickup } = context;
    const workspaceId = async () => (await directory.workspace(asked.workspace)).id;
    if (labels === true) {
      const rows = await clickup.timeEntries.labels.list(await workspaceId());
      return {
        labels: rows.map(({ name, tag_fg, tag_bg }) =>
          withoutEmpty({ name, fg: tag_fg, bg: tag_bg }),
        ),
      };
    }
    const clock = await userClock(context);
    if (entry !== undefined) {
      const id = entryId(entry, "entry");
      const found = await clickup.timeEntries.get(await workspaceId(), id);
      if (found === undefined) throw noSuchEntry(id);
      return { entries: [entryRow(found, clock)] };
    }
    const period = periodOf(asked, clock);
    const mark = await fromMarkCursor(cursor, { ...filter, limit });
    const found = await readTime({ ...filter, period }, context);
    const entries = await labelled(found.entries, asked.tags, found.workspaceId, context);
    const start = Number(mark ?? 0);
    const end = start + limit;
    const sum = (rows: readonly TimeEntry[]) =>
      hours(rows.reduce((ms, row) => ms + lengthOf(row, clock.nowMs), 0));
    return {
      entries: entries.slice(start, end).map((row) => entryRow(row, clock)),
      totals: {
        entries: entries.length,
        hours: sum(entries),
        billable_hours: sum(entries.filter(({ billable }) => billable === true)),
      },
      from: period.from,
      to: period.to,
      ...(found.in.length > 0 && { in: found.in }),
      complete: end >= entries.length,
      ...(end < entries.length && {
        next_cursor: await toMarkCursor(String(end), { ...filter, limit }),
      }),
      ...(found.note !== undefined && { note: found.note }),
    };
  },
});

/** Whether a label exists at all is asked only when none of the entries has it. */
async function labelled(
  entries: readonly TimeEntry[],
  wanted: readonly string[] | undefined,
  workspaceId: string,
  { clickup }: ToolContext,
): Promise<readonly TimeEntry[]> {
  if (wanted === undefined || wanted.length === 0) return entries;
  const names = wanted.map(foldName);
  const seen = new Set(entries.flatMap(({ tags }) => tags.map(({ name }) => foldName(name))));
  if (names.some((name) => !seen.has(name))) {
    const known = await clickup.timeEntries.labels.list(workspaceId);
    const all = new Set(known.map(({ name }) => foldName(name)));
    const unknown = wanted.find((name) => !all.has(foldName(name)) && !seen.has(foldName(name)));
    if (unknown !== undefined) {
      throw invalidInput(
        "tags",
        `No time entry has a label "${unknown.slice(0, 60)}".`,
        known.map(({ name }) => name),
      );
    }
  }
  return entries.filter(({ tags }) => tags.some(({ name }) => names.includes(foldName(name))));
}
