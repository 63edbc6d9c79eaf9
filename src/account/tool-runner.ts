import { type Sleep, TokenBudget } from "../clickup/budget.ts";
import { type ClickUp, createClickUp } from "../clickup/client.ts";
import type { Policy } from "../clickup/policy.ts";
import type { UploadFile } from "../clickup/upload.ts";
import type { Caller } from "../domain/caller.ts";
import type { Failure, Outcome } from "../domain/failure.ts";
import type { JsonObject } from "../domain/json.ts";
import type { Tier } from "../domain/tier.ts";
import type { Config } from "../env.ts";
import type { Log } from "../log/log.ts";
import { type Attached, attachFile } from "../tools/attachment/attach.ts";
import { findTool, TOOLS } from "../tools/catalogue.ts";
import { refuse } from "../tools/choice.ts";
import type { UploadTarget } from "../tools/context.ts";
import { createDirectory } from "../tools/directory/create-directory.ts";
import { keepIdentity } from "../tools/directory/identity.ts";
import { JobDesk } from "../tools/job/desk.ts";
import type { JobLimits } from "../tools/job/run-job.ts";
import { stepSender } from "../tools/job/send-step.ts";
import { nearestNames } from "../tools/nearest.ts";
import { failureOf, runTool } from "../tools/run.ts";
import { ALL_TOOL_NAMES } from "../tools/tool-names.ts";
import { isLive } from "./credentials.ts";
import type { SignIn, ToolCall, ToolValue } from "./door.ts";
import { jobStore } from "./jobs.ts";
import { readProfile } from "./profile.ts";
import { openToken } from "./token-vault.ts";
import { cacheStore, dedupeStore } from "./tool-stores.ts";
import { uploadTickets } from "./upload-tickets.ts";

/** A tool call as a whole, waits for ClickUp's limit included (threats.md). */
const CALL_BUDGET_MS = 25_000;
/** Of which a job begins no step after this: what is under way gets an answer within the rest. */
/** The tool that gave out the link. */
const UPLOAD_TOOL = {
  name: "clickup_attachment_upload",
  missing: { what: "Task", findWith: "clickup_list_get" },
};

/** A large file over a slow line; nobody waits for it in a call. */
const UPLOAD_BUDGET_MS = 10 * 60_000;

const JOB_SLICE_MS = 20_000;
/** Calls of ClickUp's minute that a job leaves to the user's other calls once nobody waits for it. */
const CALLS_LEFT_TO_OTHERS = 20;
const WAIT_FOR_MINUTE_MS = 15_000;
const WAIT_FOR_KEY_MS = 15 * 60_000;

/** Who began a job, and what that connection forbids; kept with the job. */
type JobOrigin = { credentialId: string; policy: Policy & JsonObject };

export interface ToolRun<T = ToolValue> {
  outcome: Outcome<T>;
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
  readonly #jobs: JobDesk;

  /** `wake`: the alarm has to come by then, and call `goOnWithJobs`. */
  constructor(ctx: DurableObjectState, config: Config, log: Log, wake: (atMs: number) => void) {
    this.#ctx = ctx;
    this.#config = config;
    this.#log = log;
    this.#jobs = new JobDesk(jobStore(ctx.storage, Date.now), wake);
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
    const policy = {
      readonly: call.choice.readonly === true || tool.annotations.readOnlyHint,
      nodelete: call.choice.nodelete === true,
      addOnly: call.choice.persona === "agent",
    };
    const clickup = this.#clickUp(token, nowMs + CALL_BUDGET_MS, policy, abort.signal);
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
          fetch: (request) => fetch(request),
          ownHost: this.#config.publicUrl.hostname,
          uploads: uploadTickets(sql, this.#config, call.caller),
          scopes: call.caller.scopes,
          undocumented: this.#config.undocumented,
          jobs: this.#jobs.forCall({
            send: stepSender(clickup),
            limits: this.#jobLimits(nowMs, call.tool, abort.signal),
            origin: { credentialId: call.caller.credentialId, policy },
          }),
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

