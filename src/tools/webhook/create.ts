import * as z from "zod";
import { CREATES, defineTool } from "../define-tool.ts";
import { DedupeKey, Reference, Workspace } from "../fields.ts";
import { findItem } from "../item.ts";
import { placeLabel } from "../place-label.ts";
import { checkEvents, WebhookEvents, WebhookUrl } from "./events.ts";

const KEEP_SECRET =
  "Tell the user to keep the secret where deliveries are received and checked: it is not shown again.";

export const webhookCreate = defineTool({
  name: "clickup_webhook_create",
  title: "Create a webhook",
  description:
    "Registers a webhook for one place or the whole Workspace. The secret that signs its deliveries is shown only here.",
  toolset: "webhooks",
  tier: "premium",
  listedByDefault: false,
  annotations: CREATES,
  input: z.object({
    url: WebhookUrl.describe("https"),
    events: WebhookEvents,
    at: Reference.optional().describe("Space, Folder, List or task."),
    workspace: Workspace,
    dedupe_key: DedupeKey,
  }),
  output: z.object({
    id: z.string(),
    url: z.string(),
    events: z.array(z.string()),
    place: z.string(),
    secret: z.string().optional(),
    note: z.string().optional(),
  }),
  handler: async ({ url, events, at, workspace }, context) => {
    const { clickup, directory } = context;
    const wanted = checkEvents(events);
    const lookup = { purpose: "write", workspace, argument: "at" } as const;
    const item = at === undefined ? undefined : await findItem(at, lookup, context);
    const { id: workspaceId } = await directory.workspace(workspace ?? item?.workspaceId);
    const made = await clickup.webhooks.create(workspaceId, {
      endpoint: url,
      events: wanted,
      ...(item?.kind === "space" && { space_id: Number(item.id) }),
      ...(item?.kind === "folder" && { folder_id: Number(item.id) }),
      ...(item?.kind === "list" && { list_id: Number(item.id) }),
      ...(item?.kind === "task" && { task_id: item.id }),
    });
    return {
      id: made.id,
      url: made.endpoint,
      events: made.events.length > 0 ? made.events : wanted,
      place: item === undefined ? "workspace" : placeLabel(item.kind, item.id, item.name),
      ...(made.secret !== undefined && { secret: made.secret, note: KEEP_SECRET }),
    };
  },
});
