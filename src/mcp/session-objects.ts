/** The way from the Worker to a session's object, through the agents library's own handlers. */
import { McpAgent } from "agents/mcp";
import type { RpcMessage } from "../gate/json-rpc.ts";
import { readEvent } from "./event-stream.ts";
import { type McpSession, SESSION_OWNER_HEADER, type SessionProps } from "./session.ts";

const BINDING = "MCP_SESSION";
const streamableHttp = McpAgent.serve("/mcp", { binding: BINDING });
const sse = McpAgent.serveSSE("/sse", { binding: BINDING });

/** What the library's replay of missed events understands; anything else is not ours. */
const EVENT_ID = /^[A-Za-z0-9_-]{1,64}:[0-9a-f]{16}$/;

export interface SessionAddress {
  /** Bare. */
  sessionId: string;
  userId: string;
}

type SessionEnv = Pick<Env, "MCP_SESSION">;

/** Makes the session's object and returns its answer to `initialize`. */
export async function initializeSession(
  env: SessionEnv,
  session: SessionAddress,
  props: SessionProps,
  message: RpcMessage,
): Promise<Record<string, unknown> | undefined> {
  // The library mints ids itself; ours is registered with the account before the object exists.
  const minting = new Proxy(env.MCP_SESSION, {
    get(namespace, name) {
      if (name === "newUniqueId") return () => session.sessionId;
      const value: unknown = Reflect.get(namespace, name);
      return typeof value === "function" ? value.bind(namespace) : value;
    },
  });
  const response = await streamableHttp.fetch(
    post("https://session/mcp", session, message),
    { [BINDING]: minting },
    withProps(props),
  );
  if (!response.ok) {
    await response.body?.cancel();
    return undefined;
  }
  const events = (await response.text()).split("\n\n");
  return events.map(readEvent).find((event) => event !== undefined && "id" in event);
}

/** Hands messages to a session's object; its stream answers them and ends. */
export async function postToSession(
  env: SessionEnv,
  session: SessionAddress,
  messages: unknown,
  protocolVersion?: string | null,
): Promise<Response> {
  const request = post("https://session/mcp", session, messages);
  request.headers.set("mcp-session-id", session.sessionId);
  if (protocolVersion) request.headers.set("mcp-protocol-version", protocolVersion);
  return streamableHttp.fetch(request, env, withProps({ userId: session.userId }));
}

export async function openSessionStream(
  env: SessionEnv,
  session: SessionAddress,
  lastEventId: string | null,
): Promise<Response> {
  const headers = ownHeaders(session);
  headers.set("accept", "text/event-stream");
  headers.set("mcp-session-id", session.sessionId);
  if (lastEventId !== null && EVENT_ID.test(lastEventId)) headers.set("last-event-id", lastEventId);
  const request = new Request("https://session/mcp", { headers });
  return streamableHttp.fetch(request, env, withProps({ userId: session.userId }));
}

/** Opens an HTTP+SSE session; the first event of its stream names the library's own endpoint. */
export async function openSseSession(
  env: SessionEnv,
  session: SessionAddress,
  props: SessionProps,
): Promise<Response> {
  const request = new Request(sseUrl("/sse", session), { headers: ownHeaders(session) });
  return sse.fetch(request, env, withProps(props));
}

export async function postToSseSession(
  env: SessionEnv,
  session: SessionAddress,
  message: RpcMessage,
): Promise<Response> {
  const request = post(sseUrl("/sse/message", session), session, message);
  return sse.fetch(request, env, withProps({ userId: session.userId }));
}

/** Puts an answer that was made in the Worker on the stream of an HTTP+SSE session. */
export async function deliverToSse(
  env: SessionEnv,
  session: SessionAddress,
  message: unknown,
): Promise<boolean> {
  const stub = env.MCP_SESSION.getByName(`sse:${session.sessionId}`);
  const object = stub as unknown as Pick<McpSession, "deliver">;
  return object.deliver(session.userId, JSON.stringify(message));
}

function sseUrl(path: string, session: SessionAddress): string {
  return `https://session${path}?sessionId=${session.sessionId}`;
}

function post(url: string, session: SessionAddress, messages: unknown): Request {
  const headers = ownHeaders(session);
  headers.set("accept", "application/json, text/event-stream");
  headers.set("content-type", "application/json");
  return new Request(url, { method: "POST", headers, body: JSON.stringify(messages) });
}

/** Nothing that the client sent goes along but what is named above. */
function ownHeaders(session: SessionAddress): Headers {
  return new Headers({ [SESSION_OWNER_HEADER]: session.userId });
}

/** The library reads nothing else of the context. */
function withProps(props: SessionProps | Pick<SessionProps, "userId">): ExecutionContext {
  return { props } as unknown as ExecutionContext;
}
