/**
 * What the libraries alone cost: an echo tool in a `McpAgent` session or in a stateless handler, with
 * `OAuthProvider` in front (`/mcp`) or nothing (`/bare/mcp`), and one call of a plain object (`/floor`).
 * No gate, no limit, no audit, no ClickUp. Consent is given without asking.
 */
import { DurableObject, env } from "cloudflare:workers";
import { OAuthProvider } from "@cloudflare/workers-oauth-provider";
import { Server as LegacyServer } from "@modelcontextprotocol/sdk/server/index.js";
import { CallToolRequestSchema, ListToolsRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { Server } from "@modelcontextprotocol/server";
import { McpAgent } from "agents/mcp";
import { createMcpHandler } from "agents/mcp/server";

interface BaselineEnv extends Cloudflare.Env {
  PUBLIC_URL: string;
  FLOOR: DurableObjectNamespace<Floor>;
}

const INFO = { name: "echo", version: "1.0.0" };
const CAPABILITIES = { capabilities: { tools: {} } };
const ECHO = {
  name: "echo",
  description: "Says what it was told.",
  inputSchema: { type: "object" as const, properties: { text: { type: "string" } } },
};
/** The revision that has no sessions; a client of it says so in a header. */
const STATELESS_REVISION = "2026-07-28";

const echo = (text: unknown) => ({ content: [{ type: "text" as const, text: String(text) }] });

export class EchoSession extends McpAgent<BaselineEnv> {
  server = new LegacyServer(INFO, CAPABILITIES);

  async init(): Promise<void> {
    this.server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: [ECHO] }));
    this.server.setRequestHandler(CallToolRequestSchema, ({ params }) =>
      echo(params.arguments?.text),
    );
  }
}

/** The least that a Worker with one object behind it can take. */
export class Floor extends DurableObject<BaselineEnv> {
  echo(text: string): string {
    return text;
  }
}

function echoServer(): Server {
  const server = new Server(INFO, CAPABILITIES);
  server.setRequestHandler("tools/list", () => ({ tools: [ECHO] }));
  server.setRequestHandler("tools/call", ({ params }) => echo(params.arguments?.text));
  return server;
}

type Handler = (request: Request, env: BaselineEnv, ctx: ExecutionContext) => Promise<Response>;

/** Both eras at one path, as a server offers them: who speaks the newest revision gets no session. */
function handlerAt(route: string): Handler {
  const stateless = createMcpHandler(echoServer, { route });
  const session = EchoSession.serve(route, { binding: "ECHO_SESSION" });
  return (request, env, ctx) =>
    request.headers.get("mcp-protocol-version") === STATELESS_REVISION
      ? stateless(request, env, ctx)
      : session.fetch(request, env, ctx);
}

const bare = handlerAt("/bare/mcp");
const { PUBLIC_URL } = env as BaselineEnv;

const provider = new OAuthProvider<BaselineEnv>({
  apiRoute: "/mcp",
  apiHandler: { fetch: handlerAt("/mcp") },
  defaultHandler: { fetch: consent },
  authorizeEndpoint: "/authorize",
  tokenEndpoint: "/oauth/token",
  clientRegistrationEndpoint: "/oauth/register",
  resourceMetadata: { resource: `${PUBLIC_URL}/mcp`, authorization_servers: [PUBLIC_URL] },
});

async function consent(request: Request, helpers: BaselineEnv): Promise<Response> {
  const { OAUTH_PROVIDER: oauth } = helpers as unknown as {
    OAUTH_PROVIDER: import("@cloudflare/workers-oauth-provider").OAuthHelpers;
  };
  const wanted = await oauth.parseAuthRequest(request);
  const { redirectTo } = await oauth.completeAuthorization({
    request: wanted,
    userId: "bench",
    metadata: {},
    scope: wanted.scope,
    props: { userId: "bench" },
  });
  return Response.redirect(redirectTo);
}

export default {
  async fetch(request, env, ctx): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (pathname === "/bare/mcp") return bare(request, env, ctx);
    if (pathname !== "/floor") return provider.fetch(request, env, ctx);
    return Response.json({ result: await env.FLOOR.getByName("bench").echo(await request.text()) });
  },
} satisfies ExportedHandler<BaselineEnv>;
