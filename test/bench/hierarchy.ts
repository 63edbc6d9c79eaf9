/** What a cold map of a Workspace costs: ClickUp calls, and time against the calls' own latency. */
import type { SandboxServer } from "../sandbox/server.ts";
import { signIn } from "../support/plain-oauth.ts";
import { statelessCall } from "./calls.ts";
import { median } from "./quantile.ts";
import { goals, row, title } from "./report.ts";
import { USER_ID, WORKSPACE_ID } from "./targets.ts";

const MAX_COLD_CALLS = 12;
const MAX_COLD_IN_SEQUENTIAL_CALLS = 5;
const COLD_READINGS = 5;
const SINGLE_CALLS = 10;

export interface HierarchyFigures {
  cold_clickup_calls: number;
  warm_clickup_calls: number;
  cold_ms: number;
  warm_ms: number;
  one_clickup_call_ms: number;
  /** How many such calls, one after another, would have taken as long. */
  cold_in_sequential_calls: number;
}

export async function measureHierarchy(
  origin: string,
  sandbox: SandboxServer,
): Promise<HierarchyFigures> {
  const call = {
    name: "clickup_workspace_hierarchy",
    arguments: { workspace: WORKSPACE_ID, limit: 500 },
  };
  const { sandbox: clickUp } = sandbox;
  const coldMs: number[] = [];
  const warmMs: number[] = [];
  const coldCalls: number[] = [];
  const warmCalls: number[] = [];
  for (let i = 0; i < COLD_READINGS; i++) {
    // A sign-in forgets what the account kept of ClickUp: the new token may open other Workspaces.
    const { access_token: token } = (await signIn(origin, USER_ID)).tokens;
    const read = statelessCall(origin, token, call);
    clickUp.clearSeen();
    coldMs.push(await timed(read));
    coldCalls.push(clickUp.seen.length);
    clickUp.clearSeen();
    warmMs.push(await timed(read));
    warmCalls.push(clickUp.seen.length);
  }
  const single = await singleCallMs(sandbox);
  return {
    cold_clickup_calls: Math.max(...coldCalls),
    warm_clickup_calls: Math.max(...warmCalls),
    cold_ms: median(coldMs),
    warm_ms: median(warmMs),
    one_clickup_call_ms: single,
    cold_in_sequential_calls: median(coldMs) / single,
  };
}

export function printHierarchy(figures: HierarchyFigures): void {
  title(
    "Map of a Workspace: 5 Spaces, 20 Folders, 100 Lists",
    "With ClickUp's published API alone.",
  );
  goals([
    { name: "cold: ClickUp calls", value: figures.cold_clickup_calls, goal: MAX_COLD_CALLS },
    {
      name: "cold: time, in ClickUp calls one after another",
      value: figures.cold_in_sequential_calls,
      goal: MAX_COLD_IN_SEQUENTIAL_CALLS,
    },
    { name: "warm: ClickUp calls", value: figures.warm_clickup_calls, goal: 0 },
  ]);
  row("cold, ms", figures.cold_ms);
  row("warm, ms", figures.warm_ms);
  row("one ClickUp call, ms", figures.one_clickup_call_ms);
}

async function singleCallMs({ origin, sandbox }: SandboxServer): Promise<number> {
  const headers = { authorization: `Bearer ${sandbox.tokenFor(USER_ID)}` };
  const samples: number[] = [];
  for (let i = 0; i < SINGLE_CALLS; i++) {
    samples.push(
      await timed(async () => {
        await (await fetch(`${origin}/api/v2/user`, { headers })).arrayBuffer();
      }),
    );
  }
  return median(samples);
}

async function timed(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}
