import { randomToken } from "../crypto/bytes.ts";
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

/** Stands in every form of a session's pages: another site can post, but does not know it. */
export function csrfToken({ jwtKeys }: Keys, { userId, credentialId }: Caller): Promise<string> {
  return sign(jwtKeys, "csrf", [userId, credentialId]);
}

export function isCsrfToken(
  { jwtKeys }: Keys,
  { userId, credentialId }: Caller,
  given: string,
): Promise<boolean> {
  return isSigned(jwtKeys, "csrf", [userId, credentialId], given);
}
