import type { Config } from "../env.ts";

/** What access tokens are for; each has a URL of its own (RFC 8707). */
export type ResourceName = "mcp" | "sse";

/** What a client asks for when nobody told it more: enough to work, deletion excepted. */
export const DEFAULT_SCOPES = ["clickup:read", "clickup:write"] as const;

type PublicUrl = Pick<Config, "publicUrl">;

export function resourceUrl({ publicUrl }: PublicUrl, name: ResourceName): string {
  return `${publicUrl.origin}/${name}`;
}

export function resourceMetadataUrl({ publicUrl }: PublicUrl, name: ResourceName): string {
  return `${publicUrl.origin}/.well-known/oauth-protected-resource/${name}`;
}

/** RFC 9728 document of a resource. */
export function resourceMetadata(config: PublicUrl, name: ResourceName) {
  return {
    resource: resourceUrl(config, name),
    authorization_servers: [config.publicUrl.origin],
    scopes_supported: DEFAULT_SCOPES,
    bearer_methods_supported: ["header"],
    resource_name: "ClickUp MCP",
    resource_documentation: `${config.publicUrl.origin}/`,
  };
}

/**
 * The same request as if it had been sent to `PUBLIC_URL`: what the OAuth library derives from a
 * request's address is then never the Host header's.
 */
export function onPublicUrl(request: Request, config: PublicUrl): Request {
  return new Request(publicAddress(request, config), request);
}

export function publicAddress(request: Request, { publicUrl }: PublicUrl): URL {
  const asked = new URL(request.url);
  const address = new URL(publicUrl);
  address.pathname = asked.pathname;
  address.search = asked.search;
  return address;
}
