/** One measured call on each lane, as a client that is connected already makes it. */

export type Call = () => Promise<void>;

export interface ToolCall {
  name: string;
  arguments: Record<string, unknown>;
}

const STATELESS_REVISION = "2026-07-28";
const SESSION_REVISION = "2025-11-25";
const CLIENT_INFO = { name: "bench", version: "1" };

/** A session of the 2025 era, opened; `id` as the client has it. */
export interface OpenSession {
  id: string;
  call(tool: ToolCall): Call;
}

/** Without a token where nothing asks for one. */
export async function openSession(origin: string, token?: string): Promise<OpenSession> {
  const headers = headersFor(token);
  const opened = await fetch(`${origin}/mcp`, {
    method: "POST",
    headers,
    body: JSON.stringify({
      jsonrpc: "2.0",
      id: 0,
      method: "initialize",
      params: { protocolVersion: SESSION_REVISION, capabilities: {}, clientInfo: CLIENT_INFO },
    }),
  });
  const text = await opened.text();
  const id = opened.headers.get("mcp-session-id");
  if (id === null) throw new Error(`initialize: ${opened.status} ${text}`);
  const inSession = {
    ...headers,
    "mcp-session-id": id,
    "mcp-protocol-version": SESSION_REVISION,
  };
  return { id, call: (tool) => caller(origin, inSession, tool) };
}

/** Opens a session and calls in it. */
export async function sessionCall(origin: string, token: string, call: ToolCall): Promise<Call> {
  return (await openSession(origin, token)).call(call);
}

/** Calls by the revision that has no sessions. */
export function statelessCall(origin: string, token: string | undefined, call: ToolCall): Call {
  const headers = {
    ...headersFor(token),
    "mcp-protocol-version": STATELESS_REVISION,
    "mcp-method": "tools/call",
    "mcp-name": call.name,
  };
  return caller(origin, headers, {
    ...call,
    _meta: {
      "io.modelcontextprotocol/protocolVersion": STATELESS_REVISION,
      "io.modelcontextprotocol/clientInfo": CLIENT_INFO,
      "io.modelcontextprotocol/clientCapabilities": {},
    },
  });
}

/** Calls with nothing but a token: no handshake, no session. */
export function bareCall(origin: string, token: string, call: ToolCall): Call {
  return caller(origin, { ...authorizationOf(token), "content-type": "application/json" }, call);
}

/** One call of the plain object, which answers what it was told. */
export function floorCall(origin: string): Call {
  return async () => {
    const answer = await fetch(`${origin}/floor`, { method: "POST", body: "hello" });
    if (!(await answer.text()).includes('"hello"')) throw new Error(`floor: ${answer.status}`);
  };
}

const authorizationOf = (token: string | undefined): Record<string, string> =>
  token === undefined ? {} : { authorization: `Bearer ${token}` };

function headersFor(token: string | undefined): Record<string, string> {
  return {
    ...authorizationOf(token),
    "content-type": "application/json",
    accept: "application/json, text/event-stream",
  };
}

function caller(origin: string, headers: Record<string, string>, params: object): Call {
  let id = 0;
  return async () => {
    id += 1;
    const body = JSON.stringify({ jsonrpc: "2.0", id, method: "tools/call", params });
    const answer = await fetch(`${origin}/mcp`, { method: "POST", headers, body });
    const text = await answer.text();
    // A refusal is quick: it must not pass for a fast call.
    if (answer.status !== 200 || !text.includes('"result"') || text.includes('"isError":true')) {
      throw new Error(`${answer.status} ${text}`);
    }
  };
}
