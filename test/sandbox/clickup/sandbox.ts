// ClickUp, played by its published API with state: a pure function from Request to Response.
import { downloadAttachment, isAttachmentHost } from "./attachment-host.ts";
import { authorizePage } from "./authorize-page.ts";
import { Refusal, refusalAnswer, refuse } from "./errors.ts";
import {
  grant,
  mintOAuthToken,
  mintPersonalToken,
  openedBy,
  readAuthorization,
  readAuthorizeRequest,
  tokenIn,
  workspacesOf,
} from "./oauth.ts";
import { landWhatIsReady } from "./pending.ts";
import type { Budget } from "./rate-limit.ts";
import { budgetHeaders, limitFor, RateLimiter, untouchedBudget } from "./rate-limit.ts";
import { receive, record, type SeenRequest, type Sent, withBody } from "./received.ts";
import type { Answer, Match, OpenCall, World } from "./router.ts";
import { findRoute, readBody, readQuery } from "./router.ts";
import { ROUTES } from "./routes.ts";
import type { ClientRow } from "./rows-oauth.ts";
import { seedState } from "./seed.ts";
import type { SandboxState, UserRow } from "./state.ts";

export type { SeenRequest } from "./received.ts";
export type { SandboxState } from "./state.ts";

export interface SandboxOptions {
  state?: SandboxState;
  now?: () => number;
  latencyMs?: number;
  /** Public base of this sandbox, e.g. http://localhost:8788. */
  origin?: string;
  /** Undocumented endpoints that answer. */
  undocumented?: readonly string[];
  clients?: ClientRow[];
  /** In place of what the plan gives. */
  rateLimitPerMinute?: number;
}

type Fault = Response | ((request: Request) => Response | Promise<Response>);

export interface FaultMatch {
  method?: string;
  /** The whole path ("/api/v2/list/901/task"), or a pattern on it. */
  path?: string | RegExp;
  /** Does the real work first, then gives the false answer: the write happened and nobody heard. */
  after?: boolean;
}

export interface ClickUpSandbox {
  /** The API at <origin>/api/v2 and /api/v3, the authorize page at <origin>/api. */
  fetch(request: Request): Promise<Response>;
  readonly state: SandboxState;
  readonly seen: SeenRequest[];
  clearSeen(): void;
  /** From now on each answer takes so long. */
  setLatency(ms: number): void;
  /** The next request that matches gets this answer, once. */
  answerNext(answer: Fault, match?: FaultMatch): void;
  tokenFor(userId: string, workspaceIds?: readonly string[]): string;
  personalTokenFor(userId: string): string;
  revokeToken(token: string): void;
  /**
   * Where the browser would go after this person pressed Connect on the authorize page. Throws a
   * Refusal for an unknown client or redirect.
   */
  approve(authorizeUrl: string, userId: string, workspaceIds?: readonly string[]): string;
  /** JSON of the state; `createClickUpSandbox({ state: JSON.parse(s) })` goes on from it. */
  snapshot(): string;
}

// Operations that people have found to work and that no document names.
const UNDOCUMENTED = ["team_folders", "field_create", "reminder_create"] as const;

const DEFAULT_CLIENT: ClientRow = {
  id: "sandbox-client",
  secret: "sandbox-secret",
  redirectUris: ["http://localhost/auth/callback", "http://localhost/oauth/clickup/callback"],
};

