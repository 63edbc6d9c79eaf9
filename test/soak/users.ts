/** Signs every tenant in, as a browser would, and gives each a way to ask. */
import { signIn } from "../support/plain-oauth.ts";
import type { Tenant } from "./tenant.ts";
import { Wire } from "./wire.ts";

export interface User extends Tenant {
  wire: Wire;
  isPremium: boolean;
}

const SIGN_INS_AT_ONCE = 6;

/** `look` is given all that a user reads. */
export async function signInAll(
  tenants: readonly Tenant[],
  origin: string,
  look: (text: string, user: number) => void,
): Promise<User[]> {
  const [first] = tenants;
  if (first === undefined) return [];
  const { clientId } = await signIn(origin, first.ids.person);
  const users: User[] = [];
  const waiting = [...tenants];
  const signInNext = async () => {
    for (let tenant = waiting.shift(); tenant !== undefined; tenant = waiting.shift()) {
      users.push(await signInOne(tenant, origin, clientId, look));
    }
  };
  await Promise.all(Array.from({ length: SIGN_INS_AT_ONCE }, signInNext));
  return users.sort((a, b) => a.user - b.user);
}

async function signInOne(
  tenant: Tenant,
  origin: string,
  clientId: string,
  look: (text: string, user: number) => void,
): Promise<User> {
  const { person } = tenant.ids;
  const tokens = {
    mcp: (await signIn(origin, person, { clientId })).tokens.access_token,
    sse: (await signIn(origin, person, { clientId }, "/sse")).tokens.access_token,
  };
  // Every other user has all tools.
  const isPremium = tenant.user % 2 === 0;
  if (isPremium) await fetch(`${origin}/faults/premium/${person}`);
  const wire = new Wire(origin, tokens, (text) => look(text, tenant.user));
  return { ...tenant, isPremium, wire };
}
