import { fromBase64Url, lengthPrefixed, toBase64Url } from "./bytes.ts";
import { deriveBits } from "./derive.ts";
import type { KeyRing, RingKey } from "./key-ring.ts";

/** What a signature is for. Each has a key of its own, so that none stands for another. */
export type SigningPurpose =
  | "access-token"
  | "session-id"
  | "browser-session"
  | "csrf"
  | "login-state"
  | "upload-ticket";

// The deployment's keys, not a tenant's: derived once per isolate, as they stand in every request.
const derived = new WeakMap<RingKey, Map<SigningPurpose, CryptoKey>>();

/** HMAC-SHA-256 over the parts with the ring's first key; base64url, 43 characters. */
export async function sign(
  ring: KeyRing,
  purpose: SigningPurpose,
  parts: readonly string[],
): Promise<string> {
  const key = await signingKey(ring.first, purpose);
  const signature = await crypto.subtle.sign("HMAC", key, lengthPrefixed(parts));
  return toBase64Url(new Uint8Array(signature));
}

/** Whether any key of the ring made this signature; constant time per key. */
export async function isSigned(
  ring: KeyRing,
  purpose: SigningPurpose,
  parts: readonly string[],
  signature: string,
): Promise<boolean> {
  const given = fromBase64Url(signature);
  if (given === undefined) return false;
  const message = lengthPrefixed(parts);
  for (const ringKey of ring.all) {
    const key = await signingKey(ringKey, purpose);
    if (await crypto.subtle.verify("HMAC", key, given, message)) return true;
  }
  return false;
}

/** HMAC-SHA-256, to sign and to verify. */
export async function signingKey(ringKey: RingKey, purpose: SigningPurpose): Promise<CryptoKey> {
  const known = derived.get(ringKey)?.get(purpose);
  if (known !== undefined) return known;
  const bits = await deriveBits(ringKey.bytes, `sign:${purpose}`);
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", bits, algorithm, false, ["sign", "verify"]);
  // Only the finished key is kept: a promise must not outlive the request that made it.
  const ofKey = derived.get(ringKey) ?? new Map<SigningPurpose, CryptoKey>();
  ofKey.set(purpose, key);
  derived.set(ringKey, ofKey);
  return key;
}
