// A tool with everything real behind it: pipeline, directory, ClickUp client. Only the network is the sandbox.
import { TokenBudget } from "../../src/clickup/budget.ts";
import { createClickUp } from "../../src/clickup/client.ts";
import type { Fetch } from "../../src/clickup/exchange.ts";
import type { Policy } from "../../src/clickup/policy.ts";
import type { Outcome } from "../../src/domain/failure.ts";
import type { JsonObject, JsonValue } from "../../src/domain/json.ts";
import { SCOPES, type Scope } from "../../src/domain/scope.ts";
import { Secret } from "../../src/log/secret.ts";
import type { DedupeClaim, DedupeStore, UploadTarget } from "../../src/tools/context.ts";
import type { AnyTool } from "../../src/tools/define-tool.ts";
import { createDirectory } from "../../src/tools/directory/create-directory.ts";
import { JobDesk } from "../../src/tools/job/desk.ts";
import { stepSender } from "../../src/tools/job/send-step.ts";
import type { Progress } from "../../src/tools/progress.ts";
import { runTool, type ToolValue } from "../../src/tools/run.ts";
import { type ClickUpSandbox, createClickUpSandbox } from "../sandbox/clickup/sandbox.ts";
import { SEED, SEED_ANCHOR_MS } from "../sandbox/clickup/seed.ts";
import { assertDocumented } from "../sandbox/openapi/documented.ts";
import { memoryCache } from "./clickup-bench.ts";
import { memoryJobs } from "./memory-jobs.ts";
import { assertInRow } from "./tool-rows.ts";

export { SEED } from "../sandbox/clickup/seed.ts";

/** Monday 2026-11-02 09:00 UTC, where the sandbox's own "today" is. */
export const BENCH_NOW_MS = SEED_ANCHOR_MS;

export interface ToolBenchOptions {
  /** Ada, an owner in Northwind, unless another is given. */
  userId?: string;
  /** Northwind alone unless others are given. */
  workspaceIds?: readonly string[];
  nowMs?: number;
  undocumented?: readonly string[];
  rateLimitPerMinute?: number;
  policy?: Policy;
  /** ms a call may take. */
  budgetMs?: number;
  /** What answers outside ClickUp's API; the sandbox unless another is given. */
  web?: Fetch;
  /** All of them unless fewer are given. */
  scopes?: readonly Scope[];
  /** The client cancels each call while this write of it is under way, counted from 1. */
  cancelDuringWrite?: number;
  /** What becomes of an answer of ClickUp's before the client has it. */
  retell?: (request: Request, answer: Response) => Response | Promise<Response>;
  /** Where the test itself looks at `internalErrors`; else a call that ends in one throws it. */
  keepsInternalErrors?: boolean;
  /** False where answers may be such that a tool has to look further than its row says. */
  heldToRow?: boolean;
}

export interface Told {
  message: string;
  left?: number;
}

export interface ToolBench {
  /** Of the bench's tool, or of another one for the same user. */
  call(input: unknown, other?: AnyTool): Promise<Outcome<ToolValue>>;
  /** The structure of a success; throws the failure otherwise. */
  value(input: unknown): Promise<JsonObject>;
  sandbox: ClickUpSandbox;
  /** "GET /v2/task/86a1?include_subtasks=true" for each request since the last `forget` that contains the part. */
  requests(part?: string): string[];
  /** The requests that change something, with their bodies. */
  writes(): { request: string; body?: unknown }[];
  /** Forgets what was seen, and keeps what the directory has learnt. */
  forget(): void;
  internalErrors: unknown[];
  /** What the calls said of how far they were. */
  told: readonly Told[];
  /** Requests that left although their call was cancelled; there must be none. */
  lateRequests(): number;
  /** For what upload links were given out. */
  uploadTargets: UploadTarget[];
  /** What the account's alarm does: goes on with the jobs whose time has come. */
  goOn(): Promise<void>;
  /** Moves the time that the next call begins at. */
  advance(ms: number): void;
}

