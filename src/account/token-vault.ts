/**
 * The ClickUp tokens of this user, sealed: the one of the newest sign-in, and the user's own API key,
 * which goes first. Opened for one call, and sealed anew as soon as ENCRYPTION_KEY has a newer key.
 */
import type { ContentSeal } from "../crypto/content-seal.ts";
import { open, type SealContext, seal } from "../crypto/seal.ts";
import type { Config } from "../env.ts";
import { Secret } from "../log/secret.ts";
import { resealApiKey } from "./api-key.ts";
import { resealProfile } from "./profile.ts";

export type TokenKeys = Pick<Config, "environment" | "encryptionKeys">;

/** What a sealed token is for; each kind stays shut as the other. */
export type TokenKind = "clickup_oauth" | "clickup_api_key";

export interface StoredToken {
  kind: TokenKind;
  /** As it stands in its row now: tells whether it is still the same one later. */
  sealed: string;
}

export interface OpenedToken extends StoredToken {
  token: Secret;
}

export async function sealToken(
  keys: TokenKeys,
  userId: string,
  kind: TokenKind,
  token: Secret,
): Promise<string> {
  return seal(keys.encryptionKeys, contextOf(keys, userId, kind), token.reveal());
}

/** The newest sign-in's token replaces the one before, for all clients. */
export function storeSealedToken(sql: SqlStorage, sealed: string, nowMs: number): void {
  sql.exec(
    "INSERT OR REPLACE INTO sealed_tokens (purpose, sealed, stored_at_ms) VALUES (?, ?, ?)",
    "clickup_oauth",
    sealed,
    nowMs,
  );
}

/**
 * Opens what `findToken` found. Throws a SealError when it does not open: its key is missing from
 * ENCRYPTION_KEY, which is for the operator to mend, and no reason to sign anybody out.
 */
export async function openToken(
  sql: SqlStorage,
  keys: TokenKeys,
  contentSeal: ContentSeal,
  userId: string,
  found: StoredToken,
): Promise<OpenedToken> {
  const { kind, sealed } = found;
  const context = contextOf(keys, userId, kind);
  const { value, byFirstKey } = await open(keys.encryptionKeys, context, sealed);
  const token = new Secret(value);
  if (byFirstKey) return { token, kind, sealed };
  return { token, kind, sealed: await sealAnew(sql, keys, contentSeal, userId, found, token) };
}

/** False once another token has taken the place of this one. */
export function isInUse(sql: SqlStorage, { kind, sealed }: StoredToken): boolean {
  const found = findToken(sql);
  return found?.kind === kind && found.sealed === sealed;
}

/**
 * Everything that stays for longer than a day, so that the older key may leave the ring. The tokens
 * that were replaced meanwhile are left alone.
 */
async function sealAnew(
  sql: SqlStorage,
  keys: TokenKeys,
  contentSeal: ContentSeal,
  userId: string,
  { kind, sealed }: StoredToken,
  token: Secret,
): Promise<string> {
  const anew = await sealToken(keys, userId, kind, token);
  if (kind === "clickup_api_key") {
    resealApiKey(sql, contentSeal, sealed, anew);
    await sealSignInAnew(sql, keys, userId);
  } else {
    replaceSignIn(sql, sealed, anew);
  }
  resealProfile(sql, contentSeal);
  return anew;
}

/** The sign-in's token waits behind an API key; nobody would open it until the key is gone. */
async function sealSignInAnew(sql: SqlStorage, keys: TokenKeys, userId: string): Promise<void> {
  const sealed = readSealedSignIn(sql);
  if (sealed === undefined) return;
  const context = contextOf(keys, userId, "clickup_oauth");
  const { value } = await open(keys.encryptionKeys, context, sealed);
  replaceSignIn(sql, sealed, await sealToken(keys, userId, "clickup_oauth", new Secret(value)));
}

/** The token that acts for this user now; undefined when there is none. One statement a call. */
export function findToken(sql: SqlStorage): StoredToken | undefined {
  const { api_key, sign_in } = sql
    .exec<{ api_key: string | null; sign_in: string | null }>(
      `SELECT (SELECT sealed FROM api_keys WHERE sealed IS NOT NULL) AS api_key,
              (SELECT sealed FROM sealed_tokens WHERE purpose = 'clickup_oauth') AS sign_in`,
    )
    .one();
  if (api_key !== null) return { kind: "clickup_api_key", sealed: api_key };
  return sign_in === null ? undefined : { kind: "clickup_oauth", sealed: sign_in };
}

function readSealedSignIn(sql: SqlStorage): string | undefined {
  return sql
    .exec<{ sealed: string }>("SELECT sealed FROM sealed_tokens WHERE purpose = 'clickup_oauth'")
    .toArray()[0]?.sealed;
}

function replaceSignIn(sql: SqlStorage, sealed: string, anew: string): void {
  sql.exec(
    "UPDATE sealed_tokens SET sealed = ? WHERE purpose = 'clickup_oauth' AND sealed = ?",
    anew,
    sealed,
  );
}

function contextOf({ environment }: TokenKeys, userId: string, purpose: TokenKind): SealContext {
  return { environment, userId, purpose };
}
