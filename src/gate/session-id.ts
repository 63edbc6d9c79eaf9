/**
 * The session id that a client holds: `<id>.<signature>`. The signature binds the id to its user
 * and its transport, so that a foreign or invented id is refused before any object is looked up
 * (looking one up would create it).
 */
import type { KeyRing } from "../crypto/key-ring.ts";
import { isSigned, sign } from "../crypto/sign.ts";

export type SessionTransport = "streamable-http" | "sse";

/** Never a colon: the agents library parts an object's name there. */
const ID = /^[A-Za-z0-9_-]{1,64}$/;
const MAX_PRESENTED_CHARACTERS = 128;

export function newSessionId(): string {
  return crypto.randomUUID().replaceAll("-", "");
}

export async function toClientSessionId(
  keys: KeyRing,
  userId: string,
  transport: SessionTransport,
  id: string,
): Promise<string> {
  return `${id}.${await sign(keys, "session-id", [userId, transport, id])}`;
}

/** The bare id, or undefined when this user was never given it for this transport. */
export async function readClientSessionId(
  keys: KeyRing,
  userId: string,
  transport: SessionTransport,
  presented: string,
): Promise<string | undefined> {
  const dot = presented.lastIndexOf(".");
  if (dot < 0 || presented.length > MAX_PRESENTED_CHARACTERS) return undefined;
  const id = presented.slice(0, dot);
  if (!ID.test(id)) return undefined;
  const signature = presented.slice(dot + 1);
  const isOurs = await isSigned(keys, "session-id", [userId, transport, id], signature);
  return isOurs ? id : undefined;
}
