import type { ToolChoice } from "../domain/tool-choice.ts";
import type { RegisteredSession, SessionRecord } from "./door.ts";
import { USE_WRITE_MS, usesInEvents } from "./last-uses.ts";

/** Live sessions a user may have; one more ends the least recently used. */
export const MAX_SESSIONS = 50;
/** A session ends after so long without a request. */
export const SESSION_IDLE_MS = 30 * 24 * 60 * 60 * 1000;
/** Uses closer together than this are remembered in memory only; an idle object lives about 10 s. */
const TOUCH_WRITE_MS = 10_000;

type SessionRow = {
  session_id: string;
  credential_id: string;
  transport: SessionRecord["transport"];
  protocol_version: string;
  client_name: string;
  client_version: string;
  choice: string;
  used_at_ms: number;
  stream_opened_at_ms: number | null;
};

/** What it takes to reach a session's object. */
export type SessionAddress = Pick<SessionRecord, "sessionId" | "transport">;

/** The session registry: which MCP sessions are this user's, and when each was used last. */
export class Sessions {
  readonly #sql: SqlStorage;
  /** Uses not yet written, by session id. */
  readonly #usedAtMs = new Map<string, number>();

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /**
   * The live session and notes its use, for which `leavesEvent` says whether there is another record of it;
   * undefined when this user has no such session.
   */
  use(sessionId: string, nowMs: number, leavesEvent = false): SessionRecord | undefined {
    const row = this.#sql
      .exec<SessionRow>("SELECT * FROM sessions WHERE session_id = ?", sessionId)
      .toArray()[0];
    if (row === undefined) return undefined;
    if (row.used_at_ms <= nowMs - SESSION_IDLE_MS) {
      const usedAtMs = usesInEvents(this.#sql, "session_id").get(sessionId) ?? 0;
      if (usedAtMs <= nowMs - SESSION_IDLE_MS) return undefined;
    }
    this.#usedAtMs.set(sessionId, nowMs);
    const isOld = nowMs - row.used_at_ms >= (leavesEvent ? USE_WRITE_MS : TOUCH_WRITE_MS);
    if (isOld) this.#write(sessionId, nowMs);
    return toRecord(row);
  }

  /** Registers a session and returns those that had to end for it. */
  open(session: SessionRecord, credentialId: string, nowMs: number): SessionAddress[] {
    const ended = this.#rows().length < MAX_SESSIONS ? [] : this.all().slice(MAX_SESSIONS - 1);
    for (const { sessionId } of ended) this.close(sessionId);
    this.#sql.exec(
      `INSERT INTO sessions (session_id, credential_id, transport, protocol_version, client_name,
                             client_version, choice, opened_at_ms, used_at_ms)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      session.sessionId,
      credentialId,
      session.transport,
      session.protocolVersion,
      session.clientName,
      session.clientVersion,
      JSON.stringify(session.choice),
      nowMs,
      nowMs,
    );
    return ended;
  }

  /** The session that was ended; undefined when there was none. */
  close(sessionId: string): SessionAddress | undefined {
    this.#usedAtMs.delete(sessionId);
    return this.#sql
      .exec<Pick<SessionRow, "session_id" | "transport">>(
        "DELETE FROM sessions WHERE session_id = ? RETURNING session_id, transport",
        sessionId,
      )
      .toArray()
      .map((row) => ({ sessionId: row.session_id, transport: row.transport }))[0];
  }

  /** Ends and returns the sessions whose credential is not live any more. */
  closeDead(isLive: (credentialId: string) => boolean): SessionAddress[] {
    return this.#close(
      this.#rows()
        .filter((row) => !isLive(row.credential_id))
        .map(toRecord),
    );
  }

  /** Ends and returns the sessions that were idle too long. */
  closeIdle(nowMs: number): SessionAddress[] {
    const isIdle = (usedAtMs: number) => usedAtMs <= nowMs - SESSION_IDLE_MS;
    // What is written is the earliest that it can have been.
    if (!this.#rows().some((row) => isIdle(row.used_at_ms))) return [];
    return this.#close(this.all().filter(({ usedAtMs }) => isIdle(usedAtMs)));
  }

  /** Most recently used first. */
  all(): RegisteredSession[] {
    const inEvents = usesInEvents(this.#sql, "session_id");
    const usedAtMs = ({ session_id: id, used_at_ms: written }: SessionRow) =>
      Math.max(written, this.#usedAtMs.get(id) ?? 0, inEvents.get(id) ?? 0);
    return this.#rows()
      .map((row) => ({
        ...toRecord(row),
        credentialId: row.credential_id,
        usedAtMs: usedAtMs(row),
        ...(row.stream_opened_at_ms !== null && { streamOpenedAtMs: row.stream_opened_at_ms }),
      }))
      .sort((a, b) => b.usedAtMs - a.usedAtMs);
  }

  /** Notes that the client holds the session's event stream open, or (undefined) no more. */
  noteStream(sessionId: string, openedAtMs: number | undefined): void {
    this.#sql.exec(
      "UPDATE sessions SET stream_opened_at_ms = ? WHERE session_id = ?",
      openedAtMs ?? null,
      sessionId,
    );
  }

  #close(sessions: readonly SessionRecord[]): SessionAddress[] {
    for (const { sessionId } of sessions) this.close(sessionId);
    return sessions.map(({ sessionId, transport }) => ({ sessionId, transport }));
  }

  /** Most recently written first. */
  #rows(): SessionRow[] {
    return this.#sql
      .exec<SessionRow>("SELECT * FROM sessions ORDER BY used_at_ms DESC, rowid DESC")
      .toArray();
  }

  #write(sessionId: string, usedAtMs: number): void {
    this.#sql.exec("UPDATE sessions SET used_at_ms = ? WHERE session_id = ?", usedAtMs, sessionId);
    this.#usedAtMs.delete(sessionId);
  }
}

function toRecord(row: SessionRow): SessionRecord {
  return {
    sessionId: row.session_id,
    transport: row.transport,
    protocolVersion: row.protocol_version,
    clientName: row.client_name,
    clientVersion: row.client_version,
    // We wrote it ourselves, from a ToolChoice.
    choice: JSON.parse(row.choice) as ToolChoice,
  };
}
