/** The ways in which ClickUp fails. After some of them nobody but ClickUp knows whether a write was done. */
import type { ServerResponse } from "node:http";
import type { Random } from "../faults/random.ts";

/** Where redirects lead to, on the sandbox's own address. */
export const TRAP = "/trap";

const SLOW_MS = { least: 300, most: 2_500 };
/** Longer than the Worker waits for a read; a write is given up when the call's time is over. */
const SILENCE_MS = 28_000;
const RESET_AHEAD_SECONDS = 1;

interface Spoiled {
  outgoing: ServerResponse;
  /** Does what was asked, and gives the true answer. */
  perform(): Promise<Response>;
  random: Random;
  origin: string;
}

export interface Fault {
  name: FaultName;
  /**
   * "refused": nothing was done, and the answer says so. "cut": the answer is lost, whether it was done or
   * not. "late": nothing is wrong but the time.
   */
  kind: "refused" | "cut" | "late";
  /** Relative to the others. */
  share: number;
  spoil(spoiled: Spoiled): Promise<void>;
}

export type FaultName =
  | "400"
  | "401"
  | "403"
  | "404 in HTML"
  | "429 with a reset"
  | "429 without a reset"
  | "500 with a code"
  | "500"
  | "502 in HTML"
  | "503"
  | "504"
  | "HTML with a 200"
  | "half an answer"
  | "truncated"
  | "reset"
  | "redirect"
  | "redirect that keeps the method"
  | "timeout"
  | "slow";

const JSON_TYPE = { "content-type": "application/json" };
const HTML = { "content-type": "text/html" };

export const FAULTS: readonly Fault[] = [
  refused("400", 8, 400, { err: "x", ECODE: "INPUT_003" }),
  refused("401", 4, 401, { err: "x", ECODE: "OAUTH_023" }),
  refused("403", 4, 403, { err: "x", ECODE: "ACCESS_083" }),
  refused("404 in HTML", 4, 404, "<h1>Not found</h1>", HTML),
  {
    ...{ name: "429 with a reset", kind: "refused", share: 8 },
    spoil: async ({ outgoing }) => {
      const reset = Math.ceil(Date.now() / 1000) + RESET_AHEAD_SECONDS;
      const headers = { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(reset) };
      outgoing.writeHead(429, { ...JSON_TYPE, ...headers }).end("{}");
    },
  },
  refused("429 without a reset", 8, 429, {}),
  refused("500 with a code", 6, 500, { err: "x", ECODE: "ITEM_099" }),
  cut("500", 9, 500, "{}"),
  cut("502 in HTML", 8, 502, "<h1>Bad gateway</h1>", HTML),
  cut("503", 8, 503, ""),
  cut("504", 6, 504, ""),
  spoiledSuccess("HTML with a 200", 6, (outgoing) => {
    outgoing.writeHead(200, HTML).end("<html>");
  }),
  spoiledSuccess("half an answer", 6, (outgoing, text) => {
    outgoing.writeHead(200, JSON_TYPE).end(text.slice(0, text.length / 2));
  }),
  spoiledSuccess("truncated", 8, (outgoing, text) => {
    outgoing.writeHead(200, { ...JSON_TYPE, "content-length": Buffer.byteLength(text) + 1 });
    outgoing.write(text.slice(0, text.length / 2));
    setImmediate(() => outgoing.destroy());
  }),
  {
    ...{ name: "reset", kind: "cut", share: 10 },
    spoil: async ({ outgoing, perform, random }) => {
      if (random.chance(0.5)) await perform();
      outgoing.destroy();
    },
  },
  redirect("redirect", 3, 302),
  redirect("redirect that keeps the method", 3, 307),
  {
    ...{ name: "timeout", kind: "cut", share: 0.3 },
    spoil: async ({ outgoing, perform, random }) => {
      if (random.chance(0.5)) await perform();
      const giveUp = setTimeout(() => outgoing.destroy(), SILENCE_MS);
      outgoing.once("close", () => clearTimeout(giveUp));
    },
  },
  {
    ...{ name: "slow", kind: "late", share: 6 },
    spoil: async ({ outgoing, perform, random }) => {
      const response = await perform();
      const text = await response.text();
      setTimeout(
        () => {
          outgoing.writeHead(response.status, Object.fromEntries(response.headers)).end(text);
        },
        random.from(SLOW_MS.least, SLOW_MS.most),
      );
    },
  },
];

/** Any of them by its share, or any of one kind. */
export function pickFault(random: Random, kind?: Fault["kind"]): Fault {
  const faults = FAULTS.filter((fault) => kind === undefined || fault.kind === kind);
  let left = random.next() * faults.reduce((sum, { share }) => sum + share, 0);
  for (const fault of faults) {
    left -= fault.share;
    if (left < 0) return fault;
  }
  throw new Error("no fault");
}

function refused(
  name: FaultName,
  share: number,
  status: number,
  body: object | string,
  type: Record<string, string> = JSON_TYPE,
): Fault {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const spoil = async ({ outgoing }: Spoiled) => {
    outgoing.writeHead(status, type).end(text);
  };
  return { name, kind: "refused", share, spoil };
}

/** A server error: it was done half of the time. */
function cut(
  name: FaultName,
  share: number,
  status: number,
  body: string,
  type: Record<string, string> = JSON_TYPE,
): Fault {
  const spoil = async ({ outgoing, perform, random }: Spoiled) => {
    if (random.chance(0.5)) await perform();
    outgoing.writeHead(status, type).end(body);
  };
  return { name, kind: "cut", share, spoil };
}

/** It was done, says the status, and what follows is not to be read. A true refusal stays as it is. */
function spoiledSuccess(
  name: FaultName,
  share: number,
  answer: (outgoing: ServerResponse, text: string) => void,
): Fault {
  const spoil = async ({ outgoing, perform }: Spoiled) => {
    const response = await perform();
    const text = await response.text();
    if (response.status < 300 && text !== "") answer(outgoing, text);
    else outgoing.writeHead(response.status, JSON_TYPE).end(text);
  };
  return { name, kind: "cut", share, spoil };
}

function redirect(name: FaultName, share: number, status: number): Fault {
  const spoil = async ({ outgoing, perform, random, origin }: Spoiled) => {
    if (random.chance(0.5)) await perform();
    outgoing.writeHead(status, { location: `${origin}${TRAP}` }).end();
  };
  return { name, kind: "cut", share, spoil };
}
