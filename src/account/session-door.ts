/**
 * What the account may ask of a session's object. Written by hand for the same reason as
 * `door.ts`; `McpSession` implements it.
 */
import type { SessionRecord } from "./door.ts";

export interface SessionDoor {
  /** Tells the client that its list of tools changed. Does nothing in a session that has ended. */
  toolListChanged(): Promise<void>;
  /** Closes the session's event stream; the session stays, and the client may open another. */
  closeStream(): Promise<void>;
  /** Ends the session for good: streams close, what was stored is removed. May be called twice. */
  endSession(): Promise<void>;
}

/** The object of a session. No call is made until a method is. */
export function sessionOf(
  env: Pick<Env, "MCP_SESSION">,
  session: Pick<SessionRecord, "sessionId" | "transport">,
): SessionDoor {
  // The name is the one by which the agents library finds the object of a session.
  const name = `${session.transport}:${session.sessionId}`;
  return env.MCP_SESSION.getByName(name) as unknown as SessionDoor;
}
