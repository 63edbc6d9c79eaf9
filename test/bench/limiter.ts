/** What one check of the limiter takes of the account object's time, by how full the window is. */
import { join } from "node:path";
import { freePort } from "../support/local-product.ts";
import { median } from "./quantile.ts";
import { goals, row, title } from "./report.ts";
import { build, discard, run } from "./stack.ts";

const CHECKS = 20_000;
const ROUNDS = 7;
const MAX_MS = 0.3;
/** At 500 as at 5; a check that walks the window would be a hundred times slower. */
const MAX_GROWTH = 2;

interface Case {
  entries: number;
  refused: boolean;
}

const CASES: readonly Case[] = [
  { entries: 5, refused: false },
  { entries: 500, refused: false },
  { entries: 5, refused: true },
  { entries: 500, refused: true },
];

export interface LimiterFigures {
  checks_each: number;
  cases: (Case & { ms: number })[];
}

export async function measureLimiter(): Promise<LimiterFigures> {
  const built = await build(join(import.meta.dirname, "limiter.wrangler.jsonc"));
  const port = await freePort();
  const miniflare = await run(built, port, {});
  // An object's clock stands still while it works, so it is timed from here.
  const timed = async ({ entries, refused }: Case, checks: number) => {
    const query = `entries=${entries}&checks=${checks}${refused ? "&refused" : ""}`;
    const startedAt = performance.now();
    const admitted = await (await fetch(`http://localhost:${port}/?${query}`)).json();
    const ms = performance.now() - startedAt;
    if (admitted !== (refused ? 0 : checks)) throw new Error(`${admitted} of ${checks} passed`);
    return ms;
  };
  try {
    const cases: LimiterFigures["cases"] = [];
    for (const one of CASES) {
      await timed(one, CHECKS);
      const samples: number[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        const idle = await timed(one, 0);
        samples.push((await timed(one, CHECKS)) - idle);
      }
      // A refusal takes so little that noise can make it negative.
      cases.push({ ...one, ms: Math.max(0, median(samples) / CHECKS) });
    }
    return { checks_each: CHECKS * ROUNDS, cases };
  } finally {
    await miniflare.dispose();
    discard(built);
  }
}

export function printLimiter({ checks_each, cases }: LimiterFigures): void {
  title("Limiter", `ms of the object's time a check, its row included; ${checks_each} of each.`);
  row("requests in the window", "admitted", "refused");
  const of = (entries: number, refused: boolean) =>
    cases.find((one) => one.entries === entries && one.refused === refused)?.ms ?? Number.NaN;
  for (const entries of [5, 500]) row(String(entries), of(entries, false), of(entries, true));
  goals([
    {
      name: "the slowest of them, ms",
      value: Math.max(...cases.map(({ ms }) => ms)),
      goal: MAX_MS,
    },
    { name: "admitted, at 500 over at 5", value: of(500, false) / of(5, false), goal: MAX_GROWTH },
  ]);
}
