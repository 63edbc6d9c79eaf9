import { type Sleep, TokenBudget } from "../clickup/budget.ts";
import { createClickUp } from "../clickup/client.ts";
import type { Caller } from "../domain/caller.ts";
import type { Failure, Outcome } from "../domain/failure.ts";
import type { Tier } from "../domain/tier.ts";
import type { Config } from "../env.ts";
import type { Log } from "../log/log.ts";
import { findTool, TOOLS } from "../tools/catalogue.ts";
import { refuse } from "../tools/choice.ts";
import { createDirectory } from "../tools/directory/create-directory.ts";
import { keepIdentity } from "../tools/directory/identity.ts";
import { nearestNames } from "../tools/nearest.ts";
import { runTool } from "../tools/run.ts";
import { ALL_TOOL_NAMES } from "../tools/tool-names.ts";
import type { SignIn, ToolCall, ToolValue } from "./door.ts";
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
  #budget = newBudget();
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
    let token: string | undefined;
    try {
      token = await openToken(sql, this.#config, call.caller.userId);
    } catch (error) {
      const incidentId = crypto.randomUUID();
      this.#logIncident("a sealed token did not open: a key is missing", incidentId, call, error);
      return failed({ code: "internal", incidentId });
    }
    if (token === undefined) return failed(this.#withLinks({ code: "reconnect_required" }));

    const abort = new AbortController();
    const callKey = call.callId === undefined ? undefined : keyOf(call.caller, call.callId);
    if (callKey !== undefined) this.#running.set(callKey, abort);
    const nowMs = Date.now();
    const cache = cacheStore(sql, Date.now);
    const clickup = createClickUp({
      baseUrl: this.#config.clickUpApiUrl,
      token,
      fetch: (request) => fetch(request),
      now: Date.now,
      sleep,
      budget: this.#budget,
      deadlineMs: nowMs + CALL_BUDGET_MS,
      signal: abort.signal,
      policy: {
        readonly: call.choice.readonly === true || tool.annotations.readOnlyHint,
        nodelete: call.choice.nodelete === true,
        addOnly: call.choice.persona === "agent",
      },
    });
    try {
      const outcome = await runTool(
        tool,
        call.input,
        {
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
        },
        {
          onInternalError: (error, incidentId) =>
            this.#logIncident("a tool failed in a way nobody named", incidentId, call, error),
        },
      );
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
  startOver(identity: Pick<SignIn, "user" | "workspaces">): void {
    this.#budget = newBudget();
    const cache = cacheStore(this.#ctx.storage.sql, Date.now);
    cache.remove("*");
    keepIdentity(cache, Date.now(), identity);
  }

  #logIncident(message: string, incidentId: string, call: ToolCall, error: unknown): void {
    const { tool, requestId } = call;
    this.#log.error(message, { incidentId, tool, requestId, ...whereOf(error) });
  }

  #refuse(call: ToolCall, tier: Tier): Failure | undefined {
    const tool = findTool(call.tool);
    if (tool === undefined) {
      // All but the free tools are Premium: their names alone tell the tier.
      return tier === "free" && ALL_TOOL_NAMES.includes(call.tool)
        ? this.#withLinks({ code: "premium_required", tool: call.tool })
        : unknownTool(call.tool);
    }
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

const sleep: Sleep = async (ms, signal) => {
  // An abort ends the wait early, which is all that the waiting side wants to know.
  await scheduler.wait(ms, signal === undefined ? {} : { signal }).catch(() => undefined);
};

function newBudget(): TokenBudget {
  return new TokenBudget({ now: Date.now, sleep });
}

function failed(failure: Failure): ToolRun {
  return { outcome: { ok: false, failure }, upstreamCalls: 0 };
}

function unknownTool(name: string): Failure {
  const tool = name.slice(0, 64);
  const known = TOOLS.map(({ name }) => name);
  return { code: "unknown_tool", tool, nearest: nearestNames(tool, known) };
}

/** Where it happened, without the error's own text: that may hold what the user wrote. */
function whereOf(error: unknown): { error: string; stack: string } {
  if (!(error instanceof Error)) return { error: typeof error, stack: "" };
  const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  return { error: error.name, stack: frames.slice(0, 8).join("\n") };
}

function keyOf(caller: Caller, callId: string): string {
  return `${caller.credentialId} ${callId}`;
}
