/**
 * What a million tool calls and a month of an idle user cost at Cloudflare, as docs/cost.md
 * (`npm run generate`): prices and quantities by name, and nothing but sums and products of them. The plan's
 * fee and what it includes are left out, so that the figures are what one more costs.
 */

import { DRAIN_DELAY_MS } from "../src/account/audit-batches.ts";

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
  kv_write: { usd: 5, page: "kv/platform/pricing" },
  queue_operation: { usd: 0.4, page: "queues/platform/pricing" },
  r2_write: { usd: 4.5, page: "r2/pricing" },
  data_point: { usd: 0.25, page: "analytics/analytics-engine/pricing" },
  /** Bytes that are kept for a month: $0.20 and $0.50 a GB. */
  object_byte_month: { usd: 0.0002, page: "durable-objects/platform/pricing" },
  kv_byte_month: { usd: 0.0005, page: "kv/platform/pricing" },
} as const;

/** What is to be reached, in dollars for a million calls. */
const GOAL_USD = 5;
const BATCH_SECONDS = DRAIN_DELAY_MS / 1000;

export interface Use {
  what: string;
  resource: keyof typeof PRICES;
  amount: number;
  /** How the amount is known. */
  known: string;
}

/** 128 MB, which an object is billed with whatever it uses. */
const OBJECT_GB = 0.128;
/** By `npm run bench -- audit`: of total_changes() in the account, the alarm included. */
const ROWS_KNOWN = "measured, 2026-11-22";
/** By `npm run bench -- cpu`, all of workerd: the account's share and the simulated queue are in it. */
const CPU_KNOWN = "measured, 2026-11-22, at most";

/** Whatever comes before and after it. */
export const EACH_CALL: readonly Use[] = [
  { what: "the request", resource: "worker_request", amount: 1, known: "counted" },
  { what: "its CPU, ms", resource: "worker_cpu_ms", amount: 5.1, known: CPU_KNOWN },
  { what: "its log line", resource: "log_event", amount: 1, known: "counted" },
  { what: "the account", resource: "object_request", amount: 1, known: "counted, one RPC" },
  {
    what: "half a second in it, ClickUp's included",
    resource: "object_gb_second",
    amount: 0.5 * OBJECT_GB,
    known: "assumed",
  },
  { what: "its event, and its end", resource: "row_written", amount: 2, known: ROWS_KNOWN },
  { what: "usage, of a hundred", resource: "row_written", amount: 0.01, known: ROWS_KNOWN },
  { what: "its metric", resource: "data_point", amount: 1, known: "counted" },
];

