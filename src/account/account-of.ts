import type { AccountDoor } from "./door.ts";

/** The account of a ClickUp user. No call is made until a method is. */
export function accountOf(env: Pick<Env, "ACCOUNT">, userId: string): AccountDoor {
  // Stub types lose `unknown` and recurse on JSON; the class is checked against the door instead.
  return env.ACCOUNT.getByName(userId) as unknown as AccountDoor;
}
