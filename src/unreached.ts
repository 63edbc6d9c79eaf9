/**
 * Stands in for packages that our libraries import and this Worker never reaches (`alias` in
 * `wrangler.jsonc`): ajv, the validator that the MCP SDKs take by default and that both our servers
 * replace, and the one that the 2026 SDK takes on Workers; the MCP client, with which an agent could
 * call other servers, and agents' part around it; capnweb, for WebSocket RPC of agents. It says so if
 * that ever changes.
 */
export default class Unreached {
  constructor() {
    throw new Error("a package that was left out of the bundle was reached; see src/unreached.ts");
  }
}

/** Made by agents and by the MCP server as they start, and asked only about elicited answers. */
export class CfWorkerJsonSchemaValidator {
  getValidator(): never {
    throw new Unreached();
  }
}

export {
  CfWorkerJsonSchemaValidator as DefaultJsonSchemaValidator,
  Unreached as SSEClientTransport,
  Unreached as StreamableHTTPClientTransport,
  // What agents/mcp passes on of agents' own part for calling other servers, by the names in there.
  Unreached as c,
  Unreached as i,
  Unreached as l,
  Unreached as n,
};

/** Whether a binding is one of Durable Objects, which `McpAgent.serve` asks of ours. */
export const u = (): boolean => true;

export function newWebSocketRpcSession(): never {
  throw new Unreached();
}
