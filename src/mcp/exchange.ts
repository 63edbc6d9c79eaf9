/**
 * One HTTP request of a known caller on its way to the account: what was admitted, and the calls
 * made for it. Each lane makes one and answers from it.
 */
import { waitUntil } from "cloudflare:workers";
import type {
  AccountDoor,
  Admission,
  AdmissionRequest,
  ProgressListener,
  ProgressReport,
  ToolReply,
  ToolValue,
} from "../account/door.ts";
import type { Caller } from "../domain/caller.ts";
import type { Outcome } from "../domain/failure.ts";
import type { Scope } from "../domain/scope.ts";
import type { ToolChoice } from "../domain/tool-choice.ts";
import { noteCall } from "../gate/call-line.ts";
import { UNAVAILABLE } from "../gate/errors.ts";
import type { RpcRequest } from "../gate/json-rpc.ts";
import type { Log } from "../log/log.ts";
import { withPreferences } from "../tools/choice.ts";

export type Admitted = Extract<Admission, { admitted: true }>;
export type Refused = Extract<Admission, { admitted: false }>;

/** Thrown through an SDK handler; the lane answers with the refusal instead of what the SDK makes of it. */
export class RefusedError extends Error {
  readonly refusal: Refused;

  constructor(refusal: Refused) {
    super(refusal.refusal);
    this.name = "RefusedError";
    this.refusal = refusal;
  }
}

/** The account object did not answer. What it had begun may or may not have been done. */
export class NoAnswerError extends Error {
  /** With the message, what a client reads whose answer had begun before the account fell silent. */
  readonly code = UNAVAILABLE;

  constructor() {
    super(
      "The account did not answer. What was asked may have been done: look before asking again.",
    );
    this.name = "NoAnswerError";
  }
}

export interface ExchangeStart {
  account: AccountDoor;
  caller: Caller;
  requestId: string;
  traceparent?: string;
  choice: ToolChoice;
  /** What was called and how it went stands in the request's line. */
  log?: Log;
  /** Bare; its signature was verified. */
  sessionId?: string;
}

export interface CallOptions {
  abort?: AbortSignal;
  onProgress?(report: ProgressReport): void;
}

type AdmissionExtras = Pick<AdmissionRequest, "batch" | "opensStream">;

export class Exchange {
  readonly caller: Caller;
  readonly requestId: string;
  readonly #start: ExchangeStart;
  #admission: Admission | undefined;
  #gotNoAnswer = false;
  #neededScope: Scope | undefined;

  constructor(start: ExchangeStart) {
    this.#start = start;
    this.caller = start.caller;
    this.requestId = start.requestId;
  }

  /** The account's word on this request, once it was asked. */
  get admission(): Admission | undefined {
    return this.#admission;
  }

  get gotNoAnswer(): boolean {
    return this.#gotNoAnswer;
  }

  /**
   * What the session's `initialize` chose, or this request where there is no session, and what the
   * person chose for all their connections.
   */
  get choice(): ToolChoice {
    const admission = this.#admission;
    if (!admission?.admitted) return this.#start.choice;
    const { session, preferences = {} } = admission;
    return withPreferences(session?.choice ?? this.#start.choice, preferences);
  }

  /** Set by a tool that this credential's scopes do not open. */
  get neededScope(): Scope | undefined {
    return this.#neededScope;
  }

  /** Asks once; a second call gets the first answer. */
  async admit(cost: number, more: AdmissionExtras = {}): Promise<Admission> {
    return this.admitBy(cost, (account, request) => account.admit({ ...request, ...more }));
  }

  /** As `admit`, by another of the account's doors, which admits in the same hop. */
  async admitBy(
    cost: number,
    ask: (account: AccountDoor, request: AdmissionRequest) => Promise<Admission>,
  ): Promise<Admission> {
    this.#admission ??= await this.#ask((account) => ask(account, this.#request(cost)));
    return this.#admission;
  }

  /** As `admit`, for code that cannot go on without. */
  async admitted(cost = 1): Promise<Admitted> {
    const admission = await this.admit(cost);
    if (!admission.admitted) throw new RefusedError(admission);
    return admission;
  }

  /**
   * Runs a tool. The first call of an exchange is admitted in the same hop; in a batch, which was
   * admitted as a whole, further calls cost nothing. `abort` stops the work when it fires;
   * `onProgress` is told how far it is, only while it runs.
   */
  async callTool(
    tool: string,
    input: unknown,
    id: RpcRequest["id"],
    { abort, onProgress }: CallOptions = {},
  ): Promise<Outcome<ToolValue>> {
    const wasAdmitted = this.#admission !== undefined;
    const callId = this.#callId(id);
    let isOver = false;
    // Taking the listener away again would cost more than a word to a call that is over.
    const onAbort = () => {
      if (!isOver) waitUntil(this.cancel(id));
    };
    abort?.addEventListener("abort", onAbort, { once: true });
    const call = {
      ...this.#request(wasAdmitted ? 0 : 1),
      tool,
      input,
      choice: this.#start.choice,
      callId,
    };
    const startedAtMs = Date.now();
    let wasStreamed = false;
    const listener: ProgressListener | undefined =
      onProgress &&
      ((report, admission) => {
        if (isOver) return;
        wasStreamed = true;
        // The answer begins with this report, and its headers want the limits.
        this.#admission ??= admission;
        onProgress(report);
      });
    let reply: ToolReply;
    try {
      reply = await this.#ask((account) => account.callTool(call, listener));
    } finally {
      isOver = true;
    }
    if (!wasAdmitted) this.#admission = reply.admission;
    if (!("outcome" in reply)) throw new RefusedError(reply.admission);
    const { outcome } = reply;
    this.#note(reply, tool, wasStreamed ? Date.now() - startedAtMs : undefined);
    if (!outcome.ok && outcome.failure.code === "insufficient_scope") {
      this.#neededScope = outcome.failure.needed;
    }
    return outcome;
  }

  /** Stops a call that this caller made in this session under that id; anything else is untouched. */
  async cancel(id: RpcRequest["id"]): Promise<void> {
    await this.#start.account.cancelCall(this.caller, this.#callId(id)).catch(() => {});
  }

  #note(
    reply: Extract<ToolReply, { outcome: unknown }>,
    tool: string,
    streamedMs: number | undefined,
  ): void {
    const { log } = this.#start;
    if (log === undefined) return;
    noteCall(log, tool, reply);
    // The request's own line was written when its stream began.
    if (streamedMs !== undefined) log.info("a streamed call ended", { duration: streamedMs });
  }

  #request(cost: number): AdmissionRequest {
    const { caller, requestId, traceparent, sessionId } = this.#start;
    return {
      caller,
      requestId,
      cost,
      ...(traceparent !== undefined && { traceparent }),
      ...(sessionId !== undefined && { sessionId }),
    };
  }

  /** Without a session nobody else can name the call, since the request id is ours. */
  #callId(id: RpcRequest["id"]): string {
    const { caller, sessionId, requestId } = this.#start;
    return [caller.credentialId, sessionId ?? requestId, typeof id, id].join("/");
  }

  async #ask<T>(ask: (account: AccountDoor) => Promise<T>): Promise<T> {
    try {
      return await ask(this.#start.account);
    } catch {
      this.#gotNoAnswer = true;
      throw new NoAnswerError();
    }
  }
}
