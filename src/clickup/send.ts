import type * as z from "zod";
import { Secret } from "../log/secret.ts";
import type { Share, TokenBudget } from "./budget.ts";
import { CallEnds, shortened } from "./call-ends.ts";
import {
  ClickUpError,
  ClickUpUnreachable,
  RATE_WINDOW_SECONDS,
  readEcode,
  refusalOf,
} from "./errors.ts";
import { type Answer, exchange, type Fetch, type Query, toUrl, Unusable } from "./exchange.ts";
import { type ApiPath, path, workspaceIn } from "./path.ts";
import { checkPolicy, type Method, type Policy } from "./policy.ts";
import { backoffMs, isOutage, MAX_ATTEMPTS, mayTryAgain, READ_ATTEMPT_MS } from "./retry.ts";

import { type Sleep, sleep } from "./sleep.ts";
import { MultipartBody } from "./upload.ts";

export type { Query } from "./exchange.ts";

export interface SendOptions {
  /** "https://api.clickup.com/api": without the version. */
  baseUrl: string;
  /** OAuth access token, or a personal one ("pk_…"); a function is asked when something is first sent. */
  token: Secret | (() => Promise<Secret>);
  fetch: Fetch;
  /** Epoch ms; the real clock unless a test brings its own, like `sleep`. */
  now?: () => number;
  sleep?: Sleep;
  /** Shared by all calls of the same token. */
  budget: TokenBudget;
  /** Epoch ms after which this call has no more time. */
  deadlineMs: number;
  /** Aborted when the caller no longer wants the answer. */
  signal?: AbortSignal;
  policy?: Policy;
  /** Whose requests these are, as far as sharing the token fairly goes; see `TokenBudget`. */
  share?: Share;
  /** Told of each answer, failed attempts included. */
  onAnswer?: () => void;
  /** 0 to 1; for the jitter of back-off. */
  random?: () => number;
}

export interface Ask {
  /** What a refusal is about: "List", "Task" … */
  what: string;
  query?: Query;
}

export interface Send {
  get<S extends z.ZodType>(path: ApiPath, schema: S, ask: Ask): Promise<z.output<S>>;
  write<S extends z.ZodType>(
    method: Exclude<Method, "GET">,
    path: ApiPath,
    schema: S,
    ask: Ask & { body?: object },
  ): Promise<z.output<S>>;
  /** The answer as it came, for operations known only at run time. */
  raw(
    method: Method,
    path: ApiPath,
    ask: Ask & { body?: object | undefined },
  ): Promise<{ status: number; value: unknown }>;
  upstreamCalls(): number;
  /** True once a write of this call was done, or may have been. */
  wrote(): boolean;
  /** The Workspace that the last request named. */
  workspaceId(): string | undefined;
  /** Where the token may go. */
  apiOrigin(): string;
  /** What this call may still spend: ClickUp's minute, and its own time. */
  left(): { calls: number; ms: number };
}

interface Job {
  method: Method;
  path: ApiPath;
  url: URL;
  body: object | undefined;
  what: string;
}

/** `value` is the body of a success. */
type ParsedAnswer = Answer & { value: unknown };

