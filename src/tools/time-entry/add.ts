import * as z from "zod";
import type { NewTimeEntry, TimeEntry } from "../../clickup/client.ts";
import { type Clock, userClock } from "../clock.ts";
import type { ToolContext } from "../context.ts";
import { CREATES, defineTool } from "../define-tool.ts";
import { parseDuration } from "../duration.ts";
import { DedupeKey, Reference, References, Words, Workspace } from "../fields.ts";
import { BARE_TIME, parseInstant, parsePastInstant } from "../instant.ts";
import { invalidInput } from "../invalid-input.ts";
import { StepFailure, Steps } from "../steps.ts";
import { withoutEmpty } from "../without-empty.ts";
import { Note } from "./note.ts";
import { hours } from "./row.ts";

const MAX_ENTRIES = 25;
/** Where a day's work begins when only the day and the length are known. */
const FIRST_HOUR = 9;

const entryShape = {
  task: Reference.optional(),
  duration: Words.optional(),
  start: Words.optional(),
  end: Words.optional(),
  date: Words.optional(),
  note: Note.optional(),
  billable: z.boolean().optional(),
  tags: References.optional(),
  user: Reference.optional(),
};
const Entry = z.object(entryShape);
type Entry = z.output<typeof Entry>;

const Added = z.object({
  id: z.string().optional(),
  task: z.string().optional(),
  start: z.string(),
  duration_h: z.number(),
  ignored: z.string().optional(),
});

export const timeEntryAdd = defineTool({
  name: "clickup_time_entry_add",
  title: "Log time",
  description:
    "Logs worked time, one entry or up to 25; a wrong name or time logs nothing. For a timer use " +
    "clickup_time_tracking_start.",
  toolset: "time",
  tier: "premium",
  annotations: CREATES,
  input: z.object({
    ...entryShape,
    duration: Words.optional().describe("90m, 1h30"),
    date: Words.optional().describe("With duration alone; else it ends now."),
    entries: z.array(Entry).min(1).max(MAX_ENTRIES).optional(),
    dedupe_key: DedupeKey,
    workspace: Workspace,
  }),
  output: z.object({
    entries: z.array(Added),
    hours: z.number(),
    failed: z.array(StepFailure).optional(),
    warnings: z.array(z.string()).optional(),
  }),
  listedOutput: ["entries", "failed"],
  missing: { what: "Task", findWith: "clickup_list_get" },
  handler: async ({ entries, workspace, dedupe_key: _, ...one }, context) => {
    const single = Object.values(one).some((value) => value !== undefined);
    if (single === (entries !== undefined)) {
      throw invalidInput("entries", 'Give one entry\'s keys, or "entries", not both.');
    }
    const clock = await userClock(context);
    const { id: workspaceId } = await context.directory.workspace(workspace);
    const plans: Plan[] = [];
    for (const [index, words] of (entries ?? [one]).entries()) {
      const prefix = entries === undefined ? "" : `entries.${index}.`;
      plans.push(
        await planEntry(words, { prefix, workspaceId, workspace, clock, before: plans }, context),
      );
    }
    const steps = new Steps("clickup_time_entry_add");
    const done: Plan[] = [];
    for (const plan of plans) {
      const ok = await steps.run(plan.label, async () => {
        plan.answer = await context.clickup.timeEntries.create(workspaceId, plan.entry);
      });
      if (ok) done.push(plan);
    }
    steps.throwIfNothingDone();
    const warnings: string[] = [];
    await steps.run("read the new entries back", () =>
      findIds(done, workspaceId, warnings, context),
    );
    return {
      ...withoutEmpty({ failed: steps.failed, warnings }),
      entries: done.map((plan) => addedRow(plan, clock)),
      hours: hours(done.reduce((ms, { entry }) => ms + entry.duration, 0)),
    };
  },
});

interface Plan {
  entry: NewTimeEntry;
  label: string;
  userId: string;
  answer?: TimeEntry | undefined;
}

async function planEntry(
  words: Entry,
  call: {
    prefix: string;
    workspaceId: string;
    workspace: string | undefined;
    clock: Clock;
    before: readonly Plan[];
  },
  { directory }: ToolContext,
): Promise<Plan> {
  const { prefix, workspaceId, workspace, clock } = call;
  const lookup = (name: string) =>
    ({ purpose: "write", workspace, argument: `${prefix}${name}` }) as const;
  const me = await directory.me();
  const [ref, person] = await Promise.all([
    words.task === undefined ? undefined : directory.task(words.task, lookup("task")),
    words.user === undefined ? undefined : directory.user(words.user, workspaceId, lookup("user")),
  ]);
  const userId = person?.id ?? me.id;
  const own = call.before.filter((plan) => plan.userId === userId).map(({ entry }) => entry);
  const span = spanOf(words, prefix, clock, own);
  const entry: NewTimeEntry = {
    ...span,
    ...(ref !== undefined && { task: ref.key }),
    ...(words.note !== undefined && { description: words.note }),
    ...(words.billable !== undefined && { billable: words.billable }),
    ...(words.tags !== undefined && { tags: words.tags }),
    ...(userId !== me.id && { assignee: userId }),
  };
  const label = `${hours(span.duration)} h from ${clock.isoDateTime(span.start)}`;
  return { entry, label, userId };
}

