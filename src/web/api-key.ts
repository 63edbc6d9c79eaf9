/** The user's own ClickUp API key: checked with ClickUp before anything is stored. */
import * as z from "zod";
import { checkToken } from "../clickup/oauth.ts";
import { httpError } from "../gate/errors.ts";
import type { GatedRequest } from "../gate/route.ts";
import { Secret } from "../log/secret.ts";
import { fetchWithin } from "../log/trace.ts";
import { type Asker, findPerson } from "./asker.ts";
import type { WebContext } from "./context.ts";
import { sendTo, wantsHtml } from "./page.ts";

/** ClickUp's are `pk_<user id>_<32 letters and digits>`; a longer one would still be theirs to judge. */
const API_KEY = /^pk_[A-Za-z0-9_]{1,197}$/;
const WORKSPACE_ID = /^[A-Za-z0-9_-]{1,64}$/;
/** Seconds after which ClickUp is worth another try. */
const RETRY_AFTER_SECONDS = 10;

const NewKey = z.object({
  api_key: z.string().trim().regex(API_KEY),
  team_id: z.union([z.string().trim(), z.number().transform(String)]),
});

/** `POST /auth/api-key` `{"api_key":"pk_…","team_id":"…"}`. */
export async function storeApiKey(gated: GatedRequest, context: WebContext): Promise<Response> {
  const asker = await findPerson(gated, context);
  if (asker instanceof Response) return asker;
  const { requestId } = gated;
  const given = NewKey.safeParse(asker.fields);
  if (!given.success) {
    const isKey = given.error.issues.some(({ path }) => path[0] === "api_key");
    return httpError(isKey ? WITHOUT_KEY : WITHOUT_WORKSPACE, requestId);
  }
  const { api_key: key, team_id: workspaceId } = given.data;
  if (!WORKSPACE_ID.test(workspaceId)) return httpError(WITHOUT_WORKSPACE, requestId);
  const checked = await checkToken({
    apiUrl: context.config.clickUpApiUrl,
    token: new Secret(key),
    fetch: fetchWithin(gated),
  });
  if (!checked.ok) {
    return httpError(checked.because === "refused" ? REFUSED : NO_ANSWER, requestId);
  }
  const { user, workspaces } = checked.identity;
  if (user.id !== asker.caller.userId) return httpError(ANOTHER_USER, requestId);
  if (!workspaces.some(({ id }) => id === workspaceId)) return httpError(NOT_OPEN, requestId);
  const isStored = await asker.account.storeApiKey(asker.caller, { key, workspaces }, requestId);
  if (!isStored) return httpError(ENDED, requestId);
  return done(gated, asker, "API key stored successfully");
}

/** `DELETE /auth/api-key`, and the form that stands for it: the sign-in is used again. */
export async function removeApiKey(gated: GatedRequest, context: WebContext): Promise<Response> {
  const asker = await findPerson(gated, context);
  if (asker instanceof Response) return asker;
  const wasStored = await asker.account.removeApiKey(asker.caller, gated.requestId);
  return done(gated, asker, wasStored ? "API key removed" : "There was no API key");
}

function done({ request }: GatedRequest, { isPage }: Asker, message: string): Response {
  return isPage && wantsHtml(request)
    ? sendTo("/account#api-key")
    : Response.json({ success: true, message }, { headers: { "Cache-Control": "no-store" } });
}

const WITHOUT_KEY = {
  status: 400,
  code: "invalid_input",
  message: "api_key must be a ClickUp API key; it begins with pk_.",
};
const WITHOUT_WORKSPACE = {
  status: 400,
  code: "invalid_input",
  message: "team_id must be the id of a Workspace that the key opens.",
};
const REFUSED = {
  status: 400,
  code: "api_key_refused",
  message: "ClickUp does not accept this API key. Make a new one under Settings, Apps.",
};
const ANOTHER_USER = {
  status: 403,
  code: "api_key_of_another_user",
  message: "This API key belongs to another ClickUp user than the one who is signed in.",
};
const NOT_OPEN = {
  status: 403,
  code: "workspace_not_open",
  message: "This API key does not open that Workspace.",
};
const NO_ANSWER = {
  status: 503,
  code: "clickup_unavailable",
  message: "ClickUp did not answer, so the key could not be checked. Nothing was stored.",
  headers: { "Retry-After": String(RETRY_AFTER_SECONDS) },
};
const ENDED = {
  status: 401,
  code: "unauthorized",
  message: "Your sign-in ended meanwhile. Nothing was stored.",
};
