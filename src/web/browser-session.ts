import { randomToken } from "../crypto/bytes.ts";
import { hashParts } from "../crypto/hash.ts";
import { isSigned, sign } from "../crypto/sign.ts";
import type { Caller } from "../domain/caller.ts";
import { SCOPES } from "../domain/scope.ts";
import type { Config } from "../env.ts";
import { clearCookie, readCookie, writeCookie } from "./cookies.ts";

/** A working day; the account's row says the same and has the last word. */
export const SESSION_SECONDS = 12 * 60 * 60;
const COOKIE = "session";
const SESSION = /^([A-Za-z0-9_-]{1,64})\.([A-Za-z0-9_-]{1,64})\.([A-Za-z0-9_-]{43})$/;

type Keys = Pick<Config, "jwtKeys">;

export function newCredentialId(): string {
  return randomToken(16);
}

export async function sessionCookie(
  { jwtKeys }: Keys,
  userId: string,
  credentialId: string,
): Promise<string> {
  const signature = await sign(jwtKeys, "browser-session", [userId, credentialId]);
  return writeCookie(COOKIE, `${userId}.${credentialId}.${signature}`, SESSION_SECONDS);
}

export function endSessionCookie(): string {
  return clearCookie(COOKIE);
}

/** Who is signed in with this browser, by the cookie; whether still, the account says. */
export async function readSession(
  request: Request,
  { jwtKeys }: Keys,
): Promise<Caller | undefined> {
  const [, userId, credentialId, signature] = SESSION.exec(readCookie(request, COOKIE) ?? "") ?? [];
  if (userId === undefined || credentialId === undefined || signature === undefined) {
    return undefined;
  }
  if (!(await isSigned(jwtKeys, "browser-session", [userId, credentialId], signature))) {
    return undefined;
  }
  return { userId, credentialId, kind: "browser", clientId: "browser", scopes: SCOPES };
}

/**
 * Stands in every form of a session's pages: another site can post, but does not know it. Each
 * rendered page has one of its own, so that a form which was sent before can be told.
 */
export async function csrfToken(
  { jwtKeys }: Keys,
  { userId, credentialId }: Caller,
): Promise<string> {
  const nonce = randomToken(12);
  return `${nonce}.${await sign(jwtKeys, "csrf", [userId, credentialId, nonce])}`;
}

export function isCsrfToken(
  { jwtKeys }: Keys,
  { userId, credentialId }: Caller,
  given: string,
): Promise<boolean> {
  const [nonce = "", signature = ""] = given.split(".");
  return isSigned(jwtKeys, "csrf", [userId, credentialId, nonce], signature);
}

/**
 * The id of what a page's form creates: the same for the same form with the same fields, so that
 * the account sees a second sending as one.
 */
export function idOfForm(csrf: string, fields: readonly string[]): Promise<string> {
  return hashParts([csrf, ...fields]);
}
