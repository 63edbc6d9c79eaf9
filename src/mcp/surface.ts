/** What the lanes serve: the SDK server of one exchange. The lanes know no tool and no resource. */
import { ProtocolError, ResourceNotFoundError, Server } from "@modelcontextprotocol/server";
import type { Config } from "../env.ts";
import { INVALID_PARAMS } from "../gate/errors.ts";
import { listedTools } from "../tools/catalogue.ts";
import { visibleTools } from "../tools/choice.ts";
import type { Exchange } from "./exchange.ts";
import { toToolResult } from "./result.ts";
import {
  ACCOUNT_RESOURCE,
  accountResourceText,
  CAPABILITIES,
  instructions,
  serverInfo,
  standingOf,
} from "./server-info.ts";

export interface Surface {
  /** A fresh server; `abort` fires when the client of a revision without sessions goes away. */
  serverFor(exchange: Exchange, abort?: AbortSignal): Server;
  /**
   * True when a session's object has to answer this method, because answering it talks back to the
   * client. Everything else is answered without waking the object.
   */
  needsSession(method: string): boolean;
}

const MAX_ECHO_CHARACTERS = 200;

export function clickUpSurface(config: Pick<Config, "publicUrl" | "requestsPerMinute">): Surface {
  return {
    needsSession: () => false,
    serverFor(exchange, abort) {
      const { admission } = exchange;
      const server = new Server(serverInfo(config), {
        capabilities: CAPABILITIES,
        ...(admission?.admitted && { instructions: instructions(standingOf(admission), config) }),
      });
      server.setRequestHandler("tools/list", async ({ params }) => {
        refuseCursor(params?.cursor);
        const { tier } = await exchange.admitted();
        const listed = listedTools();
        return {
          tools: visibleTools(tier, exchange.choice).flatMap(({ name }) => listed.get(name) ?? []),
        } as never;
      });
      server.setRequestHandler("tools/call", async ({ params }, context) => {
        const outcome = await exchange.callTool(
          params.name,
          params.arguments ?? {},
          context.mcpReq.id,
          abort,
        );
        if (!outcome.ok && outcome.failure.code === "unknown_tool") {
          const { nearest, tool } = outcome.failure;
          const hint = nearest.length > 0 ? ` Nearest: ${nearest.join(", ")}.` : "";
          throw new ProtocolError(INVALID_PARAMS, `Unknown tool: ${tool}.${hint}`, { nearest });
        }
        return toToolResult(outcome);
      });
      server.setRequestHandler("resources/list", async ({ params }) => {
        refuseCursor(params?.cursor);
        await exchange.admitted();
        return { resources: [ACCOUNT_RESOURCE] };
      });
      server.setRequestHandler("resources/templates/list", async ({ params }) => {
        refuseCursor(params?.cursor);
        await exchange.admitted();
        return { resourceTemplates: [] };
      });
      server.setRequestHandler("resources/read", async ({ params: { uri } }) => {
        const admitted = await exchange.admitted();
        if (uri !== ACCOUNT_RESOURCE.uri) {
          throw new ResourceNotFoundError(uri.slice(0, MAX_ECHO_CHARACTERS));
        }
        const { mimeType } = ACCOUNT_RESOURCE;
        return { contents: [{ uri, mimeType, text: accountResourceText(admitted, config) }] };
      });
      return server;
    },
  };
}

/** Nothing here has a second page, so every cursor is made up. */
function refuseCursor(cursor: string | undefined): void {
  if (cursor !== undefined)
    throw new ProtocolError(INVALID_PARAMS, "Invalid params: unknown cursor");
}
