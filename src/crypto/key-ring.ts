/**
 * A secret with its id. `bytes` never leaves this room except into WebCrypto or jose: a getter, so that
 * a key that is printed by mistake shows its id alone.
 */
export class RingKey {
  readonly kid: string;
  readonly #bytes: Uint8Array<ArrayBuffer>;

  constructor(kid: string, bytes: Uint8Array<ArrayBuffer>) {
    this.kid = kid;
    this.#bytes = bytes;
  }

  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes;
  }
}

/** The first key seals and signs; every key opens and verifies. Never empty. */
export interface KeyRing {
  first: RingKey;
  all: readonly RingKey[];
}

const KID = /^[A-Za-z0-9_-]{1,32}$/;

/**
 * Reads `base64` or `kid:base64,kid:base64,…`. A bare key has the kid "0".
 * Throws a RangeError whose message names the fault and never the value.
 */
export function parseKeyRing(text: string, keyBytes: number): KeyRing {
  const all = text.split(",").map((entry): RingKey => {
    const [kid, encoded] = entry.includes(":") ? splitOnce(entry.trim(), ":") : ["0", entry.trim()];
    if (!KID.test(kid)) throw new RangeError("a key id must be 1 to 32 letters, digits, - or _");
    const bytes = decodeBase64(encoded);
    if (bytes?.length !== keyBytes) {
      throw new RangeError(`a key must be ${keyBytes} bytes in base64`);
    }
    return new RingKey(kid, bytes);
  });
  const [first] = all;
  if (first === undefined) throw new RangeError("no key given");
  if (new Set(all.map((key) => key.kid)).size !== all.length) {
    throw new RangeError("two keys have the same id");
  }
  return { first, all };
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return [text.slice(0, at), text.slice(at + separator.length)];
}

function decodeBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  } catch {
    return undefined;
  }
}