export function toolBench(tool: AnyTool, options: ToolBenchOptions = {}): ToolBench {
  let nowMs = options.nowMs ?? BENCH_NOW_MS;
  const sandbox = createClickUpSandbox({
    now: () => nowMs,
    ...(options.undocumented && { undocumented: options.undocumented }),
    ...(options.rateLimitPerMinute !== undefined && {
      rateLimitPerMinute: options.rateLimitPerMinute,
    }),
  });
  const token = sandbox.tokenFor(
    options.userId ?? SEED.users.ada,
    options.workspaceIds ?? [SEED.workspaces.northwind],
  );
  const sleep = async () => {};
  const budget = new TokenBudget({ now: () => nowMs, sleep });
  const cache = memoryCache(() => nowMs);
  const dedupe = memoryDedupe();
  const internalErrors: unknown[] = [];
  const uploadTargets: UploadTarget[] = [];

  const told: Told[] = [];
  const progress: Progress = {
    at: (message, left) => told.push({ message, ...(left !== undefined && { left }) }),
  };
  const desk = new JobDesk(memoryJobs(), () => {});
  let lateRequests = 0;
  const answerTo = async (request: Request): Promise<Response> => {
    const answer = await sandbox.fetch(request);
    return options.retell === undefined ? answer : options.retell(request, answer);
  };
  const client = (abort = new AbortController()) => {
    let writes = 0;
    return createClickUp({
      baseUrl: "http://localhost:8788/api",
      token: new Secret(token),
      fetch: async (request) => {
        if (abort.signal.aborted) lateRequests += 1;
        if (request.method !== "GET") writes += 1;
        if (writes !== options.cancelDuringWrite) return answerTo(request);
        const answer = await answerTo(request);
        // ClickUp has done it, and the client's side does not hear of it.
        abort.abort();
        return answer;
      },
      signal: abort.signal,
      now: () => nowMs,
      sleep,
      budget,
      deadlineMs: nowMs + (options.budgetMs ?? 25_000),
      ...(options.policy && { policy: options.policy }),
      random: () => 0.5,
    });
  };

  const call = async (input: unknown, other = tool): Promise<Outcome<ToolValue>> => {
    const deferred: Promise<unknown>[] = [];
    const seenBefore = sandbox.seen.length;
    const errorsBefore = internalErrors.length;
    const abort = new AbortController();
    const clickup = client(abort);
    const directory = createDirectory({
      clickup,
      cache,
      nowMs,
      undocumented: new Set(options.undocumented ?? []),
      defer: (work) => deferred.push(work),
    });
    const outcome = await runTool(
      other,
      input,
      {
        clickup,
        directory,
        nowMs,
        dedupe,
        fetch: options.web ?? ((request) => sandbox.fetch(request)),
        ownHost: "mcp.test.example",
        uploads: {
          issue: async (target) => {
            uploadTargets.push(target);
            const url = `https://mcp.test.example/upload/${uploadTargets.length}`;
            return { url, expiresAtMs: nowMs + 900_000, maxBytes: 104_857_600 };
          },
        },
        scopes: options.scopes ?? SCOPES,
        undocumented: new Set(options.undocumented ?? []),
        progress,
        jobs: desk.forCall({
          send: stepSender(clickup),
          limits: { untilMs: nowMs + 20_000, now: () => nowMs, signal: abort.signal, progress },
          origin: {},
        }),
      },
      { onInternalError: (error) => internalErrors.push(error) },
    );
    await Promise.allSettled(deferred);
    assertDocumented(sandbox.seen.filter(({ path }) => path.startsWith("/api/")));
    if (options.heldToRow !== false) assertInRow(other.name, sandbox.seen.slice(seenBefore));
    if (options.keepsInternalErrors !== true && internalErrors.length > errorsBefore) {
      throw internalErrors.at(-1);
    }
    return outcome;
  };

  return {
    call,
    async value(input) {
      const outcome = await call(input);
      if (outcome.ok) return outcome.value.structured;
      throw new Error(JSON.stringify(outcome.failure));
    },
    sandbox,
    requests: (part = "") => sandbox.seen.map(requestLine).filter((line) => line.includes(part)),
    writes: () =>
      sandbox.seen
        .filter(({ method }) => method !== "GET")
        .map((seen) => ({
          request: requestLine(seen),
          ...(seen.body !== undefined && { body: seen.body }),
        })),
    async goOn() {
      const limits = { untilMs: nowMs + 20_000, now: () => nowMs };
      const send = stepSender(client());
      for (const job of desk.due(nowMs)) {
        const seenBefore = sandbox.seen.length;
        await desk.goOn(job, send, limits);
        assertInRow(job.tool, sandbox.seen.slice(seenBefore));
      }
    },
    forget: () => sandbox.clearSeen(),
    internalErrors,
    told,
    lateRequests: () => lateRequests,
    uploadTargets,
    advance: (ms) => {
      nowMs += ms;
    },
  };
}

function requestLine({ method, path, query }: ClickUpSandbox["seen"][number]): string {
  const parts = Object.entries(query).flatMap(([name, values]) =>
    values.map((value) => `${name}=${value}`),
  );
  const line = `${method} ${path.replace(/^\/api/, "")}`;
  return parts.length > 0 ? `${line}?${parts.join("&")}` : line;
}

function memoryDedupe(): DedupeStore {
  const entries = new Map<string, { hash: string; value?: string }>();
  const id = (tool: string, key: string) => `${tool} ${key}`;
  return {
    claim(tool, key, argumentsHash): DedupeClaim {
      const entry = entries.get(id(tool, key));
      if (entry === undefined) {
        entries.set(id(tool, key), { hash: argumentsHash });
        return { state: "new" };
      }
      if (entry.hash !== argumentsHash) return { state: "different_arguments" };
      if (entry.value === undefined) return { state: "unknown" };
      return { state: "done", value: JSON.parse(entry.value) as JsonValue };
    },
    finish(tool, key, value) {
      const entry = entries.get(id(tool, key));
      if (entry !== undefined) entry.value = JSON.stringify(value);
    },
    release(tool, key) {
      entries.delete(id(tool, key));
    },
  };
}
