import * as z from "zod";
import { defineTool, UPDATES } from "../define-tool.ts";
import { Reference, Workspace } from "../fields.ts";
import { givenChanges } from "../given-changes.ts";
import { invalidInput } from "../invalid-input.ts";
import { withoutEmpty } from "../without-empty.ts";
import { checkEvents, WebhookEvents, WebhookUrl } from "./events.ts";
import { checkWebhook, findWebhook } from "./row.ts";

const UNTOLD = "ClickUp does not tell the webhook's";

export const webhookUpdate = defineTool({
  name: "clickup_webhook_update",
  title: "Change a webhook",
  description: "Changes a webhook's URL or events, or brings a suspended one back.",
  toolset: "webhooks",
  tier: "premium",
  listedByDefault: false,
  annotations: UPDATES,
  input: z.object({
    webhook: Reference.describe("Id or URL."),
    url: WebhookUrl.optional(),
    events: WebhookEvents.optional(),
    active: z.boolean().optional().describe("false suspends it."),
    workspace: Workspace,
  }),
  output: z.object({
    id: z.string(),
    status: z.string().optional(),
    changed: z.array(z.string()),
    ignored: z.array(z.string()).optional(),
  }),
  missing: { what: "webhook", findWith: "clickup_webhook_list" },
  handler: async ({ webhook: given, url, events, active, workspace }, context) => {
    const asked = givenChanges({ url, events, active }, "url");
    checkWebhook(given);
    const wanted = events === undefined ? undefined : checkEvents(events);
    const before = await findWebhook(given, workspace, context);
    // A failing webhook is one that delivers again at the next try.
    const present = before.health?.status === "suspended" ? "suspended" : "active";
    const status = active === undefined ? present : active ? "active" : "suspended";
    const all = wanted ?? before.events;
    const endpoint = url ?? before.endpoint;
    // An update replaces all of it; what is not told must not be emptied.
    if (all.length === 0) throw invalidInput("events", `${UNTOLD} events: give "events".`);
    if (endpoint === "") throw invalidInput("url", `${UNTOLD} URL: give "url".`);
    const made = await context.clickup.webhooks.update(before.id, {
      endpoint,
      events: all.includes("*") ? "*" : all,
      status,
    });
    const same = (a: readonly string[], b: readonly string[]) =>
      [...a].sort().join() === [...b].sort().join();
    const kept: Readonly<Record<string, boolean>> = {
      url: made.endpoint === url,
      events: same(made.events, all),
      active: (made.health?.status ?? status) === status,
    };
    return {
      id: made.id,
      changed: asked.filter((key) => kept[key] === true),
      ...withoutEmpty({
        status: made.health?.status,
        ignored: asked.filter((key) => kept[key] !== true),
      }),
    };
  },
});
