import * as z from "zod";
import { hashHex } from "../crypto/hash.ts";
import type { IssuedToken } from "./issued-token.ts";

/** The parts we read of a grant as the library stores it (its storage-schema.md, 1.2.3). */
const GrantRecord = z.object({
  clientId: z.string(),
  refreshTokenId: z.string().optional(),
  previousRefreshTokenId: z.string().optional(),
});
type GrantRecord = z.infer<typeof GrantRecord>;

/**
 * The grant in KV, or undefined. Asked before an account is: made-up tokens then wake no object
 * (and make none), and what KV does not know the library refuses anyway.
 */
export async function readGrantRecord(
  env: Env,
  { userId, grantId }: IssuedToken,
): Promise<GrantRecord | undefined> {
  const stored: unknown = await env.OAUTH_KV.get(`grant:${userId}:${grantId}`, "json");
  return stored === null ? undefined : GrantRecord.parse(stored);
}

export async function isRefreshTokenOf(grant: GrantRecord, token: string): Promise<boolean> {
  const id = await hashHex(token);
  return grant.refreshTokenId === id || grant.previousRefreshTokenId === id;
}