export function createClickUpSandbox(options: SandboxOptions = {}): ClickUpSandbox {
  const state = withBareTables(options.state ?? seedState());
  const now = options.now ?? Date.now;
  if (options.clients !== undefined) state.oauth.clients = options.clients;
  else if (state.oauth.clients.length === 0) state.oauth.clients = [DEFAULT_CLIENT];
  const world: World = {
    state,
    origin: options.origin ?? "http://localhost:8788",
    undocumented: new Set(options.undocumented ?? UNDOCUMENTED),
    nowMs: now,
  };
  const seen: SeenRequest[] = [];
  const faults: { answer: Fault; match: FaultMatch }[] = [];
  const limiter = new RateLimiter();
  let { latencyMs = 0 } = options;

  async function answer(request: Request, sent: Sent): Promise<Response> {
    const url = new URL(request.url);
    if (isAttachmentHost(url)) return downloadAttachment(state, request);
    if (url.pathname === "/api") return authorizePage(world, request, sent.text);
    const version = /^\/api\/(v[23])\//.exec(url.pathname)?.[1];
    if (version !== "v2" && version !== "v3") return foreignPath(url.pathname);
    const nowMs = now();
    let budget = untouchedBudget(options.rateLimitPerMinute ?? limitFor(state, []), nowMs);
    const spend = (next: Budget) => {
      budget = next;
      if (!next.allowed) refuse("APP_002");
    };
    let reply: Answer;
    try {
      reply = await operate(request, url, sent, nowMs, spend);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      reply = refusalAnswer(error, version, nowMs);
    }
    const headers = { ...budgetHeaders(budget), "Content-Type": "application/json; charset=utf-8" };
    const body = reply.status === 204 || reply.empty === true ? null : JSON.stringify(reply.body);
    return new Response(body, { status: reply.status, headers });
  }

  async function operate(
    request: Request,
    url: URL,
    sent: Sent,
    nowMs: number,
    spend: (budget: Budget) => void,
  ): Promise<Answer> {
    const path = url.pathname.slice("/api".length);
    const found = findRoute(ROUTES, request.method, path, world.undocumented);
    if (found === null) return refuse("APP_001");
    landWhatIsReady(state, nowMs);
    if ("allowed" in found) return { status: 405, body: { err: "Method not allowed" } };
    const header = request.headers.get("Authorization");
    const caller = found.route.open ? null : signIn(header, nowMs, spend);
    const query = readQuery(url, found.route);
    const uploading = found.route.options.upload === true && sent.parts !== null;
    const body = uploading
      ? {}
      : readBody(sent.text, request.headers.get("Content-Type"), found.route);
    const parts = sent.parts ?? [];
    const call: OpenCall = { world, state, nowMs, query, body, parts, path: pathReader(found) };
    if (found.route.open) return found.route.run(call);
    if (caller === null) throw new Error("a route that needs a person ran without one");
    return found.route.run({ ...call, ...caller });
  }

  function signIn(
    header: string | null,
    nowMs: number,
    spend: (budget: Budget) => void,
  ): { user: UserRow; workspaceIds: string[] } {
    const token = readAuthorization(state, header);
    const user = state.users[String(token.userId)] ?? refuse("OAUTH_025");
    const workspaceIds = openedBy(state, token, user);
    const limit = options.rateLimitPerMinute ?? limitFor(state, workspaceIds);
    spend(limiter.spend(tokenIn(header) ?? "", limit, nowMs));
    return { user, workspaceIds };
  }

  function person(userId: string): UserRow {
    const user = state.users[userId];
    if (user === undefined) throw new Error(`the sandbox has no user ${userId}`);
    return user;
  }

  function chosen(user: UserRow, workspaceIds: readonly string[] | undefined): string[] {
    const own = workspacesOf(state, user).map((workspace) => workspace.id);
    const foreign = workspaceIds?.find((id) => !own.includes(id));
    if (foreign !== undefined) throw new Error(`user ${user.id} is not in workspace ${foreign}`);
    return workspaceIds === undefined ? own : [...workspaceIds];
  }

  function takeFault(method: string, path: string): { answer: Fault; match: FaultMatch } | null {
    const index = faults.findIndex(
      ({ match }) =>
        (match.method === undefined || match.method === method) && pathMatches(match.path, path),
    );
    return index === -1 ? null : (faults.splice(index, 1)[0] ?? null);
  }

  return {
    state,
    seen,
    clearSeen() {
      seen.length = 0;
    },

    async fetch(request) {
      const sent = await receive(request);
      const entry = record(request, sent, now());
      seen.push(entry);
      if (latencyMs > 0) await pause(latencyMs);
      const fault = takeFault(entry.method, entry.path);
      let response: Response;
      if (fault === null) response = await answer(request, sent);
      else {
        if (fault.match.after === true) await answer(request, sent);
        response =
          typeof fault.answer === "function"
            ? await fault.answer(withBody(request, sent))
            : fault.answer;
      }
      entry.status = response.status;
      return response;
    },

    answerNext(next, match = {}) {
      faults.push({ answer: next, match });
    },

    tokenFor(userId, workspaceIds) {
      const user = person(userId);
      return mintOAuthToken(state, user.id, chosen(user, workspaceIds));
    },

    personalTokenFor(userId) {
      return mintPersonalToken(state, person(userId).id);
    },

    revokeToken(token) {
      const row = state.oauth.tokens[token];
      if (row === undefined) throw new Error("the sandbox never gave out this token");
      row.revoked = true;
    },

    approve(authorizeUrl, userId, workspaceIds) {
      const wanted = readAuthorizeRequest(state, new URL(authorizeUrl).searchParams);
      const user = person(userId);
      return grant(state, wanted, user.id, chosen(user, workspaceIds), now());
    },

    setLatency(ms) {
      latencyMs = ms;
    },
    snapshot() {
      return JSON.stringify(state);
    },
  };
}

/** Ids come from callers, so no table may answer to "constructor". */
function withBareTables(state: SandboxState): SandboxState {
  for (const table of [...Object.values(state), ...Object.values(state.oauth)]) {
    if (typeof table === "object" && !Array.isArray(table)) Object.setPrototypeOf(table, null);
  }
  return state;
}

/** ClickUp's web server, not its API, answers what is no part of the API. */
function foreignPath(path: string): Response {
  const body = `<!DOCTYPE html>\n<html lang="en"><head><title>Error</title></head>
<body><pre>Cannot find ${path.replace(/[^\w/.-]/g, "")}</pre></body></html>`;
  return new Response(body, {
    status: 404,
    headers: { "Content-Type": "text/html; charset=utf-8" },
  });
}

function pathMatches(wanted: string | RegExp | undefined, path: string): boolean {
  if (wanted === undefined) return true;
  return typeof wanted === "string" ? wanted === path : wanted.test(path);
}

function pathReader(match: Match): (name: string) => string {
  return (name) => {
    const value = match.params[name];
    if (value === undefined) throw new Error(`the route has no segment ${name}`);
    return value;
  };
}

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
