import type { Config } from "../env.ts";
import { TOOLS } from "../tools/catalogue.ts";
import type { TierFacts } from "./pages/tiers.tsx";

/** What the pages say of Free and Premium, from what this server in fact does. */
export function tierFacts({ requestsPerMinute, stripe }: Config): TierFacts {
  const listed = TOOLS.filter(({ listedByDefault }) => listedByDefault).length;
  return {
    requestsPerMinute,
    tools: { all: TOOLS.length, listed },
    sells: stripe !== undefined,
  };
}
