/** The limiter alone, in an object with its real SQLite, on a clock that is handed in. */
import { DurableObject } from "cloudflare:workers";
import { WINDOW_MS } from "../../src/account/counted-calls.ts";
import { migrate } from "../../src/account/migrations.ts";
import { Quota } from "../../src/account/quota.ts";

const LIMIT = 500;
const T0 = 1_800_000_000_000;

interface LimiterEnv {
  LIMITER: DurableObjectNamespace<LimiterObject>;
}

export class LimiterObject extends DurableObject<LimiterEnv> {
  /**
   * So many checks, each when the oldest of `entries` requests leaves the window: there are always so
   * many in it. With a limit of `entries` less one, each is refused. None leaves an event, so that each
   * has a row of its own. Answers how many were admitted.
   */
  check(entries: number, checks: number, refused: boolean): number {
    const { sql } = this.ctx.storage;
    migrate(this.ctx.storage);
    sql.exec("DELETE FROM counted_calls");
    const quota = new Quota(sql, LIMIT);
    const isAdmitted = (nowMs: number, limit: number) => {
      const decision = quota.admit(nowMs, limit, 1);
      if (decision.admitted && decision.counted !== undefined) quota.store(decision.counted);
      return decision.admitted;
    };
    const stepMs = WINDOW_MS / entries;
    let nowMs = T0;
    for (let i = 0; i < entries; i++) {
      nowMs += stepMs;
      isAdmitted(nowMs, LIMIT);
    }
    let admitted = 0;
    for (let i = 0; i < checks; i++) {
      if (!refused) nowMs += stepMs;
      if (isAdmitted(nowMs, refused ? entries : LIMIT)) admitted += 1;
    }
    return admitted;
  }
}

export default {
  async fetch(request, env): Promise<Response> {
    const { searchParams } = new URL(request.url);
    const number = (name: string) => Number(searchParams.get(name));
    const limiter = env.LIMITER.getByName("bench");
    const refused = searchParams.has("refused");
    return Response.json(await limiter.check(number("entries"), number("checks"), refused));
  },
} satisfies ExportedHandler<LimiterEnv>;
