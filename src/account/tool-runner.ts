import type { ClickUp } from "../clickup/client.ts";
import type { ContentSeal } from "../crypto/content-seal.ts";
import type { Caller } from "../domain/caller.ts";
import type { Failure } from "../domain/failure.ts";
import type { Tier } from "../domain/tier.ts";
import type { Config } from "../env.ts";
import { type Log, whereOf } from "../log/log.ts";
import { findTool, TOOLS } from "../tools/catalogue.ts";
import { refuse } from "../tools/choice.ts";
import type { AnyTool } from "../tools/define-tool.ts";
import { createDirectory } from "../tools/directory/create-directory.ts";
import type { Directory } from "../tools/directory/directory.ts";
import { nearestTools } from "../tools/nearest-tools.ts";
import { CallProgress, NO_PROGRESS, type ProgressReport } from "../tools/progress.ts";
import { findRestOperation } from "../tools/rest/operations.ts";
import { type RunHooks, runTool } from "../tools/run.ts";
import type { CacheEntries } from "./cache-entries.ts";
import { CALL_BUDGET_MS, type ClickUpOfUser } from "./clickup-of-user.ts";
import type { ToolCall, ToolValue } from "./door.ts";
import { signInUrl, withLinks } from "./failure-links.ts";
import type { JobOrigin, JobRunner } from "./job-runner.ts";
import { RunningCalls } from "./running-calls.ts";
import { failed, type HeldToken, type Run, type TokenInUse } from "./token-in-use.ts";
import { dedupeStore } from "./tool-stores.ts";
import { uploadTickets } from "./upload-tickets.ts";

/** More than a user's sessions and credentials together; forgetting one costs a longer sentence. */
const MAX_LISTENERS = 200;

export interface ToolRun extends Run<ToolValue> {
  /** Its client stopped it before its end. */
  wasCancelled?: boolean;
  /** That the call was about, where it is known. */
  workspaceId?: string | undefined;
}

type TellProgress = (report: ProgressReport) => void | Promise<void>;

/** Runs tools for one user: opens the token, gives the tool what it works with, bounds and cancels calls. */
export class ToolRunner {
  readonly #ctx: DurableObjectState;
  readonly #config: Config;
  readonly #contentSeal: ContentSeal;
  readonly #log: Log;
  readonly #token: TokenInUse;
  readonly #cache: CacheEntries;
  /** Sessions and credentials whose last call was refused because it needs Premium. */
  readonly #toldOfPremium = new Set<string>();
  readonly #running = new RunningCalls();
  readonly #dedupeRunning = new Set<string>();
  readonly #clickUp: ClickUpOfUser;
  readonly #jobs: JobRunner;

  constructor(
    ctx: DurableObjectState,
    config: Config,
    contentSeal: ContentSeal,
    token: TokenInUse,
    cache: CacheEntries,
    clickUp: ClickUpOfUser,
    jobs: JobRunner,
    log: Log,
  ) {
    this.#ctx = ctx;
    this.#config = config;
    this.#contentSeal = contentSeal;
    this.#token = token;
    this.#cache = cache;
    this.#clickUp = clickUp;
    this.#jobs = jobs;
    this.#log = log;
  }

