import * as z from "zod";
import type { List } from "../../clickup/client.ts";
import { userClock } from "../clock.ts";
import { defineTool, UPDATES } from "../define-tool.ts";
import { plainName } from "../directory/plain-name.ts";
import { Reference, Title, Words, Workspace } from "../fields.ts";
import { foldName } from "../fold-name.ts";
import { Ignored } from "../ignored.ts";
import { invalidInput } from "../invalid-input.ts";
import { withoutEmpty } from "../without-empty.ts";
import { ignoredOf, listArguments, listChange, noteList } from "./change.ts";
import { dueOf } from "./due.ts";

const MAX_STATUSES = 50;

const Status = z.object({
  name: Title,
  type: z.enum(["open", "custom", "done", "closed"]).optional(),
  color: Words.optional(),
});
type Status = z.output<typeof Status>;

const input = z.object({
  list: Reference,
  name: Title.optional(),
  ...listArguments,
  statuses: z
    .array(Status)
    .min(2)
    .max(MAX_STATUSES)
    .optional()
    .describe("Replaces all; experimental."),
  workspace: Workspace,
});

const NOT_CHANGES: ReadonlySet<string> = new Set(["list", "workspace"]);

export const listUpdate = defineTool({
  name: "clickup_list_update",
  title: "Update a List",
  description:
    'Changes a List; "none" clears. Tells what ClickUp ignored. It cannot be moved, but ' +
    "clickup_task_bulk_move moves its tasks.",
  toolset: "structure",
  tier: "premium",
  annotations: UPDATES,
  input,
  output: z.object({
    id: z.string(),
    name: z.string(),
    changed: z.array(z.string()),
    due: z.string().optional(),
    ignored: z.array(Ignored).optional(),
  }),
  listedOutput: ["id", "changed", "ignored"],
  missing: { what: "List", findWith: "clickup_workspace_hierarchy" },
  handler: async (asked, context, { nullArguments }) => {
    const { clickup, directory } = context;
    const { list, name, statuses, workspace, ...given } = asked;
    // Of a colour null says that there shall be none; elsewhere it may be a client's way to say nothing.
    const wish = nullArguments.includes("color") ? { ...given, color: "none" } : given;
    const fields = Object.keys({ ...wish, ...(name && { name }), ...(statuses && { statuses }) });
    if (fields.length === 0) {
      const allowed = Object.keys(input.shape).filter((key) => !NOT_CHANGES.has(key));
      throw invalidInput(
        "list",
        "There is nothing to change: no other argument was given.",
        allowed,
      );
    }
    const wanted = statuses && statusesOf(statuses);
    const lookup = { purpose: "write", workspace, argument: "list" } as const;
    const place = await directory.list(list, lookup);
    const home = await directory.workspaceOf(place, workspace);
    const change = {
      ...(name !== undefined && { name }),
      ...(await listChange(wish, home.id, lookup, "update", context)),
    };
    const body = { ...change, ...(wanted && { statuses: wanted }) };
    const clock = change.due_date === undefined ? undefined : await userClock(context);
    const answer = await clickup.lists.update(place.id, body);
    // For statuses ClickUp's answer to the change is no proof.
    const made = wanted === undefined ? answer : await clickup.lists.get(place.id);
    noteList(home.id, place, made, context);
    const ignored = [
      ...ignoredOf(change, made, clock),
      ...(wanted === undefined ? [] : ignoredStatuses(wanted, made)),
      ...nullArguments
        .filter((field) => field !== "color" && !NOT_CHANGES.has(field))
        .map((field) => ({ field, reason: 'null counts as not given; "none" clears a value' })),
    ];
    return {
      id: place.id,
      name: plainName(made.name) || (place.name ?? place.id),
      changed: fields.filter((field) => ignored.every((one) => one.field !== field)),
      ...(clock && withoutEmpty({ due: dueOf(made, clock) })),
      ...(ignored.length > 0 && { ignored }),
    };
  },
});

interface WireStatus {
  status: string;
  type: string;
  orderindex: number;
  color?: string;
}

/** The first is open and the last closed unless told otherwise; ClickUp wants exactly one of each. */
function statusesOf(given: readonly Status[]): WireStatus[] {
  const last = given.length - 1;
  const hasOpen = given.some(({ type }) => type === "open");
  const hasClosed = given.some(({ type }) => type === "closed");
  const wire = given.map(({ name, type, color }, orderindex) => ({
    status: name.toLowerCase(),
    type:
      type ??
      (orderindex === 0 && !hasOpen
        ? "open"
        : orderindex === last && !hasClosed
          ? "closed"
          : "custom"),
    orderindex,
    ...(color !== undefined && { color }),
  }));
  const count = (type: string) => wire.filter((status) => status.type === type).length;
  if (count("open") !== 1 || count("closed") !== 1) {
    throw invalidInput("statuses", "A List needs exactly one open and one closed status.");
  }
  if (new Set(wire.map(({ status }) => foldName(status))).size < wire.length) {
    throw invalidInput("statuses", "A status is named twice.");
  }
  return wire;
}

function ignoredStatuses(wanted: readonly WireStatus[], { statuses }: List): Ignored[] {
  const now = statuses.toSorted((a, b) => (a.orderindex ?? 0) - (b.orderindex ?? 0));
  const same =
    now.length === wanted.length &&
    wanted.every(({ status }, index) => foldName(now[index]?.status ?? "") === foldName(status));
  if (same) return [];
  const names = now.map(({ status }) => status).join(", ");
  return [{ field: "statuses", reason: `ClickUp kept: ${names}` }];
}
