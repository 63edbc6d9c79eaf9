/** What reads requests before anybody is known: bodies, hosts, origins, redirect URIs, ids and seals. */
import fc from "fast-check";
import { parseKeyRing } from "../../src/crypto/key-ring.ts";
import { open, seal } from "../../src/crypto/seal.ts";
import { isOurHost } from "../../src/gate/host.ts";
import { MAX_BATCH_MESSAGES, readRpcBody } from "../../src/gate/json-rpc.ts";
import { MAX_NESTING, readJson } from "../../src/gate/json-text.ts";
import { isAllowedOrigin } from "../../src/gate/origin.ts";
import { readClientSessionId, toClientSessionId } from "../../src/gate/session-id.ts";
import { cleanClientName } from "../../src/oauth/client-name.ts";
import { judgeRedirectUri } from "../../src/oauth/redirect-uri.ts";
import { anyText, must, quickly, type Reader } from "./reader.ts";

const PUBLIC_URL = new URL("https://mcp.example.com");
const ALLOWED = new Set(["https://claude.ai"]);
const KEYS = parseKeyRing(btoa("k".repeat(64)), 64);
const SEALING_KEYS = parseKeyRing(btoa("s".repeat(32)), 32);

const bytes = (text: string) => new TextEncoder().encode(text);

/** JSON text with what parsers get wrong: depth, doubled and prototype keys, lone surrogates. */
export const jsonText = fc.oneof(
  fc.json({ maxDepth: 6 }),
  fc.json({ maxDepth: 3 }).map((inner) => `{"__proto__":${inner},"a":1}`),
  fc.json({ maxDepth: 3 }).map((inner) => `{"\\u005f_proto__":${inner}}`),
  fc.nat({ max: 200 }).map((depth) => "[".repeat(depth) + "]".repeat(depth)),
  fc.nat({ max: 200 }).map((depth) => `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`),
  fc.json().map((text) => text.slice(0, -1)),
  anyText,
);
/** Nine in ten of the right shape, one in ten anything. */
const mostly = <T>(right: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 9, arbitrary: right }, { weight: 1, arbitrary: fc.jsonValue() });
const rpcMessage = fc.record(
  {
    jsonrpc: mostly(fc.constant("2.0")),
    id: mostly(fc.oneof(fc.integer(), fc.string())),
    method: mostly(fc.constantFrom("tools/call", "ping", "initialize", "notifications/cancelled")),
    params: mostly(fc.dictionary(fc.string(), fc.jsonValue())),
  },
  { requiredKeys: ["jsonrpc", "method"] },
);
const rpcResponse = fc.record(
  { jsonrpc: fc.constant("2.0"), id: mostly(fc.integer()), result: fc.jsonValue() },
  { requiredKeys: ["jsonrpc", "id"] },
);
const rpcText = fc.oneof(
  { weight: 1, arbitrary: jsonText },
  { weight: 3, arbitrary: fc.oneof(rpcMessage, rpcResponse).map((one) => JSON.stringify(one)) },
  {
    weight: 2,
    arbitrary: fc.array(rpcMessage, { maxLength: 25 }).map((batch) => JSON.stringify(batch)),
  },
);
const hostText = fc.oneof(
  anyText,
  fc.constantFrom("mcp.example.com", "MCP.EXAMPLE.COM", "localhost:8787", "127.0.0.1"),
  fc
    .tuple(
      fc.constantFrom("", "user@", "evil.example/", "evil.example#", "evil.example?", "\\"),
      fc.constantFrom("mcp.example.com", "claude.ai", "localhost"),
      fc.constantFrom("", ".", ":443", ":80", ".evil.example", "@evil.example", "/", "%00", " "),
    )
    .map((parts) => parts.join("")),
);
const uriText = fc.oneof(
  anyText,
  fc.webUrl({ withFragments: true, withQueryParameters: true }),
  fc
    .tuple(
      fc.constantFrom(
        "http:",
        "https:",
        "HTTPS:",
        "javascript:",
        "cursor:",
        "com.example.app:",
        "data:",
        "\thttps:",
      ),
      fc.constantFrom("//", "/", "", "\\\\", "///"),
      fc.constantFrom(
        "localhost",
        "127.0.0.1",
        "[::1]",
        "a@localhost",
        "0x7f.1",
        "evil.example",
        "",
      ),
      fc.constantFrom("", ":0", ":65536", ":80"),
      fc.constantFrom("", "/cb", "/cb#f", "/../cb", "/%0d%0a", "?a=1&a=2"),
    )
    .map((parts) => parts.join("")),
);

