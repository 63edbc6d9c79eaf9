import type { Config } from "../env.ts";
import type { Log } from "../log/log.ts";
import { purgeOAuthData } from "./purge-oauth-data.ts";
import { repairBilling } from "./repair-billing.ts";

/** As in wrangler.jsonc. Two, because each may use up an invocation's subrequests. */
const REPAIR = "17 3 * * *";
const PURGE = "47 3 * * *";

/** What a cron trigger is for; one that is not known (by hand, in a test) is for all of it. */
export async function runNightly(cron: string, env: Env, config: Config, log: Log): Promise<void> {
  if (cron !== PURGE) await repairBilling(env, config, log);
  if (cron !== REPAIR) await purgeOAuthData(env, config, log);
}
