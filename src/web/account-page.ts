import { httpError } from "../gate/errors.ts";
import type { GatedRequest } from "../gate/route.ts";
import { readChoice } from "../tools/choice.ts";
import { tellAccount } from "./account.ts";
import { type Fields, findAsker, findPerson } from "./asker.ts";
import { billingFormTargets } from "./billing.ts";
import { csrfToken } from "./browser-session.ts";
import { mcpUrl, type WebContext } from "./context.ts";
import { page, sendTo } from "./page.ts";
import { AccountPage } from "./pages/account.tsx";
import { tierFacts } from "./tier-facts.ts";

/** `GET /account`: the person's page; for a script the same as `/auth/me`. */
export async function showAccount(gated: GatedRequest, context: WebContext): Promise<Response> {
  const asker = await findAsker(gated, context);
  if (asker instanceof Response) return asker;
  if (!asker.isPage) return tellAccount(asker);
  const { searchParams } = gated.url;
  const checkout = searchParams.get("checkout");
  // Where the browser came back from proves nothing: Stripe is asked.
  const wasAtStripe = checkout !== null || searchParams.has("portal");
  if (wasAtStripe) await asker.account.refreshBilling(gated.requestId);
  const details = await asker.account.details();
  if (details === undefined) return sendTo("/auth/login");
  const { config } = context;
  const markup = AccountPage({
    details,
    mcpUrl: mcpUrl(config),
    tiers: tierFacts(config),
    csrf: await csrfToken(config, asker.caller),
    credentialId: asker.caller.credentialId,
    nowMs: Date.now(),
    wasSaved: searchParams.has("saved"),
    ...((checkout === "success" || checkout === "cancelled") && { checkout }),
  });
  return page(markup, { formTargets: billingFormTargets(config) });
}

/** `POST /account/preferences`: what connections get that choose nothing themselves. */
export async function savePreferences(gated: GatedRequest, context: WebContext): Promise<Response> {
  const asker = await findPerson(gated, context);
  if (asker instanceof Response) return asker;
  const { requestId } = gated;
  const { account, caller, fields } = asker;
  // It could take back what the person forbade to tokens that may do more.
  if (!caller.scopes.includes("clickup:write")) return httpError(READS_ONLY, requestId);
  const list = readChoice(listOf(fields), new Headers());
  if (!list.ok) {
    return httpError({ status: 400, code: "invalid_input", message: list.problem }, requestId);
  }
  const { toolsets, persona } = list.choice;
  const preferences = {
    ...(toolsets !== undefined && { toolsets }),
    ...(persona !== undefined && { persona }),
    ...(isOn(fields.readonly) && { readonly: true as const }),
    ...(isOn(fields.nodelete) && { nodelete: true as const }),
  };
  const seen = fields.version === undefined ? undefined : Number(fields.version);
  const isStored = await account.setPreferences(caller, preferences, requestId, seen);
  if (!isStored) return httpError(CHANGED_MEANWHILE, requestId);
  return asker.isPage ? sendTo("/account?saved=tools#tools") : Response.json({ success: true });
}

/** The form's list as the MCP URL would say it, so that both know the same names. */
function listOf({ list, toolsets }: Fields): URLSearchParams {
  const query = new URLSearchParams();
  if (list === "all") query.set("toolsets", "all");
  else if (list === "toolsets")
    query.set("toolsets", Array.isArray(toolsets) ? toolsets.join() : "");
  else if (typeof list === "string" && list !== "") query.set("persona", list);
  return query;
}

function isOn(field: unknown): boolean {
  return field === true || field === "1";
}

/** `POST /account/sessions/:id/end`: ends one MCP session; its connection stays. */
export async function endSession(gated: GatedRequest, context: WebContext): Promise<Response> {
  const asker = await findPerson(gated, context);
  if (asker instanceof Response) return asker;
  const { requestId, params } = gated;
  const wasOpen = await asker.account.closeSession(asker.caller, params.id ?? "");
  if (asker.isPage) return sendTo("/account");
  return wasOpen ? Response.json({ success: true }) : httpError(NO_SUCH_SESSION, requestId);
}

const CHANGED_MEANWHILE = {
  status: 403,
  code: "already_sent",
  message: "This form was sent before, or the choice was changed elsewhere. Load the page again.",
};
const READS_ONLY = {
  status: 403,
  code: "insufficient_scope",
  message: "This token may only read. Changing what all connections may do needs clickup:write.",
};
const NO_SUCH_SESSION = {
  status: 404,
  code: "not_found",
  message: "This account has no open session with that id.",
};
