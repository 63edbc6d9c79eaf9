/** A signed-in caller with a personal token, at the whole Worker. */
import { env, exports } from "cloudflare:workers";
import { accountOf } from "../../src/account/account-of.ts";
import { signPersonalToken } from "../../src/crypto/personal-token.ts";
import type { Scope } from "../../src/domain/scope.ts";
import { readConfig } from "../../src/env.ts";

export const ORIGIN = "http://localhost:8787";
export const MCP_URL = `${ORIGIN}/mcp`;

export interface SignInOptions {
  userId?: string;
  scopes?: readonly Scope[];
  /** Good at a sandbox; made up unless given. */
  clickUpToken?: string;
}

let users = 7000;

/** A fresh ClickUp user, or another credential of the same one. */
export async function signedIn(options: SignInOptions = {}): Promise<McpCaller> {
  users += 1;
  const userId = options.userId ?? String(users);
  const scopes = options.scopes ?? (["clickup:read", "clickup:write"] as const);
  const credentialId = crypto.randomUUID();
  const account = accountOf(env, userId);
  await account.signIn({
    user: { id: userId, name: "Ada", email: "ada@example.com", timezone: "UTC", weekStartDay: 1 },
    workspaces: [{ id: "9001", name: "Analytical Engines" }],
    clickUpToken: options.clickUpToken ?? "sandbox-token",
    credential: {
      credentialId,
      kind: "personal_token",
      clientId: "personal_token",
      clientName: "script",
      scopes,
    },
    requestId: "sign-in",
  });
  const config = readConfig(env);
  const context = { issuer: config.publicUrl.origin, audience: `${config.publicUrl.origin}/mcp` };
  const token = await signPersonalToken(
    config.jwtKeys,
    context,
    { userId, credentialId, scopes },
    Date.now(),
  );
  return new McpCaller(userId, credentialId, token);
}

export function send(url: string, init?: RequestInit): Promise<Response> {
  return exports.default.fetch(new Request(url, { redirect: "manual", ...init }));
}

export interface RpcAnswer {
  status: number;
  headers: Headers;
  body: {
    jsonrpc?: string;
    id?: unknown;
    result?: Record<string, unknown>;
    error?: { code: number; message: string; data?: Record<string, unknown> };
  };
}

export class McpCaller {
  readonly userId: string;
  readonly credentialId: string;
  readonly token: string;
  #nextId = 1;

  constructor(userId: string, credentialId: string, token: string) {
    this.userId = userId;
    this.credentialId = credentialId;
    this.token = token;
  }

  get account() {
    return accountOf(env, this.userId);
  }

  fetch(init: RequestInit & { url?: string } = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set("authorization", `Bearer ${this.token}`);
    return send(init.url ?? MCP_URL, { ...init, headers });
  }

  /** One POST with nothing but the token and the content type. */
  post(body: unknown, headers: Record<string, string> = {}, url = MCP_URL): Promise<Response> {
    return this.fetch({
      url,
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  }

  async ask(
    method: string,
    params: Record<string, unknown> = {},
    headers: Record<string, string> = {},
  ): Promise<RpcAnswer> {
    const id = this.#nextId++;
    return answerOf(await this.post({ jsonrpc: "2.0", id, method, params }, headers));
  }

  /** A session of the 2025 era; returns its headers for later requests. */
  async initialize(
    protocolVersion = "2025-11-25",
    url = MCP_URL,
  ): Promise<{ "mcp-session-id": string; answer: RpcAnswer }> {
    const params = {
      protocolVersion,
      capabilities: {},
      clientInfo: { name: "bench", version: "1" },
    };
    const response = await this.post(
      { jsonrpc: "2.0", id: 0, method: "initialize", params },
      {},
      url,
    );
    return {
      "mcp-session-id": response.headers.get("mcp-session-id") ?? "",
      answer: await answerOf(response),
    };
  }

  /** A request of revision 2026-07-28, with the headers that go with it. */
  modern(
    method: string,
    params: Record<string, unknown> = {},
    headers: Record<string, string> = {},
    { signal, ...more }: { signal?: AbortSignal; progressToken?: string | number } = {},
  ): Promise<Response> {
    const id = this.#nextId++;
    const meta = {
      "io.modelcontextprotocol/protocolVersion": "2026-07-28",
      "io.modelcontextprotocol/clientInfo": { name: "bench", version: "1" },
      "io.modelcontextprotocol/clientCapabilities": {},
      ...more,
    };
    const name = params.name ?? params.uri;
    return this.fetch({
      method: "POST",
      headers: {
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
        "mcp-protocol-version": "2026-07-28",
        "mcp-method": method,
        ...(typeof name === "string" && { "mcp-name": name }),
        ...headers,
      },
      body: JSON.stringify({ jsonrpc: "2.0", id, method, params: { ...params, _meta: meta } }),
      ...(signal && { signal }),
    });
  }
}

export async function answerOf(response: Response): Promise<RpcAnswer> {
  const text = await response.text();
  const body = response.headers.get("content-type")?.includes("event-stream")
    ? (text.match(/^data: (.*)$/m)?.[1] ?? "{}")
    : text || "{}";
  return { status: response.status, headers: response.headers, body: JSON.parse(body) };
}

/** The events of a stream, one at a time. */
export class EventReader {
  readonly #reader: ReadableStreamDefaultReader<string>;
  #text = "";

  constructor(response: Response) {
    if (response.body === null) throw new Error(`no stream: ${response.status}`);
    this.#reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  }

  /** The next event with data; undefined when the stream has ended. */
  async next(): Promise<{ event: string; data: string } | undefined> {
    for (;;) {
      const end = this.#text.indexOf("\n\n");
      if (end < 0) {
        const { done, value } = await this.#reader.read();
        if (done) return undefined;
        this.#text += value;
        continue;
      }
      const block = this.#text.slice(0, end);
      this.#text = this.#text.slice(end + 2);
      const data = /^data: ?(.*)$/m.exec(block)?.[1];
      if (data !== undefined)
        return { event: /^event: ?(.*)$/m.exec(block)?.[1] ?? "message", data };
    }
  }

  close(): Promise<void> {
    return this.#reader.cancel();
  }
}