/** Start and length, from any two of start, end and duration, or from a length alone. */
function spanOf(
  { start, end, duration, date }: Entry,
  prefix: string,
  clock: Clock,
  before: readonly NewTimeEntry[],
): { start: number; duration: number } {
  const at = (words: string, name: string, parse = parsePastInstant) => {
    // "17:00" with a day beside it is that day's.
    const bare = BARE_TIME.test(words.trim());
    const text = bare && date !== undefined ? `${clock.isoDate(dayMs(date))} ${words}` : words;
    const instant = parse(text, `${prefix}${name}`, clock);
    if (instant.hasTime) return instant.ms;
    throw invalidInput(`${prefix}${name}`, `"${prefix}${name}" needs a time of day.`);
  };
  /** "9:00" to "9:30" at a quarter past nine is today all the same. */
  const endAfter = (beganMs: number | undefined) => {
    const past = at(end ?? "", "end");
    if (beganMs === undefined || past > beganMs) return past;
    const next = at(end ?? "", "end", parseInstant);
    return clock.isoDate(next) === clock.isoDate(beganMs) ? next : past;
  };
  const dayMs = (words: string) => parsePastInstant(words, `${prefix}date`, clock).ms;
  const lengthMs =
    duration === undefined ? undefined : parseDuration(duration, `${prefix}duration`);
  const startMs = start === undefined ? undefined : at(start, "start");
  const endMs = end === undefined ? undefined : endAfter(startMs);
  if (startMs !== undefined && endMs !== undefined && lengthMs !== undefined) {
    throw invalidInput(
      `${prefix}duration`,
      `"${prefix}duration" follows from start and end; give two of the three.`,
    );
  }
  const span = (from: number, to: number) => {
    if (to <= from) {
      throw invalidInput(`${prefix}end`, `"${prefix}end" must come after the start.`);
    }
    return { start: from, duration: to - from };
  };
  if (startMs !== undefined && endMs !== undefined) return span(startMs, endMs);
  if (lengthMs === undefined) {
    throw invalidInput(
      `${prefix}duration`,
      `Say how long: "${prefix}duration", or "${prefix}start" and "${prefix}end".`,
    );
  }
  if (startMs !== undefined) return span(startMs, startMs + lengthMs);
  if (endMs !== undefined) return span(endMs - lengthMs, endMs);
  if (date === undefined) return span(clock.nowMs - lengthMs, clock.nowMs);
  const day = { ...clock.wallOf(dayMs(date)), hour: FIRST_HOUR, minute: 0, second: 0 };
  // Several of one day follow each other.
  let from = clock.msOf(day);
  for (const { start: begun, duration: length } of before) {
    if (clock.isoDate(begun) === clock.isoDate(from)) from = Math.max(from, begun + length);
  }
  return span(from, from + lengthMs);
}

/** ClickUp's answer repeats what was sent; the ids are in the list of what there is now. */
async function findIds(
  done: readonly Plan[],
  workspaceId: string,
  warnings: string[],
  { clickup, directory }: ToolContext,
): Promise<void> {
  const missing = done.filter(({ answer }) => answer === undefined);
  if (missing.length === 0) return;
  const starts = missing.map(({ entry }) => entry.start);
  const me = await directory.me();
  const people = [...new Set(missing.map(({ userId }) => userId))];
  const found = await clickup.timeEntries.list(workspaceId, {
    start_date: Math.min(...starts),
    end_date: Math.max(...starts) + 1,
    ...(people.some((id) => id !== me.id) && { assignees: people }),
  });
  const taken = new Set<string>();
  // The newest first: an older entry may be the same in all but its id.
  const newest = found.toSorted(
    (a, b) => b.id.length - a.id.length || (b.id > a.id ? 1 : b.id < a.id ? -1 : 0),
  );
  for (const plan of missing) {
    const { start, duration } = plan.entry;
    const hit = newest.find(
      (entry) =>
        !taken.has(entry.id) &&
        entry.start === start &&
        entry.duration === duration &&
        entry.user?.id === plan.userId,
    );
    if (hit === undefined) continue;
    taken.add(hit.id);
    plan.answer = hit;
  }
  if (missing.some(({ answer }) => answer === undefined)) {
    warnings.push("Some entries do not show in ClickUp's list yet, so their ids are not known.");
  }
}

function addedRow({ entry, answer }: Plan, clock: Clock) {
  const lostTask = entry.task !== undefined && answer !== undefined && answer.task === undefined;
  return {
    ...withoutEmpty({
      id: answer?.id,
      task:
        answer?.task?.name ?? (typeof entry.task === "object" ? entry.task.customId : entry.task),
      ignored: lostTask ? "task: ClickUp logged the time without it" : undefined,
    }),
    start: clock.isoDateTime(entry.start),
    duration_h: hours(entry.duration),
  };
}
