/** Every tool against random arguments, with its whole pipeline and ClickUp's sandbox behind it. */
import fc from "fast-check";
import type { JsonObject } from "../../src/domain/json.ts";
import { TOOLS } from "../../src/tools/catalogue.ts";
import type { AnyTool } from "../../src/tools/define-tool.ts";
import { explain } from "../../src/tools/explain.ts";
import { TOOL_PREFIX } from "../../src/tools/tool-names.ts";
import { GOOD_CALLS } from "../support/good-calls.ts";
import { type ToolBench, type ToolBenchOptions, toolBench } from "../support/tool-bench.ts";
import { argumentsOf, changesOf } from "./arguments.ts";
import { FORGED_LINE, makeHostile } from "./hostile-world.ts";
import type { FuzzCount } from "./totals.ts";

/** Structure and text of one answer together (contract). */
const MAX_ANSWER_BYTES = 256 * 1024;
/** A scan of a full workspace is the longest that a single call asks of ClickUp. */
const MAX_REQUESTS = 400;
const MAX_MS = 10_000;
/** What earlier cases created would slow down later ones. */
const CASES_PER_SANDBOX = 50;
/** Then an attacker writes into every other Workspace; a short run sees both kinds, too. */
const HONEST_CASES = 7;
const AUDIT_LOG_QUERY = /^POST \/v3\/workspaces\/\w+\/auditlogs$/;
/**
 * A path of encoded segments, in which `encodeURIComponent` leaves !'()* as they are. What stands in the query
 * is shown as it was meant, line breaks and all; on the wire it is encoded.
 */
const API_PATH = /^(GET|POST|PUT|PATCH|DELETE) \/v[23]\/[\w/%.:~@=+!'()*-]+(\?.*)?$/s;
/** Text that nobody sees, and that a model reads all the same. */
const HIDDEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u00AD\u200B\u2028-\u202E\u2060-\u2069\uFEFF\u{E0000}-\u{E007F}]/u;
const encoder = new TextEncoder();

export async function fuzzTool(name: string, seed: number, cases: number): Promise<FuzzCount> {
  const tool = TOOLS.find((one) => one.name === name);
  if (tool === undefined) throw new Error(`no tool ${name}`);
  const good = GOOD_CALLS[name.slice(TOOL_PREFIX.length)];
  if (good === undefined) throw new Error(`no good call of ${name}`);
  const counts: Record<string, number> = {};
  let bench = freshBench(tool, good.bench);
  let since = 0;
  await fc.assert(
    fc.asyncProperty(fc.oneof(argumentsOf(tool), changesOf(good.input)), async (input) => {
      if (since % CASES_PER_SANDBOX === 0) bench = freshBench(tool, good.bench);
      if (since % (2 * CASES_PER_SANDBOX) === HONEST_CASES) {
        makeHostile(bench.sandbox.state, seed + since);
      }
      since += 1;
      const outcome = await holds(tool, bench, input);
      counts[outcome] = (counts[outcome] ?? 0) + 1;
    }),
    // A case depends on what the ones before it left in the sandbox, so nothing is shrunk.
    { seed, numRuns: cases, endOnFailure: true, verbose: 1 },
  );
  return { what: name, cases, outcomes: counts };
}

export const TOOL_NAMES_TO_FUZZ = TOOLS.map(({ name }) => name);

/** Every other one, for two processes. */
export function halfOfTools(half: 0 | 1): string[] {
  return TOOL_NAMES_TO_FUZZ.filter((_, at) => at % 2 === half);
}

interface FuzzBench extends ToolBench {
  /** Hosts that the tool fetched outside ClickUp's API. */
  fetched: URL[];
}

function freshBench(tool: AnyTool, options: ToolBenchOptions = {}): FuzzBench {
  const fetched: URL[] = [];
  const bench = toolBench(tool, {
    ...options,
    rateLimitPerMinute: 1_000_000,
    undocumented: ["team_folders", "field_create", "reminder_create"],
    web: async (request) => {
      fetched.push(new URL(request.url));
      return new Response("not here", { status: 404 });
    },
  });
  return Object.assign(bench, { fetched });
}

/** The properties; the outcome's code when all of them hold. */
async function holds(tool: AnyTool, bench: FuzzBench, input: unknown): Promise<string> {
  bench.forget();
  bench.fetched.length = 0;
  const startedAtMs = performance.now();
  const outcome = await bench.call(input);
  const tookMs = performance.now() - startedAtMs;
  const [internal] = bench.internalErrors;
  if (internal !== undefined) throw internal;
  must(tookMs < MAX_MS, `it took ${tookMs} ms`);

  const requests = bench.requests();
  must(requests.length <= MAX_REQUESTS, `it sent ${requests.length} requests`);
  for (const request of requests) {
    must(API_PATH.test(request), `a request left the API: ${request.slice(0, 200)}`);
    must(!/\.\./.test(request.split("?")[0] ?? ""), `a path walks up: ${request.slice(0, 200)}`);
    if (tool.annotations.readOnlyHint) {
      const reads = request.startsWith("GET ") || AUDIT_LOG_QUERY.test(request);
      must(reads, `a reading tool sent ${request.slice(0, 200)}`);
    }
  }
  for (const url of bench.fetched) {
    must(url.protocol === "https:" && url.hostname.includes("."), `it fetched ${url.origin}`);
    must(!/^[\d.[]|localhost$|\.internal$|\.local$/.test(url.hostname), `it fetched ${url.origin}`);
  }
  must(Object.keys(Object.prototype).length === 0, "Object.prototype has a new key");

  if (!outcome.ok) {
    const { text } = explain(outcome.failure);
    must(encoder.encode(text).length < 20_000, "the failure's text is too long");
    must(!/\bat .*\.ts:\d+|TypeError|undefined is not/.test(text), `a stack in the text: ${text}`);
    mustBeVisible(text);
    return outcome.failure.code;
  }
  const { structured, text } = outcome.value;
  mustBeVisible(text);
  for (const one of textsIn(structured)) mustBeVisible(one, true);
  const bytes = encoder.encode(JSON.stringify(structured) + text).length;
  must(bytes <= MAX_ANSWER_BYTES, `the answer has ${bytes} bytes`);
  must(tool.output.safeParse(structured as JsonObject).success, "the answer breaks its schema");
  return "ok";
}

/** `isData`: lines of its own are the writer's. */
function mustBeVisible(text: string, isData = false): void {
  must(text.isWellFormed(), "half of a character in the answer");
  const hidden = HIDDEN.exec(text);
  must(
    hidden === null,
    `hidden text in the answer: ${JSON.stringify(around(text, hidden?.index))}`,
  );
  const forged = new RegExp(`^${FORGED_LINE}`, "m").exec(text);
  must(isData || forged === null, `a forged line: ${JSON.stringify(around(text, forged?.index))}`);
}

function around(text: string, at = 0): string {
  return text.slice(Math.max(0, at - 80), at + 80);
}

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...textsIn(inner)]);
}

function must(condition: boolean, otherwise: string): void {
  if (!condition) throw new Error(otherwise);
}
