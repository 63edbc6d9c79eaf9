import * as z from "zod";
import type { TaskKey, TimeEntry, TimeEntryUpdate } from "../../clickup/client.ts";
import type { JsonValue } from "../../domain/json.ts";
import { changedText } from "../changed-text.ts";
import { type Clock, userClock } from "../clock.ts";
import { defineTool, UPDATES } from "../define-tool.ts";
import { parseDuration } from "../duration.ts";
import { Reference, References, Words, Workspace } from "../fields.ts";
import { foldName } from "../fold-name.ts";
import { BARE_TIME, parsePastInstant } from "../instant.ts";
import { invalidInput } from "../invalid-input.ts";
import { withoutEmpty } from "../without-empty.ts";
import { Note } from "./note.ts";
import { entryId, hours, isRunning, lengthOf, noSuchEntry } from "./row.ts";

const Labels = z.object({
  add: References.optional(),
  remove: References.optional(),
  set: References.optional(),
});

const input = z.object({
  entry: Reference,
  start: Words.optional(),
  end: Words.optional(),
  duration: Words.optional().describe("90m, 1h30"),
  task: Reference.optional(),
  note: Note.optional(),
  billable: z.boolean().optional(),
  tags: Labels.optional(),
  workspace: Workspace,
});
type Input = z.output<typeof input>;

export const timeEntryUpdate = defineTool({
  name: "clickup_time_entry_update",
  title: "Change a time entry",
  description:
    "Changes one time entry; returns changes as [old, new] and what ClickUp ignored. For labels of many " +
    "use clickup_time_tag_update.",
  toolset: "time",
  tier: "premium",
  annotations: UPDATES,
  input,
  output: z.object({
    id: z.string(),
    changed: z.record(z.string(), z.array(z.json())),
    unchanged: z.array(z.string()).optional(),
    ignored: z.array(z.string()).optional(),
  }),
  listedOutput: ["changed", "ignored"],
  missing: { what: "time entry", findWith: "clickup_time_entry_list" },
  text: changedText,
  handler: async (asked, context) => {
    const { directory, clickup } = context;
    const { entry: _, workspace, ...words } = asked;
    if (Object.values(words).every((value) => value === undefined)) {
      throw invalidInput("entry", "There is nothing to change.", Object.keys(words));
    }
    const clock = await userClock(context);
    const id = entryId(asked.entry, "entry");
    const lookup = { purpose: "write", workspace, argument: "task" } as const;
    const ref = asked.task === undefined ? undefined : await directory.task(asked.task, lookup);
    const workspaceId = ref?.workspaceId ?? (await directory.workspace(workspace)).id;
    // ClickUp says 200 to a change of an entry that does not exist.
    const before = await clickup.timeEntries.get(workspaceId, id);
    if (before === undefined) throw noSuchEntry(id);
    const change: TimeEntryUpdate = {
      ...spanOf(asked, before, clock),
      ...labelsOf(asked, before),
      ...(ref !== undefined && !isOn(before, ref.key) && { task: ref.key }),
      ...(asked.note !== undefined &&
        asked.note !== (before.description ?? "") && {
          description: asked.note,
        }),
      ...(asked.billable !== undefined &&
        asked.billable !== (before.billable ?? false) && { billable: asked.billable }),
    };
    const asking = FIELDS.filter((field) => isAsked(field, asked));
    const sending = asking.filter((field) => isSent(field, change));
    const unchanged = asking.filter((field) => !sending.includes(field));
    if (sending.length === 0) return { id, changed: {}, unchanged };
    const answer = await clickup.timeEntries.update(workspaceId, id, change);
    // Where the answer does not show the entry, what was sent is all that is known.
    const after = answer ?? asSent(before, change);
    const changed: Record<string, JsonValue[]> = {};
    const ignored: string[] = [];
    for (const field of sending) {
      const [old, now] = [READ[field](before, clock), READ[field](after, clock)];
      if (JSON.stringify(old) === JSON.stringify(now)) {
        ignored.push(`${field}: ClickUp accepted this and did not do it`);
      } else changed[field] = [old, now];
    }
    return { ...withoutEmpty({ id, unchanged, ignored }), changed };
  },
});

const FIELDS = ["start", "end", "task", "note", "billable", "tags"] as const;
type FieldName = (typeof FIELDS)[number];

