/** A client whose id is the address of its document: which addresses are fetched, and which answers count. */
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { guardClientDocuments, isPublicName } from "../../src/oauth/client-documents.ts";
import {
  authorizeUrl,
  handleOf,
  newPkce,
  oauthBench,
  REDIRECT_URI,
} from "../support/oauth-bench.ts";

type Bench = ReturnType<typeof oauthBench>;

describe("a client that is a document", () => {
  /** The test's network, behind the guard that stands before the real one. */
  const documentBench = (sites: Record<string, () => Response>): Bench => {
    const bench = oauthBench(sites);
    const network = globalThis.fetch;
    globalThis.fetch = guardClientDocuments(network);
    onTestFinished(() => {
      globalThis.fetch = network;
    });
    return bench;
  };
  const visit = async (bench: Bench, clientId: string) => {
    const client = { client_id: clientId, redirect_uris: [REDIRECT_URI] };
    return bench.browser().visit(authorizeUrl(client, await newPkce()));
  };
  const documentOf = (clientId: string, more: object = {}) =>
    Response.json({
      client_id: clientId,
      client_name: "Document",
      redirect_uris: [REDIRECT_URI],
      token_endpoint_auth_method: "none",
      ...more,
    });

  it.each([
    "https://127.0.0.1/client.json",
    "https://127.1/client.json",
    "https://2130706433/client.json",
    "https://10.1.2.3/client.json",
    "https://169.254.169.254/latest/meta-data",
    "https://192.168.0.1/client.json",
    "https://0.0.0.0/client.json",
    "https://[::1]/client.json",
    "https://[fd00::1]/client.json",
    "https://[::ffff:10.0.0.1]/client.json",
    "https://db.localhost/client.json",
    "https://metadata.google.internal/client.json",
    "https://printer.local/client.json",
    "https://intranet/client.json",
    "http://client.example/client.json",
    "https://user:pass@client.example/client.json",
    "https://client.example/client.json#fragment",
    "https://client.example/a/../client.json",
    "https://client.example",
  ])("at %s is not fetched, from either endpoint", async (clientId) => {
    const bench = documentBench({ [clientId]: () => documentOf(clientId) });
    expect((await visit(bench, clientId)).status).toBe(400);
    const answer = await bench.postForm("/oauth/token", {
      grant_type: "authorization_code",
      client_id: clientId,
      code: "x",
      code_verifier: "v".repeat(43),
    });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(bench.toClickUp()).toBe(0);
  });

  it.each<[string, (clientId: string) => Response]>([
    ["a redirect", () => Response.redirect("https://evil.example/client.json", 302)],
    ["HTML", () => new Response("<html>", { headers: { "Content-Type": "text/html" } })],
    ["no JSON", () => new Response("{", { headers: { "Content-Type": "application/json" } })],
    ["too much", (id) => documentOf(id, { client_name: "x".repeat(6_000) })],
    ["another id", () => documentOf("https://other.example/client.json")],
    ["no redirect URI", (id) => documentOf(id, { redirect_uris: [] })],
    ["a redirect URI of another form", (id) => documentOf(id, { redirect_uris: "x" })],
    ["a secret", (id) => documentOf(id, { client_secret: "s" })],
  ])("whose address answers with %s is shown no consent page, and nothing else is fetched", async (_, respond) => {
    const clientId = `https://client.example/${crypto.randomUUID()}.json`;
    const bench = documentBench({ [clientId]: () => respond(clientId) });
    const page = await visit(bench, clientId);
    expect(page.status).toBe(400);
    expect(handleOf(await page.text())).toBe("");
    expect(bench.toClickUp()).toBeLessThanOrEqual(1);
  });
});

describe("the guard of documents", () => {
  it("stands before the network that the library uses", () => {
    expect(String(globalThis.fetch)).toBe(String(guardClientDocuments(fetch)));
  });

  it("takes redirects for no answer, as the library would follow them", async () => {
    const send = vi.fn(async () => new Response());
    const guarded = guardClientDocuments(send as unknown as typeof fetch);
    const url = "https://client.example/client.json";
    await guarded(url, { headers: { "User-Agent": "workers-oauth-provider/1.2.3 (+x)" } });
    await guarded(url, { headers: { "User-Agent": "another" } });
    expect(send.mock.calls.map(([, init]: unknown[]) => (init as RequestInit).redirect)).toEqual([
      "manual",
      undefined,
    ]);
  });

  it("knows localhost in development only", () => {
    expect(isPublicName("localhost", true)).toBe(true);
    for (const name of ["localhost", "localhost.", "a.localhost", "127.0.0.1"]) {
      expect([name, isPublicName(name, false)]).toEqual([name, false]);
    }
    for (const name of [
      "client.example",
      "xn--bcher-kva.example",
      "internal.example",
      "1password.com",
    ]) {
      expect([name, isPublicName(name, false)]).toEqual([name, true]);
    }
  });
});
