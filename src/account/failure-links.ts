import type { Failure } from "../domain/failure.ts";

/** The failure with the page on which its user can end it, where there is one. */
export function withLinks(failure: Failure, publicUrl: URL): Failure {
  switch (failure.code) {
    case "reconnect_required":
    case "workspace_not_shared":
      return { ...failure, signInUrl: signInUrl(publicUrl) };
    case "premium_required":
      return { ...failure, upgradeUrl: new URL("/account", publicUrl).href };
    default:
      return failure;
  }
}

/** Of the page by which a user signs in with ClickUp. */
export function signInUrl(publicUrl: URL): string {
  return new URL("/auth/login", publicUrl).href;
}
