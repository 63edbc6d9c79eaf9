import { lengthPrefixed, toBase64Url, utf8 } from "./bytes.ts";

/** SHA-256 as base64url (43 characters). */
export async function hash(text: string): Promise<string> {
  return toBase64Url(new Uint8Array(await crypto.subtle.digest("SHA-256", utf8(text))));
}

/** SHA-256 over length-prefixed parts: no two lists of parts share a hash. */
export async function hashParts(parts: readonly string[]): Promise<string> {
  return toBase64Url(new Uint8Array(await crypto.subtle.digest("SHA-256", lengthPrefixed(parts))));
}

/** SHA-256 in hex, the spelling in which the OAuth library stores the ids of its tokens. */
export async function hashHex(text: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", utf8(text)));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
