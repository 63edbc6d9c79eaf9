/** One product for all journeys that leave it as they found it; its address comes by `inject`. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { freePort, startProduct } from "../support/local-product.ts";

declare module "vitest" {
  export interface ProvidedContext {
    publicUrl: string;
    /** Ada's own API key at ClickUp. */
    apiKey: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const stateDir = mkdtempSync(join(tmpdir(), "clickup-mcp-journeys-"));
  const product = await startProduct({
    port: await freePort(),
    sandboxPort: await freePort(),
    stateDir,
    // Journeys of one user run one after another within a minute; the limit has a journey of its own.
    vars: { FREE_REQUESTS_PER_MINUTE: "10000" },
  });
  project.provide("publicUrl", product.publicUrl);
  project.provide("apiKey", product.sandbox.sandbox.personalTokenFor("1001"));
  return async () => {
    await product.stop();
    rmSync(stateDir, { recursive: true, force: true });
  };
}
