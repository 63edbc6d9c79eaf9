/** The limiter alone, in an object with its real SQLite, on a clock that is handed in. */
import { DurableObject } from "cloudflare:workers";
import { Quota, WINDOW_MS } from "../../src/account/quota.ts";

const LIMIT = 500;
const T0 = 1_800_000_000_000;

interface LimiterEnv {
  LIMITER: DurableObjectNamespace<LimiterObject>;
}

export class LimiterObject extends DurableObject<LimiterEnv> {
  /**
   * So many checks, each when the oldest of `entries` requests leaves the window: there are always so
   * many in it. With a limit of `entries` less one, each is refused. Answers how many were admitted.
   */
  check(entries: number, checks: number, refused: boolean): number {
    const { sql } = this.ctx.storage;
    sql.exec(
      `CREATE TABLE IF NOT EXISTS counted_calls (
         slot INTEGER PRIMARY KEY, seq INTEGER NOT NULL, at_ms INTEGER NOT NULL, cost INTEGER NOT NULL
       ) STRICT`,
    );
    sql.exec("DELETE FROM counted_calls");
    const quota = new Quota(sql, LIMIT);
    const stepMs = WINDOW_MS / entries;
    let nowMs = T0;
    for (let i = 0; i < entries; i++) {
      nowMs += stepMs;
      quota.admit(nowMs, LIMIT, 1);
    }
    let admitted = 0;
    for (let i = 0; i < checks; i++) {
      if (!refused) nowMs += stepMs;
      if (quota.admit(nowMs, refused ? entries : LIMIT, 1).admitted) admitted += 1;
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
