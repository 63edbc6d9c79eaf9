/** Keys that a client names by an address, its `jwks_uri`: the address must not lead into a private network. */
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { guardClientDocuments } from "../../src/oauth/client-documents.ts";
import {
  authorizeUrl,
  type Client,
  newPkce,
  oauthBench,
  PUBLIC_URL,
  REDIRECT_URI,
} from "../support/oauth-bench.ts";

/** A fresh address on that host: the library keeps what it has read for a while. */
const keysOn = (host: string) => `https://${host}/${crypto.randomUUID()}.json`;
/** Where a redirect leads that is followed. */
const INSIDE = "https://10.0.0.1/jwks.json";
/** The library's own cap and deadline (workers-oauth-provider 1.2.3). */
const MAX_KEYS_BYTES = 64 * 1024;
const KEYS_DEADLINE_MS = 10_000;

type Answer = (jwks: object) => Response;
const rightKeys: Answer = (jwks) => Response.json(jwks);

/**
 * A client that proves itself with keys at `jwksUri` redeems a code. `isGuarded`: as the product ships,
 * else the library with the bare network.
 */
async function redeemWithKeysAt(jwksUri: string, answer: Answer, isGuarded = true) {
  const clientId = `https://client.example/${crypto.randomUUID()}.json`;
  const { privateKey, publicKey } = await generateKeyPair("ES256");
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), alg: "ES256", kid: "1" }] };
  const document = {
    client_id: clientId,
    client_name: "Key client",
    redirect_uris: [REDIRECT_URI],
    token_endpoint_auth_method: "private_key_jwt",
    jwks_uri: jwksUri,
  };
  const bench = oauthBench({
    [clientId]: () => Response.json(document),
    [new URL(jwksUri).href]: () => answer(jwks),
    [INSIDE]: () => rightKeys(jwks),
  });
  const fetched: string[] = [];
  const sites = globalThis.fetch;
  /** Follows redirects unless it is told not to, and gives up with its caller's signal. */
  const network = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const { href } = new URL(input instanceof Request ? input.url : input);
    if (href !== clientId) fetched.push(href);
    const response = await Promise.race([sites(input, init), aborted(init?.signal)]);
    const location = response.headers.get("Location");
    return location !== null && init?.redirect !== "manual" ? network(location, init) : response;
  };
  globalThis.fetch = isGuarded
    ? guardClientDocuments(network as typeof fetch)
    : (network as typeof fetch);
  onTestFinished(() => {
    globalThis.fetch = sites;
  });
  const client: Client = { client_id: clientId, redirect_uris: [REDIRECT_URI] };
  const pkce = await newPkce();
  const back = await bench.browser().consent(authorizeUrl(client, pkce), bench.sandbox);
  const assertion = await new SignJWT({ jti: crypto.randomUUID() })
    .setProtectedHeader({ alg: "ES256", kid: "1" })
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(PUBLIC_URL)
    .setIssuedAt()
    .setExpirationTime("5m")
    .sign(privateKey);
  fetched.length = 0;
  const redeemed = bench.postForm("/oauth/token", {
    grant_type: "authorization_code",
    code: back.searchParams.get("code") ?? "",
    code_verifier: pkce.verifier,
    redirect_uri: REDIRECT_URI,
    client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    client_assertion: assertion,
  });
  return { redeemed, fetched };
}

function aborted(signal: AbortSignal | null | undefined): Promise<never> {
  return new Promise((_, reject) => {
    signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

const PRIVATE = [
  "127.0.0.1",
  "2130706433",
  "0x7f.1",
  "10.1.2.3",
  "169.254.169.254",
  "[::1]",
  "[::ffff:192.168.0.1]",
  "metadata.google.internal",
  "vault.local",
  "vault",
];

describe("the keys of a client", () => {
  it("at a public address prove it", async () => {
    const uri = keysOn("keys.example");
    const { redeemed, fetched } = await redeemWithKeysAt(uri, rightKeys);
    expect([(await redeemed).status, fetched]).toEqual([200, [uri]]);
  });

  it.each(PRIVATE)("on %s are not asked for, though the library would", async (host) => {
    const plain = await redeemWithKeysAt(keysOn(host), rightKeys, false);
    expect([(await plain.redeemed).status, plain.fetched.length]).toEqual([200, 1]);
    const { redeemed, fetched } = await redeemWithKeysAt(keysOn(host), rightKeys);
    expect([(await redeemed).status, fetched]).toEqual([401, []]);
  });

  it("are not looked for where their address redirects to, though the library would", async () => {
    const redirect: Answer = () => Response.redirect(INSIDE, 302);
    const plain = await redeemWithKeysAt(keysOn("keys.example"), redirect, false);
    expect([(await plain.redeemed).status, plain.fetched.at(-1)]).toEqual([200, INSIDE]);
    const { redeemed, fetched } = await redeemWithKeysAt(keysOn("keys.example"), redirect);
    expect((await redeemed).status).toBe(401);
    expect(fetched).not.toContain(INSIDE);
  });

  it.each<[string, Answer]>([
    ["too much, and says so", (jwks) => padded(jwks, true)],
    ["too much, and does not say so", (jwks) => padded(jwks, false)],
    ["HTML", () => new Response("<html>", { headers: { "Content-Type": "text/html" } })],
    ["no list of keys", () => Response.json({ keys: {} })],
    ["another's keys", () => Response.json({ keys: [{ kty: "EC", crv: "P-256", kid: "1" }] })],
    ["an error", () => new Response("", { status: 500 })],
  ])("whose address answers with %s prove nothing", async (_, answer) => {
    const uri = keysOn("keys.example");
    const { redeemed } = await redeemWithKeysAt(uri, answer);
    const response = await redeemed;
    expect([response.status, await response.text()]).toEqual([
      401,
      expect.not.stringContaining("access_token"),
    ]);
  });

  it("that never come are given up after ten seconds", async () => {
    const uri = keysOn("keys.example");
    const never = new Promise<Response>(() => {}) as unknown as Response;
    const { redeemed, fetched } = await redeemWithKeysAt(uri, () => never);
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    await expect.poll(() => fetched.length, { timeout: 5_000 }).toBe(1);
    await vi.advanceTimersByTimeAsync(KEYS_DEADLINE_MS);
    expect((await redeemed).status).toBe(401);
  });
});

function padded(jwks: object, saysSo: boolean): Response {
  const text = JSON.stringify({ ...jwks, padding: "x".repeat(MAX_KEYS_BYTES) });
  return new Response(saysSo ? text : new Blob([text]).stream(), {
    headers: {
      "Content-Type": "application/json",
      ...(saysSo && { "Content-Length": String(text.length) }),
    },
  });
}
