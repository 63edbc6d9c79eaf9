// OAuth error answers (RFC 6749 §5.2). CORS headers are the gate's.

export function oauthError(
  status: number,
  error: string,
  description: string,
  headers: Record<string, string> = {},
): Response {
  return Response.json(
    { error, error_description: description },
    { status, headers: { "Cache-Control": "no-store", Pragma: "no-cache", ...headers } },
  );
}

export function invalidGrant(description: string): Response {
  return oauthError(400, "invalid_grant", description);
}

/** Nothing was decided: the client should ask again, not sign in again. */
export function tryAgain(retryAfterSeconds: number): Response {
  return oauthError(503, "temporarily_unavailable", "Try again in a moment", {
    "Retry-After": String(retryAfterSeconds),
  });
}
