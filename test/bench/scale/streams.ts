/** A client's event stream, of either era, and what comes down it. */

const REVISIONS = { session: "2025-11-25", listen: "2026-07-28" };
const CLIENT_INFO = { name: "bench", version: "1" };

export interface Stream {
  response: Response;
  end: AbortController;
}

/** The GET stream of a session, or without one `subscriptions/listen`. */
export async function streamOf(origin: string, token: string, sessionId?: string): Promise<Stream> {
  const end = new AbortController();
  const authorization = `Bearer ${token}`;
  const init: RequestInit =
    sessionId === undefined
      ? {
          method: "POST",
          headers: {
            authorization,
            "content-type": "application/json",
            accept: "application/json, text/event-stream",
            "mcp-protocol-version": REVISIONS.listen,
            "mcp-method": "subscriptions/listen",
          },
          body: JSON.stringify({
            jsonrpc: "2.0",
            id: 1,
            method: "subscriptions/listen",
            params: {
              notifications: { toolsListChanged: true },
              _meta: {
                "io.modelcontextprotocol/protocolVersion": REVISIONS.listen,
                "io.modelcontextprotocol/clientInfo": CLIENT_INFO,
                "io.modelcontextprotocol/clientCapabilities": {},
              },
            },
          }),
        }
      : {
          headers: {
            authorization,
            accept: "text/event-stream",
            "mcp-session-id": sessionId,
            "mcp-protocol-version": REVISIONS.session,
          },
        };
  const response = await fetch(`${origin}/mcp`, { ...init, signal: end.signal });
  if (response.status !== 200) throw new Error(`stream: ${response.status}`);
  return { response, end };
}

export interface EventReader {
  /** Whether an event with this in it has come, or comes before the time is over. */
  next(wanted: string, timeoutMs: number): Promise<boolean>;
  close(): void;
}

export function readEvents({ response, end }: Stream): EventReader {
  let text = "";
  let onText = () => {};
  const ended = (async () => {
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk, { stream: true });
      onText();
    }
  })().catch(() => {}); // closed by us, or with the Worker
  return {
    async next(wanted, timeoutMs) {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const come = new Promise<void>((resolve) => {
        onText = () => {
          if (text.includes(wanted)) resolve();
        };
        onText();
        timer = setTimeout(resolve, timeoutMs);
      });
      await Promise.race([come, ended]);
      clearTimeout(timer);
      return text.includes(wanted);
    },
    close: () => end.abort(),
  };
}
