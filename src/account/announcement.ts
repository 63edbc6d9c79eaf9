import type { EventStreams } from "./event-streams.ts";
import { sessionOf } from "./session-door.ts";
import type { Sessions } from "./sessions.ts";

/**
 * Tells whoever listens that the list of tools is another one now: open streams of sessions, and
 * `subscriptions/listen`. A client without a stream sees it at its next call.
 */
export function announceToolList(
  ctx: DurableObjectState,
  env: Pick<Env, "MCP_SESSION">,
  sessions: Sessions,
  streams: EventStreams,
): void {
  streams.send({ kind: "tools_list_changed" });
  for (const session of sessions.all()) {
    if (session.streamOpenedAtMs === undefined) continue;
    // A session's object that is being moved misses it; its client lists again when it reconnects.
    ctx.waitUntil(
      sessionOf(env, session)
        .toolListChanged()
        .catch(() => {}),
    );
  }
}
