// Webhooks: a person sees and changes only those made with their own sign-in.
import { folderIn, listIn, spaceIn, taskIn, workspaceIn } from "./access.ts";
import { textIn } from "./body.ts";
import { refuse } from "./errors.ts";
import { newSecret, newUuid } from "./ids.ts";
import type { Json, JsonObject } from "./json.ts";
import type { Call, Route } from "./router.ts";
import { ok, route } from "./router.ts";
import type { WebhookRow } from "./rows-structure.ts";

const EVENTS: readonly string[] = [
  "taskCreated",
  "taskUpdated",
  "taskDeleted",
  "taskPriorityUpdated",
  "taskStatusUpdated",
  "taskAssigneeUpdated",
  "taskDueDateUpdated",
  "taskTagUpdated",
  "taskMoved",
  "taskCommentPosted",
  "taskCommentUpdated",
  "taskTimeEstimateUpdated",
  "taskTimeTrackedUpdated",
  ...["list", "folder", "space", "goal", "keyResult"].flatMap((kind) =>
    ["Created", "Updated", "Deleted"].map((what) => `${kind}${what}`),
  ),
];

export const webhookRoutes: Route[] = [
  route("GET /v2/team/{team_id}/webhook", {}, (call) => {
    const workspace = workspaceIn(call);
    const own = Object.values(call.state.webhooks).filter(
      (webhook) => webhook.workspaceId === workspace.id && webhook.userId === call.user.id,
    );
    return ok({ webhooks: own.map((webhook) => webhookWire(call, webhook)) });
  }),

  route(
    "POST /v2/team/{team_id}/webhook",
    {
      body: {
        endpoint: "text!",
        events: "any!",
        space_id: "any",
        folder_id: "any",
        list_id: "any",
        task_id: "text|null",
      },
    },
    (call) => {
      const workspace = workspaceIn(call);
      const webhook: WebhookRow = {
        id: newUuid(call.state),
        userId: call.user.id,
        workspaceId: workspace.id,
        endpoint: endpointIn(call),
        events: eventsIn(call),
        place: placeIn(call),
        status: "active",
        failCount: 0,
        secret: newSecret(call.state),
      };
      const known = Object.values(call.state.webhooks).some((other) => isSame(other, webhook));
      if (known) refuse("OAUTH_171");
      call.state.webhooks[webhook.id] = webhook;
      return ok({ id: webhook.id, webhook: webhookWire(call, webhook) });
    },
  ),

  route(
    "PUT /v2/webhook/{webhook_id}",
    { body: { endpoint: "text!", events: "any!", status: "text!" } },
    (call) => {
      const webhook = webhookIn(call);
      const [endpoint, events] = [endpointIn(call), eventsIn(call)];
      const status = textIn(call.body, "status");
      if (status !== "active" && status !== "suspended") refuse("SANDBOX_002", "status");
      webhook.endpoint = endpoint;
      webhook.events = events;
      webhook.status = status === "active" ? "active" : "suspended";
      if (status === "active") webhook.failCount = 0;
      return ok({ id: webhook.id, webhook: webhookWire(call, webhook) });
    },
  ),

  route("DELETE /v2/webhook/{webhook_id}", {}, (call) => {
    delete call.state.webhooks[webhookIn(call).id];
    return ok({});
  }),
];

function webhookIn(call: Call): WebhookRow {
  const webhook = call.state.webhooks[call.path("webhook_id")];
  if (webhook?.userId !== call.user.id) return refuse("OAUTH_061");
  return call.workspaceIds.includes(webhook.workspaceId) ? webhook : refuse("OAUTH_061");
}

function endpointIn(call: Call): string {
  const endpoint = textIn(call.body, "endpoint") ?? "";
  const web = URL.canParse(endpoint) && /^https?:/.test(endpoint);
  return web ? endpoint : refuse("SANDBOX_002", "endpoint must be a URL");
}

/** A list of names, or "*" alone or in a list. */
function eventsIn(call: Call): string[] {
  const given: Json = call.body.events ?? null;
  const events = (Array.isArray(given) ? given : [given]).map(String);
  if (events.includes("*")) return ["*"];
  const unknown = events.find((event) => !EVENTS.includes(event));
  if (unknown !== undefined) refuse("SANDBOX_002", `no event ${unknown}`);
  return events.length === 0 ? refuse("INPUT_003", "events") : events;
}

/** Of several places the most specific counts. */
function placeIn(call: Call): WebhookRow["place"] {
  const id = (name: string): string | null => {
    const value = call.body[name];
    return value === undefined || value === null ? null : String(value);
  };
  const [task, list, folder, space] = [
    id("task_id"),
    id("list_id"),
    id("folder_id"),
    id("space_id"),
  ];
  if (task !== null) return { kind: "task", id: taskIn(call, task).id };
  if (list !== null) return { kind: "list", id: listIn(call, list).id };
  if (folder !== null) return { kind: "folder", id: folderIn(call, folder).id };
  return space === null ? null : { kind: "space", id: spaceIn(call, space).id };
}

function isSame(a: WebhookRow, b: WebhookRow): boolean {
  const key = ({ userId, workspaceId, endpoint, events, place }: WebhookRow) =>
    JSON.stringify([userId, workspaceId, endpoint, [...events].sort(), place]);
  return key(a) === key(b);
}

function webhookWire(call: Call, webhook: WebhookRow): JsonObject {
  const at = (kind: string): string | null =>
    webhook.place?.kind === kind ? webhook.place.id : null;
  return {
    id: webhook.id,
    userid: webhook.userId,
    team_id: Number(webhook.workspaceId),
    endpoint: webhook.endpoint,
    client_id: call.state.oauth.clients[0]?.id ?? "",
    events: webhook.events.includes("*") ? ["*"] : webhook.events,
    task_id: at("task"),
    list_id: at("list"),
    folder_id: at("folder"),
    space_id: at("space"),
    health: { status: webhook.status, fail_count: webhook.failCount },
    secret: webhook.secret,
  };
}
