import type { GatedRequest } from "../gate/route.ts";
import { TOOLS } from "../tools/catalogue.ts";
import { TOOLSETS } from "../tools/define-tool.ts";
import { PERSONAS } from "../tools/personas.ts";
import { connectLines } from "./connect-lines.ts";
import { mcpUrl, type WebContext } from "./context.ts";
import { page, wantsHtml } from "./page.ts";
import { LandingPage } from "./pages/landing.tsx";
import { tierFacts } from "./tier-facts.ts";

/** `GET /`: what this is and how to connect; a page for browsers, JSON for programs. */
export function showLanding({ request }: GatedRequest, { config }: WebContext) {
  const url = mcpUrl(config);
  if (wantsHtml(request)) return page(LandingPage({ mcpUrl: url, tiers: tierFacts(config) }));
  const { origin } = config.publicUrl;
  return Response.json({
    name: "ClickUp MCP",
    description: "An MCP server for ClickUp. Paste mcp_url into an MCP client and sign in once.",
    mcp_url: url,
    sse_url: `${origin}/sse`,
    sign_in_url: `${origin}/auth/login`,
    health_url: `${origin}/health`,
    connect: connectLines(url),
  });
}

const FREE_TOOLS = TOOLS.filter(({ tier }) => tier === "free")
  .map(({ name }) => name)
  .join(", ");

/** `GET /llms.txt`: the same for a model. */
export function tellModels(_: GatedRequest, { config }: WebContext): Response {
  const { origin } = config.publicUrl;
  const { tools, requestsPerMinute } = tierFacts(config);
  const lines = connectLines(mcpUrl(config)).map(
    ({ client, how, line }) => `- ${client}: ${how}: \`${line}\``,
  );
  const text = `# ClickUp MCP

> An MCP server for ClickUp. It works with the rights of the person who signed in, in the
> Workspaces that they opened.

- MCP (Streamable HTTP, every protocol revision): ${mcpUrl(config)}
- HTTP+SSE of 2024-11-05: ${origin}/sse
- Authorization: OAuth 2.1 with PKCE, dynamic registration and client ID metadata documents; it
  starts at ${origin}/.well-known/oauth-protected-resource/mcp
- Scopes: clickup:read, clickup:write, clickup:delete
- A person gets a personal token for scripts at ${origin}/auth/login; it goes into
  \`Authorization: Bearer\`

## Tiers

- Free: ${FREE_TOOLS}; ${requestsPerMinute.free} requests a minute
- Premium: all ${tools.all} tools, ${tools.listed} of them listed by default; ${requestsPerMinute.premium} requests a minute

## Choosing tools

Parameters of the MCP URL. They narrow or rearrange what the tier allows:

- \`toolsets=\`: ${TOOLSETS.join(", ")}, default, all
- \`tools=\`, \`exclude=\`: names of tools
- \`persona=\`: ${Object.keys(PERSONAS).join(", ")}
- \`readonly=1\`, \`nodelete=1\`

## Connect

${lines.join("\n")}
`;
  return new Response(text, {
    headers: {
      "Content-Type": "text/plain; charset=utf-8",
      "Cache-Control": "public, max-age=3600",
    },
  });
}
