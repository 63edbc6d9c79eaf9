import type { ContentSeal } from "../crypto/content-seal.ts";
import { SealError } from "../crypto/seal.ts";
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

/** What stands sealed in `sealed_profile`. */
type SealedProfile = Pick<Profile, "name" | "email" | "workspaces">;

export const PROFILE_PLACE = "account/sealed_profile";

/** Undefined before the first sign-in. Throws a SealError when its key is missing. */
export function readProfile(sql: SqlStorage, contentSeal: ContentSeal): Profile | undefined {
  const row = sql
    .exec<{
      user_id: string;
      name: string;
      email: string;
      workspaces: string;
      timezone: string;
      week_start_day: number;
      tier: Tier;
      sealed_profile: ArrayBuffer | null;
    }>(
      `SELECT user_id, name, email, workspaces, timezone, week_start_day, tier, sealed_profile
       FROM account WHERE id = 1`,
    )
    .toArray()[0];
  if (row === undefined) return undefined;
  const { name, email, workspaces } =
    row.sealed_profile === null
      ? { ...row, workspaces: JSON.parse(row.workspaces) as Profile["workspaces"] }
      : (contentSeal.open(PROFILE_PLACE, row.sealed_profile) as unknown as SealedProfile);
  return {
    userId: row.user_id,
    name,
    email,
    timezone: row.timezone,
    weekStartDay: row.week_start_day,
    workspaces,
    tier: row.tier,
  };
}

/** Undefined before the first sign-in. */
export function readUserId(sql: SqlStorage): string | undefined {
  return sql.exec<{ user_id: string }>("SELECT user_id FROM account WHERE id = 1").toArray()[0]
    ?.user_id;
}

/** Undefined before the first sign-in. */
export function readTier(sql: SqlStorage): Tier | undefined {
  return sql.exec<{ tier: Tier }>("SELECT tier FROM account WHERE id = 1").toArray()[0]?.tier;
}

/** The first sign-in makes the account, on the free tier; each later one refreshes what it says. */
export function writeProfile(
  sql: SqlStorage,
  contentSeal: ContentSeal,
  { user, workspaces }: Pick<SignIn, "user" | "workspaces">,
  nowMs: number,
): void {
  const { name, email } = user;
  sql.exec(
    `INSERT INTO account (id, user_id, name, email, workspaces, timezone, week_start_day,
                          sealed_profile, created_at_ms, signed_in_at_ms)
     VALUES (1, ?1, '', '', '[]', ?2, ?3, ?4, ?5, ?5)
     ON CONFLICT (id) DO UPDATE SET name = '', email = '', workspaces = '[]', timezone = ?2,
                                    week_start_day = ?3, sealed_profile = ?4, signed_in_at_ms = ?5`,
    user.id,
    user.timezone,
    user.weekStartDay,
    contentSeal.seal(PROFILE_PLACE, {
      name,
      email,
      workspaces: workspaces.map(({ ...one }) => one),
    }),
    nowMs,
  );
}

/** The same text, sealed with the ring's first key; one that does not open waits for the next sign-in. */
export function resealProfile(sql: SqlStorage, contentSeal: ContentSeal): void {
  const { sealed_profile: sealed = null } =
    sql
      .exec<{ sealed_profile: ArrayBuffer | null }>("SELECT sealed_profile FROM account")
      .toArray()[0] ?? {};
  if (sealed === null) return;
  try {
    const anew = contentSeal.seal(PROFILE_PLACE, contentSeal.open(PROFILE_PLACE, sealed));
    sql.exec("UPDATE account SET sealed_profile = ? WHERE id = 1", anew);
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
  }
}
