import { utf8 } from "./bytes.ts";

/** Whether two secrets are the same, in a time that does not tell where they differ. */
export function sameSecret(given: string, expected: string): boolean {
  const a = utf8(given);
  const b = utf8(expected);
  // A length is no secret here: tokens and signatures have a fixed one.
  return a.length === b.length && crypto.subtle.timingSafeEqual(a, b);
}
