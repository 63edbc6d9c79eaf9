import * as z from "zod";
import { path } from "../path.ts";
import type { Query, Send } from "../send.ts";
import {
  Anything,
  Body,
  EpochMs,
  Id,
  maybe,
  OptionalFlag,
  OptionalId,
  OptionalName,
  OptionalNumber,
  readRows,
  rows,
} from "../wire.ts";
import { PersonOrId, User } from "./people.ts";
import { Tag } from "./places.ts";
import { customIdQuery, type TaskKey, taskPath } from "./task-key.ts";

/** Of an entry without a task all ids are null; names come only when asked for. */
const Location = z.object({
  list_id: OptionalId,
  list_name: OptionalName,
  folder_id: OptionalId,
  folder_name: OptionalName,
  space_id: OptionalId,
  space_name: OptionalName,
});

const Change = z.object({
  id: OptionalId,
  field: OptionalName,
  before: Anything,
  after: Anything,
  /** `date` in the history of an entry, `created_at` in that of its approval. */
  date: EpochMs,
  created_at: EpochMs,
  user: PersonOrId,
});
export type TimeEntryChange = z.output<typeof Change>;

const Approval = z.object({
  id: OptionalId,
  status: OptionalName,
  approver_id: OptionalId,
  approved_at: EpochMs,
  approvers: rows(z.object({ id: Id })),
  history: rows(Change),
});

const TimeEntry = z.object({
  id: Id,
  task: maybe(z.object({ id: Id, custom_id: OptionalName, name: OptionalName })),
  user: maybe(User),
  billable: OptionalFlag,
  start: EpochMs,
  /** Missing while the timer runs. */
  end: EpochMs,
  /** ms; negative while the timer runs */
  duration: OptionalNumber,
  description: Body,
  /** Labels: no relatives of the task's tags. */
  tags: rows(Tag),
  task_location: maybe(Location),
  approval: maybe(Approval),
});
export type TimeEntry = z.output<typeof TimeEntry>;

const Entries = z.object({ data: rows(TimeEntry) });

/** One entry: an object in most answers, a list around it in some, null or {} for none. */
const OneEntry = z.object({
  data: z.transform((value) => {
    const [entry] = readRows(TimeEntry, Array.isArray(value) ? value : [value]);
    return entry;
  }),
});

/** The older API's times: everybody's, by person. */
const Tracked = z.object({
  data: rows(
    z.object({
      user: maybe(User),
      intervals: rows(z.object({ id: Id, start: EpochMs, end: EpochMs, time: OptionalNumber })),
    }),
  ),
});
export type TrackedTime = z.output<typeof Tracked>["data"];

const Nothing = z.unknown();

export interface TimeFilter {
  /** Epoch ms. ClickUp looks at the last 30 days unless told otherwise. */
  start_date?: number;
  end_date?: number;
  /** Other people's: owners and admins only. */
  assignees?: readonly string[];
  /** At most one place. */
  task_id?: TaskKey;
  list_id?: string;
  folder_id?: string;
  space_id?: string;
  is_billable?: boolean;
  include_location_names?: boolean;
}

interface EntryWords {
  task?: TaskKey;
  description?: string;
  billable?: boolean;
  /** Names of labels. */
  tags?: readonly string[];
}

export interface NewTimeEntry extends EntryWords {
  /** Epoch ms */
  start: number;
  /** ms */
  duration: number;
  /** User id; the caller unless given. */
  assignee?: string;
}

export interface TimeEntryUpdate extends EntryWords {
  /** ClickUp wants both or neither. */
  start?: number;
  end?: number;
  /** What is done with `tags`; one action a request. */
  tag_action?: "add" | "remove" | "replace";
}

const WHAT = "time entry";

