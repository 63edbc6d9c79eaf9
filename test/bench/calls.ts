/** One measured call on each lane, as a client that is connected already makes it. */

export type Call = () => Promise<void>;

interface ToolCall {
  name: string;
  arguments: Record<string, unknown>;
}

const STATELESS_REVISION = "2026-07-28";
const SESSION_REVISION = "2025-11-25";
const CLIENT_INFO = { name: "bench", version: "1" };

/** Opens a session of the 2025 era and calls in it. */
export async function sessionCall(origin: string, token: string, call: ToolCall): Promise<Call> {
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
  const sessionId = opened.headers.get("mcp-session-id");
  if (sessionId === null) throw new Error(`initialize: ${opened.status} ${text}`);
  const inSession = {
    ...headers,
    "mcp-session-id": sessionId,
    "mcp-protocol-version": SESSION_REVISION,
  };
  return caller(origin, inSession, call);
}

/** Calls by the revision that has no sessions. */
export function statelessCall(origin: string, token: string, call: ToolCall): Call {
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

function headersFor(token: string): Record<string, string> {
  return {
    authorization: `Bearer ${token}`,
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
