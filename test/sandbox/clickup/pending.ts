// What a template makes after its answer: the id first, the thing itself a little later.
import type { PendingRow } from "./rows-structure.ts";
import type { SandboxState } from "./state.ts";

const WORK_MS = 2_000;
/** Clocks stand still in many tests, so a few looks by id also bring the thing about. */
const MISSES = 2;

export const pendingRow = (nowMs: number): PendingRow => ({
  readyAtMs: nowMs + WORK_MS,
  missesLeft: MISSES,
  folders: [],
  lists: [],
  tasks: [],
  views: [],
});

/** Puts the rows where everybody sees them. */
export function land(state: SandboxState, row: PendingRow): void {
  for (const table of ["folders", "lists", "tasks", "views"] as const) {
    for (const made of row[table]) Object.assign(state[table], { [made.id]: made });
  }
  state.pending = state.pending.filter((other) => other !== row);
}

export function landWhatIsReady(state: SandboxState, nowMs: number): void {
  for (const row of state.pending) if (row.readyAtMs <= nowMs) land(state, row);
}

/** Somebody asked for an id and found nothing. */
export function countMiss(state: SandboxState, id: string): void {
  for (const row of state.pending) {
    if (![...row.folders, ...row.lists].some((made) => made.id === id)) continue;
    row.missesLeft -= 1;
    if (row.missesLeft <= 0) land(state, row);
  }
}
