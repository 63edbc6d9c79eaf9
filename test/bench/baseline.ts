/**
 * What the libraries alone cost: an echo tool behind `OAuthProvider`, in a `McpAgent` session or in
 * a stateless handler. No gate, no limit, no audit, no ClickUp. Consent is given without asking.
 */
import { OAuthProvider } from "@cloudflare/workers-oauth-provider";
import { Server as LegacyServer } from "@modelcontextprotocol/sdk/server/index.js";
import { CallToolRequestSchema, ListToolsRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { Server } from "@modelcontextprotocol/server";
import { McpAgent } from "agents/mcp";
import { createMcpHandler } from "agents/mcp/server";

interface BaselineEnv extends Cloudflare.Env {
  PUBLIC_URL: string;
  LANE: "sessionful" | "stateless";
}

const INFO = { name: "echo", version: "1.0.0" };
const CAPABILITIES = { capabilities: { tools: {} } };
const ECHO = {
  name: "echo",
  description: "Says what it was told.",
  inputSchema: { type: "object" as const, properties: { text: { type: "string" } } },
};

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

const stateless = createMcpHandler(() => {
  const server = new Server(INFO, CAPABILITIES);
  server.setRequestHandler("tools/list", () => ({ tools: [ECHO] }));
  server.setRequestHandler("tools/call", ({ params }) => echo(params.arguments?.text));
  return server;
});
const session = EchoSession.serve("/mcp", { binding: "ECHO_SESSION" });

export default {
  fetch(request: Request, env: BaselineEnv, ctx: ExecutionContext): Promise<Response> {
    return provider(env).fetch(request, env, ctx);
  },
};

function provider(env: BaselineEnv): OAuthProvider<BaselineEnv> {
  return new OAuthProvider<BaselineEnv>({
    apiRoute: "/mcp",
    apiHandler: {
      fetch: (request, _, ctx) =>
        env.LANE === "sessionful" ? session.fetch(request, env, ctx) : stateless(request, env, ctx),
    },
    defaultHandler: {
      async fetch(request: Request, helpers: BaselineEnv): Promise<Response> {
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
      },
    },
    authorizeEndpoint: "/authorize",
    tokenEndpoint: "/oauth/token",
    clientRegistrationEndpoint: "/oauth/register",
    resourceMetadata: {
      resource: `${env.PUBLIC_URL}/mcp`,
      authorization_servers: [env.PUBLIC_URL],
    },
  });
}
