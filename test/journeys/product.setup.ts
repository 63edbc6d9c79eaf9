/** One product for all journeys that leave it as they found it; its address comes by `inject`. */
import type { TestProject } from "vitest/node";
import { startOwnProduct } from "../support/local-product.ts";

declare module "vitest" {
  export interface ProvidedContext {
    publicUrl: string;
    /** Ada's own API key at ClickUp. */
    apiKey: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  // Journeys of one user run one after another within a minute; the limit has a journey of its own.
  const product = await startOwnProduct({ FREE_REQUESTS_PER_MINUTE: "10000" });
  project.provide("publicUrl", product.publicUrl);
  project.provide("apiKey", product.sandbox.sandbox.personalTokenFor("1001"));
  return () => product.stop();
}
