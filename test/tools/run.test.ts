import { describe, expect, it } from "vitest";
import { z } from "zod";
import { FailureError } from "../../src/domain/failure.ts";
import { CREATES, defineTool, READS } from "../../src/tools/define-tool.ts";
import { textResult } from "../../src/tools/text-result.ts";
import { SEED, toolBench } from "../support/tool-bench.ts";

const probe = defineTool({
  name: "clickup_probe_get",
  title: "Probe",
  description: "Gives back what it got.",
  toolset: "api",
  tier: "free",
  annotations: READS,
  input: z.object({
    list: z.string().trim().min(1).max(20).optional(),
    count: z.int().min(1).max(10).optional(),
    ratio: z.number().optional(),
    flag: z.boolean().optional(),
    kinds: z.array(z.enum(["tasks", "views"])).optional(),
    names: z.array(z.string()).max(3).optional(),
    items: z.array(z.object({ name: z.string(), done: z.boolean().optional() })).optional(),
    change: z.object({ add: z.array(z.string()).optional() }).optional(),
    fields: z.record(z.string(), z.json()).optional(),
    flags: z.record(z.string(), z.boolean()).optional(),
    throws: z.string().optional(),
  }),
  output: z.object({
    got: z.record(z.string(), z.json()).optional(),
    nulls: z.array(z.string()).optional(),
    text: z.string().optional(),
    rows: z.array(z.object({ name: z.string() })).optional(),
  }),
  handler: async ({ throws, ...got }, _context, { nullArguments }) => {
    if (throws === "error") throw new Error("the secret is 42");
    if (throws === "long") return { text: "ä".repeat(300_000) };
    if (throws === "many") {
      return {
        rows: Array.from({ length: 20_000 }, (_, row) => ({ name: `row ${row}`, secret: 1 })),
      };
    }
    if (throws === "candidates") {
      const [name, path] = ["In\u202evoices\u{e0041}", "Work\u200b / In\u0007voices"];
      const candidates = [{ id: "1", name, path }];
      throw new FailureError({ code: "ambiguous", what: "List", given: "x\u202e", candidates });
    }
    if (throws === "hidden") return { text: "a\u202eb\u{e0041}c\u0007 👩‍👧\u200d" };
    const set = Object.entries(got).filter(([, value]) => value !== undefined);
    return { got: JSON.parse(JSON.stringify(Object.fromEntries(set))), nulls: [...nullArguments] };
  },
});

const got = async (input: unknown) => (await toolBench(probe).value(input)).got;
const failure = async (input: unknown) => {
  const outcome = await toolBench(probe).call(input);
  return outcome.ok ? undefined : outcome.failure;
};

describe("arguments as models write them", () => {
  it("takes numbers, booleans and ids in each other's clothes", async () => {
    expect(await got({ list: 901, count: " 5 ", ratio: "-1.5", flag: "True" })).toEqual({
      list: "901",
      count: 5,
      ratio: -1.5,
      flag: true,
    });
  });

  it("takes JSON as text, one value for a list, a list in one text, and a bare name", async () => {
    expect(
      await got({
        kinds: "Tasks, views",
        names: "only one, with a comma",
        items: '["a", {"name":"b","done":"false"}]',
        change: '{"add":"x"}',
        fields: '{"Cost":null}',
      }),
    ).toEqual({
      kinds: ["tasks", "views"],
      names: ["only one, with a comma"],
      items: [{ name: "a" }, { name: "b", done: false }],
      change: { add: ["x"] },
      fields: { Cost: null },
    });
  });

  it("takes list_id and listId for list, but not over list itself", async () => {
    expect(await got({ list_id: "901" })).toEqual({ list: "901" });
    expect(await got({ listId: "901" })).toEqual({ list: "901" });
    expect(await got({ name: "a", kind: "tasks" })).toEqual({ names: ["a"], kinds: ["tasks"] });
    expect(await failure({ list: "901", list_id: "902" })).toMatchObject({ argument: "list_id" });
  });

  it("takes null for absent, and tells the tool where that was meant", async () => {
    const bench = toolBench(probe);
    expect(await bench.value({ list: null, unknown: null })).toEqual({ got: {}, nulls: ["list"] });
    const everything = Object.fromEntries(Object.keys(probe.input.shape).map((key) => [key, null]));
    // A client that fills in every argument says nothing by it.
    expect(await bench.value(everything)).toEqual({ got: {}, nulls: [] });
  });

  it("takes a list of one for the value in it, and refuses one of two", async () => {
    expect(await got({ list: ["901"], count: ["3"] })).toEqual({ list: "901", count: 3 });
    expect(await failure({ list: ["901", "902"] })).toMatchObject({
      problem: '"list" must be text.',
    });
  });

  it("takes no arguments at all", async () => {
    expect(await got(undefined)).toEqual({});
  });

  it.each([
    [
      { lits: "x" },
      { argument: "lits", problem: 'There is no argument "lits". Did you mean "list"?' },
    ],
    [{ change: { addd: [] } }, { argument: "change.addd", allowed: ["add"] }],
    [{ change: ["x"] }, { argument: "change", problem: '"change" must be an object with "add".' }],
    [{ count: 11 }, { argument: "count", problem: '"count" must be at most 10.' }],
    [{ count: 1.5 }, { argument: "count", problem: '"count" must be a whole number.' }],
    [{ count: "many" }, { argument: "count", problem: '"count" must be a number.' }],
    [{ flag: "maybe" }, { argument: "flag", problem: '"flag" must be true or false.' }],
    [{ kinds: ["docs"] }, { argument: "kinds.0", allowed: ["tasks", "views"] }],
    [
      { names: ["a", "b", "c", "d"] },
      { argument: "names", problem: '"names" must be a list of at most 3.' },
    ],
    [{ list: "  " }, { argument: "list", problem: '"list" must be text that is not empty.' }],
    [{ list: "x".repeat(21) }, { problem: '"list" must be at most 20 characters.' }],
    [
      { list: 2 ** 60 },
      { argument: "list", problem: '"list" is too long for a JSON number; send it as text.' },
    ],
    [{ items: [{}] }, { argument: "items.0.name", problem: '"items.0.name" is required.' }],
    [{ __proto__: { x: 1 }, constructor: 1 }, { argument: "constructor" }],
    [{ fields: `${'{"a":'.repeat(100)}1${"}".repeat(100)}` }, { argument: "fields" }],
    ["nonsense", { code: "invalid_input", problem: "The arguments must be one JSON object." }],
    [[1], { code: "invalid_input" }],
  ])("names the argument that is wrong and what is allowed: %j", async (input, wrong) => {
    expect(await failure(input)).toMatchObject({ code: "invalid_input", ...wrong });
  });
});

