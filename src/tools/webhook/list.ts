import * as z from "zod";
import { defineTool, READS } from "../define-tool.ts";
import { Reference, Workspace } from "../fields.ts";
import { findItem } from "../item.ts";
import { toWebhookRow, WebhookRow } from "./row.ts";

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
  output: z.object({ webhooks: z.array(WebhookRow) }),
  handler: async ({ status, at, workspace }, context) => {
    const { clickup, directory } = context;
    const lookup = { purpose: "read", workspace, argument: "at" } as const;
    const item = at === undefined ? undefined : await findItem(at, lookup, context);
    const { id } = await directory.workspace(workspace ?? item?.workspaceId);
    const rows = (await clickup.webhooks.list(id)).map(toWebhookRow);
    const place = item === undefined ? undefined : `${item.kind} ${item.id}`;
    return {
      webhooks: rows.filter(
        (row) =>
          (status === undefined || row.status === status) &&
          (place === undefined || row.place === place),
      ),
    };
  },
});
