import { describe, expect, it } from "vitest";
import { docCreate } from "../../../src/tools/doc/create.ts";
import { toolBench } from "../../support/tool-bench.ts";

const PAGES = [
  { name: "Goals", content: "* ship", subpages: [{ name: "Later", content: "rest" }] },
  { name: "Risks" },
];

describe("clickup_doc_create", () => {
  it("creates the Doc without ClickUp's empty page, then its pages in order", async () => {
    const { call, writes } = toolBench(docCreate);
    const outcome = await call({
      name: "Plan",
      in: "Q4 Launch",
      visibility: "private",
      pages: PAGES,
    });
    expect(outcome).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "id": "8cj9u1c-13464",
            "pages": [
              {
                "id": "8cj9u1c-13465",
                "name": "Goals",
              },
              {
                "id": "8cj9u1c-13466",
                "name": "Later",
                "parent": "8cj9u1c-13465",
              },
              {
                "id": "8cj9u1c-13467",
                "name": "Risks",
              },
            ],
            "url": "https://app.clickup.com/9001/v/dc/8cj9u1c-13464",
          },
          "text": "id: 8cj9u1c-13464
      url: https://app.clickup.com/9001/v/dc/8cj9u1c-13464
      pages (3):
        - id: 8cj9u1c-13465 · name: Goals
        - id: 8cj9u1c-13466 · name: Later · parent: 8cj9u1c-13465
        - id: 8cj9u1c-13467 · name: Risks",
        },
      }
    `);
    expect(writes()).toMatchInlineSnapshot(`
      [
        {
          "body": {
            "create_page": false,
            "name": "Plan",
            "parent": {
              "id": "503",
              "type": 5,
            },
            "visibility": "PRIVATE",
          },
          "request": "POST /v3/workspaces/9001/docs",
        },
        {
          "body": {
            "content": "* ship",
            "content_format": "text/md",
            "name": "Goals",
          },
          "request": "POST /v3/workspaces/9001/docs/8cj9u1c-13464/pages",
        },
        {
          "body": {
            "content": "rest",
            "content_format": "text/md",
            "name": "Later",
            "parent_page_id": "8cj9u1c-13465",
          },
          "request": "POST /v3/workspaces/9001/docs/8cj9u1c-13464/pages",
        },
        {
          "body": {
            "content_format": "text/md",
            "name": "Risks",
          },
          "request": "POST /v3/workspaces/9001/docs/8cj9u1c-13464/pages",
        },
      ]
    `);
  });

  it("makes the first page ClickUp's own when none is given: one call", async () => {
    const { value, writes } = toolBench(docCreate);
    await value({ name: "Empty" });
    expect(writes()).toEqual([
      {
        request: "POST /v3/workspaces/9001/docs",
        body: { name: "Empty", parent: { id: "9001", type: 12 } },
      },
    ]);
  });

  it.each([
    [{ in: "Product", visibility: "personal" }, { id: "101", type: 4 }, "PERSONAL"],
    [{ in: "Product / Roadmap / Backlog", visibility: "hidden" }, { id: "901", type: 6 }, "HIDDEN"],
    [{ in: "Q4 Launch", visibility: "public" }, { id: "503", type: 5 }, "PUBLIC"],
  ])("makes it for %j", async (where, parent, visibility) => {
    const { value, writes } = toolBench(docCreate);
    await value({ name: "Plan", ...where });
    expect(writes()).toMatchObject([{ body: { parent, visibility } }]);
  });

  it("makes no Doc with more pages than a call has time for", async () => {
    const { call, requests } = toolBench(docCreate);
    const subpages = Array.from({ length: 30 }, (_, index) => ({ name: `Page ${index}` }));
    expect(await call({ name: "Plan", pages: [{ name: "Top", subpages }] })).toMatchObject({
      failure: { problem: '"pages" holds 31 pages; at most 30 in one call.' },
    });
    expect(requests()).toEqual([]);
  });

  it("tells which pages are missing when one was refused, and keeps the Doc", async () => {
    const { value, sandbox } = toolBench(docCreate);
    sandbox.answerNext(new Response("{}", { status: 400 }), { method: "POST", path: /\/pages$/ });
    expect(await value({ name: "Plan", pages: PAGES })).toMatchObject({
      pages: [{ name: "Risks" }],
      failed: [
        { step: 'page "Goals"', code: "clickup_rejected" },
        { step: 'page "Later"', code: "not_tried" },
      ],
    });
  });

  it("creates nothing when the place is not there", async () => {
    const { call, writes } = toolBench(docCreate);
    expect(await call({ name: "Plan", in: "../team", pages: PAGES })).toMatchObject({
      failure: { code: "not_found" },
    });
    expect(writes()).toEqual([]);
  });

  it("does not send the create again after a 500, because the Doc may exist", async () => {
    const { call, writes, sandbox } = toolBench(docCreate);
    sandbox.answerNext(new Response("{}", { status: 502 }), { method: "POST" });
    expect(await call({ name: "Plan" })).toMatchObject({ failure: { mayHaveHappened: true } });
    expect(writes()).toHaveLength(1);
  });

  it("adds under persona=agent too: nothing that exists is changed", async () => {
    const { value } = toolBench(docCreate, { policy: { addOnly: true } });
    expect(await value({ name: "Plan", pages: PAGES })).not.toHaveProperty("failed");
  });
});
