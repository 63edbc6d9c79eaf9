// docs.stripe.com/api/subscriptions
import { change } from "./changes.ts";
import { SEARCH_LAG_S } from "./customers.ts";
import { refuse, refuseMissing, refuseUnplayed } from "./errors.ts";
import { itemOf } from "./invoicing.ts";
import { cancelAtPeriodEnd, end, resume } from "./life.ts";
import { listAnswer, matches, PAGING, searchAnswer } from "./lists.ts";
import { find } from "./objects.ts";
import { flag, inRange, mergedMetadata, object, text } from "./parameters.ts";
import { ok, type Route, route, seconds } from "./router.ts";

/** What a list leaves out unless `status` asks for it. */
const ENDED = ["canceled", "incomplete_expired"];
const UNPLAYED = [
  "cancellation_details",
  "collection_method",
  "default_payment_method",
  "description",
  "items",
  "pause_collection",
  "payment_behavior",
  "payment_settings",
  "proration_behavior",
  "trial_end",
];

export const subscriptionRoutes: Route[] = [
  route(
    "GET /v1/subscriptions",
    {
      ...PAGING,
      customer: "text",
      price: "text",
      plan: "text",
      status: "text",
      created: "range",
      current_period_start: "range",
      current_period_end: "range",
      collection_method: "text",
    },
    ({ state, params }) => {
      const status = text(params, "status");
      const rows = Object.values(state.subscriptions)
        .filter((row) => matches(row.customer, params.customer))
        .filter((row) => matches(itemOf(row).price, params.price))
        .filter((row) => matches(itemOf(row).price, params.plan))
        .filter((row) => {
          if (status === undefined) return !ENDED.includes(row.status);
          if (status === "all") return true;
          return status === "ended" ? ENDED.includes(row.status) : row.status === status;
        })
        .filter((row) => inRange(params.created, row.created))
        .filter((row) => inRange(params.current_period_start, itemOf(row).current_period_start))
        .filter((row) => inRange(params.current_period_end, itemOf(row).current_period_end));
      return listAnswer("/v1/subscriptions", "subscription", rows, params);
    },
  ),
  route(
    "GET /v1/subscriptions/search",
    { query: "text", limit: "integer", page: "text" },
    ({ world, state, params }) => {
      const rows = Object.values(state.subscriptions).filter(
        (row) => row.created <= seconds(world) - SEARCH_LAG_S,
      );
      return searchAnswer("/v1/subscriptions/search", ["status"], rows, params);
    },
  ),
  route("GET /v1/subscriptions/{id}", {}, ({ state, path }) =>
    ok(find(state, "subscriptions", path("id"))),
  ),
  route(
    "POST /v1/subscriptions/{id}",
    {
      cancel_at_period_end: "flag",
      cancel_at: "text",
      metadata: "metadata",
      ...Object.fromEntries(UNPLAYED.map((name) => [name, "any"] as const)),
    },
    ({ world, state, params, path }) => {
      const subscription = find(state, "subscriptions", path("id"));
      const unplayed = UNPLAYED.find((name) => name in params);
      if (unplayed !== undefined) refuseUnplayed(`changes of ${unplayed}`, unplayed);
      if (subscription.status === "canceled") {
        const others = Object.keys(params).filter((name) => !["metadata", "expand"].includes(name));
        if (others.length > 0) {
          refuse(
            null,
            "A canceled subscription can only update its cancellation_details and metadata.",
          );
        }
      }
      const wanted = flag(params, "cancel_at_period_end");
      if (wanted === true) cancelAtPeriodEnd(world, subscription);
      if (wanted === false) resume(world, subscription);
      if (params.cancel_at === "") resume(world, subscription);
      else if (params.cancel_at !== undefined) {
        const at = Number(params.cancel_at);
        if (!Number.isInteger(at))
          return refuse("parameter_invalid_integer", "Invalid integer", "cancel_at");
        change(world, "customer.subscription.updated", subscription, { cancel_at: at });
      }
      change(world, "customer.subscription.updated", subscription, {
        metadata: mergedMetadata(subscription.metadata, params),
      });
      return ok(subscription);
    },
  ),
  route(
    "DELETE /v1/subscriptions/{id}",
    {
      invoice_now: "flag",
      prorate: "flag",
      cancellation_details: { comment: "text", feedback: "text" },
    },
    ({ world, state, params, path }) => {
      const id = path("id");
      const subscription = find(state, "subscriptions", id);
      if (subscription.status === "canceled") refuseMissing("subscription", id, "id", true);
      Object.assign(subscription, {
        cancellation_details: {
          ...subscription.cancellation_details,
          ...object(params, "cancellation_details"),
        },
      });
      end(world, subscription, "cancellation_requested");
      return ok(subscription);
    },
  ),
];