/** The one way out to ClickUp: policy, budget, retry, and errors that say what happened. */
export function createSend(options: SendOptions): Send {
  const { budget, deadlineMs } = options;
  const now = options.now ?? Date.now;
  const pause = options.sleep ?? sleep;
  const random = options.random ?? Math.random;
  let base: URL | undefined;
  let upstreamCalls = 0;
  let wrote = false;
  let workspaceId: string | undefined;
  const ends = new CallEnds(options.signal, deadlineMs, now);
  let tokenDead: Promise<boolean> | undefined;
  let token: Secret | undefined;

  async function ask(job: Job): Promise<ParsedAnswer> {
    checkPolicy(options.policy ?? {}, job.method, job.path.shape);
    const signal = ends.begin();
    try {
      const answer = await (job.method === "GET" ? sharedRead(job, signal) : attempts(job, signal));
      if (answer.status < 300) return answer;
      throw await refusal(job, answer, signal);
    } finally {
      ends.done();
    }
  }

  async function sharedRead(job: Job, signal: AbortSignal): Promise<ParsedAnswer> {
    const key = job.url.href;
    const joined = budget.reads.isUnderWay(key);
    try {
      return await budget.reads.share(key, signal, (shared) => attempts(job, shared));
    } catch (error) {
      // The one who began it had less time or went away; this caller still wants the answer.
      if (!joined || signal.aborted) throw error;
      return attempts(job, signal);
    }
  }

  async function attempts(job: Job, signal: AbortSignal): Promise<ParsedAnswer> {
    for (let attempt = 0; ; attempt += 1) {
      const last = attempt + 1 >= MAX_ATTEMPTS;
      let answer: ParsedAnswer;
      try {
        answer = await attemptOnce(job, signal);
      } catch (error) {
        const again =
          error instanceof ClickUpUnreachable &&
          error.because === "no_answer" &&
          !(error instanceof Unusable) &&
          mayTryAgain(job.method, "no_answer");
        if (!again || last || !(await backOff(attempt, signal))) throw error;
        continue;
      }
      // What was read from a stream is gone.
      const isGone = job.body instanceof MultipartBody && !job.body.repeatable;
      if (answer.status < 400 || last || isGone) return answer;
      const end = { status: answer.status, ecode: readEcode(answer.text) };
      if (!mayTryAgain(job.method, end)) return answer;
      // After a 429 that named its end, the budget does the waiting.
      if (answer.status === 429 && budget.holdSeconds() > 0) continue;
      if (!(await backOff(attempt, signal))) return answer;
    }
  }

  async function attemptOnce(job: Job, signal: AbortSignal): Promise<ParsedAnswer> {
    const writes = job.method !== "GET";
    const { share } = options;
    token ??= options.token instanceof Secret ? options.token : await options.token();
    const secret = token;
    const release = await budget.acquire({ deadlineMs, signal, what: job.what, share });
    if (signal.aborted) {
      release();
      throw signal.reason;
    }
    // A write has the time of the whole call: nothing is gained by giving up early on what may be done.
    const attempt = writes ? undefined : shortened(signal, READ_ATTEMPT_MS);
    upstreamCalls += 1;
    workspaceId = workspaceIn(job.path) ?? workspaceId;
    try {
      const answer = await exchange({
        fetch: options.fetch,
        method: job.method,
        url: job.url,
        body: job.body,
        token: secret,
        apiOrigin: baseUrl().origin,
        signal: attempt?.signal ?? signal,
      });
      budget.observe(answer.status, answer.headers);
      wrote ||= writes && (answer.status < 300 || answer.status >= 500);
      // Half a body, or a proxy's page under a 200: no answer.
      return { ...answer, value: answer.status < 300 ? parseBody(answer.text) : undefined };
    } catch (error) {
      wrote ||= writes;
      if (error instanceof Unusable) throw error;
      if (signal.aborted) throw withDoubt(signal.reason, writes);
      throw new ClickUpUnreachable("no_answer", writes);
    } finally {
      attempt?.done();
      if (writes) budget.reads.startAfresh();
      release();
      options.onAnswer?.();
    }
  }

  /** False when the call has no time left for it. */
  async function backOff(attempt: number, signal: AbortSignal): Promise<boolean> {
    const waitMs = backoffMs(attempt, random);
    if (now() + waitMs >= deadlineMs) return false;
    await pause(waitMs, signal);
    if (signal.aborted) throw signal.reason;
    return true;
  }

  async function refusal(job: Job, answer: Answer, signal: AbortSignal): Promise<Error> {
    const { status } = answer;
    const ecode = readEcode(answer.text);
    if (isOutage(status, ecode)) return new ClickUpUnreachable("no_answer", job.method !== "GET");
    const meaning = refusalOf(status, ecode, job.path.shape);
    const about = { status, ecode, what: job.what };
    if (meaning === "rate_limited") {
      const retryAfterSeconds = budget.holdSeconds() || RATE_WINDOW_SECONDS;
      return new ClickUpError({ ...about, refusal: "rate_limited", retryAfterSeconds });
    }
    if (meaning !== "doubtful") return new ClickUpError({ ...about, refusal: meaning });
    const dead = job.path.shape === "/v2/user" || (await isTokenDead(signal));
    return new ClickUpError({ ...about, refusal: dead ? "token_dead" : "forbidden" });
  }

  /** Only a 401 for GET /v2/user means that the sign-in is gone. Asked at most once a call. */
  function isTokenDead(signal: AbortSignal): Promise<boolean> {
    tokenDead ??= (async () => {
      const user = path`/v2/user`;
      const url = toUrl(baseUrl(), user);
      const job: Job = { method: "GET", path: user, url, body: undefined, what: "user" };
      return (await sharedRead(job, signal)).status === 401;
    })();
    return tokenDead;
  }

  function job(method: Method, apiPath: ApiPath, { what, query }: Ask, body?: object): Job {
    return { method, path: apiPath, url: toUrl(baseUrl(), apiPath, query), body, what };
  }

  function baseUrl(): URL {
    base ??= new URL(options.baseUrl);
    return base;
  }

  return {
    get: async (apiPath, schema, asked) =>
      parse(schema, (await ask(job("GET", apiPath, asked))).value, false),
    write: async (method, apiPath, schema, asked) =>
      parse(schema, (await ask(job(method, apiPath, asked, asked.body))).value, true),
    raw: async (method, apiPath, asked) => {
      const { status, value } = await ask(job(method, apiPath, asked, asked.body));
      return { status, value };
    },
    upstreamCalls: () => upstreamCalls,
    wrote: () => wrote,
    workspaceId: () => workspaceId,
    apiOrigin: () => baseUrl().origin,
    left: () => ({ calls: budget.callsLeft(), ms: Math.max(0, deadlineMs - now()) }),
  };
}

/** Throws what JSON.parse throws; an empty body is an answer without fields. */
function parseBody(text: string): unknown {
  return text.trim() === "" ? {} : JSON.parse(text);
}

function parse<S extends z.ZodType>(schema: S, body: unknown, wrote: boolean): z.output<S> {
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw new ClickUpUnreachable("no_answer", wrote);
  return parsed.data;
}

function withDoubt(reason: unknown, mayHaveHappened: boolean): ClickUpUnreachable {
  const because = reason instanceof ClickUpUnreachable ? reason.because : "cancelled";
  return new ClickUpUnreachable(because, mayHaveHappened);
}
