import { describe, expect, it } from "vitest";
import { readRpcBody } from "../../src/gate/json-rpc.ts";
import { nestsDeeperThan } from "../../src/gate/json-text.ts";

function read(body: unknown) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return readRpcBody(new TextEncoder().encode(text));
}

const call = { jsonrpc: "2.0", id: 1, method: "tools/call", params: { name: "x" } };

describe("the shape of a message", () => {
  it("takes requests, notifications and responses", () => {
    expect(read(call)).toMatchObject({ ok: true, body: { isBatch: false, messages: [call] } });
    expect(read({ jsonrpc: "2.0", method: "notifications/initialized" }).ok).toBe(true);
    expect(read({ jsonrpc: "2.0", id: "a", result: {} }).ok).toBe(true);
    expect(read({ jsonrpc: "2.0", id: "a", error: { code: 1, message: "no" } }).ok).toBe(true);
  });

  it.each([
    ["an id of null", { ...call, id: null }, -32600, null],
    ["a broken id", { ...call, id: 1.5 }, -32600, null],
    [
      "an id beyond exact integers",
      '{"jsonrpc":"2.0","id":9007199254740993,"method":"ping"}',
      -32600,
      null,
    ],
    ["an endless id", '{"jsonrpc":"2.0","id":1e999,"method":"ping"}', -32600, null],
    ["an object for an id", { ...call, id: {} }, -32600, null],
    ["a very long id", { ...call, id: "x".repeat(257) }, -32600, null],
    ["another version", { ...call, jsonrpc: "1.0" }, -32600, 1],
    ["no method", { jsonrpc: "2.0", id: 1 }, -32600, null],
    ["a method that is no name", { ...call, method: 7 }, -32600, 1],
    ["both a result and an error", { jsonrpc: "2.0", id: 1, result: {}, error: {} }, -32600, null],
    ["params in a list", { ...call, params: [1] }, -32602, 1],
    ["a bare string", '"ping"', -32600, null],
    ["null", "null", -32600, null],
    ["an empty batch", [], -32600, null],
    ["a batch of 21", Array.from({ length: 21 }, (_, id) => ({ ...call, id })), -32600, null],
    ["two requests of one id", [call, call], -32600, null],
    [
      "a key that is a prototype",
      '{"jsonrpc":"2.0","id":1,"method":"x","params":{"a":{"__proto__":{}}}}',
      -32600,
      null,
    ],
    [
      "such a key in disguise",
      '{"jsonrpc":"2.0","id":1,"method":"x","params":{"\\u005f_proto__":{}}}',
      -32600,
      null,
    ],
    ["text that is not JSON", "{", -32700, null],
    ["an empty body", "", -32700, null],
  ])("refuses %s", (_, body, code, id) => {
    expect(read(body)).toMatchObject({ ok: false, id, error: { code } });
  });

  it("refuses what is not UTF-8", () => {
    expect(readRpcBody(new Uint8Array([0x7b, 0xff, 0x7d]))).toMatchObject({
      error: { code: -32700 },
    });
  });

  it("takes the words of a prototype key in a value", () => {
    expect(read({ ...call, params: { name: "__proto__" } }).ok).toBe(true);
  });

  it("takes 20 messages in a batch", () => {
    expect(read(Array.from({ length: 20 }, (_, id) => ({ ...call, id }))).ok).toBe(true);
  });
});

describe("nesting", () => {
  const nested = (depth: number) => `${"[".repeat(depth)}${"]".repeat(depth)}`;

  it("may be 64 deep and no deeper", () => {
    expect(nestsDeeperThan(nested(64), 64)).toBe(false);
    expect(nestsDeeperThan(nested(65), 64)).toBe(true);
  });

  it("does not count what stands in strings, nor trip over escaped quotes", () => {
    expect(nestsDeeperThan(`{"a":"${"[".repeat(100)}\\"${"{".repeat(100)}"}`, 64)).toBe(false);
    expect(nestsDeeperThan(`{"a":"\\\\","b":${nested(64)}}`, 64)).toBe(true);
  });

  it("of a million levels is refused without recursion", () => {
    const body = `{"jsonrpc":"2.0","id":1,"method":"x","params":{"a":${nested(400_000)}}}`;
    expect(read(body)).toMatchObject({ ok: false, error: { code: -32600 } });
  });

  it("counts depth and not length", () => {
    expect(
      read({ ...call, params: { name: "x", arguments: { list: Array(5000).fill([]) } } }).ok,
    ).toBe(true);
  });
});
