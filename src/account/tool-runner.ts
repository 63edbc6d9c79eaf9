import { TokenBudget } from "../clickup/budget.ts";
import { createClickUp } from "../clickup/client.ts";
import type { Caller } from "../domain/caller.ts";
import type { Failure, Outcome } from "../domain/failure.ts";
import type { Tier } from "../domain/tier.ts";
import type { Config } from "../env.ts";
import type { Log } from "../log/log.ts";
import { findTool, TOOLS } from "../tools/catalogue.ts";
import { refuse } from "../tools/choice.ts";
import { createDirectory } from "../tools/directory/create-directory.ts";
import { nearestNames } from "../tools/nearest.ts";
import { runTool } from "../tools/run.ts";
import type { ToolCall, ToolValue } from "./door.ts";
import { openToken } from "./token-vault.ts";
import { cacheStore, dedupeStore } from "./tool-stores.ts";

/** A tool call as a whole, waits for ClickUp's limit included (threats.md). */
const CALL_BUDGET_MS = 25_000;

export interface ToolRun {
  outcome: Outcome<ToolValue>;
  upstreamCalls: number;
}

/** Runs tools for one user: opens the token, makes the ClickUp client, bounds and cancels calls. */
export class ToolRunner {
  readonly #ctx: DurableObjectState;
  readonly #config: Config;
  readonly #log: Log;
  /** One per ClickUp token; all calls of the user share it. */
  #budget = new TokenBudget();
  readonly #running = new Map<string, AbortController>();
  readonly #dedupeRunning = new Set<string>();

  constructor(ctx: DurableObjectState, config: Config, log: Log) {
    this.#ctx = ctx;
    this.#config = config;
    this.#log = log;
  }

  /** Tier, choice and scope are checked here again, at the call. Never throws. */
  async run(call: ToolCall, tier: Tier): Promise<ToolRun> {
    const refusal = this.#refuse(call, tier);
    if (refusal !== undefined) return failed(refusal);
    const tool = findTool(call.tool);
    if (tool === undefined) return failed(unknownTool(call.tool));

    const { sql } = this.#ctx.storage;
    const token = await openToken(sql, this.#config, call.caller.userId);
    if (token === undefined) return failed(this.#withLinks({ code: "reconnect_required" }));

    const abort = new AbortController();
    const callKey = call.callId === undefined ? undefined : keyOf(call.caller, call.callId);
    if (callKey !== undefined) this.#running.set(callKey, abort);
    const nowMs = Date.now();
    const cache = cacheStore(sql, Date.now);
    const clickup = createClickUp({
      baseUrl: this.#config.clickUpApiUrl,
      token,
      fetch: (input, init) => fetch(input, init),
      budget: this.#budget,
      deadlineMs: nowMs + CALL_BUDGET_MS,
      signal: abort.signal,
      policy: {
        readonly: call.choice.readonly === true || tool.annotations.readOnlyHint,
        nodelete: call.choice.nodelete === true,
      },
    });
    try {
      const outcome = await runTool(tool, call.input, {
        clickup,
        nowMs,
        directory: createDirectory({
          clickup,
          cache,
          nowMs,
          undocumented: this.#config.undocumented,
          defer: (work) => this.#ctx.waitUntil(work),
        }),
        dedupe: dedupeStore(sql, Date.now, this.#dedupeRunning),
      });
      return {
        outcome: outcome.ok ? outcome : { ok: false, failure: this.#withLinks(outcome.failure) },
        upstreamCalls: clickup.upstreamCalls,
      };
    } finally {
      if (callKey !== undefined) this.#running.delete(callKey);
    }
  }

  cancel(caller: Caller, callId: string): void {
    this.#running.get(keyOf(caller, callId))?.abort();
  }

  /** After a sign-in: another token, another budget, perhaps other Workspaces. */
  forgetClickUp(): void {
    this.#budget = new TokenBudget();
    cacheStore(this.#ctx.storage.sql, Date.now).remove("*");
  }

  #refuse(call: ToolCall, tier: Tier): Failure | undefined {
    const tool = findTool(call.tool);
    if (tool === undefined) return unknownTool(call.tool);
    const refusal = refuse(tool, tier, call.choice);
    if (refusal !== undefined) return this.#withLinks(refusal);
    if (!call.caller.scopes.includes(tool.scope)) {
      return { code: "insufficient_scope", needed: tool.scope };
    }
    return undefined;
  }

  #withLinks(failure: Failure): Failure {
    const page = (path: string) => new URL(path, this.#config.publicUrl).href;
    switch (failure.code) {
      case "reconnect_required":
      case "workspace_not_shared":
        return { ...failure, signInUrl: page("/auth/login") };
      case "premium_required":
        return { ...failure, upgradeUrl: page("/account") };
      default:
        return failure;
    }
  }
}

function failed(failure: Failure): ToolRun {
  return { outcome: { ok: false, failure }, upstreamCalls: 0 };
}

function unknownTool(name: string): Failure {
  const tool = name.slice(0, 64);
  const known = TOOLS.map(({ name }) => name);
  return { code: "unknown_tool", tool, nearest: nearestNames(tool, known) };
}

function keyOf(caller: Caller, callId: string): string {
  return `${caller.credentialId} ${callId}`;
}
