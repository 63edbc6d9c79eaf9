/**
 * Documents that a client names: its metadata (the client id is their address) and its keys. The
 * library reads them with the global `fetch`, follows wherever their server redirects to, and
 * leaves it to the platform which addresses can be reached; a server that somebody runs themselves
 * reaches its own network. It has no option for either, so its requests are told by their
 * User-Agent and narrowed on their way out (workers-oauth-provider 1.2.3, `fetchCimdOrigin`).
 */
import { env } from "cloudflare:workers";

const LIBRARY = /^workers-oauth-provider\//;
/** Names that no public server has (RFC 6761, 6762, 8375; ICANN reserved "internal" in 2024). */
const NOT_PUBLIC = /(?:^|\.)(?:localhost|local|internal|home\.arpa)$/;

type Fetch = typeof fetch;

/** Every other request goes through as it is. */
export function guardClientDocuments(send: Fetch): Fetch {
  return (input, init) => {
    const userAgent = new Headers(init?.headers).get("User-Agent") ?? "";
    if (!LIBRARY.test(userAgent)) return send(input, init);
    const { hostname } = new URL(input instanceof Request ? input.url : input);
    if (!isPublicName(hostname, env.ENVIRONMENT === "development")) {
      return Promise.reject(new TypeError("Client documents are read from public servers only"));
    }
    // A redirect is then an answer without a document, as draft-ietf-oauth-client-id-metadata-document §4 asks.
    return send(input, { ...init, redirect: "manual" });
  };
}

/** A domain name that may lead to a public server; never an address. Development takes localhost. */
export function isPublicName(hostname: string, isDevelopment: boolean): boolean {
  const name = hostname.replace(/\.$/, "");
  if (isDevelopment && name === "localhost") return true;
  // The URL parser has made dotted quads of all other spellings of an IPv4 address.
  const isAddress = name.startsWith("[") || /^[\d.]+$/.test(name);
  return !isAddress && name.includes(".") && !NOT_PUBLIC.test(name);
}

globalThis.fetch = guardClientDocuments(globalThis.fetch.bind(globalThis));
