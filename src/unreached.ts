/**
 * Stands in for packages that our libraries import and this Worker never reaches (`alias` in
 * `wrangler.jsonc`): mimetext, for e-mail that agents could send; ajv, the validator that the MCP
 * SDKs take by default and that both our servers replace; the MCP client, with which an agent could
 * call other servers. It says so if that ever changes.
 */
export default class Unreached {
  constructor() {
    throw new Error("a package that was left out of the bundle was reached; see src/unreached.ts");
  }
}

/** agents makes one when it loads, and uses it only for what other servers answer. */
export class CfWorkerJsonSchemaValidator {
  getValidator(): never {
    throw new Unreached();
  }
}

export {
  Unreached as Client,
  Unreached as SdkHttpError,
  Unreached as SSEClientTransport,
  Unreached as StreamableHTTPClientTransport,
};

export function createMimeMessage(): never {
  throw new Unreached();
}

export function validateClientMetadataUrl(): never {
  throw new Unreached();
}
