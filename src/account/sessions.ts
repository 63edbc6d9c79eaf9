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
};

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

  /** Registers a session and returns the ids of those that had to end for it. */
  open(session: SessionRecord, credentialId: string, nowMs: number): string[] {
    for (const [sessionId, usedAtMs] of this.#usedAtMs) this.#write(sessionId, usedAtMs);
    const ended = this.#sql
      .exec<{ session_id: string }>(
        `SELECT session_id FROM sessions WHERE session_id <> ?
         ORDER BY used_at_ms DESC, opened_at_ms DESC, rowid DESC LIMIT -1 OFFSET ?`,
        session.sessionId,
        MAX_SESSIONS - 1,
      )
      .toArray()
      .map((row) => row.session_id);
    for (const sessionId of ended) this.close(sessionId);
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

  /** False when there was no such session. */
  close(sessionId: string): boolean {
    this.#usedAtMs.delete(sessionId);
    return (
      this.#sql.exec("DELETE FROM sessions WHERE session_id = ?", sessionId).rowsWritten > 0
    );
  }

  /** Ends every session that a credential opened, and returns their ids. */
  closeOf(credentialId: string): string[] {
    const ids = this.#sql
      .exec<{ session_id: string }>(
        "SELECT session_id FROM sessions WHERE credential_id = ?",
        credentialId,
      )
      .toArray()
      .map((row) => row.session_id);
    for (const sessionId of ids) this.close(sessionId);
    return ids;
  }

  /** Ends the sessions that were idle too long, and returns their ids. */
  closeIdle(nowMs: number): string[] {
    const ids = this.all()
      .filter((session) => session.usedAtMs <= nowMs - SESSION_IDLE_MS)
      .map((session) => session.sessionId);
    for (const sessionId of ids) this.close(sessionId);
    return ids;
  }

  /** Newest use first. */
  all(): (SessionRecord & { credentialId: string; usedAtMs: number })[] {
    return this.#sql
      .exec<SessionRow>("SELECT * FROM sessions")
      .toArray()
      .map((row) => ({
        ...toRecord(row),
        credentialId: row.credential_id,
        usedAtMs: this.#usedAtMs.get(row.session_id) ?? row.used_at_ms,
      }))
      .sort((a, b) => b.usedAtMs - a.usedAtMs);
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
