/**
 * Stands in for packages that our libraries import and this Worker never reaches (`alias` in
 * `wrangler.jsonc`): mimetext, for e-mail that agents could send; ajv, the validator that the MCP
 * SDKs take by default and that both our servers replace. It says so if that ever changes.
 */
export default class Unreached {
  constructor() {
    throw new Error("a package that was left out of the bundle was reached; see src/unreached.ts");
  }
}

export function createMimeMessage(): never {
  throw new Error("mimetext was left out of the bundle; see src/unreached.ts");
}
