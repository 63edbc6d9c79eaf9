/** What the lanes serve: the SDK server of one exchange. The lanes know no tool and no resource. */
import {
  type Implementation,
  ProtocolError,
  ResourceNotFoundError,
  Server,
  type ServerContext,
} from "@modelcontextprotocol/server";
import type { Config } from "../env.ts";
import { INVALID_PARAMS } from "../gate/errors.ts";
import type { Params } from "../gate/json-rpc.ts";
import { listedTools } from "../tools/catalogue.ts";
import { visibleTools } from "../tools/choice.ts";
import type { CallOptions, Exchange } from "./exchange.ts";
import { type ToolResult, toToolResult } from "./result.ts";
import {
  ACCOUNT_RESOURCE,
  accountResourceText,
  CAPABILITIES,
  instructions,
  serverInfo,
  standingOf,
} from "./server-info.ts";

export interface Surface {
  /** A fresh server for the requests of this exchange. */
  serverFor(exchange: Exchange): Server;
  /**
   * True when a session's object has to answer this method, because answering it talks back to the
   * client. Everything else is answered without waking the object.
   */
  needsSession(method: string): boolean;
  /** What `tools/call` of `serverFor` answers, where no server is needed around it; see plain-call.ts. */
  callTool?(
    exchange: Exchange,
    call: { name: string; arguments?: Params | undefined },
    id: string | number,
    options: CallOptions,
  ): Promise<ToolResult>;
  /** Of `serverFor`. */
  serverInfo?: Implementation;
}

const MAX_ECHO_CHARACTERS = 200;

export function clickUpSurface(config: Pick<Config, "publicUrl" | "requestsPerMinute">): Surface {
  const info = serverInfo(config);
  return {
    needsSession: () => false,
    callTool,
    serverInfo: info,
    serverFor(exchange) {
      const { admission } = exchange;
      const server = new Server(info, {
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
      server.setRequestHandler("tools/call", async ({ params }, { mcpReq }) => {
        return callTool(exchange, params, mcpReq.id, {
          // Fires when the client of a revision without sessions goes away.
          abort: mcpReq.signal,
          ...progressOf(mcpReq),
        });
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

const callTool: NonNullable<Surface["callTool"]> = async (exchange, call, id, options) => {
  const outcome = await exchange.callTool(call.name, call.arguments ?? {}, id, options);
  if (!outcome.ok && outcome.failure.code === "unknown_tool") {
    const { nearest, tool } = outcome.failure;
    const hint = nearest.length > 0 ? ` Nearest: ${nearest.join(", ")}.` : "";
    throw new ProtocolError(INVALID_PARAMS, `Unknown tool: ${tool}.${hint}`, { nearest });
  }
  return toToolResult(outcome);
};

/** Tells a client that gave a token for it, and no other. */
function progressOf({ _meta: meta, notify }: ServerContext["mcpReq"]): CallOptions {
  const progressToken = meta?.progressToken;
  if (typeof progressToken !== "string" && typeof progressToken !== "number") return {};
  return {
    onProgress: (report) => {
      const params = { progressToken, ...report };
      // A client that has gone away needs no telling.
      notify({ method: "notifications/progress", params }).catch(() => {});
    },
  };
}

/** Nothing here has a second page, so every cursor is made up. */
function refuseCursor(cursor: string | undefined): void {
  if (cursor !== undefined)
    throw new ProtocolError(INVALID_PARAMS, "Invalid params: unknown cursor");
}
