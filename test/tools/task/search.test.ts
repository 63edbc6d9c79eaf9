import { describe, expect, it } from "vitest";
import { taskSearch } from "../../../src/tools/task/search.ts";
import { onlyTasks } from "../../support/many-tasks.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

type Row = { id: string; name: string; score: number; snippet?: string };
const rowsOf = (value: object) => (value as { tasks: Row[] }).tasks;
const { checkout, hostile } = SEED.tasks;

/** The last to be read. */
const oneOf = (count: number) => (index: number) =>
  index === count - 1 ? "Repaint the zeppelin" : `Task ${index}`;

describe("clickup_task_search", () => {
  it("ranks what it finds in names, descriptions and fields", async () => {
    const bench = toolBench(taskSearch);
    await bench.value({ query: "warm up", in: "Backlog" });
    bench.forget();
    const outcome = await bench.call({ query: "checkout accented", in: "Backlog", limit: 3 });
    expect(bench.requests()).toMatchInlineSnapshot(`
      [
        "GET /v2/list/901/task?page=0&subtasks=true&order_by=updated",
        "GET /v2/list/901/task?page=1&subtasks=true&order_by=updated",
        "GET /v2/list/901/task?page=2&subtasks=true&order_by=updated",
        "GET /v2/list/901/task?page=3&subtasks=true&order_by=updated",
        "GET /v2/list/901/task?page=4&subtasks=true&order_by=updated",
      ]
    `);
    expect(outcome).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "complete": true,
            "scanned": 410,
            "tasks": [
              {
                "assignees": [
                  "Ada Lovelace",
                  "Chika Tanaka",
                ],
                "custom_id": "NW-1",
                "due": "2026-11-04T18:00:00+01:00",
                "id": "86c000001",
                "list": "Backlog",
                "name": "Checkout fails for accented addresses",
                "priority": "urgent",
                "score": 80,
                "snippet": "What happens Checkout answers 500 when the street has an accent (é, ñ, ü). 1. Open /cart 2. Enter *Straße der Pariser Ko…",
                "status": "in progress",
                "url": "https://app.clickup.com/t/86c000001",
              },
            ],
          },
          "text": "tasks (1):
        - id: 86c000001 · custom_id: NW-1 · name: Checkout fails for accented addresses · status: in progress · priority: urgent · assignees: Ada Lovelace, Chika Tanaka · due: 2026-11-04T18:00:00+01:00 · list: Backlog · score: 80 · snippet: What happens Checkout answers 500 when the street has an accent (é, ñ, ü). 1. Open /cart 2. Enter *Straße der Pariser Ko…
      scanned: 410
      complete: yes
      URL of a task where none is shown: https://app.clickup.com/t/<id>",
        },
      }
    `);
  });

  it("forgives a typo in a name, case and accents", async () => {
    const { value } = toolBench(taskSearch);
    for (const query of ["chekcout", "CHECKOUT", "Chéckout", "chekout adresses"]) {
      expect(rowsOf(await value({ query, in: "Backlog" }))[0]?.id, query).toBe(checkout);
    }
  });

  it("wants all words, a phrase, any word, and none after a dash", async () => {
    const { value } = toolBench(taskSearch);
    const ids = async (input: object) =>
      rowsOf(
        await value({ in: "Backlog", limit: 100, max_pages: 60, search_in: ["name"], ...input }),
      ).map(({ id }) => id);
    expect(await ids({ query: "checkout fails" })).toEqual([checkout]);
    expect(await ids({ query: "fails checkout", match: "phrase" })).toEqual([]);
    expect(await ids({ query: '"fails for" checkout' })).toEqual([checkout]);
    expect(await ids({ query: "checkout -accented" })).toEqual([]);
    expect((await ids({ query: "checkout dark", match: "any" })).length).toBeGreaterThan(1);
  });

  it("looks into names, descriptions and fields unless told where", async () => {
    const { value } = toolBench(taskSearch);
    const ids = async (input: object) =>
      rowsOf(await value({ tags: ["bug"], in: "Backlog", ...input })).map(({ id }) => id);
    const address = { query: "kunde@example.com" }; // in a field alone
    expect(await ids(address)).toEqual([checkout]);
    expect(await ids({ ...address, search_in: ["name", "description"] })).toEqual([]);
    const street = { query: "Pariser Kommune" }; // in the description alone
    expect(await ids(street)).toEqual([checkout]);
    expect(await ids({ ...street, search_in: ["name", "fields"] })).toEqual([]);
  });

  it("forgives a typo in a text, or a missing word, only with fuzzy", async () => {
    const { value } = toolBench(taskSearch);
    const ids = async (query: string, match: string) =>
      rowsOf(await value({ tags: ["bug"], in: "Backlog", query, match })).map(({ id }) => id);
    for (const query of ["Komune", "checkout xylophone"]) {
      expect(await ids(query, "all"), query).toEqual([]);
      expect(await ids(query, "fuzzy"), query).toContain(checkout);
    }
  });

  it("finds a task by its custom id", async () => {
    const { value } = toolBench(taskSearch);
    expect(rowsOf(await value({ query: "nw-1", in: "Backlog" }))[0]).toMatchObject({
      id: checkout,
      score: 100,
    });
  });

  it("finds a task among 5,000 in at most 52 calls, and says before that it was cut", async () => {
    const bench = toolBench(taskSearch);
    onlyTasks(bench, 5_000, oneOf(5_000));
    const first = await bench.value({ query: "zeppelin" });
    expect(first).toMatchObject({ tasks: [], complete: false, scanned: 500 });
    expect(first.note).toMatch(/Only a part was read/);
    bench.forget();
    const found = await bench.value({ query: "zeppelin", max_pages: 60 });
    expect(rowsOf(found)).toMatchObject([{ name: "Repaint the zeppelin" }]);
    expect(found.complete).toBe(true);
    expect(bench.requests().length).toBeLessThanOrEqual(52);
  });

  it("shows the best hits, and says that there are more", async () => {
    const { value } = toolBench(taskSearch);
    const found = await value({ query: "dark mode", in: "Backlog", limit: 1 });
    expect(rowsOf(found)).toMatchObject([{ name: expect.stringContaining("dark mode") }]);
    expect(found.note).toMatch(/^The best 1 hits are shown; there are more\./);
  });

  it("goes on with the cursor", async () => {
    const bench = toolBench(taskSearch);
    onlyTasks(bench, 800, oneOf(800));
    const first = await bench.value({ query: "zeppelin" });
    const second = await bench.value({ query: "zeppelin", cursor: first.next_cursor });
    expect(rowsOf(second)).toHaveLength(1);
    expect(second.complete).toBe(true);
  });

  it("answers several queries from one scan", async () => {
    const bench = toolBench(taskSearch);
    await bench.value({ query: "warm", in: "Backlog" });
    bench.forget();
    const found = await bench.value({ queries: ["checkout", "dark mode"], in: "Backlog" });
    expect(found.results).toMatchObject([{ query: "checkout" }, { query: "dark mode" }]);
    const alone = toolBench(taskSearch);
    await alone.value({ query: "warm", in: "Backlog" });
    alone.forget();
    await alone.value({ query: "checkout", in: "Backlog" });
    expect(bench.requests()).toEqual(alone.requests());
  });

  it("finds by comments what the task itself says only in part", async () => {
    const { value } = toolBench(taskSearch);
    const asked = { query: "checkout encoding", in: "Backlog", tags: ["bug"] };
    expect(rowsOf(await value(asked))).toEqual([]);
    const found = rowsOf(await value({ ...asked, search_in: ["name", "comments"] }));
    expect(found).toMatchObject([
      { id: checkout, snippet: expect.stringContaining("still looking at encoding") },
    ]);
  });

  it("reads comments of few likely tasks only, and says so", async () => {
    const bench = toolBench(taskSearch);
    const comments = Object.values(bench.sandbox.state.comments);
    expect(comments.length).toBeGreaterThan(0);
    const found = await bench.value({
      query: "checkout xylophone",
      in: "Backlog",
      search_in: ["name", "comments"],
    });
    expect(found.warnings).toMatchObject([expect.stringMatching(/Comments of the 10 likeliest/)]);
    const read = bench.requests("/comment");
    expect(read).toHaveLength(10);
    expect(read[0]).toBe(`GET /v2/task/${checkout}/comment`);
  });

  it("does not search closed tasks unless asked, and says so when it finds nothing", async () => {
    const { value } = toolBench(taskSearch);
    expect(await value({ query: "xylophone", in: "Product Inbox" })).toMatchObject({
      tasks: [],
      complete: true,
      note: "Closed tasks were not searched; include_closed does.",
    });
  });

  it("takes the other filters of clickup_task_list inside filter", async () => {
    const { value, call } = toolBench(taskSearch);
    const found = rowsOf(
      await value({ query: "checkout", in: "Backlog", filter: { priority: ["urgent"] } }),
    );
    expect(found.map(({ id }) => id)).toContain(checkout);
    expect(await call({ query: "x", filter: { nonsense: 1 } })).toMatchObject({
      ok: false,
      failure: { code: "invalid_input", argument: "filter.nonsense" },
    });
  });

  it.each([
    [{ status: ["nope"] }, "invalid_input"],
    [{ tags: ["nope"] }, "invalid_input"],
    [{ assignees: ["Nobody Here"] }, "not_found"],
    [{ in: ["Nowhere at all"] }, "not_found"],
    [{ filter: { type: "Bog" } }, "invalid_input"],
    [{ filter: { fields: [{ name: "Nonsense", value: 1 }] } }, "not_found"],
  ])("does not take an unknown name for a search without hits: %j", async (filter, code) => {
    const { call } = toolBench(taskSearch);
    expect(await call({ query: "cart", in: "Backlog", ...filter })).toMatchObject({
      ok: false,
      failure: { code },
    });
  });

  it("shows no hidden characters of a task that gives orders", async () => {
    const { call } = toolBench(taskSearch);
    const outcome = await call({ query: hostile, in: "Backlog" });
    expect(JSON.stringify(outcome)).not.toMatch(/[\u200b\u202e\u{E0000}-\u{E007F}]/u);
  });

  it.each([
    {},
    { query: "a", queries: ["b"] },
    { query: "-only" },
    { query: '""' },
  ])("asks for words: %j", async (input) => {
    const { call, requests } = toolBench(taskSearch);
    expect(await call(input)).toMatchObject({ ok: false, failure: { code: "invalid_input" } });
    expect(requests()).toEqual([]);
  });
});