const READ: Readonly<Record<FieldName, (entry: TimeEntry, clock: Clock) => JsonValue>> = {
  start: ({ start }, clock) => (start === undefined ? null : clock.isoDateTime(start)),
  end: (entry, clock) =>
    entry.end === undefined
      ? null
      : `${clock.isoDateTime(entry.end)} (${hours(lengthOf(entry, clock.nowMs))} h)`,
  task: ({ task }) => (task === undefined ? null : `${task.name ?? "task"} (${task.id})`),
  note: ({ description }) => description || null,
  billable: ({ billable }) => billable === true,
  tags: ({ tags }) => tags.map(({ name }) => name),
};

function isOn({ task }: TimeEntry, key: TaskKey): boolean {
  return typeof key === "string" ? task?.id === key : task?.custom_id === key.customId;
}

function isAsked(field: FieldName, asked: Input): boolean {
  if (field === "start") return asked.start !== undefined;
  if (field === "end") {
    return asked.end !== undefined || asked.duration !== undefined || asked.start !== undefined;
  }
  return asked[field] !== undefined;
}

function isSent(field: FieldName, change: TimeEntryUpdate): boolean {
  if (field === "note") return change.description !== undefined;
  return change[field] !== undefined;
}

function asSent(before: TimeEntry, change: TimeEntryUpdate): TimeEntry {
  const { start = before.start, end = before.end, task } = change;
  const taskId = typeof task === "object" ? task.customId : task;
  return {
    ...before,
    start,
    end,
    duration: start === undefined || end === undefined ? before.duration : end - start,
    task:
      taskId === undefined ? before.task : { id: taskId, custom_id: undefined, name: undefined },
    description: change.description ?? before.description,
    billable: change.billable ?? before.billable,
    tags:
      change.tags?.map((name) => ({ name, tag_fg: undefined, tag_bg: undefined })) ?? before.tags,
  };
}

/** ClickUp wants both ends whenever one changes. A new start alone moves the entry. */
function spanOf(
  { start, end, duration }: Input,
  before: TimeEntry,
  clock: Clock,
): { start?: number; end?: number } {
  if (start === undefined && end === undefined && duration === undefined) return {};
  if (isRunning(before)) {
    throw invalidInput(
      "start",
      "This entry's timer is still running; stop it first with clickup_time_tracking_stop.",
    );
  }
  if (start !== undefined && end !== undefined && duration !== undefined) {
    throw invalidInput("duration", '"duration" follows from start and end; give two of the three.');
  }
  const oldLength = lengthOf(before, clock.nowMs);
  const lengthMs = duration === undefined ? undefined : parseDuration(duration, "duration");
  const startMs = start === undefined ? undefined : timeOf(start, "start", before, clock);
  const endMs = end === undefined ? undefined : timeOf(end, "end", before, clock);
  const oldStart = before.start ?? clock.nowMs - oldLength;
  const from =
    startMs ?? (endMs !== undefined && lengthMs !== undefined ? endMs - lengthMs : oldStart);
  const to = endMs ?? from + (lengthMs ?? oldLength);
  if (to <= from) throw invalidInput("end", '"end" must come after the start.');
  return from === before.start && to === from + oldLength ? {} : { start: from, end: to };
}

/** "17:00" alone is of the day that the entry began on. */
function timeOf(words: string, argument: string, before: TimeEntry, clock: Clock): number {
  const isBare = BARE_TIME.test(words.trim()) && before.start !== undefined;
  const text = isBare ? `${clock.isoDate(before.start ?? 0)} ${words}` : words;
  const instant = parsePastInstant(text, argument, clock);
  if (instant.hasTime) return instant.ms;
  throw invalidInput(argument, `"${argument}" needs a time of day.`);
}

/** One action a request: what is to be there in the end is sent as a replacement. */
function labelsOf({ tags }: Input, before: TimeEntry): { tags?: string[]; tag_action?: "replace" } {
  if (tags === undefined) return {};
  const { add = [], remove = [], set } = tags;
  if (set !== undefined && add.length + remove.length > 0) {
    throw invalidInput("tags", '"tags" takes set, or add and remove, not both.');
  }
  const there = before.tags.map(({ name }) => name);
  const gone = new Set(remove.map(foldName));
  const wanted = set ?? [...there.filter((name) => !gone.has(foldName(name))), ...add];
  const once = [...new Map(wanted.map((name) => [foldName(name), name])).values()];
  const same = once.length === there.length && once.every((name) => there.includes(name));
  return same ? {} : { tags: once, tag_action: "replace" };
}
