import type { Config } from "../env.ts";
import type { Log } from "../log/log.ts";

/** What every handler of this room is given. */
export interface WebContext {
  env: Env;
  config: Config;
  log: Log;
}

export function mcpUrl({ publicUrl }: Pick<Config, "publicUrl">): string {
  return `${publicUrl.origin}/mcp`;
}

/**
 * In development a page may be opened under another loopback name. The sign-in comes back to
 * PUBLIC_URL, where the cookies of that name are unknown: move there first.
 */
export function elsewhere(url: URL, { publicUrl }: Config): string | undefined {
  return url.host === publicUrl.host ? undefined : publicUrl.origin + url.pathname + url.search;
}
