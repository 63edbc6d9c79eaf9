import * as z from "zod";
import { defineTool, READS } from "../define-tool.ts";
import { Reference, Workspace } from "../fields.ts";
import { findItem } from "../item.ts";
import { placeLabels } from "../place-label.ts";
import { placeOf, toWebhookRow, WebhookRow } from "./row.ts";

const ONLY_MINE =
  "ClickUp shows only webhooks that this user made through this server; there may be others.";
const STOPPED =
  "Suspended ones get nothing, also not later: ClickUp does that after 100 failed deliveries. When the receiver works, bring them back with clickup_webhook_update and active true.";

/** What a model would get wrong: an empty list, and one of another place or state; a stopped webhook. */
function noteOf(shown: readonly z.output<typeof WebhookRow>[], all: number): string | undefined {
  if (shown.length === 0) {
    return all === 0 ? ONLY_MINE : `None of the ${all} webhooks fits status and place.`;
  }
  return shown.some(({ status }) => status === "suspended") ? STOPPED : undefined;
}

export const webhookList = defineTool({
  name: "clickup_webhook_list",
  title: "List webhooks",
  description:
    "My webhooks with their health and failures; those of other people and apps are not shown.",
  toolset: "webhooks",
  tier: "premium",
  listedByDefault: false,
  annotations: READS,
  input: z.object({
    status: z.enum(["active", "failing", "suspended"]).optional(),
    at: Reference.optional().describe("Space, Folder, List or task."),
    workspace: Workspace,
  }),
  output: z.object({ webhooks: z.array(WebhookRow), note: z.string().optional() }),
  handler: async ({ status, at, workspace }, context) => {
    const { clickup, directory } = context;
    const lookup = { purpose: "read", workspace, argument: "at" } as const;
    const item = at === undefined ? undefined : await findItem(at, lookup, context);
    const { id } = await directory.workspace(workspace ?? item?.workspaceId);
    const all = await clickup.webhooks.list(id);
    const labelOf = placeLabels(directory);
    const webhooks = all
      .filter((one) => status === undefined || one.health?.status === status)
      .filter((one) => item === undefined || isAt(placeOf(one), item))
      .map((one) => toWebhookRow(one, labelOf));
    const note = noteOf(webhooks, all.length);
    return { webhooks, ...(note !== undefined && { note }) };
  },
});

function isAt(place: ReturnType<typeof placeOf>, item: { kind: string; id: string }): boolean {
  return place?.kind === item.kind && place.id === item.id;
}
