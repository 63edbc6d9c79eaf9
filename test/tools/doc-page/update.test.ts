import { describe, expect, it } from "vitest";
import { docPageGet } from "../../../src/tools/doc-page/get.ts";
import { docPageUpdate } from "../../../src/tools/doc-page/update.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

const { launch, handbook } = SEED.docs;
const { pages } = SEED;

describe("clickup_doc_page_update", () => {
  it("appends in one call and sends only what changes", async () => {
    const { call, requests, writes, forget } = toolBench(docPageUpdate);
    await call({ doc: launch, page: pages.launch, content: "One" });
    forget();
    expect(await call({ doc: launch, page: pages.launch, content: "Two" })).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "changed": [
              "content",
            ],
            "id": "8cj9u1c-1206",
            "mode": "append",
            "url": "https://app.clickup.com/9001/v/dc/8cj9u1c-1102/8cj9u1c-1206",
          },
          "text": "id: 8cj9u1c-1206
      url: https://app.clickup.com/9001/v/dc/8cj9u1c-1102/8cj9u1c-1206
      mode: append
      changed: content",
        },
      }
    `);
    expect(writes()).toMatchInlineSnapshot(`
      [
        {
          "body": {
            "content": "Two",
            "content_edit_mode": "append",
            "content_format": "text/md",
          },
          "request": "PUT /v3/workspaces/9001/docs/8cj9u1c-1102/pages/8cj9u1c-1206",
        },
      ]
    `);
    expect(requests()).toHaveLength(1);
  });

  it("renames without touching the text", async () => {
    const { value, writes, sandbox } = toolBench(docPageUpdate);
    const before = sandbox.state.docPages[pages.launch]?.content;
    await value({ doc: launch, page: pages.launch, name: "Plan B" });
    expect(writes()[0]?.body).toEqual({ name: "Plan B" });
    expect(sandbox.state.docPages[pages.launch]).toMatchObject({ name: "Plan B", content: before });
  });

  it("prepends to a page by its name, and replaces the text of one by its URL", async () => {
    const { value, sandbox } = toolBench(docPageUpdate);
    const first = { doc: "engineering handbook", page: "on call", mode: "prepend" };
    expect(await value({ ...first, content: "Read this." })).toMatchObject({
      mode: "prepend",
      chars_before: 48,
      chars_after: 48 + 2 + 10,
    });
    expect(sandbox.state.docPages[pages.onCall]?.content).toMatch(/^Read this\.\n\n## Who/);
    const page = `https://app.clickup.com/9001/v/dc/${launch}/${pages.launch}`;
    const change = { mode: "replace", content: "All new", subtitle: "For the board" };
    expect(await value({ page, ...change })).toEqual({
      id: pages.launch,
      url: page,
      mode: "replace",
      changed: ["content", "subtitle"],
    });
    expect(sandbox.state.docPages[pages.launch]).toMatchObject({
      name: "Launch plan",
      content: "All new",
      subTitle: "For the board",
    });
  });

  it.each([
    [
      { section: "Gaols", content: "x" },
      { argument: "section", allowed: ["Goals"] },
    ],
    [{ section: "Goals" }, { argument: "content" }],
    [{ mode: "replace_section", content: "x" }, { argument: "section" }],
    [{ section: "Goals", mode: "append", content: "x" }, { argument: "section" }],
    [{}, { argument: "content" }],
  ])("changes nothing for %j", async (change, failure) => {
    const { call, writes } = toolBench(docPageUpdate);
    expect(await call({ doc: launch, page: pages.launch, ...change })).toMatchObject({
      ok: false,
      failure,
    });
    expect(writes()).toEqual([]);
  });

  it("takes for if_unchanged_since what a page says of itself, until it changes", async () => {
    const { call, value } = toolBench(docPageUpdate);
    const at = { doc: launch, page: pages.launch };
    const read = await call(at, docPageGet);
    const rows = read.ok ? (read.value.structured.pages as { updated: string }[]) : [];
    const change = { ...at, mode: "replace", if_unchanged_since: rows[0]?.updated };
    await value({ ...change, content: "One" });
    expect(await call({ ...change, content: "Two" })).toMatchObject({
      failure: { code: "invalid_input", argument: "if_unchanged_since" },
    });
  });

  it("replaces the text under one heading and nothing else", async () => {
    const { value, sandbox } = toolBench(docPageUpdate);
    await value({
      doc: launch,
      page: pages.launch,
      section: "Goals",
      content: "## Goals\n\n* 900 teams",
    });
    const text = sandbox.state.docPages[pages.launch]?.content ?? "";
    expect(text).toContain("## Goals\n\n* 900 teams\n\n## Timeline");
    expect(text.match(/## Goals/g)).toHaveLength(1);
    expect(text).toContain("# Launch plan");
    expect(text).toContain("## Risks");
  });

  it("never empties a page with an empty text", async () => {
    const { call, writes } = toolBench(docPageUpdate);
    for (const mode of ["append", "replace"]) {
      expect(await call({ doc: launch, page: pages.launch, mode, content: "" })).toMatchObject({
        failure: { code: "invalid_input", argument: "content" },
      });
    }
    await call({ doc: launch, page: pages.launch, content: "", name: "New" });
    expect(writes().map(({ body }) => body)).toEqual([{ name: "New" }]);
  });

  it("refuses a replace when the page was changed since it was read", async () => {
    const { call, writes } = toolBench(docPageUpdate);
    const change = { doc: launch, page: pages.launch, mode: "replace", content: "All new" };
    expect(await call({ ...change, if_unchanged_since: "2025-01-01T00:00:00Z" })).toMatchObject({
      failure: { code: "invalid_input", argument: "if_unchanged_since" },
    });
    expect(writes()).toEqual([]);
    const outcome = await call({ ...change, if_unchanged_since: "2026-11-01T00:00:00Z" });
    expect(outcome).toMatchObject({ ok: true, value: { structured: { chars_after: 7 } } });
  });

  it("tells that the page is not there", async () => {
    const { call } = toolBench(docPageUpdate);
    expect(await call({ doc: handbook, page: "8cj9u1c-999999", content: "x" })).toMatchObject({
      failure: { code: "not_found", what: "page", findWith: "clickup_doc_get" },
    });
  });

  it.each(["../x", "8c-1/../2"])("sends no write for the page %s", async (page) => {
    const { call, writes } = toolBench(docPageUpdate);
    expect(await call({ doc: handbook, page, content: "x" })).toMatchObject({ ok: false });
    expect(writes()).toEqual([]);
  });
});
