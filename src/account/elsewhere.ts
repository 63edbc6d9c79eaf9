import { deleteCustomer } from "../billing/customer.ts";
import { forgetCustomerOwner } from "../billing/customer-owner.ts";
import { createStripe } from "../billing/stripe-client.ts";
import type { Config } from "../env.ts";
import type { Elsewhere } from "./deletion.ts";
import { sessionOf } from "./session-door.ts";

/** Where things of a user lie besides the account's own storage. */
export function elsewhereOf(env: Env, { stripe }: Pick<Config, "stripe">): Elsewhere {
  return {
    kv: env.OAUTH_KV,
    bucket: env.AUDIT_BUCKET,
    endSession: (session) => sessionOf(env, session).endSession(),
    forgetCustomer: async (customerId) => {
      // Kept for as long as the settings are away: a customer must not be left behind unseen.
      if (stripe === undefined) throw new Error("billing is not set up");
      await deleteCustomer(await createStripe(stripe), customerId);
      await forgetCustomerOwner(env.OAUTH_KV, customerId);
    },
  };
}
