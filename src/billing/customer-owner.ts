/**
 * Which user a Stripe customer is, for events that name the customer alone. A hint to find the account
 * by, in KV: the account compares the customer with its own and has the last word.
 */
import { userOfCustomer } from "./customer.ts";
import type { Stripe } from "./stripe-client.ts";

const keyOf = (customerId: string) => `stripe-customer:${customerId}`;

export async function noteCustomerOwner(
  kv: KVNamespace,
  customerId: string,
  userId: string,
): Promise<void> {
  await kv.put(keyOf(customerId), userId);
}

export async function forgetCustomerOwner(kv: KVNamespace, customerId: string): Promise<void> {
  await kv.delete(keyOf(customerId));
}

/** By the note, else by what Stripe says of the customer; undefined when it is none of ours. */
export async function findCustomerOwner(
  kv: KVNamespace,
  stripe: () => Promise<Stripe>,
  customerId: string,
  environment: string,
): Promise<string | undefined> {
  const noted = await kv.get(keyOf(customerId));
  return noted ?? (await userOfCustomer(await stripe(), customerId, environment));
}