  /** A file that came by a one-time link, to where its ticket says. Never throws. */
  async upload(target: UploadTarget, file: UploadFile): Promise<ToolRun<Attached>> {
    const { userId = "" } = readProfile(this.#ctx.storage.sql) ?? {};
    let token: string | undefined;
    try {
      token = await openToken(this.#ctx.storage.sql, this.#config, userId);
    } catch {
      const incidentId = crypto.randomUUID();
      this.#log.error("a sealed token did not open: a key is missing", { incidentId });
      return failed({ code: "internal", incidentId });
    }
    if (token === undefined) return failed(this.#withLinks({ code: "reconnect_required" }));
    const clickup = this.#clickUp(token, Date.now() + UPLOAD_BUDGET_MS, {});
    try {
      const value = await attachFile(target, file, clickup);
      return { outcome: { ok: true, value }, upstreamCalls: clickup.upstreamCalls };
    } catch (error) {
      const failure = failureOf(error, UPLOAD_TOOL, {
        onInternalError: (inner, incidentId) =>
          this.#log.error("an upload failed in a way nobody named", {
            incidentId,
            ...whereOf(inner),
          }),
      });
      return {
        outcome: { ok: false, failure: this.#withLinks(failure) },
        upstreamCalls: clickup.upstreamCalls,
      };
    }
  }

  /** Gives each waiting job its next stretch of time; afterwards its `resume_at_ms` says when to come again. */
  async goOnWithJobs(): Promise<void> {
    const nowMs = Date.now();
    const { sql } = this.#ctx.storage;
    const due = this.#jobs.due(nowMs);
    if (due.length === 0) return;
    const { userId = "" } = readProfile(sql) ?? {};
    let token: string | undefined;
    try {
      token = await openToken(sql, this.#config, userId);
    } catch (error) {
      // For the operator to mend; until then the jobs wait.
      this.#log.error("a sealed token did not open: a key is missing", whereOf(error));
      for (const job of due) this.#jobs.postpone(job, nowMs + WAIT_FOR_KEY_MS);
      return;
    }
    const work = due.map(async (job) => {
      const { credentialId, policy } = job.origin as JobOrigin;
      // Whoever began it may no longer act for this user.
      if (token === undefined || !isLive(sql, credentialId, nowMs)) {
        this.#jobs.stop(job, "the connection that began it was ended");
        return;
      }
      const clickup = this.#clickUp(token, nowMs + CALL_BUDGET_MS, policy);
      await this.#jobs.goOn(job, stepSender(clickup), {
        ...this.#jobLimits(nowMs, job.tool),
        holdUntilMs: () =>
          this.#budget.callsLeft() > CALLS_LEFT_TO_OTHERS
            ? undefined
            : Date.now() + WAIT_FOR_MINUTE_MS,
      });
    });
    await Promise.all(work);
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

  #clickUp(token: string, deadlineMs: number, policy: Policy, signal?: AbortSignal): ClickUp {
    return createClickUp({
      baseUrl: this.#config.clickUpApiUrl,
      token,
      fetch: (request) => fetch(request),
      now: Date.now,
      sleep,
      budget: this.#budget,
      deadlineMs,
      ...(signal !== undefined && { signal }),
      policy,
    });
  }

  #jobLimits(startedAtMs: number, tool: string, signal?: AbortSignal): JobLimits {
    return {
      untilMs: startedAtMs + JOB_SLICE_MS,
      now: Date.now,
      signal,
      onInternalError: (error) => {
        this.#log.error("a step of a job failed in a way nobody named", {
          tool,
          ...whereOf(error),
        });
      },
    };
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

function failed(failure: Failure): {
  outcome: { ok: false; failure: Failure };
  upstreamCalls: number;
} {
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
