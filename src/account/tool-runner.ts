import { type ClickUp, createClickUp } from "../clickup/client.ts";
import { ClickUpError } from "../clickup/errors.ts";
import type { Policy } from "../clickup/policy.ts";
import type { SendOptions } from "../clickup/send.ts";
import type { UploadFile } from "../clickup/upload.ts";
import type { ContentSeal } from "../crypto/content-seal.ts";
import type { Caller } from "../domain/caller.ts";
import { type Failure, FailureError } from "../domain/failure.ts";
import type { JsonObject } from "../domain/json.ts";
import type { Tier } from "../domain/tier.ts";
import type { Config } from "../env.ts";
import { type Log, whereOf } from "../log/log.ts";
import { fetchWithin, type Within } from "../log/trace.ts";
import { type Attached, attachFile } from "../tools/attachment/attach.ts";
import { findTool, TOOLS } from "../tools/catalogue.ts";
import { refuse } from "../tools/choice.ts";
import type { UploadTarget } from "../tools/context.ts";
import type { AnyTool } from "../tools/define-tool.ts";
import { createDirectory } from "../tools/directory/create-directory.ts";
import type { Directory } from "../tools/directory/directory.ts";
import { JobDesk } from "../tools/job/desk.ts";
import type { Job, StepState } from "../tools/job/job.ts";
import type { JobLimits, SendStep } from "../tools/job/run-job.ts";
import { stepSender } from "../tools/job/send-step.ts";
import { nearestNames } from "../tools/nearest.ts";
import { CallProgress, NO_PROGRESS, type ProgressReport } from "../tools/progress.ts";
import { findRestOperation } from "../tools/rest/operations.ts";
import { failureOf, type RunHooks, runTool } from "../tools/run.ts";
import { type EventStart, recordEvent } from "./audit-outbox.ts";
import type { CacheEntries } from "./cache-entries.ts";
import { clientOf, isLive } from "./credentials.ts";
import type { ToolCall, ToolValue } from "./door.ts";
import { jobStore } from "./jobs.ts";
import { readPreferences } from "./preferences.ts";
import { readUserId } from "./profile.ts";
import { RunningCalls } from "./running-calls.ts";
import { failed, type HeldToken, type Run, sleep, type TokenInUse } from "./token-in-use.ts";
import type { OpenedToken, StoredToken } from "./token-vault.ts";
import { dedupeStore } from "./tool-stores.ts";
import { uploadTickets } from "./upload-tickets.ts";

/** A tool call as a whole, waits for ClickUp's limit included (docs/api.md). */
const CALL_BUDGET_MS = 25_000;
/** The tool that gave out the link. */
const UPLOAD_TOOL = {
  name: "clickup_attachment_upload",
  missing: { what: "Task", findWith: "clickup_list_get" },
};

/** Files that come by a link take turns with the user's clients as one more. */
const UPLOADS = { client: "uploads" };

/** A large file over a slow line; nobody waits for it in a call. */
const UPLOAD_BUDGET_MS = 10 * 60_000;

/** Of a call, a job begins no step after this: what is under way gets an answer within the rest. */
const JOB_SLICE_MS = 20_000;
/** Calls of ClickUp's minute that a job leaves to the user's other calls. */
const CALLS_LEFT_TO_OTHERS = 20;
const WAIT_FOR_MINUTE_MS = 15_000;
const WAIT_FOR_KEY_MS = 15 * 60_000;

/** More than a user's sessions and credentials together; forgetting one costs a longer sentence. */
const MAX_LISTENERS = 200;

/** Who began a job, and what that connection forbids; kept with the job. */
type JobOrigin = { credentialId: string; policy: Policy & JsonObject; requestId: string };

export interface ToolRun<T = ToolValue> extends Run<T> {
  /** Its client stopped it before its end. */
  wasCancelled?: boolean;
  /** That the call was about, where it is known. */
  workspaceId?: string | undefined;
}

type TellProgress = (report: ProgressReport) => void | Promise<void>;