describe("a call that fails after a write", () => {
  const twoWrites = defineTool({
    name: "clickup_task_update",
    title: "Probe",
    description: "Writes, and has no time for more.",
    toolset: "api",
    tier: "free",
    annotations: CREATES,
    input: z.object({ refused: z.boolean().optional(), dedupe_key: z.string().optional() }),
    output: z.object({}),
    handler: async ({ refused }, { clickup }) => {
      const change = refused === true ? { status: "no such status" } : { name: "Changed" };
      await clickup.tasks.update(SEED.tasks.bug, change).catch(() => {});
      throw new FailureError({ code: "out_of_time", mayHaveHappened: false });
    },
  });

  it("says that a part may have been done, and keeps its dedupe_key", async () => {
    const { call } = toolBench(twoWrites);
    expect(await call({ dedupe_key: "k" })).toMatchObject({ failure: { mayHaveHappened: true } });
    expect(await call({ dedupe_key: "k" })).toMatchObject({ failure: { code: "duplicate_call" } });
  });

  it("frees its key when ClickUp refused the write", async () => {
    const { call } = toolBench(twoWrites);
    for (let time = 0; time < 2; time += 1) {
      expect(await call({ refused: true, dedupe_key: "k" })).toMatchObject({
        failure: { code: "out_of_time", mayHaveHappened: false },
      });
    }
  });
});

describe("results", () => {
  it("says the same as structure and as text", async () => {
    const outcome = await toolBench(probe).call({ items: ["a", "b"], flag: true });
    expect(outcome).toEqual({
      ok: true,
      value: {
        structured: { got: { flag: true, items: [{ name: "a" }, { name: "b" }] }, nulls: [] },
        text: "got:\n  flag: yes\n  items (2):\n    - name: a\n    - name: b\nnulls: none",
      },
    });
  });

  it("says of an empty list inside a row that it holds none", () => {
    expect(textResult({ checklists: [{ name: "Prep", items: [] }] })).toBe(
      "checklists (1):\n  - name: Prep · items: none",
    );
  });

  it("does not let a name with the separator of a row pass for the next fact", () => {
    const row = { id: "1", name: 'Ship "it" · status: done', tags: ["a", "b · due: today"] };
    expect(textResult({ tasks: [{ ...row, status: "open" }] })).toBe(
      'tasks (1):\n  - id: 1 · name: "Ship \\"it\\" · status: done" · tags: a, "b · due: today" · status: open',
    );
  });

  it("lets nothing out that the output schema does not name", async () => {
    expect(JSON.stringify(await toolBench(probe).call({ throws: "many" }))).not.toContain("secret");
  });

  it.each([
    "long",
    "many",
  ])("stays below 256 kB and says that something was cut: %s", async (throws) => {
    const outcome = await toolBench(probe).call({ throws });
    const size = new TextEncoder().encode(JSON.stringify(outcome)).byteLength;
    expect(size).toBeLessThan(256 * 1024);
    expect(outcome.ok && outcome.value.text).toContain("cut to fit");
  });

  it("takes out what cannot be seen and leaves emoji whole", async () => {
    expect(await toolBench(probe).value({ throws: "hidden" })).toEqual({ text: "abc 👩‍👧" });
  });

  it("takes it out of a refusal that names the caller's own keys, too", async () => {
    expect(await failure({ flags: { "a\u202eb\u{e0041}": "maybe" } })).toEqual({
      code: "invalid_input",
      problem: '"flags.ab" must be true or false.',
      argument: "flags.ab",
    });
  });

  it("does not give back a key of any length", async () => {
    for (const input of [{ flags: { ["x".repeat(9_000)]: 1 } }, { ["x".repeat(9_000)]: 1 }]) {
      expect(JSON.stringify(await failure(input)).length).toBeLessThan(1_000);
    }
  });

  it("takes it out of a failure that names what ClickUp has, too", async () => {
    expect(await failure({ throws: "candidates" })).toEqual({
      code: "ambiguous",
      what: "List",
      given: "x",
      candidates: [{ id: "1", name: "Invoices", path: "Work / Invoices" }],
    });
  });

  it("turns an unknown error into an incident without its text, and tells the hook", async () => {
    const bench = toolBench(probe, { keepsInternalErrors: true });
    const outcome = await bench.call({ throws: "error" });
    expect(outcome).toEqual({
      ok: false,
      failure: { code: "internal", incidentId: expect.stringMatching(/^[0-9a-f]{8}$/) },
    });
    expect(JSON.stringify(outcome)).not.toContain("42");
    expect(bench.internalErrors).toEqual([new Error("the secret is 42")]);
  });
});
