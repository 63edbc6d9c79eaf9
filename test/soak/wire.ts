/** Requests over every transport with nothing but `fetch`, and what they were told. */
import { type Heard, HUNG_MS, type Look, NOT_OPENED, type RpcAnswer } from "./heard.ts";
import { eventsOf, SseSession } from "./sse-session.ts";

const REVISION = "2026-07-28";
const SESSION_REVISION = "2025-11-25";
const CLIENT = { name: "soak", version: "1" };
const BOTH = { accept: "application/json, text/event-stream" };
/** Packing and unpacking answers would be much of what two cores do. */
const PLAIN = { "accept-encoding": "identity" };
const JSON_TYPE = { "content-type": "application/json" };

export interface ToolCall {
  name: string;
  arguments: Record<string, unknown>;
}

let lastId = 0;

export class Wire {
  readonly #origin: string;
  readonly #look: Look;
  readonly #tokens: { mcp: string; sse: string };
  #session: string | undefined;
  #sse: SseSession | undefined;
  #openingSse: Promise<SseSession | Heard> | undefined;
  #stream: AbortController | undefined;

  constructor(origin: string, tokens: { mcp: string; sse: string }, look: Look) {
    this.#origin = origin;
    this.#tokens = tokens;
    this.#look = look;
  }

  get session(): string | undefined {
    return this.#session;
  }

  /** Nothing but the token. */
  bare(method: string, params: object): Promise<Heard> {
    return this.#rpc("/mcp", method, params, {});
  }

  stateless(method: string, params: { name?: string; uri?: string }): Promise<Heard> {
    const name = params.name ?? params.uri;
    const _meta = {
      "io.modelcontextprotocol/protocolVersion": REVISION,
      "io.modelcontextprotocol/clientInfo": CLIENT,
      "io.modelcontextprotocol/clientCapabilities": {},
    };
    const headers = {
      ...BOTH,
      "mcp-protocol-version": REVISION,
      "mcp-method": method,
      ...(name !== undefined && { "mcp-name": name }),
    };
    return this.#rpc("/mcp", method, { ...params, _meta }, headers);
  }

  /** In the session of this user, which is opened when there is none. */
  async inSession(method: string, params: object): Promise<Heard> {
    if (this.#session === undefined) {
      const opened = await this.#open();
      if (this.#session === undefined) return opened;
    }
    const heard = await this.inSessionOf(this.#session, method, params);
    if (heard.end === "answered" && heard.status === 404) this.#session = undefined;
    return heard;
  }

  inSessionOf(session: string, method: string, params: object): Promise<Heard> {
    const headers = {
      ...BOTH,
      "mcp-session-id": session,
      "mcp-protocol-version": SESSION_REVISION,
    };
    return this.#rpc("/mcp", method, params, headers);
  }

  async endSession(): Promise<Heard> {
    const session = this.#session;
    this.#session = undefined;
    if (session === undefined) return { end: "broken" };
    return this.#send("/mcp", { method: "DELETE", headers: { "mcp-session-id": session } });
  }

  /** Over HTTP+SSE: the POST brings the request id, the stream the answer. */
  async overSse(method: string, params: object): Promise<Heard> {
    if (this.#sse?.isOpen !== true) {
      this.#openingSse ??= this.#openSse().finally(() => {
        this.#openingSse = undefined;
      });
      const opened = await this.#openingSse;
      if (!(opened instanceof SseSession)) return opened;
      this.#sse = opened;
    }
    return this.#onStream(this.#sse, method, params);
  }

