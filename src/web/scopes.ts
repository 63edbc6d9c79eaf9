import { isScope, knownScopes, SCOPES, type Scope } from "../domain/scope.ts";
import { OFFLINE_ACCESS } from "../oauth/authorization-server.ts";
import { DEFAULT_SCOPES } from "../oauth/resources.ts";

/** What each scope lets an app do, as the consent page says it. */
export const SCOPE_TEXT: Readonly<Record<Scope, { title: string; detail: string }>> = {
  "clickup:read": {
    title: "See your ClickUp",
    detail: "Workspaces, Spaces, Lists, tasks and people that you can see",
  },
  "clickup:write": {
    title: "Create and change",
    detail: "Tasks, comments, fields and other things, in your name",
  },
  "clickup:delete": {
    title: "Delete",
    detail: "What you may delete; ClickUp keeps most of it in its trash for a while",
  },
};

/** Reading is the baseline: without it nothing else can be used. */
export const BASELINE: Scope = "clickup:read";

/**
 * What a client may be offered for what it asked: never more than that and the baseline. Asking for
 * nothing gets the default; asking only for what we do not know gets undefined, not everything.
 */
export function offeredScopes(requested: readonly string[]): string[] | undefined {
  const asked = requested.length === 0 ? [...DEFAULT_SCOPES] : requested;
  const stays = asked.includes(OFFLINE_ACCESS) ? [OFFLINE_ACCESS] : [];
  const known = knownScopes(asked);
  if (known.length === 0 && stays.length === 0) return undefined;
  return [...withBaseline(known), ...stays];
}

/**
 * The scopes with deleting, for a client that asked to write alone; undefined for any other. Most
 * clients ask for what our challenge names and cannot step up: they answer a 403 with a refresh,
 * which widens nothing. So the person may have the same page asked for more.
 */
export function withDeleting(offered: readonly string[]): string[] | undefined {
  const isOrdinary = offered.includes("clickup:write") && !offered.includes("clickup:delete");
  return isOrdinary ? [...offered, "clickup:delete"] : undefined;
}

/** What was ticked of what was offered. */
export function grantedScopes(offered: readonly string[], ticked: readonly string[]): string[] {
  return offered.filter((scope) => scope === BASELINE || !isScope(scope) || ticked.includes(scope));
}

export function withBaseline(scopes: readonly Scope[]): Scope[] {
  return SCOPES.filter((scope) => scope === BASELINE || scopes.includes(scope));
}
