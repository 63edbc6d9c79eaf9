// Whose tracked time a person may read and change.
import { memberIn, workspaceIn } from "./access.ts";
import { refuse } from "./errors.ts";
import type { Call } from "./router.ts";
import type { TimeEntryRow, WorkspaceRow } from "./state.ts";

/** Owners and admins reach everybody's entries, the others their own. */
export function reachesEntriesOf(call: Call, workspace: WorkspaceRow, userId: number): boolean {
  return userId === call.user.id || (memberIn(workspace, call.user.id)?.role ?? 4) <= 2;
}

/** null for an id that is no entry of the workspace in the path: ClickUp does not mind. */
export function entryIn(call: Call, id: string): TimeEntryRow | null {
  const workspace = workspaceIn(call);
  const entry = call.state.timeEntries[id];
  if (entry?.workspaceId !== workspace.id) return null;
  return reachesEntriesOf(call, workspace, entry.userId) ? entry : refuse("TIMEENTRY_059");
}
