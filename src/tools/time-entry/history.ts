import * as z from "zod";
import type { TimeEntryChange } from "../../clickup/client.ts";
import type { JsonValue } from "../../domain/json.ts";
import { type Clock, userClock } from "../clock.ts";
import { defineTool, READS } from "../define-tool.ts";
import { Reference, Workspace } from "../fields.ts";
import { personName } from "../task/summary.ts";
import { withoutEmpty } from "../without-empty.ts";
import { EntryRow, entryId, entryRow, noSuchEntry } from "./row.ts";

const Change = z.object({
  at: z.string().optional(),
  by: z.string().optional(),
  field: z.string().optional(),
  before: z.json().optional(),
  after: z.json().optional(),
});
const Approval = z.object({
  status: z.string().optional(),
  approved_by: z.string().optional(),
  approved_at: z.string().optional(),
  approvers: z.array(z.string()).optional(),
  history: z.array(Change).optional(),
});

/** Fields whose values are epoch ms. */
const INSTANTS: ReadonlySet<string> = new Set(["start", "end"]);

export const timeEntryHistory = defineTool({
  name: "clickup_time_entry_history",
  title: "Get a time entry's history",
  description:
    "One time entry with who changed what in it and how it was approved. To find entries use " +
    "clickup_time_entry_list.",
  toolset: "time_admin",
  tier: "premium",
  listedByDefault: false,
  annotations: READS,
  input: z.object({ entry: Reference.describe("Id"), workspace: Workspace }),
  output: z.object({
    entry: EntryRow,
    approval: Approval.optional(),
    history: z.array(Change),
  }),
  missing: { what: "time entry", findWith: "clickup_time_entry_list" },
  handler: async ({ entry, workspace }, context) => {
    const { directory, clickup } = context;
    const clock = await userClock(context);
    const id = entryId(entry, "entry");
    const { id: workspaceId } = await directory.workspace(workspace);
    const [found, history, members] = await Promise.all([
      clickup.timeEntries.get(workspaceId, id, { approval: true }),
      clickup.timeEntries.history(workspaceId, id),
      directory.members(workspaceId),
    ]);
    if (found === undefined) throw noSuchEntry(id);
    const nameOf = (userId: string) =>
      members.find((member) => member.id === userId)?.name ?? userId;
    const { approval } = found;
    return {
      entry: entryRow(found, clock),
      ...(approval !== undefined && {
        approval: withoutEmpty({
          status: approval.status,
          approved_by: approval.approver_id && nameOf(approval.approver_id),
          approved_at:
            approval.approved_at === undefined
              ? undefined
              : clock.isoDateTime(approval.approved_at),
          approvers: approval.approvers.map((person) => nameOf(person.id)),
          history: approval.history.map((change) => changeRow(change, clock)),
        }),
      }),
      history: history.map((change) => changeRow(change, clock)),
    };
  },
});

function changeRow(change: TimeEntryChange, clock: Clock) {
  const { field, before, after, user } = change;
  const at = change.date ?? change.created_at;
  return withoutEmpty({
    at: at === undefined ? undefined : clock.isoDateTime(at),
    by: user && personName(user),
    field,
    before: readable(field, before, clock),
    after: readable(field, after, clock),
  });
}

/** The document gives no shape: what is JSON is shown, instants as such. */
function readable(field: string | undefined, value: unknown, clock: Clock): JsonValue | undefined {
  const parsed = z.json().safeParse(value);
  if (!parsed.success || parsed.data === null) return undefined;
  const { data } = parsed;
  const isMs = typeof data === "string" && /^\d{12,14}$/.test(data);
  return INSTANTS.has(field ?? "") && isMs ? clock.isoDateTime(Number(data)) : data;
}
