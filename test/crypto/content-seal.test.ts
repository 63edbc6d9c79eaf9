import { describe, expect, it } from "vitest";
import { ContentSeal } from "../../src/crypto/content-seal.ts";
import { parseKeyRing } from "../../src/crypto/key-ring.ts";
import { SealError } from "../../src/crypto/seal.ts";

const key = (byte: number) => btoa(String.fromCharCode(...new Uint8Array(32).fill(byte)));
const ring = parseKeyRing(`a:${key(1)}`, 32);
const seal = new ContentSeal(ring, "staging", "object-1");
const value = { name: "Grüße", items: [1, null, "x".repeat(5_000)] };
const bufferOf = (bytes: Uint8Array) => new Uint8Array(bytes).buffer;

describe("sealed content", () => {
  it("opens at its place, and says nothing while it is shut", () => {
    const sealed = seal.seal("jobs/1", value);
    expect(seal.open("jobs/1", bufferOf(sealed))).toEqual(value);
    expect(new TextDecoder("latin1").decode(sealed)).not.toContain("xxxx");
  });

  it("is another each time, so that equal texts cannot be told", () => {
    expect(seal.seal("p", "same")).not.toEqual(seal.seal("p", "same"));
  });

  it.each([
    ["another row", () => seal, "jobs/2"],
    ["another account", () => new ContentSeal(ring, "staging", "object-2"), "jobs/1"],
    ["another environment", () => new ContentSeal(ring, "production", "object-1"), "jobs/1"],
    [
      "another key",
      () => new ContentSeal(parseKeyRing(`a:${key(2)}`, 32), "staging", "object-1"),
      "jobs/1",
    ],
  ])("stays shut in %s", (_, opener, place) => {
    const sealed = bufferOf(seal.seal("jobs/1", value));
    expect(() => opener().open(place, sealed)).toThrow(SealError);
  });

  it("stays shut when a bit of it was changed, wherever", () => {
    const sealed = seal.seal("jobs/1", "text");
    for (const at of sealed.keys()) {
      const changed = Uint8Array.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ 1;
      // The name of the key is a hint only: with another the right key is found all the same.
      if (at === 2) continue;
      expect(() => seal.open("jobs/1", bufferOf(changed)), `byte ${at}`).toThrow(SealError);
    }
    expect(() => seal.open("jobs/1", new ArrayBuffer(3))).toThrow(SealError);
  });

  it("opens with an older key of the ring until that has left", () => {
    const sealed = bufferOf(seal.seal("p", "text"));
    const rotated = parseKeyRing(`b:${key(2)},a:${key(1)}`, 32);
    expect(new ContentSeal(rotated, "staging", "object-1").open("p", sealed)).toBe("text");
    const without = parseKeyRing(`b:${key(2)}`, 32);
    expect(() => new ContentSeal(without, "staging", "object-1").open("p", sealed)).toThrow(
      SealError,
    );
  });

  it("marks the same text alike in one account, and otherwise in another", () => {
    expect(seal.mark("d", "key")).toBe(seal.mark("d", "key"));
    expect(seal.mark("d", "key")).not.toBe(
      new ContentSeal(ring, "staging", "object-2").mark("d", "key"),
    );
  });
});