/** Runs tools for one user: opens the token, makes the ClickUp client, bounds and cancels calls. */
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
  readonly #jobs: JobDesk;

  /** `wake`: the alarm has to come by then, and call `goOnWithJobs`. */
  constructor(
    ctx: DurableObjectState,
    config: Config,
    contentSeal: ContentSeal,
    token: TokenInUse,
    cache: CacheEntries,
    log: Log,
    wake: (atMs: number) => void,
  ) {
    this.#ctx = ctx;
    this.#config = config;
    this.#contentSeal = contentSeal;
    this.#token = token;
    this.#cache = cache;
    this.#log = log;
    const store = jobStore(ctx.storage, contentSeal, Date.now, (job) => this.#recordEnd(job));
    this.#jobs = new JobDesk(store, wake);
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

  async #withToken<T>(
    call: ToolCall,
    work: (held: HeldToken) => Promise<ToolRun<T> & { wrote: boolean }>,
  ): Promise<ToolRun<T>> {
    const asked = { userId: call.caller.userId, requestId: call.requestId };
    const run: ToolRun<T> = await this.#token.run(asked, work, (error) => {
      const incidentId = crypto.randomUUID();
      this.#logIncident("a sealed token did not open: a key is missing", incidentId, call, error);
      return { code: "internal", incidentId, signInUrl: this.#page("/auth/login") };
    });
    const { outcome } = run;
    return outcome.ok
      ? run
      : { ...run, outcome: { ok: false, failure: this.#withLinks(outcome.failure) } };
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
    const clickup = this.#clickUp(() => held.open(), nowMs + CALL_BUDGET_MS, {
      within: call,
      policy,
      signal,
      share,
      ...(progress && { onAnswer: () => progress.answered() }),
    });
    const jobs = this.#jobs.forCall({
      send: this.#sender(held, clickup, call.requestId),
      limits: {
        ...this.#jobLimits(nowMs, call.tool),
        signal,
        ...(progress && { progress }),
        // What is left of the minute is for the other clients, where there are any.
        holdUntilMs: () =>
          this.#token.budget.isShared(share.client) ? this.#holdUntilMs() : undefined,
      },
      origin: { credentialId: call.caller.credentialId, policy, requestId: call.requestId },
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

  /** The link was given out by a Premium tool, and the user has no Premium any more. */
  async refuseUpload(body: ReadableStream<Uint8Array>): Promise<ToolRun<Attached>> {
    await body.cancel().catch(() => {});
    const { name: tool } = UPLOAD_TOOL;
    return failed(this.#withLinks({ code: "premium_required", tool }));
  }

  /** A file that came by a one-time link, to where its ticket says. Never throws. */
  async upload(target: UploadTarget, file: UploadFile, within: Within): Promise<ToolRun<Attached>> {
    let opened: OpenedToken | undefined;
    try {
      opened = await this.#token.open(readUserId(this.#ctx.storage.sql) ?? "");
    } catch {
      const incidentId = crypto.randomUUID();
      this.#log.error("a sealed token did not open: a key is missing", { incidentId });
      return failed({ code: "internal", incidentId });
    }
    if (opened === undefined) return failed(this.#withLinks({ code: "reconnect_required" }));
    const clickup = this.#clickUp(opened.token, Date.now() + UPLOAD_BUDGET_MS, {
      within,
      policy: this.#withOwnSwitches({}),
      share: UPLOADS,
    });
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
      const isKeyDead =
        failure.code === "reconnect_required" && !this.#token.isSignedOut(opened, within.requestId);
      // The file passed through and is gone: it has to come again, by another link.
      const told: Failure = isKeyDead
        ? { code: "clickup_unavailable", mayHaveHappened: clickup.wrote }
        : failure;
      return { ...failed(this.#withLinks(told)), upstreamCalls: clickup.upstreamCalls };
    }
  }

  /** Gives each waiting job its next stretch of time; afterwards its `resume_at_ms` says when to come again. */
  async goOnWithJobs(): Promise<void> {
    const nowMs = Date.now();
    const { sql } = this.#ctx.storage;
    const due = this.#jobs.due(nowMs);
    if (due.length === 0) return;
    let opened: OpenedToken | undefined;
    try {
      opened = await this.#token.open(readUserId(sql) ?? "");
    } catch (error) {
      // For the operator to mend; until then the jobs wait.
      this.#log.error("a sealed token did not open: a key is missing", whereOf(error));
      for (const job of due) this.#jobs.postpone(job, nowMs + WAIT_FOR_KEY_MS);
      return;
    }
    const work = due.map(async (job) => {
      const { credentialId, policy, requestId } = job.origin as JobOrigin;
      // Whoever began it may no longer act for this user.
      if (opened === undefined || !isLive(sql, credentialId, nowMs)) {
        this.#jobs.stop(job, "the connection that began it was ended");
        return;
      }
      const share = { client: credentialId, background: true } as const;
      const clickup = this.#clickUp(opened.token, nowMs + CALL_BUDGET_MS, {
        within: { requestId },
        policy: this.#withOwnSwitches(policy),
        share,
      });
      await this.#jobs.goOn(job, this.#sender(opened, clickup), {
        ...this.#jobLimits(nowMs, job.tool),
        holdUntilMs: () => this.#holdUntilMs(),
      });
    });
    await Promise.all(work);
  }

  /** Of its calls only the first has an event of its own. */
  #recordEnd({ tool, state, startedAtMs, steps, origin }: Job): void {
    const { sql } = this.#ctx.storage;
    const { credentialId, requestId = "" } = origin as JobOrigin;
    const nowMs = Date.now();
    const start: EventStart = {
      action: "job_ended",
      userId: readUserId(sql) ?? "",
      clientId: clientOf(sql, credentialId) ?? "",
      credentialId,
      requestId,
      tool,
    };
    recordEvent(sql, nowMs, start, {
      outcome: state === "done" ? "ok" : state,
      durationMs: nowMs - startedAtMs,
      // One write each; what was looked up on the way is in the event of the call.
      upstreamCalls: steps.filter((step) => LEFT.has(step.state)).length,
    });
  }

  cancel(caller: Caller, callId: string): void {
    this.#running.cancel(caller, callId);
  }

  /** Stops the calls of credentials that are not live any more. */
  cancelDead(isLive: (credentialId: string) => boolean): void {
    this.#running.cancelDead(isLive);
  }

  /** When a job may go on; undefined while there is enough left of ClickUp's minute. */
  #holdUntilMs(): number | undefined {
    return this.#token.budget.callsLeft() > CALLS_LEFT_TO_OTHERS
      ? undefined
      : Date.now() + WAIT_FOR_MINUTE_MS;
  }

  #clickUp(
    token: SendOptions["token"],
    deadlineMs: number,
    {
      within,
      ...call
    }: Pick<SendOptions, "policy" | "signal" | "share" | "onAnswer"> & { within: Within },
  ): ClickUp {
    return createClickUp({
      baseUrl: this.#config.clickUpApiUrl,
      token,
      fetch: fetchWithin(within),
      now: Date.now,
      sleep,
      budget: this.#token.budget,
      deadlineMs,
      ...call,
    });
  }

  /** The person's own switches hold for what leaves without a call, too: uploads and jobs. */
  #withOwnSwitches(policy: Policy): Policy {
    const { choice: own } = readPreferences(this.#ctx.storage.sql);
    return {
      ...policy,
      readonly: policy.readonly === true || own.readonly === true,
      nodelete: policy.nodelete === true || own.nodelete === true,
    };
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

  /**
   * Sends a job's steps. A step that finds the API key dead was not done: the job waits and goes on
   * with the sign-in.
   */
  #sender(stored: StoredToken, clickup: ClickUp, requestId = ""): SendStep {
    const send = stepSender(clickup);
    return async (action, idOf) => {
      try {
        return await send(action, idOf);
      } catch (error) {
        const isRefused = error instanceof ClickUpError && error.refusal === "token_dead";
        if (!isRefused || this.#token.isSignedOut(stored, requestId)) throw error;
        throw new FailureError({ code: "clickup_unavailable", mayHaveHappened: false });
      }
    };
  }

  #hooksOf(call: ToolCall): RunHooks {
    return {
      onInternalError: (error, incidentId) =>
        this.#logIncident("a tool failed in a way nobody named", incidentId, call, error),
    };
  }

  #jobLimits(startedAtMs: number, tool: string): JobLimits {
    return {
      untilMs: startedAtMs + JOB_SLICE_MS,
      now: Date.now,
      onInternalError: (error) => {
        this.#log.error("a step of a job failed in a way nobody named", {
          tool,
          ...whereOf(error),
        });
      },
    };
  }

  #logIncident(message: string, incidentId: string, call: ToolCall, error: unknown): void {
    const { tool, requestId, caller } = call;
    const { userId } = caller;
    this.#log.error(message, { incidentId, tool, requestId, userId, ...whereOf(error) });
  }

  #refuse(tool: AnyTool, call: ToolCall, tier: Tier): Failure | undefined {
    const refusal = refuse(tool, tier, call.choice);
    if (refusal !== undefined) return this.#withLinks(refusal);
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

  #withLinks(failure: Failure): Failure {
    switch (failure.code) {
      case "reconnect_required":
      case "workspace_not_shared":
        return { ...failure, signInUrl: this.#page("/auth/login") };
      case "premium_required":
        return { ...failure, upgradeUrl: this.#page("/account") };
      default:
        return failure;
    }
  }

  #page(path: string): string {
    return new URL(path, this.#config.publicUrl).href;
  }
}

/** States of a step whose request left. */
const LEFT: ReadonlySet<StepState> = new Set(["sent", "done", "failed", "unknown"]);

/** A listener that has gone away does not matter to the call. */
function quietly(tell: TellProgress): (report: ProgressReport) => void {
  return (report) => void Promise.try(tell, report).catch(() => {});
}

function unknownTool(name: string): Failure {
  const tool = name.slice(0, 64);
  const known = TOOLS.map(({ name }) => name);
  return { code: "unknown_tool", tool, nearest: nearestNames(tool, known) };
}