export function timeEntries(send: Send) {
  return {
    /** Unpaged. */
    list: async (workspaceId: string, filter: TimeFilter = {}): Promise<TimeEntry[]> => {
      const { assignees, task_id, ...rest } = filter;
      const answer = await send.get(path`/v2/team/${workspaceId}/time_entries`, Entries, {
        // A refusal is about the people: one's own time is always shown.
        what: assignees === undefined ? "Workspace" : "other people's time",
        // one comma list, unlike every other array
        query: {
          ...rest,
          assignee: assignees?.join(","),
          ...(task_id !== undefined && {
            task_id: typeof task_id === "string" ? task_id : task_id.customId,
            ...customIdQuery(task_id),
          }),
        },
      });
      return answer.data;
    },
    /** Undefined when there is none: ClickUp answers 200 for an unknown id. */
    get: async (
      workspaceId: string,
      entryId: string,
      { approval = false } = {},
    ): Promise<TimeEntry | undefined> => {
      const answer = await send.get(
        path`/v2/team/${workspaceId}/time_entries/${entryId}`,
        OneEntry,
        {
          what: WHAT,
          query: {
            include_approval_history: approval || undefined,
            include_approval_details: approval || undefined,
          },
        },
      );
      return answer.data;
    },
    history: async (workspaceId: string, entryId: string): Promise<TimeEntryChange[]> => {
      const answer = await send.get(
        path`/v2/team/${workspaceId}/time_entries/${entryId}/history`,
        z.object({ data: rows(Change) }),
        { what: WHAT },
      );
      return answer.data;
    },
    /** Everybody's time on one task, whatever the caller's role; without notes and labels. */
    ofTask: async (task: TaskKey): Promise<TrackedTime> => {
      const answer = await send.get(taskPath(task, path`/time`), Tracked, {
        what: "Task",
        query: customIdQuery(task),
      });
      return answer.data;
    },
    /** The running timer of the caller, or of `userId`. */
    current: async (workspaceId: string, userId?: string): Promise<TimeEntry | undefined> => {
      const answer = await send.get(path`/v2/team/${workspaceId}/time_entries/current`, OneEntry, {
        what: userId === undefined ? "Workspace" : "other people's time",
        query: { assignee: userId },
      });
      return answer.data;
    },
    /** ClickUp ends the caller's running timer itself. */
    start: async (workspaceId: string, entry: EntryWords): Promise<TimeEntry | undefined> => {
      const answer = await send.write(
        "POST",
        path`/v2/team/${workspaceId}/time_entries/start`,
        OneEntry,
        { what: "Task", query: keyQuery(entry), body: wordsOf(entry) },
      );
      return answer.data;
    },
    stop: async (workspaceId: string): Promise<TimeEntry | undefined> => {
      const answer = await send.write(
        "POST",
        path`/v2/team/${workspaceId}/time_entries/stop`,
        OneEntry,
        { what: "Workspace" },
      );
      return answer.data;
    },
    /** The answer repeats what was sent and holds no id (measured, 2026-08). */
    create: async (
      workspaceId: string,
      { start, duration, assignee, ...words }: NewTimeEntry,
    ): Promise<TimeEntry | undefined> => {
      const answer = await send.write(
        "POST",
        path`/v2/team/${workspaceId}/time_entries`,
        z.object({ data: maybe(TimeEntry) }),
        {
          what: words.task === undefined ? WHAT : "Task",
          query: keyQuery(words),
          body: {
            start,
            duration,
            ...wordsOf(words),
            ...(assignee !== undefined && { assignee: Number(assignee) }),
          },
        },
      );
      return answer.data;
    },
    /** The entry as it then is; undefined when ClickUp did not show it. */
    update: async (
      workspaceId: string,
      entryId: string,
      { start, end, tag_action, ...words }: TimeEntryUpdate,
    ): Promise<TimeEntry | undefined> => {
      const answer = await send.write(
        "PUT",
        path`/v2/team/${workspaceId}/time_entries/${entryId}`,
        OneEntry,
        {
          what: WHAT,
          query: keyQuery(words),
          body: {
            ...(start !== undefined && { start, end }),
            ...wordsOf(words),
            ...(tag_action !== undefined && { tag_action }),
          },
        },
      );
      return answer.data;
    },
    remove: async (workspaceId: string, entryId: string): Promise<void> => {
      await send.write("DELETE", path`/v2/team/${workspaceId}/time_entries/${entryId}`, Nothing, {
        what: WHAT,
      });
    },
    labels: {
      /** Those ever put on an entry of the Workspace. */
      list: async (workspaceId: string): Promise<Tag[]> => {
        const answer = await send.get(
          path`/v2/team/${workspaceId}/time_entries/tags`,
          z.object({ data: rows(Tag) }),
          { what: "Workspace" },
        );
        return answer.data;
      },
      add: (workspaceId: string, entryIds: readonly string[], labels: readonly TimeLabel[]) =>
        onEntries("POST", workspaceId, entryIds, labels),
      remove: (workspaceId: string, entryIds: readonly string[], names: readonly string[]) =>
        onEntries(
          "DELETE",
          workspaceId,
          entryIds,
          names.map((name) => ({ name })),
        ),
      /** For the whole Workspace; ClickUp wants all four. */
      rename: async (
        workspaceId: string,
        change: { name: string; new_name: string; tag_fg: string; tag_bg: string },
      ): Promise<void> => {
        await send.write("PUT", path`/v2/team/${workspaceId}/time_entries/tags`, Nothing, {
          what: "label",
          body: change,
        });
      },
    },
  };

  async function onEntries(
    method: "POST" | "DELETE",
    workspaceId: string,
    entryIds: readonly string[],
    tags: readonly TimeLabel[],
  ): Promise<void> {
    await send.write(method, path`/v2/team/${workspaceId}/time_entries/tags`, Nothing, {
      what: WHAT,
      body: { time_entry_ids: entryIds, tags },
    });
  }
}

export interface TimeLabel {
  name: string;
  tag_fg?: string;
  tag_bg?: string;
}

/** The task is `tid`; as `task_id` it would be ignored without a word. */
function wordsOf({ task, description, billable, tags }: EntryWords): object {
  return {
    ...(task !== undefined && { tid: typeof task === "string" ? task : task.customId }),
    ...(description !== undefined && { description }),
    ...(billable !== undefined && { billable }),
    ...(tags !== undefined && { tags: tags.map((name) => ({ name })) }),
  };
}

function keyQuery({ task }: EntryWords): Query {
  return task === undefined ? {} : customIdQuery(task);
}
