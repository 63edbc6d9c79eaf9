/** What became of a request, as its client sees it. */

/** Anything that is not answered by then counts as hung. */
export const HUNG_MS = 30_000;

/** In place of a status: the session could not be opened, so that the call was never made. */
export const NOT_OPENED = 0;

export interface RpcAnswer {
  id?: unknown;
  result?: {
    isError?: boolean;
    _meta?: { error?: { code?: string; may_have_happened?: boolean } };
    structuredContent?: Record<string, unknown>;
  };
  error?: { code: number; message: string };
}

/** "broken": the connection ended with the process; what was asked may have been done. */
export type Heard =
  | { end: "answered"; status: number; requestId: string; text: string; answer?: RpcAnswer }
  | { end: "broken" | "hung" };

/** All that a user reads is looked at here, headers too. */
export type Look = (text: string) => void;
