/**
 * The refresh grant, in front of the library's. The library rotates in KV, where parallel uses of
 * one token overwrite each other and an old token ends nothing. Here the account decides:
 *
 * - one exchange of a grant at a time; the others wait for its answer;
 * - the answer is kept, sealed with the token that it was given for, and is given again to who
 *   comes with that token while the successor is unused: parallel or lost answers sign nobody out;
 * - once the successor was used, a late user is led along the chain to the newest tokens, for ten
 *   minutes; after that a reuse means that the token leaked, and the grant ends.
 */
import * as z from "zod";
import { accountOf } from "../account/account-of.ts";
import { hash, hashParts } from "../crypto/hash.ts";
import { openWithSecret, sealWithSecret } from "../crypto/seal.ts";
import { invalidGrant, oauthError, tryAgain } from "./answers.ts";
import { authenticationProbe, termsOf } from "./client-auth.ts";
import { readGrantRecord } from "./grant-record.ts";
import { type IssuedToken, parseIssuedToken } from "./issued-token.ts";
import type { TokenRequest } from "./token-request.ts";

const PURPOSE = "refresh-answer";
/** An answer is given again only while its access token has this left; else the chain goes on. */
const MIN_LEFT_MS = 60_000;
/** More refreshes than that within the grace are a loop, not a client. */
const MAX_CHAIN = 20;
/** The staleness of KV (60 s) after which the token endpoint knows a new token for sure. */
const KV_RETRY_AFTER_SECONDS = 60;
const BUSY_RETRY_AFTER_SECONDS = 5;

const TokenAnswer = z.looseObject({ refresh_token: z.string(), expires_in: z.number() });
const KeptAnswer = z.object({ answer: TokenAnswer, issuedAtMs: z.number() });
type KeptAnswer = z.infer<typeof KeptAnswer>;

export async function refreshGrant(request: TokenRequest): Promise<Response> {
  const { env, server, form, clientId } = request;
  let token = form.get("refresh_token") ?? "";
  const issued = parseIssuedToken(token);
  if (issued === undefined || (await readGrantRecord(env, issued)) === undefined) {
    return request.send(form); // unknown there too; refused once the client has proved itself
  }
  if (clientId === undefined) return refuseUnnamedClient(request);

  const account = accountOf(env, issued.userId);
  const requestHash = await hashParts(termsOf(form));
  for (let step = 0; step < MAX_CHAIN; step += 1) {
    const tokenHash = await hash(token);
    const { grantId } = issued;
    const start = await account.startRefresh({ grantId, clientId, tokenHash, requestHash });
    switch (start.step) {
      case "exchange":
        return exchange(request, issued, token, { ...start, tokenHash });
      case "busy":
        return tryAgain(start.retryAfterSeconds);
      case "refuse":
        if (start.because === "other_client") return invalidGrant("Client ID mismatch");
        await server.getOAuthApi(env).revokeGrant(grantId, issued.userId);
        return invalidGrant(
          start.because === "reused" ? "Refresh token reused" : "The grant has ended",
        );
      case "replay": {
        const kept = await openAnswer(token, start.sealedAnswer);
        if (start.sameRequest && !start.successorUsed && leftMs(kept) > MIN_LEFT_MS) {
          return answerAgain(request, kept);
        }
        token = kept.answer.refresh_token;
      }
    }
  }
  return tryAgain(BUSY_RETRY_AFTER_SECONDS);
}

async function exchange(
  request: TokenRequest,
  { userId, grantId }: IssuedToken,
  token: string,
  start: { attempt: number; justIssued: boolean; tokenHash: string },
): Promise<Response> {
  const account = accountOf(request.env, userId);
  const { attempt, tokenHash } = start;
  let finished = false;
  try {
    const form = new URLSearchParams(request.form);
    form.set("refresh_token", token);
    const response = await request.send(form);
    if (!response.ok) {
      return start.justIssued && (await isUnknownToken(response))
        ? tryAgain(KV_RETRY_AFTER_SECONDS)
        : response;
    }
    const answer = TokenAnswer.parse(await response.clone().json());
    const kept: KeptAnswer = { answer, issuedAtMs: Date.now() };
    finished = true; // from here on the account knows, whatever it answers
    const stored = await account.finishRefresh({
      grantId,
      tokenHash,
      attempt,
      answer: {
        successorHash: await hash(answer.refresh_token),
        sealedAnswer: await sealWithSecret(token, PURPOSE, JSON.stringify(kept)),
      },
    });
    return stored ? response : tryAgain(BUSY_RETRY_AFTER_SECONDS);
  } finally {
    if (!finished) await account.finishRefresh({ grantId, tokenHash, attempt });
  }
}

/** The library's word for "KV has no such grant or token". */
async function isUnknownToken(response: Response): Promise<boolean> {
  const { error } = z.object({ error: z.string() }).parse(await response.clone().json());
  return error === "invalid_grant";
}

/** The kept answer, after the client has proved itself as it would for a new one. */
async function answerAgain(request: TokenRequest, kept: KeptAnswer): Promise<Response> {
  const proof = await request.send(authenticationProbe(request.form));
  if (!proof.ok) return proof;
  return Response.json(
    { ...kept.answer, expires_in: Math.floor(leftMs(kept) / 1000) },
    { headers: { "Cache-Control": "no-store", Pragma: "no-cache" } },
  );
}

async function refuseUnnamedClient(request: TokenRequest): Promise<Response> {
  const proof = await request.send(authenticationProbe(request.form));
  return proof.ok ? oauthError(401, "invalid_client", "Client not found") : proof;
}

async function openAnswer(token: string, sealedAnswer: string): Promise<KeptAnswer> {
  return KeptAnswer.parse(JSON.parse(await openWithSecret(token, PURPOSE, sealedAnswer)));
}

function leftMs({ answer, issuedAtMs }: KeptAnswer): number {
  return issuedAtMs + answer.expires_in * 1000 - Date.now();
}
