import { jwtVerify, SignJWT } from "jose";
import type { KeyRing } from "./key-ring.ts";

export const PERSONAL_TOKEN_SECONDS = 90 * 24 * 60 * 60;
const CLOCK_TOLERANCE_SECONDS = 5;
/** A row id in the account: what `jti` may look like before anything is asked for it. */
const ID = /^[A-Za-z0-9_-]{1,64}$/;

/** Who issues and who accepts: `PUBLIC_URL` and `<PUBLIC_URL>/mcp`. */
export interface PersonalTokenContext {
  issuer: string;
  audience: string;
}

export interface PersonalToken {
  userId: string;
  /** `jti`: the credential's id in the account, which must list it. */
  credentialId: string;
  scopes: readonly string[];
}

/** A JWT, HS256, signed with the ring's first key. */
export function signPersonalToken(
  ring: KeyRing,
  { issuer, audience }: PersonalTokenContext,
  { userId, credentialId, scopes }: PersonalToken,
  nowMs: number,
): Promise<string> {
  const nowSeconds = Math.floor(nowMs / 1000);
  return new SignJWT({ scope: scopes.join(" ") })
    .setProtectedHeader({ alg: "HS256", typ: "JWT", kid: ring.first.kid })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject(userId)
    .setJti(credentialId)
    .setIssuedAt(nowSeconds)
    .setExpirationTime(nowSeconds + PERSONAL_TOKEN_SECONDS)
    .sign(ring.first.bytes);
}

/**
 * What the token says, or undefined. Only the signature, the addresses and the time are checked
 * here: whether the account still lists the credential is the admission's question.
 */
export async function verifyPersonalToken(
  ring: KeyRing,
  { issuer, audience }: PersonalTokenContext,
  token: string,
  nowMs: number,
): Promise<PersonalToken | undefined> {
  for (const { bytes } of ring.all) {
    try {
      const { payload } = await jwtVerify(token, bytes, {
        algorithms: ["HS256"],
        issuer,
        audience,
        requiredClaims: ["sub", "jti", "exp", "iat"],
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        currentDate: new Date(nowMs),
      });
      const { sub, jti, scope } = payload;
      if (sub === undefined || jti === undefined || typeof scope !== "string") return undefined;
      if (!ID.test(sub) || !ID.test(jti)) return undefined;
      return { userId: sub, credentialId: jti, scopes: scope.split(" ").filter(Boolean) };
    } catch {
      // Another key of the ring may have signed it; jose says why it failed, and nobody may know.
    }
  }
  return undefined;
}
