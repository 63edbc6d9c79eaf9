/** ClickUp fails in every way at every step: a read recovers or says so, and no write is made twice. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type ClickUpSandbox, createClickUpSandbox } from "../sandbox/clickup/sandbox.ts";
import { SEED } from "../sandbox/clickup/seed.ts";
import { type McpCaller, signedIn } from "../support/mcp-bench.ts";

/** What a client may be told; `internal` is not among them. */
const HONEST = [
  "clickup_unavailable",
  "clickup_rejected",
  "rate_limited",
  "out_of_time",
  "not_found",
  "forbidden",
  "workspace_not_shared",
  "duplicate_call",
];
/** Each stays well below ClickUp's hundred a minute, so that nobody waits. */
const CREATORS = 10;
const CREATES = 12;
const EVIL = "https://evil.example/";

type Fault = (real: Response) => Response | Promise<Response>;

const HTML = { "Content-Type": "text/html" };
const JSON_TYPE = { "Content-Type": "application/json" };

/** An answer whose request may have been carried out. */
const CUT: Readonly<Record<string, Fault>> = {
  "a 500 without a code": () => new Response("{}", { status: 500 }),
  "a 502 in HTML": () => new Response("<h1>Bad gateway</h1>", { status: 502, headers: HTML }),
  "a 504 without a body": () => new Response(null, { status: 504 }),
  "half of the answer": async (real) => {
    const text = await real.text();
    return new Response(text.slice(0, text.length / 2), { headers: JSON_TYPE });
  },
  "a body that breaks off": () => {
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('{"id":"86'));
        controller.error(new Error("reset"));
      },
    });
    return new Response(body, { headers: JSON_TYPE });
  },
  "a reset connection": () => Promise.reject(new TypeError("Network connection lost.")),
  "an empty 200": () => new Response(null, { status: 200 }),
  "HTML with a 200": () => new Response("<html>", { headers: HTML }),
  "a redirect": () => Response.redirect(EVIL, 302),
  "a redirect that keeps the method": () => Response.redirect(EVIL, 307),
};
/** A refusal that proves that nothing was done. */
const REFUSED: Readonly<Record<string, Fault>> = {
  "a 429 with a reset a second away": () =>
    new Response("{}", {
      status: 429,
      headers: { "X-RateLimit-Reset": String(Math.ceil(Date.now() / 1000) + 1) },
    }),
  "a 429 without a reset": () => new Response("{}", { status: 429 }),
};

interface Upstream {
  sandbox: ClickUpSandbox;
  send(request: Request): Promise<Response>;
  /** Requests in order, as "POST /v2/list/1/task". */
  seen: string[];
  /** The answer to the request of that number is spoiled, once. */
  failAt: number;
  fault: Fault | undefined;
}

const upstreams = new Map<string, Upstream>();
let led: string[];

