// docs.stripe.com/api/customer_portal/sessions
import type Stripe from "stripe";
import { refuse, refuseUnplayed } from "./errors.ts";
import { newPortalSessionId } from "./ids.ts";
import { liveCustomer } from "./objects.ts";
import { requiredText, text } from "./parameters.ts";
import { ok, type Route, route, seconds } from "./router.ts";

/** A portal link is good for five minutes until it is opened; here that long altogether. */
export const PORTAL_LIFE_S = 3_600;

export const portalRoutes: Route[] = [
  route(
    "POST /v1/billing_portal/sessions",
    {
      customer: "text",
      return_url: "text",
      configuration: "text",
      flow_data: "any",
      locale: "text",
      on_behalf_of: "text",
    },
    ({ world, state, params }) => {
      if ("flow_data" in params) refuseUnplayed("flows of the portal", "flow_data");
      const customer = liveCustomer(state, requiredText(params, "customer"));
      const returnUrl = text(params, "return_url") ?? null;
      if (returnUrl !== null && !/^https?:$/.test(URL.parse(returnUrl)?.protocol ?? "")) {
        refuse("url_invalid", "Not a valid URL", "return_url");
      }
      const id = newPortalSessionId();
      const session: Stripe.BillingPortal.Session = {
        id,
        object: "billing_portal.session",
        configuration: "bpc_1Sandbox",
        created: seconds(world),
        customer: customer.id,
        customer_account: null,
        flow: null,
        livemode: false,
        locale: null,
        on_behalf_of: null,
        return_url: returnUrl,
        url: `${world.origin}/stripe/portal/${id}`,
      };
      state.portalSessions[id] = session;
      return ok(session);
    },
  ),
];
