import { describe, expect, it } from "vitest";
import { docPageCreate } from "../../../src/tools/doc-page/create.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

const { handbook } = SEED.docs;

describe("clickup_doc_page_create", () => {
  it("adds a subpage in one call", async () => {
    const { call, requests, writes, forget } = toolBench(docPageCreate);
    await call({ doc: handbook, name: "First" });
    forget();
    expect(
      await call({
        doc: handbook,
        name: "Second",
        subtitle: "of two",
        content: "Text",
        parent_page: SEED.pages.onCall,
      }),
    ).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "id": "8cj9u1c-13465",
            "name": "Second",
            "url": "https://app.clickup.com/9001/v/dc/8cj9u1c-1101/8cj9u1c-13465",
          },
          "text": "id: 8cj9u1c-13465
      name: Second
      url: https://app.clickup.com/9001/v/dc/8cj9u1c-1101/8cj9u1c-13465",
        },
      }
    `);
    expect(writes()).toMatchInlineSnapshot(`
      [
        {
          "body": {
            "content": "Text",
            "content_format": "text/md",
            "name": "Second",
            "parent_page_id": "8cj9u1c-1202",
            "sub_title": "of two",
          },
          "request": "POST /v3/workspaces/9001/docs/8cj9u1c-1101/pages",
        },
      ]
    `);
    expect(requests()).toHaveLength(1);
  });

  it("finds the parent page by name, and adds nothing when there is none", async () => {
    const { call, value, writes } = toolBench(docPageCreate);
    await value({ doc: handbook, name: "A", parent_page: "On call" });
    expect(writes()[0]?.body).toMatchObject({ parent_page_id: SEED.pages.onCall });
    expect(await call({ doc: handbook, name: "A", parent_page: "Off call" })).toMatchObject({
      failure: { code: "not_found", what: "page" },
    });
    expect(writes()).toHaveLength(1);
  });

  it("takes the Doc by its name or URL, and the parent by its URL", async () => {
    const { value, writes } = toolBench(docPageCreate);
    await value({ doc: "engineering handbook", name: "A" });
    const doc = `https://app.clickup.com/9001/v/dc/${handbook}`;
    await value({ doc, name: "B", parent_page: `${doc}/${SEED.pages.glossary}` });
    expect(writes().map(({ request }) => request)).toEqual(
      Array(2).fill(`POST /v3/workspaces/9001/docs/${handbook}/pages`),
    );
    expect(writes()[1]?.body).toMatchObject({ parent_page_id: SEED.pages.glossary });
  });

  it("tells that the Doc is not there", async () => {
    const { call } = toolBench(docPageCreate);
    expect(await call({ doc: "8cj9u1c-999999", name: "A" })).toMatchObject({
      failure: { code: "not_found", what: "Doc", findWith: "clickup_doc_list" },
    });
    expect(await call({ doc: "Nowhere at all", name: "A" })).toMatchObject({
      failure: { code: "not_found", what: "Doc", given: "Nowhere at all" },
    });
  });

  it.each(["../8c-1", "8c-1/x"])("sends no write for the Doc %s", async (doc) => {
    const { call, writes } = toolBench(docPageCreate);
    expect(await call({ doc, name: "A" })).toMatchObject({ ok: false });
    expect(writes()).toEqual([]);
  });
});