beforeEach(() => {
  led = [];
  upstreams.clear();
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
    const request = new Request(input, init);
    if (request.url.startsWith(EVIL)) led.push(request.url);
    const token = request.headers.get("authorization")?.replace(/^Bearer /, "") ?? "";
    const upstream = upstreams.get(token);
    if (upstream === undefined) return new Response("{}", { status: 401 });
    const at = upstream.seen.push(`${request.method} ${new URL(request.url).pathname}`) - 1;
    const { fault } = upstream;
    if (fault === undefined || (upstream.failAt >= 0 && at !== upstream.failAt)) {
      return upstream.send(request);
    }
    const isRefusal = Object.values(REFUSED).includes(fault);
    return fault(isRefusal ? new Response() : await upstream.send(request));
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

async function userOf(sandbox = createClickUpSandbox({ rateLimitPerMinute: 10_000 })) {
  const given = sandbox.tokenFor(SEED.users.ada, [SEED.workspaces.northwind]);
  const token = `${given}-${crypto.randomUUID()}`;
  const send = (request: Request) => {
    const inner = new Request(request);
    inner.headers.set("authorization", `Bearer ${given}`);
    return sandbox.fetch(inner);
  };
  const upstream: Upstream = { sandbox, send, seen: [], failAt: -1, fault: undefined };
  upstreams.set(token, upstream);
  return { caller: await signedIn({ clickUpToken: token }), upstream };
}

interface Result {
  isError?: boolean;
  _meta?: { error?: { code: string; may_have_happened?: boolean } };
}

async function call(caller: McpCaller, name: string, args: object): Promise<Result> {
  const { status, body } = await caller.ask("tools/call", { name, arguments: args });
  expect([status, body.error]).toEqual([200, undefined]);
  return body.result as Result;
}

const READS: [string, object][] = [
  ["clickup_workspace_hierarchy", {}],
  ["clickup_task_get", { task: SEED.tasks.checkout, include: ["comments"] }],
];
const WRITES: [string, object][] = [
  ["clickup_task_create", { list: SEED.lists.backlog, name: "once" }],
  ["clickup_task_update", { task: SEED.tasks.bug, name: "once" }],
];

describe.each(Object.entries({ ...CUT, ...REFUSED }))("%s at any one step", (_, fault) => {
  it("of a read is recovered from or told, and of a write makes nothing twice", async () => {
    const cases = [...READS, ...WRITES].map(async ([name, args]) => {
      const clean = await userOf();
      const whole = await call(clean.caller, name, args);
      expect([name, whole._meta?.error]).toEqual([name, undefined]);
      const steps = clean.upstream.seen.map((__, step) => step);
      await Promise.all(
        steps.map(async (step) => {
          const { caller, upstream } = await userOf();
          Object.assign(upstream, { failAt: step, fault });
          const result = await call(caller, name, args);
          if (result.isError) {
            expect([name, step, HONEST]).toEqual([
              name,
              step,
              expect.arrayContaining([result._meta?.error?.code ?? "none"]),
            ]);
          }
          const writes = upstream.seen.filter((line) => !line.startsWith("GET "));
          const wasRefused = Object.values(REFUSED).includes(fault);
          if (!wasRefused) expect(new Set(writes).size).toBe(writes.length);
          const tasks = Object.values(upstream.sandbox.state.tasks);
          expect(tasks.filter((task) => task.name === "once").length).toBeLessThanOrEqual(1);
        }),
      );
    });
    await Promise.all(cases);
    expect(led).toEqual([]);
  });
});

describe("creates whose answers are cut, each asked for twice", () => {
  it("make as many tasks and not one more", { timeout: 120_000 }, async () => {
    const faults = Object.values(CUT);
    const users = await Promise.all(Array.from({ length: CREATORS }, () => userOf()));
    const told: (string | undefined)[] = [];
    await Promise.all(
      users.map(async ({ caller, upstream }, user) => {
        for (let at = 0; at < CREATES; at += 1) {
          const name = `cut ${user}/${at}`;
          const args = { list: SEED.lists.backlog, name, dedupe_key: name };
          // What is looked up on the way is answered; only the create's answer is lost.
          const before = upstream.seen.length;
          upstream.fault = async (real) =>
            upstream.seen.at(-1)?.startsWith("POST") && upstream.seen.length > before
              ? (faults[(user + at) % faults.length] as Fault)(real)
              : real;
          told.push((await call(caller, "clickup_task_create", args))._meta?.error?.code);
          upstream.fault = undefined;
          const again = await call(caller, "clickup_task_create", args);
          expect(again._meta?.error?.code).toBe("duplicate_call");
        }
      }),
    );
    expect(told.filter((code) => code !== "clickup_unavailable")).toEqual([]);
    for (const { upstream } of users) {
      const names = Object.values(upstream.sandbox.state.tasks)
        .map(({ name }) => name)
        .filter((name) => name.startsWith("cut "));
      expect([names.length, new Set(names).size]).toEqual([CREATES, CREATES]);
    }
    expect(led).toEqual([]);
  });
});
