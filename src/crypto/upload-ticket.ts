/**
 * The ticket in a one-time upload link: `<user>.<secret>.<signature>`. The signature lets an invented
 * ticket be refused before any account is looked up; the secret is what the account knows by its hash.
 */
import { randomToken } from "./bytes.ts";
import type { KeyRing } from "./key-ring.ts";
import { isSigned, sign } from "./sign.ts";

const SECRET_BYTES = 32;
const TICKET = /^(\d{1,20})\.([\w-]{43})\.([\w-]{43})$/;

export async function newUploadTicket(keys: KeyRing, userId: string): Promise<string> {
  const secret = randomToken(SECRET_BYTES);
  return `${userId}.${secret}.${await sign(keys, "upload-ticket", [userId, secret])}`;
}

/** The user whose account gave it out; undefined for anything that we did not sign. */
export async function userOfTicket(keys: KeyRing, ticket: string): Promise<string | undefined> {
  const [, userId, secret, signature] = TICKET.exec(ticket) ?? [];
  if (userId === undefined || secret === undefined || signature === undefined) return undefined;
  const isOurs = await isSigned(keys, "upload-ticket", [userId, secret], signature);
  return isOurs ? userId : undefined;
}
