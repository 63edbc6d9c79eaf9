import { describe, expect, it } from "vitest";
import { docPageGet } from "../../../src/tools/doc-page/get.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

const { handbook, launch } = SEED.docs;
const { pages } = SEED;
const DOC_URL = `https://app.clickup.com/9001/v/dc/${handbook}`;
type Rows = { pages: { id: string; content: string; next_offset?: number; chars: number }[] };

describe("clickup_doc_page_get", () => {
  it("reads one page by id in one call", async () => {
    const { call, requests, forget } = toolBench(docPageGet);
    await call({ doc: launch, page: pages.launch });
    forget();
    expect(await call({ doc: handbook, page: pages.welcome })).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "doc_url": "https://app.clickup.com/9001/v/dc/8cj9u1c-1101",
            "pages": [
              {
                "chars": 77,
                "content": "# Welcome

      We build *good* things. See [the wiki](https://example.com/wiki).
      ",
                "id": "8cj9u1c-1201",
                "name": "Welcome",
                "subtitle": "Start here",
                "updated": "2026-04-17T11:00:00+02:00",
              },
            ],
          },
          "text": "doc_url: https://app.clickup.com/9001/v/dc/8cj9u1c-1101
      pages (1):
        - id: 8cj9u1c-1201 · name: Welcome · subtitle: Start here · updated: 2026-04-17T11:00:00+02:00 · chars: 77
          content:
            | # Welcome
            | 
            | We build *good* things. See [the wiki](https://example.com/wiki).
            | ",
        },
      }
    `);
    expect(requests()).toEqual([
      `GET /v3/workspaces/9001/docs/${handbook}/pages/${pages.welcome}?content_format=text/md`,
    ]);
  });

  it("reads three and more in one call, by id or name", async () => {
    const { value, requests, forget } = toolBench(docPageGet);
    await value({ doc: launch, page: pages.launch });
    forget();
    const found = (await value({
      doc: handbook,
      pages: [pages.welcome, "On call", "Runbook & escalation"],
    })) as Rows;
    expect(found.pages.map(({ id }) => id)).toEqual([pages.welcome, pages.onCall, pages.runbook]);
    expect(requests()).toHaveLength(1);
  });

  it("gives one section with what lies under it, and the files in it", async () => {
    const { value } = toolBench(docPageGet);
    const found = (await value({ doc: launch, page: pages.launch, section: "Timeline" })) as Rows;
    expect(found.pages[0]?.content).toMatchInlineSnapshot(`
      "## Timeline

      | Week | What |
      | --- | --- |
      | 45 | Public beta |
      | 47 | Press |

      ### Dates that move

      Black Friday is fixed."
    `);
    const risks = await value({ doc: launch, page: pages.launch, section: "risks", assets: true });
    expect(risks).toMatchObject({ pages: [{ assets: [{ name: "Sketch", image: true }] }] });
  });

  it("names the headings there are when the one asked for is not", async () => {
    const { call } = toolBench(docPageGet);
    expect(await call({ doc: launch, page: pages.launch, section: "Timelin" })).toMatchObject({
      failure: { code: "invalid_input", argument: "section", allowed: ["Timeline"] },
    });
  });

  it("slices a long page, and the slices are the whole", async () => {
    const { value } = toolBench(docPageGet);
    const read = async (offset: number) =>
      ((await value({ doc: handbook, page: pages.glossary, offset, max_chars: 5_000 })) as Rows)
        .pages[0];
    let text = "";
    let at: number | undefined = 0;
    let chars = 0;
    while (at !== undefined) {
      const slice = await read(at);
      text += slice?.content ?? "";
      chars = slice?.chars ?? 0;
      at = slice?.next_offset;
    }
    expect(text).toHaveLength(chars);
    expect(chars).toBeGreaterThan(5_000);
  });

  it("gives plain text where no Markdown is wanted", async () => {
    const { value, requests } = toolBench(docPageGet);
    const asked = { doc: handbook, page: pages.welcome, format: "plain" };
    const { pages: rows } = (await value(asked)) as Rows;
    expect(rows[0]?.content).toContain("See the wiki.");
    expect(requests().at(-1)).toContain("?content_format=text/plain");
  });

  it.each([
    [
      { doc: handbook, page: "8cj9u1c-999999" },
      { what: "page", findWith: "clickup_doc_get" },
    ],
    [
      { doc: handbook, page: "Wilkommen" },
      { what: "page", nearest: [{ id: pages.welcome }] },
    ],
    [{ doc: handbook }, { argument: "page" }],
    [{ page: pages.welcome }, { argument: "doc" }],
    [{ pages: [`${DOC_URL}/${pages.welcome}`, "On call"] }, { argument: "pages" }],
    [{ page: `${DOC_URL}/${pages.welcome}`, section: "Wilkommen" }, { argument: "section" }],
  ])("says what is wrong with %j", async (input, failure) => {
    const { call } = toolBench(docPageGet);
    expect(await call(input)).toMatchObject({ ok: false, failure });
  });

  it("does not choose between two headings of one name", async () => {
    const { call, sandbox } = toolBench(docPageGet);
    const page = sandbox.state.docPages[pages.welcome];
    if (page !== undefined) page.content = "## Who\n\nA\n\n## Who\n\nB";
    expect(await call({ doc: handbook, page: pages.welcome, section: "who" })).toMatchObject({
      failure: { argument: "section", problem: 'This page has 2 headings "Who".' },
    });
  });

  it("takes the URL of a page without its Doc", async () => {
    const { value } = toolBench(docPageGet);
    const page = `${DOC_URL}/${pages.onCall}`;
    expect(await value({ page })).toMatchObject({ pages: [{ name: "On call" }] });
    expect(await value({ doc: page })).toMatchObject({ pages: [{ name: "On call" }] });
  });

  it("gives the pages that are there and tells which are not", async () => {
    const { value } = toolBench(docPageGet);
    expect(await value({ doc: handbook, pages: [pages.welcome, "8cj9u1c-999999"] })).toMatchObject({
      pages: [{ name: "Welcome" }],
      failed: [{ code: "not_found" }],
    });
  });

  it("hands on what a page says as data, without what nobody sees", async () => {
    const { value } = toolBench(docPageGet);
    const { pages: rows } = (await value({
      doc: SEED.docs.hostile,
      page: SEED.pages.hostile,
    })) as Rows;
    expect(rows[0]?.content).not.toMatch(/[\u200b\u202e]/);
  });
});
