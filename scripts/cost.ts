/**
 * What a million tool calls cost at Cloudflare, as docs/cost.md (`npm run generate`): prices and quantities
 * by name, and nothing but sums and products of them. The plan's fee and what it includes are left out, so
 * that the figures are what one more million costs.
 */

/** US dollars for a million of each, Workers Paid, as Cloudflare's pages had them then. */
export const PRICES_AS_OF = "2026-11";
export const PRICES = {
  worker_request: { usd: 0.3, page: "workers/platform/pricing" },
  worker_cpu_ms: { usd: 0.02, page: "workers/platform/pricing" },
  log_event: { usd: 0.6, page: "workers/platform/pricing" },
  object_request: { usd: 0.15, page: "durable-objects/platform/pricing" },
  object_gb_second: { usd: 12.5, page: "durable-objects/platform/pricing" },
  row_written: { usd: 1, page: "durable-objects/platform/pricing" },
  kv_read: { usd: 0.5, page: "kv/platform/pricing" },
  queue_operation: { usd: 0.4, page: "queues/platform/pricing" },
  r2_write: { usd: 4.5, page: "r2/pricing" },
  data_point: { usd: 0.25, page: "analytics/analytics-engine/pricing" },
} as const;

export interface Use {
  what: string;
  resource: keyof typeof PRICES;
  amount: number;
  /** How the amount is known. */
  known: string;
}

/** 128 MB, which an object is billed with whatever it uses. */
const OBJECT_GB = 0.128;
/** Of total_changes() in the account, 1 to 100 calls in a row and their drain: 8, 20, 66, 305 rows. */
const ROWS_KNOWN = "measured, 2026-11-22";

/** Whatever comes before and after it. */
export const EACH_CALL: readonly Use[] = [
  { what: "the request", resource: "worker_request", amount: 1, known: "counted" },
  { what: "its CPU, 10 ms", resource: "worker_cpu_ms", amount: 10, known: "assumed" },
  { what: "its log line", resource: "log_event", amount: 1, known: "counted" },
  {
    what: "the access token",
    resource: "kv_read",
    amount: 1,
    known: "counted; none for a personal token",
  },
  { what: "the account", resource: "object_request", amount: 1, known: "counted, one RPC" },
  {
    what: "half a second in it, ClickUp's included",
    resource: "object_gb_second",
    amount: 0.5 * OBJECT_GB,
    known: "assumed",
  },
  { what: "event, its end, window", resource: "row_written", amount: 3, known: ROWS_KNOWN },
  { what: "its metric", resource: "data_point", amount: 1, known: "counted" },
];

/** What all calls of a user within about 20 seconds share, up to 100. */
export const EACH_BATCH: readonly Use[] = [
  { what: "alarm, batch, usage, last use", resource: "row_written", amount: 5, known: ROWS_KNOWN },
  {
    what: "alarm, two looks of the consumer",
    resource: "object_request",
    amount: 3,
    known: "counted",
  },
  {
    what: "a fifth of a second",
    resource: "object_gb_second",
    amount: 0.2 * OBJECT_GB,
    known: "assumed",
  },
  {
    what: "write, read, delete",
    resource: "queue_operation",
    amount: 3,
    known: "counted, below 64 kB",
  },
  { what: "the consumer", resource: "worker_request", amount: 1, known: "counted, at most" },
  { what: "the audit object", resource: "r2_write", amount: 1, known: "counted" },
];

/** Calls that share a batch: one now and then, an assistant at work, a script that never stops. */
export const CALLS_PER_BATCH = [1, 5, 100] as const;

/** Dollars for a million of what is used once. */
export function usd({ resource, amount }: Use): number {
  return PRICES[resource].usd * amount;
}

/** Dollars for a million calls of which so many share a batch. */
export function costPerMillion(callsPerBatch: number): number {
  const sum = (uses: readonly Use[]) => uses.reduce((total, use) => total + usd(use), 0);
  return sum(EACH_CALL) + sum(EACH_BATCH) / callsPerBatch;
}

export function costPage(generatedNote: string): string {
  const dollars = (amount: number) => amount.toFixed(2);
  const use = (one: Use) =>
    `| ${one.what} | \`${one.resource}\` | ${Number(one.amount.toFixed(4))} | ${one.known} | ${dollars(usd(one))} |`;
  const table = (uses: readonly Use[]) =>
    ["| | of | how many | known | $ a million |", "|---|---|---|---|---|", ...uses.map(use)].join(
      "\n",
    );
  const prices = Object.entries(PRICES).map(
    ([name, { usd: price, page }]) =>
      `| \`${name}\` | ${price} | developers.cloudflare.com/${page} |`,
  );
  const totals = CALLS_PER_BATCH.map(
    (calls) => `| ${calls} | **${dollars(costPerMillion(calls))}** |`,
  );
  return [
    "# What a million calls cost",
    generatedNote,
    "At Cloudflare, in US dollars, one more million tool calls over what Workers Paid includes. Audit events of one user within about 20 seconds leave as one batch, so it matters how close together a user's calls are.",
    ["| calls in a batch | $ a million calls |", "|---|---|", ...totals].join("\n"),
    "## Each call",
    table(EACH_CALL),
    "## Each batch",
    table(EACH_BATCH),
    `## Prices, ${PRICES_AS_OF}`,
    ["| | $ a million | |", "|---|---|---|", ...prices].join("\n"),
    "Not in it: storage (a million events are about 0.4 GB in R2, under a cent a month), sessions that hold an event stream open (a hibernating object costs nothing while nothing happens), sign-ins, jobs (a row or two for each write), and Stripe's fees. `npm run bench -- audit` measures rows, messages and objects of a call; the numbers and the sums are in `scripts/cost.ts`.",
  ]
    .join("\n\n")
    .concat("\n");
}
