import { decodeProtectedHeader, jwtVerify, SignJWT } from "jose";
import * as z from "zod";
import type { KeyRing } from "./key-ring.ts";
import { signingKey } from "./sign.ts";

/** RFC 9068 §2.1; a personal token has another type and another key. */
const TYPE = "at+jwt";
const CLOCK_TOLERANCE_SECONDS = 5;

/** An OAuth access token: what its grant, and this use of it, may. It holds ids alone. */
export interface AccessToken {
  userId: string;
  /** The credential in the account, which must still list it. */
  credentialId: string;
  grantId: string;
  clientId: string;
  scopes: readonly string[];
}

const ID = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);
const Claims = z.object({
  sub: ID,
  credential_id: ID,
  grant_id: ID,
  client_id: z.string(),
  scope: z.string(),
});

/** A JWT as RFC 9068 has it, HS256, signed with a key that is derived from the ring's first. */
export async function signAccessToken(
  ring: KeyRing,
  { issuer, audience }: { issuer: string; audience: string },
  { userId, credentialId, grantId, clientId, scopes }: AccessToken,
  { nowMs, seconds }: { nowMs: number; seconds: number },
): Promise<string> {
  const nowSeconds = Math.floor(nowMs / 1000);
  const claims: z.infer<typeof Claims> = {
    sub: userId,
    credential_id: credentialId,
    grant_id: grantId,
    client_id: clientId,
    scope: scopes.join(" "),
  };
  return new SignJWT(claims)
    .setProtectedHeader({ alg: "HS256", typ: TYPE, kid: ring.first.kid })
    .setIssuer(issuer)
    .setAudience(audience)
    .setJti(crypto.randomUUID())
    .setIssuedAt(nowSeconds)
    .setExpirationTime(nowSeconds + seconds)
    .sign(await signingKey(ring.first, "access-token"));
}

/** By what it says of itself: whether it is one is for `verifyAccessToken` to find. */
export function isAccessToken(token: string): boolean {
  try {
    return decodeProtectedHeader(token).typ === TYPE;
  } catch {
    return false;
  }
}

/**
 * What the token says, or undefined. Only the signature, the addresses and the time are checked here:
 * whether the account still lists the credential is the admission's question. `audience`: one of these.
 */
export async function verifyAccessToken(
  ring: KeyRing,
  { issuer, audience }: { issuer: string; audience: string | string[] },
  token: string,
  nowMs: number,
): Promise<AccessToken | undefined> {
  for (const key of ring.all) {
    try {
      const { payload } = await jwtVerify(token, await signingKey(key, "access-token"), {
        algorithms: ["HS256"],
        typ: TYPE,
        issuer,
        audience,
        requiredClaims: ["exp", "iat", "jti"],
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        currentDate: new Date(nowMs),
      });
      const claims = Claims.parse(payload);
      return {
        userId: claims.sub,
        credentialId: claims.credential_id,
        grantId: claims.grant_id,
        clientId: claims.client_id,
        scopes: claims.scope.split(" ").filter(Boolean),
      };
    } catch {
      // Another key of the ring may have signed it; jose says why it failed, and nobody may know.
    }
  }
  return undefined;
}
