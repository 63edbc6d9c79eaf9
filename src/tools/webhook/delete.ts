import * as z from "zod";
import { DELETES, defineTool } from "../define-tool.ts";
import { DryRun, Reference, Workspace } from "../fields.ts";
import { invalidInput } from "../invalid-input.ts";
import { placeLabels } from "../place-label.ts";
import { findWebhook, isWebhookId, toWebhookRow, WebhookRow } from "./row.ts";

export const webhookDelete = defineTool({
  name: "clickup_webhook_delete",
  title: "Delete a webhook",
  description:
    "Deletes a webhook; dry_run only shows it. To stop it for a while use clickup_webhook_update.",
  toolset: "webhooks",
  tier: "premium",
  listedByDefault: false,
  annotations: DELETES,
  input: z.object({ webhook: Reference.describe("Id."), dry_run: DryRun, workspace: Workspace }),
  output: z.object({
    deleted: z.boolean(),
    id: z.string(),
    webhook: WebhookRow.optional(),
    dry_run: z.boolean().optional(),
  }),
  missing: { what: "webhook", findWith: "clickup_webhook_list" },
  handler: async ({ webhook, dry_run = false, workspace }, context) => {
    if (!isWebhookId(webhook)) {
      throw invalidInput("webhook", '"webhook" must be its id, as clickup_webhook_list gives it.');
    }
    if (dry_run) {
      const found = await findWebhook(webhook, workspace, context);
      const labelOf = placeLabels(context.directory);
      return { deleted: false, id: found.id, webhook: toWebhookRow(found, labelOf), dry_run };
    }
    await context.clickup.webhooks.remove(webhook);
    return { deleted: true, id: webhook };
  },
});
