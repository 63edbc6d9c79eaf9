import { uuidOf } from "./ids.ts";
import { SEED } from "./seed-ids.ts";
import { TIME_LABELS } from "./seed-people.ts";
import type { SandboxState, TimeEntryRow } from "./state.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Chika's timer is running. */
export function seedTimeEntries(state: SandboxState, anchorMs: number): void {
  const entry = (
    id: string,
    taskId: string | null,
    userId: number,
    startMs: number,
    hours: number | null,
    extra: Partial<TimeEntryRow> = {},
  ): void => {
    state.timeEntries[id] = {
      id,
      workspaceId: SEED.workspaces.northwind,
      taskId,
      userId,
      startMs,
      endMs: hours === null ? null : startMs + hours * HOUR_MS,
      billable: userId === 1001,
      description: "",
      tags: [],
      atMs: startMs,
      history: [],
      approval: null,
      ...extra,
    };
  };
  const { timeEntries, tasks } = SEED;
  entry(timeEntries.checkoutAda, tasks.checkout, 1001, anchorMs - 2 * DAY_MS, 1.5);
  entry(timeEntries.checkoutChika, tasks.checkout, 1003, anchorMs - DAY_MS, 2);
  entry(timeEntries.old, tasks.bug, 1001, anchorMs - 40 * DAY_MS, 1, {
    tags: TIME_LABELS.slice(0, 1).map((label) => ({ ...label })),
    history: [
      {
        id: uuidOf(50_001),
        field: "description",
        before: "Lokk at it",
        after: "",
        dateMs: anchorMs - 39 * DAY_MS,
        userId: 1001,
      },
    ],
    approval: {
      id: uuidOf(50_002),
      status: "approved",
      weekStartMs: anchorMs - 42 * DAY_MS,
      weekEndMs: anchorMs - 36 * DAY_MS,
      approverIds: [1001],
      approvedById: 1001,
      approvedMs: anchorMs - 35 * DAY_MS,
    },
  });
  entry(timeEntries.withoutTask, null, 1001, anchorMs - 5 * HOUR_MS, 0.5);
  entry(timeEntries.running, tasks.bug, 1003, anchorMs - HOUR_MS, null);
}
