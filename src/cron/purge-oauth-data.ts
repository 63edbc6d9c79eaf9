import type { Config } from "../env.ts";
import { type Log, whereOf } from "../log/log.ts";
import { authorizationServer } from "../oauth/authorization-server.ts";

/**
 * Records that are looked at in one step of each kind, and steps of one night: some 800 subrequests at
 * most, of the 1,000 that an invocation may make (developers.cloudflare.com/workers/platform/limits).
 */
const BATCH = 100;
const MAX_STEPS = 3;
/** Where the next night goes on. */
const CURSOR_KEY = "oauth-purge";

/**
 * Removes grants and tokens of the OAuth library that have ended and that KV has not let go by itself,
 * or that lost their client. Goes on the next night where this one had to stop. Never throws.
 */
export async function purgeOAuthData(env: Env, config: Config, log: Log): Promise<void> {
  const server = authorizationServer(config);
  const found = { checked: 0, removed: 0 };
  try {
    let cursor = (await env.OAUTH_KV.get(CURSOR_KEY)) ?? undefined;
    let isWhole = false;
    for (let step = 0; step < MAX_STEPS && !isWhole; step++) {
      const result = await server.purgeExpiredData(env, {
        batchSize: BATCH,
        ...(cursor !== undefined && { cursor }),
      });
      found.checked += result.grantsChecked + result.tokensChecked;
      found.removed += result.grantsPurged + result.tokensPurged;
      ({ cursor, done: isWhole } = result);
    }
    if (cursor === undefined) await env.OAUTH_KV.delete(CURSOR_KEY);
    else await env.OAUTH_KV.put(CURSOR_KEY, cursor);
    log.info("ended OAuth data was removed", { ...found, isWhole });
  } catch (error) {
    log.error("ended OAuth data could not be removed", { ...found, ...whereOf(error) });
  }
}
