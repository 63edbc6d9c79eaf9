import type { Tier } from "../domain/tier.ts";
import type { SignIn } from "./door.ts";

/** Who the account belongs to, as ClickUp told at the last sign-in. */
export interface Profile {
  userId: string;
  name: string;
  email: string;
  timezone: string;
  weekStartDay: number;
  workspaces: readonly { id: string; name: string }[];
  tier: Tier;
}

export function readProfile(sql: SqlStorage): Profile | undefined {
  const row = sql
    .exec<{
      user_id: string;
      name: string;
      email: string;
      timezone: string;
      week_start_day: number;
      workspaces: string;
      tier: Tier;
    }>(
      "SELECT user_id, name, email, timezone, week_start_day, workspaces, tier FROM account WHERE id = 1",
    )
    .toArray()[0];
  if (row === undefined) return undefined;
  return {
    userId: row.user_id,
    name: row.name,
    email: row.email,
    timezone: row.timezone,
    weekStartDay: row.week_start_day,
    workspaces: JSON.parse(row.workspaces) as Profile["workspaces"],
    tier: row.tier,
  };
}

/** Undefined before the first sign-in. */
export function readTier(sql: SqlStorage): Tier | undefined {
  return sql.exec<{ tier: Tier }>("SELECT tier FROM account WHERE id = 1").toArray()[0]?.tier;
}

/** The first sign-in makes the account, on the free tier; each later one refreshes what it says. */
export function writeProfile(sql: SqlStorage, signIn: SignIn, nowMs: number): void {
  const { user, workspaces } = signIn;
  sql.exec(
    `INSERT INTO account (id, user_id, name, email, timezone, week_start_day, workspaces,
                          created_at_ms, signed_in_at_ms)
     VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7)
     ON CONFLICT (id) DO UPDATE SET name = ?2, email = ?3, timezone = ?4, week_start_day = ?5,
                                    workspaces = ?6, signed_in_at_ms = ?7`,
    user.id,
    user.name,
    user.email,
    user.timezone,
    user.weekStartDay,
    JSON.stringify(workspaces),
    nowMs,
  );
}