export const WIRE_READERS: readonly Reader[] = [
  {
    name: "JSON bodies",
    share: 150,
    property: (count) =>
      fc.property(jsonText, (text) => {
        const reading = quickly(() => readJson(bytes(text)));
        count(reading.ok ? "read" : reading.problem);
        if (!reading.ok) return;
        must(depthOf(reading.value) <= MAX_NESTING, "it is nested too deep");
        must(!hasPrototypeKey(reading.value), "a prototype key came through");
        must(({} as Record<string, unknown>).a === undefined, "Object.prototype was changed");
      }),
  },
  {
    name: "JSON-RPC bodies",
    share: 200,
    property: (count) =>
      fc.property(rpcText, (text) => {
        const reading = quickly(() => readRpcBody(bytes(text)));
        count(reading.ok ? "read" : String(reading.error.code));
        if (!reading.ok) {
          must(
            reading.id === null || ["string", "number"].includes(typeof reading.id),
            "the id of the answer is no id",
          );
          return;
        }
        const { messages } = reading.body;
        must(messages.length > 0 && messages.length <= MAX_BATCH_MESSAGES, "the batch's size");
        for (const message of messages) {
          must(message.jsonrpc === "2.0", "the version");
          must(!("method" in message) || typeof message.method === "string", "the method");
        }
      }),
  },
  {
    name: "Host",
    share: 60,
    property: (count) =>
      fc.property(hostText, (host) => {
        const request = { headers: new Map([["host", host]]) } as unknown as Request;
        const ours = isOurHost(request, PUBLIC_URL, {
          publicUrl: PUBLIC_URL,
          isDevelopment: false,
        });
        count(ours ? "ours" : "foreign");
        if (ours) must(/^mcp\.example\.com(:443)?$/i.test(host), `${host} was taken for ours`);
      }),
  },
  {
    name: "Origin",
    share: 60,
    property: (count) =>
      fc.property(fc.constantFrom("https://", "http://", "", "null"), hostText, (scheme, host) => {
        const origin = scheme + host;
        const rule = { publicUrl: PUBLIC_URL, isDevelopment: false, allowedOrigins: ALLOWED };
        const allowed = isAllowedOrigin(origin, "listed", rule);
        count(allowed ? "allowed" : "refused");
        const known = ["https://mcp.example.com", "https://claude.ai"];
        if (allowed) must(known.includes(origin), `${origin} was allowed`);
      }),
  },
  {
    name: "redirect URIs",
    share: 100,
    property: (count) =>
      fc.property(uriText, (uri) => {
        const verdict = quickly(() => judgeRedirectUri(uri));
        count(verdict);
        if (verdict !== "good") return;
        const url = new URL(uri);
        must(url.hash === "" && url.username === "" && url.password === "", "what hides in it");
        must(!/[\s\\]/.test(uri), "a character that parsers read differently");
        must(!["javascript:", "data:", "file:"].includes(url.protocol), "a scheme that runs");
        if (url.protocol === "http:") {
          must(
            /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname),
            "http beyond this machine",
          );
        }
      }),
  },
  {
    name: "clients' names",
    share: 30,
    property: (count) =>
      fc.property(anyText, (name) => {
        const clean = cleanClientName(name);
        count(clean === "An app without a name" ? "nothing to show" : "shown");
        must([...clean].length <= 80 && clean.trim() !== "", "its length");
        must(!/[\p{Cc}\p{Cf}\u202a-\u202e\u2066-\u2069]/u.test(clean), "an invisible character");
      }),
  },
  {
    name: "session ids",
    share: 20,
    property: (count) =>
      fc.asyncProperty(anyText, anyText, anyText, async (user, other, forged) => {
        const sessionId = "0f8fad5bd9cb469fa16570867728950e";
        const given = await toClientSessionId(KEYS, user, "streamable-http", sessionId);
        must(
          (await readClientSessionId(KEYS, user, "streamable-http", given)) === sessionId,
          "own",
        );
        must((await readClientSessionId(KEYS, user, "sse", given)) === undefined, "transport");
        if (other !== user) {
          must(
            (await readClientSessionId(KEYS, other, "streamable-http", given)) === undefined,
            "user",
          );
        }
        must(
          (await readClientSessionId(KEYS, user, "streamable-http", forged)) === undefined,
          "forged",
        );
        count("bound to its user");
      }),
  },
  {
    name: "sealed values",
    share: 20,
    property: (count) =>
      fc.asyncProperty(anyText, fc.nat(), fc.nat({ max: 255 }), async (value, at, change) => {
        const context = { environment: "test", userId: "1", purpose: "p" } as never;
        const sealed = await seal(SEALING_KEYS, context, value);
        const own = await open(SEALING_KEYS, context, sealed);
        must(own.value === value.toWellFormed() && own.byFirstKey, "it does not open");
        const place = at % sealed.length;
        const edited =
          sealed.slice(0, place) +
          String.fromCharCode(33 + (change % 90)) +
          sealed.slice(place + 1);
        if (edited === sealed) return;
        const opened = await open(SEALING_KEYS, context, edited).catch(nameOf);
        // The last character of base64url can be spelled in ways that mean the same bytes, and the
        // key's name is only a hint which to try first.
        const same = typeof opened === "object" && opened.value === value.toWellFormed();
        must(same || opened === "SealError", "an edit went unnoticed");
        count(same ? "the same bytes" : "edit refused");
      }),
  },
];

function depthOf(value: unknown): number {
  return typeof value === "object" && value !== null
    ? 1 + Math.max(0, ...Object.values(value).map(depthOf))
    : 0;
}

function hasPrototypeKey(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return Object.hasOwn(value, "__proto__") || Object.values(value).some(hasPrototypeKey);
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
