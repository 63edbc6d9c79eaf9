/** Ours alone: an id that a client chose could forge or poison lines of the log. */
export const REQUEST_ID_HEADER = "X-Request-Id";

export function newRequestId(): string {
  return crypto.randomUUID();
}
