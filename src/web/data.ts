/** What a person may do with all that is stored about them: take it along, and have it deleted. */
import { accountOf } from "../account/account-of.ts";
import { httpError } from "../gate/errors.ts";
import type { GatedRequest } from "../gate/route.ts";
import { classOf } from "../log/log.ts";
import { oauthApi } from "../oauth/authorization-server.ts";
import { type Asker, findPerson, rateLimitHeaders } from "./asker.ts";
import { endSessionCookie } from "./browser-session.ts";
import type { WebContext } from "./context.ts";
import { message } from "./message.ts";
import { wantsHtml } from "./page.ts";
import { DELETE_WORD } from "./pages/account-data.tsx";

/** Grants that are listed; a user has 50 live ones at most, and dead ones for a while. */
const MAX_LISTED_GRANTS = 500;

/** `GET /account/export.json`: everything about who asks, as it is stored. */
export async function exportData(gated: GatedRequest, context: WebContext): Promise<Response> {
  const asker = await findPerson(gated, context);
  if (asker instanceof Response) return asker;
  const stored = await asker.account.exportData();
  if (stored === undefined) throw new Error("an admitted account has no profile");
  const { userId } = asker.caller;
  const head = {
    exported_at: new Date().toISOString(),
    user_id: userId,
    audit: new URL("/account/audit.ndjson", context.config.publicUrl).href,
    grants: await listGrants(context.env, userId),
  };
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  // A client that goes away ends the writing; nobody is left to be told.
  write(writable, `${JSON.stringify(head).slice(0, -1)},"account":`, stored).catch(() => {});
  return new Response(readable, {
    headers: {
      "Content-Type": "application/json",
      "Content-Disposition": 'attachment; filename="clickup-mcp-export.json"',
      "Cache-Control": "no-store",
      ...rateLimitHeaders(asker.limits),
    },
  });
}

/**
 * `POST /account/delete`. The page's form sends the typed word with it; a script that sends `confirm`
 * must send that word too.
 */
export async function deleteData(gated: GatedRequest, context: WebContext): Promise<Response> {
  const asker = await findPerson(gated, context);
  if (asker instanceof Response) return asker;
  const { requestId, request } = gated;
  // A token that only reads must not be able to take everything away.
  if (!asker.caller.scopes.includes("clickup:write")) return httpError(READS_ONLY, requestId);
  const isForm = asker.isPage && wantsHtml(request);
  if (!isConfirmed(asker, isForm)) return httpError(NOT_CONFIRMED, requestId);

  const { userId } = asker.caller;
  const wasDeleted = await asker.account.deleteAccount(asker.caller);
  // From here on it is gone, whatever happens; the alarm finishes what is not finished here.
  if (wasDeleted) await finish(context, userId);
  const headers = new Headers({ "Set-Cookie": endSessionCookie() });
  if (isForm) return message(gated, 200, DELETED, headers);
  headers.set("Cache-Control", "no-store");
  return Response.json({ success: true }, { headers });
}

async function finish({ env, log }: WebContext, userId: string): Promise<void> {
  try {
    // It never answers: what ran in the object ends with it, and nothing of it can write again.
    await accountOf(env, userId)
      .restart()
      .catch(() => {});
    await accountOf(env, userId).finishDeletion();
  } catch (error) {
    log.warn("a deletion goes on by alarm", { error: classOf(error) });
  }
}

function isConfirmed({ fields }: Asker, mustBe: boolean): boolean {
  return fields.confirm === undefined ? !mustBe : fields.confirm === DELETE_WORD;
}

async function listGrants(env: Env, userId: string): Promise<object[]> {
  const { items } = await oauthApi(env).listUserGrants(userId, { limit: MAX_LISTED_GRANTS });
  return items.map(({ id, clientId, scope, createdAt }) => {
    return { grant_id: id, client_id: clientId, scope, created_at: atOf(createdAt) };
  });
}

function atOf(epochSeconds: number): string {
  return new Date(epochSeconds * 1000).toISOString();
}

async function write(
  writable: WritableStream<Uint8Array>,
  head: string,
  stored: ReadableStream<Uint8Array>,
): Promise<void> {
  const encoder = new TextEncoder();
  const writer = writable.getWriter();
  await writer.write(encoder.encode(head));
  writer.releaseLock();
  await stored.pipeTo(writable, { preventClose: true });
  const last = writable.getWriter();
  await last.write(encoder.encode("}"));
  await last.close();
}

const READS_ONLY = {
  status: 403,
  code: "insufficient_scope",
  message: "This token may only read. Deleting everything needs one with clickup:write.",
};
const NOT_CONFIRMED = {
  status: 400,
  code: "not_confirmed",
  message: `confirm has to be the word ${DELETE_WORD}. Nothing was deleted.`,
};
const DELETED = {
  title: "Your account is deleted",
  text: "Everything that was stored about you here is gone, and no app can act for you any more. ClickUp itself was not touched.",
  link: { href: "/", text: "To the start" },
};
