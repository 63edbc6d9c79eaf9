/** One-time upload links: one file, one use, short-lived, and only while its connection is live. */
import type { ContentSeal } from "../crypto/content-seal.ts";
import { hash } from "../crypto/hash.ts";
import { newUploadTicket } from "../crypto/upload-ticket.ts";
import type { JsonObject } from "../domain/json.ts";
import { MAX_UPLOAD_BYTES } from "../domain/upload.ts";
import type { Config } from "../env.ts";
import type { UploadTarget, UploadTickets } from "../tools/context.ts";
import { isLive } from "./credentials.ts";
import type { UploadRequest } from "./door.ts";

/** Long enough to paste a command, too short to be found lying around. */
const TICKET_LIFE_MS = 15 * 60_000;
/** Open links of one user: more is a loop. */
const MAX_OPEN = 50;

export interface TicketHolder {
  userId: string;
  credentialId: string;
  clientId: string;
}

export function uploadTickets(
  sql: SqlStorage,
  contentSeal: ContentSeal,
  config: Pick<Config, "jwtKeys" | "publicUrl">,
  holder: TicketHolder,
): UploadTickets {
  return {
    async issue(target) {
      const ticket = await newUploadTicket(config.jwtKeys, holder.userId);
      const ticketHash = await hash(ticket);
      const nowMs = Date.now();
      const expiresAtMs = nowMs + TICKET_LIFE_MS;
      removeExpiredTickets(sql, nowMs);
      sql.exec(
        `DELETE FROM upload_tickets WHERE ticket_hash IN
           (SELECT ticket_hash FROM upload_tickets ORDER BY expires_at_ms DESC LIMIT -1 OFFSET ?)`,
        MAX_OPEN - 1,
      );
      sql.exec(
        `INSERT INTO upload_tickets (ticket_hash, credential_id, client_id, target, expires_at_ms)
         VALUES (?, ?, ?, ?, ?)`,
        ticketHash,
        holder.credentialId,
        holder.clientId,
        contentSeal.seal(ticketPlace(ticketHash), { ...target } as JsonObject),
        expiresAtMs,
      );
      const url = new URL(`/upload/${ticket}`, config.publicUrl).href;
      return { url, expiresAtMs, maxBytes: MAX_UPLOAD_BYTES };
    },
  };
}

export function removeExpiredTickets(sql: SqlStorage, nowMs: number): void {
  sql.exec("DELETE FROM upload_tickets WHERE expires_at_ms <= ?", nowMs);
}

export interface TakenTicket {
  credentialId: string;
  clientId: string;
  target: UploadTarget;
}

/**
 * Uses the ticket up, whatever comes of the upload. Synchronous, for a transaction with the audit row.
 * Undefined: it was never given out, used before, expired, or its connection has ended.
 */
export function takeTicket(
  sql: SqlStorage,
  contentSeal: ContentSeal,
  nowMs: number,
  ticketHash: UploadRequest["ticketHash"],
): TakenTicket | undefined {
  const row = sql
    .exec<{ credential_id: string; client_id: string; target: ArrayBuffer; expires_at_ms: number }>(
      `DELETE FROM upload_tickets WHERE ticket_hash = ?
       RETURNING credential_id, client_id, target, expires_at_ms`,
      ticketHash,
    )
    .toArray()[0];
  if (row === undefined || row.expires_at_ms <= nowMs) return undefined;
  if (!isLive(sql, row.credential_id, nowMs)) return undefined;
  // Only `issue` above writes it.
  const target = contentSeal.open(ticketPlace(ticketHash), row.target) as unknown as UploadTarget;
  return { credentialId: row.credential_id, clientId: row.client_id, target };
}

export function ticketPlace(ticketHash: string): string {
  return `upload_tickets/${ticketHash}`;
}
