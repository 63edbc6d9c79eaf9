import { type Bytes, utf8 } from "./bytes.ts";

const NO_SALT = new Uint8Array(0); // the input is a full-entropy key already (RFC 5869 §3.1)

/** HKDF-SHA-256 of a secret for one purpose: keys for different purposes tell nothing of another. */
export async function deriveBits(secret: Bytes, purpose: string): Promise<Bytes> {
  const material = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveBits"]);
  const algorithm = { name: "HKDF", hash: "SHA-256", salt: NO_SALT, info: utf8(purpose) };
  return new Uint8Array(await crypto.subtle.deriveBits(algorithm, material, 256));
}
