/**
 * Stands in for packages that our libraries import and this Worker never reaches (`alias` in
 * `wrangler.jsonc`): mimetext, for e-mail that agents could send; ajv, the validator that the MCP
 * SDKs take by default and that both our servers replace, and the one that the 2026 SDK takes on
 * Workers; the MCP client, with which an agent could call other servers; capnweb and cron-schedule,
 * for WebSocket RPC and scheduled tasks of agents. It says so if that ever changes.
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
  Unreached as Client,
  Unreached as SdkHttpError,
  Unreached as SSEClientTransport,
  Unreached as StreamableHTTPClientTransport,
};

export function createMimeMessage(): never {
  throw new Unreached();
}

export function newWebSocketRpcSession(): never {
  throw new Unreached();
}

export function parseCronExpression(): never {
  throw new Unreached();
}

export function validateClientMetadataUrl(): never {
  throw new Unreached();
}
