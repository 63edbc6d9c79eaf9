/** What ten jobs that people do cost by our tools: requests to ClickUp and tokens, never time. Node only. */
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { growCompany } from "../bench/company.ts";
import { JOBS } from "../bench/jobs.ts";
import { type Build, build, discard } from "../bench/stack.ts";
import { premiumToken, type RunningProduct, runProduct } from "../bench/targets.ts";
import { tokensOf } from "../bench/tokens.ts";
import { ToolClient } from "../bench/tool-client.ts";
import { watchUpstream } from "../bench/upstream.ts";
import { type SandboxServer, startSandboxServer } from "../sandbox/server.ts";

const ROOT = join(import.meta.dirname, "..", "..");
/** What ClickUp's largest plan gives a token, so that no job waits for a minute to end. */
const CALLS_PER_MINUTE = 10_000;
/** A build, and a Worker that starts, on two busy cores. */
const START_TIMEOUT_MS = 120_000;
const JOBS_TIMEOUT_MS = 300_000;

interface Budget {
  /** Requests to ClickUp, with a warm index but for the map, which comes first. */
  requests: number;
  /** o200k, what a model writes and reads. Names and dates of the day are in it: a tenth of room. */
  tokensIn: number;
  tokensOut: number;
}

const BUDGETS: Readonly<Record<string, Budget>> = {
  "map a large workspace": { requests: 11, tokensIn: 9, tokensOut: 1_140 },
  "find a task by words": { requests: 49, tokensIn: 17, tokensOut: 140 },
  "everything about a task": { requests: 9, tokensIn: 46, tokensOut: 3_260 },
  "list 1,000 tasks": { requests: 10, tokensIn: 62, tokensOut: 54_400 },
  "create 50 with dependencies": { requests: 90, tokensIn: 1_390, tokensOut: 2_460 },
  "move 40": { requests: 42, tokensIn: 18, tokensOut: 1_030 },
  "close all done": { requests: 41, tokensIn: 25, tokensOut: 1_230 },
  "weekly time report": { requests: 1, tokensIn: 58, tokensOut: 705 },
  "standup for a team of eight": { requests: 5, tokensIn: 91, tokensOut: 13_300 },
  "write a doc from tasks": { requests: 3, tokensIn: 370, tokensOut: 3_560 },
};

let built: Build | undefined;
let sandbox: SandboxServer | undefined;
let product: RunningProduct | undefined;
beforeAll(async () => {
  built = await build(join(ROOT, "wrangler.jsonc"), "development");
  sandbox = await startSandboxServer({
    port: 0,
    latencyMs: 0,
    rateLimitPerMinute: CALLS_PER_MINUTE,
    clients: [],
  });
  growCompany(sandbox.sandbox.state, Date.now());
  product = await runProduct(built, sandbox, true);
}, START_TIMEOUT_MS);
afterAll(async () => {
  await product?.miniflare.dispose();
  await sandbox?.close();
  if (built !== undefined) discard(built);
});

describe("the ten jobs", () => {
  it("cost no more requests and tokens than their budgets", {
    timeout: JOBS_TIMEOUT_MS,
    retry: 0, // done once, there is less left to do
  }, async () => {
    if (product === undefined || sandbox === undefined) throw new Error("not started");
    const { state } = sandbox.sandbox;
    const upstream = watchUpstream(sandbox.sandbox);
    const tools = new ToolClient(product.origin, await premiumToken(product));
    const over: string[] = [];
    for (const job of JOBS) {
      tools.forget();
      upstream.reset();
      await job.ours(tools, { nowMs: Date.now() });
      job.check?.(state, "ours");
      const cost: Budget = {
        requests: upstream.calls(),
        tokensIn: tokensOf(tools.said.join("\n")),
        tokensOut: tokensOf(tools.read.join("\n")),
      };
      const budget = BUDGETS[job.name];
      for (const what of ["requests", "tokensIn", "tokensOut"] as const) {
        const most = budget?.[what] ?? 0;
        if (cost[what] > most) over.push(`${job.name}: ${what} ${cost[what]}, at most ${most}`);
      }
    }
    expect(over).toEqual([]);
  });
});