  /** Tier, choice and scope are checked here again, at the call. Never throws. */
  async run(call: ToolCall, tier: Tier, tell?: TellProgress): Promise<ToolRun> {
    const tool = call.rest === undefined ? findTool(call.tool) : findRestOperation(call.tool);
    if (tool === undefined) return failed(unknownTool(call.tool));
    const refusal = this.#refuse(tool, call, tier);
    const told = this.#withoutRepeating(call, refusal);
    if (told !== undefined) return failed(told);

    const { signal, end } = this.#running.begin(call.caller, call.callId);
    const progress = tell && new CallProgress(quietly(tell), Date.now);
    const nowMs = Date.now();
    try {
      return await this.#withToken(call, (held) =>
        this.#runWith(held, tool, call, nowMs, signal, progress),
      );
    } finally {
      progress?.end();
      end();
    }
  }

  async #withToken(
    call: ToolCall,
    work: (held: HeldToken) => Promise<ToolRun & { wrote: boolean }>,
  ): Promise<ToolRun> {
    const asked = { userId: call.caller.userId, requestId: call.requestId };
    const run: ToolRun = await this.#token.run(asked, work, (error) => {
      const incidentId = crypto.randomUUID();
      this.#logIncident("a sealed token did not open: a key is missing", incidentId, call, error);
      return { code: "internal", incidentId, signInUrl: signInUrl(this.#config.publicUrl) };
    });
    const { outcome } = run;
    return outcome.ok
      ? run
      : {
          ...run,
          outcome: { ok: false, failure: withLinks(outcome.failure, this.#config.publicUrl) },
        };
  }

  async #runWith(
    held: HeldToken,
    tool: AnyTool,
    call: ToolCall,
    nowMs: number,
    signal: AbortSignal,
    progress: CallProgress | undefined,
  ): Promise<ToolRun & { wrote: boolean }> {
    const { sql } = this.#ctx.storage;
    const policy = {
      readonly: call.choice.readonly === true || tool.annotations.readOnlyHint,
      nodelete: call.choice.nodelete === true,
      addOnly: call.choice.persona === "agent",
    };
    const share = { client: call.caller.credentialId };
    // The person's own switches are in the choice already.
    const clickup = this.#clickUp.client(() => held.open(), nowMs + CALL_BUDGET_MS, {
      within: call,
      policy,
      signal,
      share,
      ...(progress && { onAnswer: () => progress.answered() }),
    });
    const jobs = this.#jobs.desk.forCall({
      send: this.#clickUp.sender(held, clickup, call.requestId),
      limits: {
        ...this.#jobs.limits(nowMs, call.tool),
        signal,
        ...(progress && { progress }),
        // What is left of the minute is for the other clients, where there are any.
        holdUntilMs: () =>
          this.#token.budget.isShared(share.client) ? this.#clickUp.holdUntilMs() : undefined,
      },
      origin: {
        credentialId: call.caller.credentialId,
        policy,
        requestId: call.requestId,
      } satisfies JobOrigin,
    });
    const outcome = await runTool(
      tool,
      call.input,
      {
        clickup,
        nowMs,
        directory: this.#directoryOf(clickup, nowMs, progress),
        dedupe: dedupeStore(sql, this.#contentSeal, Date.now, this.#dedupeRunning),
        fetch: (request) => fetch(request, { signal: AbortSignal.any([request.signal, signal]) }),
        ownHost: this.#config.publicUrl.hostname,
        uploads: uploadTickets(sql, this.#contentSeal, this.#config, call.caller),
        scopes: call.caller.scopes,
        undocumented: this.#config.undocumented,
        progress: progress ?? NO_PROGRESS,
        jobs: {
          ...jobs,
          run: async (asked) => {
            // With a token that does not open, none is begun.
            await held.open();
            return jobs.run(asked);
          },
        },
      },
      this.#hooksOf(call),
    );
    const { upstreamCalls, wrote, workspaceId } = clickup;
    return { outcome, upstreamCalls, wrote, workspaceId, wasCancelled: signal.aborted };
  }

  cancel(caller: Caller, callId: string): void {
    this.#running.cancel(caller, callId);
  }

  /** Stops the calls of credentials that are not live any more. */
  cancelDead(isLive: (credentialId: string) => boolean): void {
    this.#running.cancelDead(isLive);
  }

  #directoryOf(clickup: ClickUp, nowMs: number, progress?: CallProgress): Directory {
    return createDirectory({
      clickup,
      cache: this.#cache,
      nowMs,
      undocumented: this.#config.undocumented,
      defer: (work) => this.#ctx.waitUntil(work),
      ...(progress && { progress }),
    });
  }

  #hooksOf(call: ToolCall): RunHooks {
    return {
      onInternalError: (error, incidentId) =>
        this.#logIncident("a tool failed in a way nobody named", incidentId, call, error),
    };
  }

  #logIncident(message: string, incidentId: string, call: ToolCall, error: unknown): void {
    const { tool, requestId, caller } = call;
    const { userId } = caller;
    this.#log.error(message, { incidentId, tool, requestId, userId, ...whereOf(error) });
  }

  #refuse(tool: AnyTool, call: ToolCall, tier: Tier): Failure | undefined {
    const refusal = refuse(tool, tier, call.choice);
    if (refusal !== undefined) return withLinks(refusal, this.#config.publicUrl);
    if (!call.caller.scopes.includes(tool.scope)) {
      return { code: "insufficient_scope", needed: tool.scope };
    }
    return undefined;
  }

  /** What Premium is was said to this session just before; a model needs it once, and a reader too. */
  #withoutRepeating(call: ToolCall, refusal: Failure | undefined): Failure | undefined {
    const listener = call.sessionId ?? call.caller.credentialId;
    const wasTold = this.#toldOfPremium.delete(listener);
    if (refusal?.code !== "premium_required") return refusal;
    if (this.#toldOfPremium.size >= MAX_LISTENERS) this.#toldOfPremium.clear();
    this.#toldOfPremium.add(listener);
    return wasTold ? { ...refusal, again: true } : refusal;
  }
}

/** A listener that has gone away does not matter to the call. */
function quietly(tell: TellProgress): (report: ProgressReport) => void {
  return (report) => void Promise.try(tell, report).catch(() => {});
}

function unknownTool(name: string): Failure {
  const tool = name.slice(0, 64);
  const known = TOOLS.map(({ name }) => name);
  return { code: "unknown_tool", tool, nearest: nearestTools(tool, known) };
}
