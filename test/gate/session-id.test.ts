import { describe, expect, it } from "vitest";
import { parseKeyRing } from "../../src/crypto/key-ring.ts";
import { newSessionId, readClientSessionId, toClientSessionId } from "../../src/gate/session-id.ts";

const key = (fill: number) => btoa(String.fromCharCode(...new Uint8Array(64).fill(fill)));
const keys = parseKeyRing(`b:${key(2)},a:${key(1)}`, 64);
const oldKeys = parseKeyRing(`a:${key(1)}`, 64);

describe("a session id", () => {
  it("comes back only for its user and its transport", async () => {
    const id = newSessionId();
    const presented = await toClientSessionId(keys, "101", "streamable-http", id);
    expect(await readClientSessionId(keys, "101", "streamable-http", presented)).toBe(id);
    expect(await readClientSessionId(keys, "102", "streamable-http", presented)).toBeUndefined();
    expect(await readClientSessionId(keys, "101", "sse", presented)).toBeUndefined();
  });

  it("signed with a key that was rotated away from still holds", async () => {
    const presented = await toClientSessionId(oldKeys, "101", "sse", "abc");
    expect(await readClientSessionId(keys, "101", "sse", presented)).toBe("abc");
    const newer = await toClientSessionId(keys, "101", "sse", "abc");
    expect(await readClientSessionId(oldKeys, "101", "sse", newer)).toBeUndefined();
  });

  it("of another form is refused whatever its signature says", async () => {
    for (const id of ["a:b", "", "x".repeat(65), "a b", "../a"]) {
      const presented = await toClientSessionId(keys, "101", "sse", id);
      expect(await readClientSessionId(keys, "101", "sse", presented)).toBeUndefined();
    }
    for (const presented of [
      "",
      ".",
      "abc",
      "abc.",
      ".abc",
      "abc.not-base64!",
      `abc.${"A".repeat(43)}`,
      "x".repeat(5000),
    ]) {
      expect(await readClientSessionId(keys, "101", "sse", presented)).toBeUndefined();
    }
  });

  it("is short enough for a header and has no colon, at which the library would part it", async () => {
    const presented = await toClientSessionId(keys, "101", "sse", newSessionId());
    expect(presented).toMatch(/^[0-9a-f]{32}\.[A-Za-z0-9_-]{43}$/);
  });
});
