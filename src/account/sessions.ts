import type { ToolChoice } from "../domain/tool-choice.ts";
import type { SessionRecord } from "./door.ts";

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

export interface RegisteredSession extends SessionRecord {
  credentialId: string;
  usedAtMs: number;
  streamOpenedAtMs?: number;
}

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

  /** The live session and notes its use; undefined when this user has no such session. */
  use(sessionId: string, nowMs: number): SessionRecord | undefined {
    const row = this.#sql
      .exec<SessionRow>("SELECT * FROM sessions WHERE session_id = ?", sessionId)
      .toArray()[0];
    if (row === undefined || row.used_at_ms <= nowMs - SESSION_IDLE_MS) return undefined;
    this.#usedAtMs.set(sessionId, nowMs);
    if (nowMs - row.used_at_ms >= TOUCH_WRITE_MS) this.#write(sessionId, nowMs);
    return toRecord(row);
  }

  /** Registers a session and returns those that had to end for it. */
  open(session: SessionRecord, credentialId: string, nowMs: number): SessionAddress[] {
    for (const [sessionId, usedAtMs] of this.#usedAtMs) this.#write(sessionId, usedAtMs);
    const ended = this.all().slice(MAX_SESSIONS - 1);
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
    return this.#closeWhere((session) => !isLive(session.credentialId));
  }

  /** Ends and returns the sessions that were idle too long. */
  closeIdle(nowMs: number): SessionAddress[] {
    return this.#closeWhere((session) => session.usedAtMs <= nowMs - SESSION_IDLE_MS);
  }

  /** Most recently used first. */
  all(): RegisteredSession[] {
    return this.#sql
      .exec<SessionRow>("SELECT * FROM sessions ORDER BY used_at_ms DESC, rowid DESC")
      .toArray()
      .map((row) => ({
        ...toRecord(row),
        credentialId: row.credential_id,
        usedAtMs: this.#usedAtMs.get(row.session_id) ?? row.used_at_ms,
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

  #closeWhere(ends: (session: RegisteredSession) => boolean): SessionAddress[] {
    const ended = this.all().filter(ends);
    for (const { sessionId } of ended) this.close(sessionId);
    return ended;
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
