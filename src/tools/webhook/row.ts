/** A webhook as this server shows it: never with its secret. */
import * as z from "zod";
import type { Webhook } from "../../clickup/client.ts";
import { FailureError } from "../../domain/failure.ts";
import type { ToolContext } from "../context.ts";
import { invalidInput } from "../invalid-input.ts";
import { type PlaceLabels, placeLabels } from "../place-label.ts";

export const WebhookRow = z.object({
  id: z.string(),
  url: z.string(),
  events: z.array(z.string()),
  place: z.string(),
  status: z.string().optional(),
  fail_count: z.number().optional(),
});

export function toWebhookRow(webhook: Webhook, labelOf: PlaceLabels): z.output<typeof WebhookRow> {
  const { id, endpoint, events, health } = webhook;
  return {
    id,
    url: endpoint,
    events,
    place: labelAt(webhook, labelOf),
    ...(health?.status !== undefined && { status: health.status }),
    ...(health?.fail_count !== undefined && { fail_count: health.fail_count }),
  };
}

/** The most specific place counts; none is the whole Workspace. */
export function placeOf({
  task_id,
  list_id,
  folder_id,
  space_id,
}: Webhook): { kind: string; id: string } | undefined {
  if (task_id !== undefined) return { kind: "task", id: task_id };
  if (list_id !== undefined) return { kind: "list", id: list_id };
  if (folder_id !== undefined) return { kind: "folder", id: folder_id };
  return space_id === undefined ? undefined : { kind: "space", id: space_id };
}

function labelAt(webhook: Webhook, labelOf: PlaceLabels): string {
  const place = placeOf(webhook);
  return place === undefined ? "workspace" : labelOf(place.kind, place.id);
}

/** By id, or by its URL when only one webhook has that. */
export async function findWebhook(
  given: string,
  workspace: string | undefined,
  { clickup, directory }: ToolContext,
): Promise<Webhook> {
  const { id: workspaceId } = await directory.workspace(workspace);
  const all = await clickup.webhooks.list(workspaceId);
  const hits = all.filter(({ id, endpoint }) => id === given || endpoint === given);
  const [first, ...others] = hits;
  if (first === undefined) {
    const about = { what: "webhook", findWith: "clickup_webhook_list" };
    throw new FailureError({ code: "not_found", ...about, given });
  }
  if (others.length === 0) return first;
  const labelOf = placeLabels(directory);
  const candidates = hits.slice(0, 10).map((one) => ({ id: one.id, name: labelAt(one, labelOf) }));
  throw new FailureError({ code: "ambiguous", what: "webhook", given, candidates });
}

const WEBHOOK_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function isWebhookId(given: string): boolean {
  return WEBHOOK_ID.test(given);
}

/** Hostile text is refused before anything is read. */
export function checkWebhook(given: string): void {
  if (isWebhookId(given) || /^https:\/\//.test(given)) return;
  throw invalidInput(
    "webhook",
    '"webhook" must be its id, as clickup_webhook_list gives it, or its URL.',
  );
}