/** What all calls of a user within 40 seconds share, up to 100. */
export const EACH_BATCH: readonly Use[] = [
  {
    what: "alarm to drain and back, batch twice",
    resource: "row_written",
    amount: 4,
    known: ROWS_KNOWN,
  },
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

/** What all batches of a user within an hour share. */
export const EACH_HOUR: readonly Use[] = [
  {
    what: "usage, last use of the connection and of its session",
    resource: "row_written",
    amount: 3,
    known: "counted",
  },
];

const DAYS = 30;

/** What a signed-in user takes in a month whose client holds a stream open day and night and asks nothing. */
export const EACH_IDLE_MONTH: readonly Use[] = [
  {
    what: "the account: 500 events, a month's usage",
    resource: "object_byte_month",
    amount: 420_000,
    known: "measured, 2026-11-22",
  },
  {
    what: "a session's object",
    resource: "object_byte_month",
    amount: 8_192,
    known: "measured, 2026-11-22",
  },
  {
    what: "client, grant, tokens",
    resource: "kv_byte_month",
    amount: 3_000,
    known: "measured, 2026-11-22",
  },
  {
    what: "clean-up: alarms, and the session that it ends",
    resource: "object_request",
    amount: 3,
    known: "counted",
  },
  { what: "what it removes", resource: "row_written", amount: 15, known: "counted, about" },
  {
    what: "the stream's keep-alive, every 15 s, 0.05 ms each",
    resource: "worker_cpu_ms",
    amount: (DAYS * 86_400 * 0.05) / 15,
    known: "assumed",
  },
  {
    what: "a new stream and token a day: requests",
    resource: "worker_request",
    amount: 2 * DAYS,
    known: "assumed, once a day",
  },
  { what: "their log lines", resource: "log_event", amount: 2 * DAYS, known: "counted" },
  {
    what: "account and session",
    resource: "object_request",
    amount: 5 * DAYS,
    known: "counted",
  },
  {
    what: "a fifth of a second of them",
    resource: "object_gb_second",
    amount: 0.2 * OBJECT_GB * DAYS,
    known: "assumed",
  },
  {
    what: "the refresh: 8, stream and last use: 4",
    resource: "row_written",
    amount: 12 * DAYS,
    known: "measured, 2026-11-22",
  },
  {
    what: "the refresh: 3, the nightly look: 2",
    resource: "kv_read",
    amount: 5 * DAYS,
    known: "measured, 2026-11-22",
  },
  { what: "the refresh", resource: "kv_write", amount: 2 * DAYS, known: "measured, 2026-11-22" },
];

/** How close together a user's calls are. */
export interface Pace {
  who: string;
  /** Within 40 seconds. */
  callsPerBatch: number;
  batchesPerHour: number;
}

export const PACES: readonly Pace[] = [
  { who: "one call now and then", callsPerBatch: 1, batchesPerHour: 1 },
  { who: "a person who asks an assistant", callsPerBatch: 5, batchesPerHour: 10 },
  { who: "an assistant at work, a call every 4 s", callsPerBatch: 10, batchesPerHour: 60 },
  { who: "a script that never stops", callsPerBatch: 100, batchesPerHour: 90 },
];

/** Dollars for a million of what is used once. */
export function usd({ resource, amount }: Use): number {
  return PRICES[resource].usd * amount;
}

const sum = (uses: readonly Use[]) => uses.reduce((total, use) => total + usd(use), 0);

/** Dollars for a million calls at that pace. */
export function costPerMillion({ callsPerBatch, batchesPerHour }: Omit<Pace, "who">): number {
  const ofBatch = sum(EACH_BATCH) + sum(EACH_HOUR) / batchesPerHour;
  return sum(EACH_CALL) + ofBatch / callsPerBatch;
}

/** Dollars for one idle user and month. */
export function costPerIdleMonth(): number {
  return sum(EACH_IDLE_MONTH) / 1_000_000;
}

/** The fewest calls in a batch that keep a million of them at the goal, batch after batch. */
export function callsForGoal(batchesPerHour: number): number {
  let callsPerBatch = 1;
  while (costPerMillion({ callsPerBatch, batchesPerHour }) > GOAL_USD) callsPerBatch += 1;
  return callsPerBatch;
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
  const totals = PACES.map(
    (pace) =>
      `| ${pace.who} | ${pace.callsPerBatch} | ${pace.batchesPerHour} | **${dollars(costPerMillion(pace))}** |`,
  );
  const steady = 3600 / BATCH_SECONDS;
  return [
    "# What a million calls cost",
    generatedNote,
    `At Cloudflare, in US dollars, one more million tool calls over what Workers Paid includes. Audit events of one user within ${BATCH_SECONDS} seconds leave as one batch, so it matters how close together a user's calls are.`,
    [
      "| who | calls in a batch | batches an hour | $ a million calls |",
      "|---|---|---|---|",
      ...totals,
    ].join("\n"),
    `The goal of $${dollars(GOAL_USD)} is met from ${callsForGoal(steady)} calls in a batch on, a script's pace. What stands above it with fewer is the batch, and in the batch the audit object: events have to be in the bucket within a minute, in objects of one user and day. A call by itself takes $${dollars(sum(EACH_CALL))}; of that, the account's wait for ClickUp is $0.16 for each tenth of a second, and the two rows are what an answered call cannot lose its event by.`,
    `An idle user costs **$${costPerIdleMonth().toFixed(4)}** a month.`,
    "## Each call",
    table(EACH_CALL),
    "## Each batch",
    table(EACH_BATCH),
    "## Each hour with calls",
    table(EACH_HOUR),
    "## An idle user and month",
    "Signed in, with a session and its stream open day and night, and no call. Nothing keeps an object awake: its sockets hibernate. Dollars are for a million such users.",
    table(EACH_IDLE_MONTH),
    `## Prices, ${PRICES_AS_OF}`,
    ["| | $ a million | |", "|---|---|---|", ...prices].join("\n"),
    "Not in it: storage of events (a million are about 0.4 GB in R2, under a cent a month), sign-ins, jobs (a row or two for each write), and Stripe's fees. `npm run bench -- audit cpu` measures rows, messages and objects of a call and its CPU; the numbers and the sums are in `scripts/cost.ts`.",
  ]
    .join("\n\n")
    .concat("\n");
}