  async #onStream(sse: SseSession, method: string, params: object): Promise<Heard> {
    const id = nextId();
    const answered = sse.answerTo(id);
    const posted = await this.#post(sse.endpoint, { jsonrpc: "2.0", id, method, params }, {});
    if (posted.end !== "answered" || posted.status !== 202) {
      sse.forget(id);
      return posted;
    }
    const answer = await answered;
    if (answer === undefined) return { end: sse.isOpen ? "hung" : "broken" };
    return { ...posted, status: 200, answer };
  }

  rest(method: "GET" | "POST", path: string, body?: object): Promise<Heard> {
    const json = body === undefined ? {} : { body: JSON.stringify(body) };
    return this.#send(path, { method, headers: JSON_TYPE, ...json });
  }

  /** The session's own stream, read until it ends. */
  async listen(): Promise<void> {
    if (this.#session === undefined || this.#stream !== undefined) return;
    const controller = new AbortController();
    this.#stream = controller;
    const headers = {
      ...this.#credential("/mcp"),
      accept: "text/event-stream",
      "mcp-session-id": this.#session,
      "mcp-protocol-version": SESSION_REVISION,
    };
    try {
      const response = await fetch(`${this.#origin}/mcp`, { headers, signal: controller.signal });
      for await (const _ of eventsOf(response, this.#look)) {
        // Whole events, so that nothing is cut in two when it is looked at.
      }
    } catch {
      // The process died, or this client left.
    }
    this.#stream = undefined;
  }

  close(): void {
    this.#stream?.abort();
    this.#sse?.close();
  }

  async #open(): Promise<Heard> {
    const params = { protocolVersion: SESSION_REVISION, capabilities: {}, clientInfo: CLIENT };
    const heard = await this.#rpc("/mcp", "initialize", params, BOTH, (headers) => {
      this.#session = headers.get("mcp-session-id") ?? undefined;
    });
    return heard.end === "answered" ? { ...heard, status: NOT_OPENED } : heard;
  }

  async #openSse(): Promise<SseSession | Heard> {
    const opened = await SseSession.open(this.#origin, this.#credential("/sse"), this.#look);
    if (!(opened instanceof SseSession)) return opened;
    const params = { protocolVersion: "2024-11-05", capabilities: {}, clientInfo: CLIENT };
    const heard = await this.#onStream(opened, "initialize", params);
    if (opened.isOpen && heard.end === "answered") return opened;
    return heard.end === "answered" ? { ...heard, status: NOT_OPENED } : heard;
  }

  #rpc(
    path: string,
    method: string,
    params: object,
    headers: Record<string, string>,
    onHeaders?: (headers: Headers) => void,
  ): Promise<Heard> {
    return this.#post(path, { jsonrpc: "2.0", id: nextId(), method, params }, headers, onHeaders);
  }

  async #post(
    path: string,
    message: { id: number; [part: string]: unknown },
    headers: Record<string, string>,
    onHeaders?: (headers: Headers) => void,
  ): Promise<Heard> {
    const heard = await this.#send(
      path,
      { method: "POST", headers: { ...JSON_TYPE, ...headers }, body: JSON.stringify(message) },
      onHeaders,
    );
    if (heard.end !== "answered") return heard;
    const answer = answerIn(heard.text, message.id);
    return answer === undefined ? heard : { ...heard, answer };
  }

  async #send(
    path: string,
    init: { method: string; headers: Record<string, string>; body?: string },
    onHeaders?: (headers: Headers) => void,
  ): Promise<Heard> {
    try {
      const response = await fetch(`${this.#origin}${path}`, {
        ...init,
        headers: { ...init.headers, ...PLAIN, ...this.#credential(path) },
        signal: AbortSignal.timeout(HUNG_MS),
      });
      const text = await response.text();
      const { headers, status } = response;
      this.#look(`${[...headers].join("\n")}\n${text}`);
      onHeaders?.(headers);
      return { end: "answered", status, requestId: headers.get("x-request-id") ?? "", text };
    } catch (error) {
      return { end: isTimeout(error) ? "hung" : "broken" };
    }
  }

  #credential(path: string): { authorization: string } {
    const { mcp, sse } = this.#tokens;
    return { authorization: `Bearer ${path.startsWith("/sse") ? sse : mcp}` };
  }
}

/** The message of that id in a JSON body or in an event stream. */
function answerIn(text: string, id: number): RpcAnswer | undefined {
  const datas = text.startsWith("{")
    ? [text]
    : [...text.matchAll(/^data: ?(\{.*)$/gm)].map(([, data = ""]) => data);
  for (const data of datas) {
    try {
      const message = JSON.parse(data) as RpcAnswer;
      if (message.id === id) return message;
    } catch {
      // Not ours to judge: without an answer the caller says so.
    }
  }
  return undefined;
}

function nextId(): number {
  lastId += 1;
  return lastId;
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.name === "TimeoutError";
}
