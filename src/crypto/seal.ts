import { type Bytes, fromBase64Url, lengthPrefixed, toBase64Url, utf8 } from "./bytes.ts";
import { deriveBits } from "./derive.ts";
import type { KeyRing, RingKey } from "./key-ring.ts";

/** What a sealed value belongs to. Opened for another owner or purpose, it stays shut. */
export interface SealContext {
  environment: string;
  userId: string;
  purpose: string;
}

/** The value was sealed for something else, was changed, or its key is gone. Says nothing more. */
export class SealError extends Error {
  constructor() {
    super("a sealed value could not be opened");
    this.name = "SealError";
  }
}

const VERSION = "v1";
const NONCE_BYTES = 12; // NIST SP 800-38D §8.2.1; random, so 2^32 values a key at most

/**
 * AES-256-GCM with a fresh nonce: `v1.<kid>.<nonce>.<ciphertext>`. The ring's first key seals.
 */
export async function seal(ring: KeyRing, context: SealContext, value: string): Promise<string> {
  const { first } = ring;
  return encrypt(await aesKeyOf(first), first.kid, bound(context), value);
}

/** What was sealed, and whether the ring's first key did it: if not, it is time to seal it anew. */
export interface Opened {
  value: string;
  byFirstKey: boolean;
}

/** Whether it names the ring's first key, without opening it; if not, it may be time to seal it anew. */
export function namesFirstKey(ring: KeyRing, sealed: string): boolean {
  return sealed.split(".", 2)[1] === ring.first.kid;
}

/** Throws a SealError when it does not open. */
export async function open(ring: KeyRing, context: SealContext, sealed: string): Promise<Opened> {
  const kid = sealed.split(".")[1];
  // The named key first. The others too: a key may have been renamed while the ring was rotated.
  const keys = [...ring.all].sort((a, b) => Number(b.kid === kid) - Number(a.kid === kid));
  for (const key of keys) {
    const value = await decrypt(await aesKeyOf(key), bound(context), sealed);
    if (value !== undefined) return { value, byFirstKey: key === ring.first };
  }
  throw new SealError();
}

/**
 * Seals with a key that is derived from a secret which we do not keep: only who brings the secret
 * again can open it.
 */
export async function sealWithSecret(
  secret: string,
  purpose: string,
  value: string,
): Promise<string> {
  const key = await imported(await deriveBits(utf8(secret), `seal:${purpose}`));
  return encrypt(key, "secret", lengthPrefixed([VERSION, purpose]), value);
}

/** Throws a SealError when it does not open. */
export async function openWithSecret(
  secret: string,
  purpose: string,
  sealed: string,
): Promise<string> {
  const key = await imported(await deriveBits(utf8(secret), `seal:${purpose}`));
  const value = await decrypt(key, lengthPrefixed([VERSION, purpose]), sealed);
  if (value === undefined) throw new SealError();
  return value;
}

function bound({ environment, userId, purpose }: SealContext): Bytes {
  return lengthPrefixed([VERSION, environment, userId, purpose]);
}

// The deployment's keys, not a tenant's: imported once per isolate.
const aesKeys = new WeakMap<RingKey, CryptoKey>();

async function aesKeyOf(ringKey: RingKey): Promise<CryptoKey> {
  const known = aesKeys.get(ringKey);
  if (known !== undefined) return known;
  const key = await imported(ringKey.bytes);
  aesKeys.set(ringKey, key);
  return key;
}

function imported(bytes: Bytes): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
}

async function encrypt(key: CryptoKey, kid: string, aad: Bytes, value: string): Promise<string> {
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const algorithm = { name: "AES-GCM", iv: nonce, additionalData: aad };
  const ciphertext = await crypto.subtle.encrypt(algorithm, key, utf8(value));
  return [VERSION, kid, toBase64Url(nonce), toBase64Url(new Uint8Array(ciphertext))].join(".");
}

async function decrypt(key: CryptoKey, aad: Bytes, sealed: string): Promise<string | undefined> {
  const [version, , nonceText, ciphertextText, ...rest] = sealed.split(".");
  const nonce = fromBase64Url(nonceText ?? "");
  const ciphertext = fromBase64Url(ciphertextText ?? "");
  if (version !== VERSION || rest.length > 0) return undefined;
  if (nonce?.length !== NONCE_BYTES || ciphertext === undefined) return undefined;
  try {
    const algorithm = { name: "AES-GCM", iv: nonce, additionalData: aad };
    return new TextDecoder().decode(await crypto.subtle.decrypt(algorithm, key, ciphertext));
  } catch {
    return undefined; // WebCrypto says only that it failed, and so do we
  }
}
