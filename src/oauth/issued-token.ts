/**
 * What the OAuth library issues: `userId:grantId:secret`, for codes and refresh tokens alike (access tokens are
 * ours). Anything else is refused before it becomes part of a KV key or names an object.
 */
export interface IssuedToken {
  userId: string;
  grantId: string;
}

// Lengths as in the library: 16 characters of grant id, 32 of secret. The user id is ClickUp's.
const ISSUED = /^([A-Za-z0-9_-]{1,64}):([A-Za-z0-9_-]{16}):[A-Za-z0-9_-]{32}$/;

export function parseIssuedToken(token: string): IssuedToken | undefined {
  const [, userId, grantId] = ISSUED.exec(token) ?? [];
  return userId === undefined || grantId === undefined ? undefined : { userId, grantId };
}
