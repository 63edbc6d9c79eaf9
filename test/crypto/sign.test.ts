import { describe, expect, it } from "vitest";
import { parseKeyRing } from "../../src/crypto/key-ring.ts";
import { isSigned, sign } from "../../src/crypto/sign.ts";

const newKey = () => Buffer.from(crypto.getRandomValues(new Uint8Array(64))).toString("base64");
const ring = (text: string) => parseKeyRing(text, 64);

describe("sign", () => {
  it("verifies its own parts and nothing else", async () => {
    const keys = ring(newKey());
    const signature = await sign(keys, "csrf", ["1001", "abc"]);
    expect(await isSigned(keys, "csrf", ["1001", "abc"], signature)).toBe(true);
    expect(await isSigned(keys, "csrf", ["1001a", "bc"], signature)).toBe(false);
    expect(await isSigned(keys, "csrf", ["1001", "abc", ""], signature)).toBe(false);
    expect(await isSigned(keys, "csrf", ["1001", "abc"], signature.slice(1))).toBe(false);
    expect(await isSigned(keys, "csrf", ["1001", "abc"], "not base64url!")).toBe(false);
    expect(await isSigned(keys, "csrf", ["1001", "abc"], "")).toBe(false);
  });

  it("has a key per purpose, so that a CSRF token is no session", async () => {
    const keys = ring(newKey());
    const signature = await sign(keys, "csrf", ["1001", "abc"]);
    expect(await isSigned(keys, "browser-session", ["1001", "abc"], signature)).toBe(false);
  });

  it("accepts every key of the ring and signs with the first", async () => {
    const [older, newer] = [newKey(), newKey()];
    const before = await sign(ring(older), "session-id", ["x"]);
    const rotated = ring(`new:${newer},old:${older}`);
    expect(await isSigned(rotated, "session-id", ["x"], before)).toBe(true);
    const after = await sign(rotated, "session-id", ["x"]);
    expect(await isSigned(ring(newer), "session-id", ["x"], after)).toBe(true);
    expect(await isSigned(ring(older), "session-id", ["x"], after)).toBe(false);
  });
});

describe("parseKeyRing", () => {
  it.each([
    ["a bare key of another length", "dG9vIHNob3J0"],
    ["no base64", "***"],
    ["an empty list", ""],
    ["a trailing comma", `${newKey()},`],
    ["two keys of one name", `a:${newKey()},a:${newKey()}`],
    ["a name that could not stand beside a ciphertext", `a.b:${newKey()}`],
  ])("refuses %s", (_, text) => {
    expect(() => ring(text)).toThrow(RangeError);
  });
});
