/**
 * Seals what an account stores of its user's own text. Synchronous, because the account's storage is:
 * a value must be sealed, written and read in one step, in which no other request can come between.
 */
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createSecretKey,
  hkdfSync,
  type KeyObject,
} from "node:crypto";
import { type Bytes, lengthPrefixed, toBase64Url, utf8 } from "./bytes.ts";
import type { KeyRing, RingKey } from "./key-ring.ts";
import { SealError } from "./seal.ts";

const VERSION = 1;
const CIPHER = "aes-256-gcm";
const KEY_BYTES = 32;
const NONCE_BYTES = 12; // NIST SP 800-38D §8.2.1; random, and each owner has a key of its own
const TAG_BYTES = 16;
const NO_SALT = new Uint8Array(0); // the ring's keys are full-entropy keys already (RFC 5869 §3.1)

/** What JSON can say. */
type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** One per account object; it keeps the keys that it has derived. */
export class ContentSeal {
  readonly #ring: KeyRing;
  readonly #environment: string;
  readonly #owner: string;
  readonly #derived = new Map<RingKey, KeyObject>();

  /** `owner`: the id of the object whose storage this is. */
  constructor(ring: KeyRing, environment: string, owner: string) {
    this.#ring = ring;
    this.#environment = environment;
    this.#owner = owner;
  }

  /**
   * `[version][length of kid][kid][nonce][ciphertext][tag]`, with the ring's first key. `place` says
   * where the value stands ("cache_entries/key"): moved to another row, it stays shut.
   */
  seal(place: string, value: Json): Bytes {
    const key = this.#ring.first;
    const kid = utf8(key.kid);
    const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
    const cipher = createCipheriv(CIPHER, this.#keyOf(key), nonce);
    cipher.setAAD(this.#bound(place));
    const start = cipher.update(JSON.stringify(value), "utf8");
    const parts = [
      Uint8Array.of(VERSION, kid.length),
      kid,
      nonce,
      start,
      cipher.final(),
      cipher.getAuthTag(),
    ];
    const sealed = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      sealed.set(part, at);
      at += part.length;
    }
    return sealed;
  }

  /** Throws a SealError when it does not open: changed, moved, or its key is gone from the ring. */
  open(place: string, sealed: ArrayBuffer): Json {
    const bytes = new Uint8Array(sealed);
    const [version, kidLength = 0] = bytes;
    const nonceAt = 2 + kidLength;
    const textAt = nonceAt + NONCE_BYTES;
    const tagAt = bytes.length - TAG_BYTES;
    if (version !== VERSION || tagAt < textAt) throw new SealError();
    const kid = new TextDecoder().decode(bytes.subarray(2, nonceAt));
    // The named key first. The others too: a key may have been renamed while the ring was rotated.
    const keys = [...this.#ring.all].sort((a, b) => Number(b.kid === kid) - Number(a.kid === kid));
    for (const key of keys) {
      const decipher = createDecipheriv(CIPHER, this.#keyOf(key), bytes.subarray(nonceAt, textAt));
      decipher.setAAD(this.#bound(place));
      decipher.setAuthTag(bytes.subarray(tagAt));
      const text = decipher.update(bytes.subarray(textAt, tagAt));
      try {
        decipher.final();
      } catch {
        continue; // not this key, or not this place
      }
      return JSON.parse(new TextDecoder().decode(text)) as Json; // JSON of `seal`
    }
    throw new SealError();
  }

  /** Stands for a text that only has to be found again: its hash, another in each account. */
  mark(place: string, text: string): string {
    const hash = createHash("sha256").update(lengthPrefixed([this.#owner, place, text]));
    return toBase64Url(hash.digest());
  }

  /** Ready for use: from bare bytes each cipher would make one of its own. */
  #keyOf(key: RingKey): KeyObject {
    const known = this.#derived.get(key);
    if (known !== undefined) return known;
    const info = lengthPrefixed(["content", this.#environment, this.#owner]);
    const bits = new Uint8Array(hkdfSync("sha256", key.bytes, NO_SALT, info, KEY_BYTES));
    const derived = createSecretKey(bits);
    this.#derived.set(key, derived);
    return derived;
  }

  #bound(place: string): Bytes {
    return lengthPrefixed([this.#environment, this.#owner, place]);
  }
}
