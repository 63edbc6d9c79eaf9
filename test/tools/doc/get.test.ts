import { describe, expect, it } from "vitest";
import { docGet } from "../../../src/tools/doc/get.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

const { handbook, launch, bensDraft } = SEED.docs;

describe("clickup_doc_get", () => {
  it("gives the Doc and its tree of pages in two calls", async () => {
    const { call, requests, forget } = toolBench(docGet);
    await call({ doc: launch, content: "none" });
    forget();
    expect(await call({ doc: handbook })).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "id": "8cj9u1c-1101",
            "name": "Engineering Handbook",
            "pages": [
              {
                "id": "8cj9u1c-1201",
                "name": "Welcome",
                "pages": [
                  {
                    "id": "8cj9u1c-1202",
                    "name": "On call",
                    "pages": [
                      {
                        "id": "8cj9u1c-1203",
                        "name": "Runbook & escalation",
                      },
                    ],
                  },
                ],
              },
              {
                "id": "8cj9u1c-1204",
                "name": "Glossary",
              },
              {
                "id": "8cj9u1c-1205",
                "name": "(no name)",
              },
            ],
            "parent": "space 101",
            "updated": "2026-04-17T11:00:00+02:00",
            "url": "https://app.clickup.com/9001/v/dc/8cj9u1c-1101",
            "visibility": "public",
          },
          "text": "id: 8cj9u1c-1101
      name: Engineering Handbook
      parent: space 101
      visibility: public
      updated: 2026-04-17T11:00:00+02:00
      url: https://app.clickup.com/9001/v/dc/8cj9u1c-1101
      pages (3):
        - id: 8cj9u1c-1201 · name: Welcome
          pages (1):
            - id: 8cj9u1c-1202 · name: On call
              pages (1):
                - id: 8cj9u1c-1203 · name: Runbook & escalation
        - id: 8cj9u1c-1204 · name: Glossary
        - id: 8cj9u1c-1205 · name: (no name)",
        },
      }
    `);
    expect(requests()).toEqual([
      `GET /v3/workspaces/9001/docs/${handbook}`,
      `GET /v3/workspaces/9001/docs/${handbook}/page_listing?max_page_depth=-1`,
    ]);
  });

  it("gives all text in slices that follow one another", async () => {
    const { value } = toolBench(docGet);
    expect(await value({ doc: launch, content: "full" })).toMatchObject({ complete: true });
    const slice = { doc: handbook, content: "full", max_chars: 1_000 };
    const first = await value(slice);
    expect(first).toMatchObject({ complete: false });
    const second = await value({ ...slice, cursor: first.next_cursor });
    const both = await value({ ...slice, max_chars: 2_000 });
    expect(`${first.text}${second.text}`).toBe(both.text);
    expect(second).not.toHaveProperty("pages");
  });

  it("finds a Doc by name, and asks which one when two have it", async () => {
    const { value, call } = toolBench(docGet);
    expect(await value({ doc: "engineering handbook", content: "none" })).toMatchObject({
      id: handbook,
    });
    expect(await call({ doc: "Meeting notes" })).toMatchObject({
      failure: { code: "ambiguous", candidates: [{}, {}] },
    });
  });

  it("gives the Doc alone in one call with content none, and says when it is archived", async () => {
    const { value, requests, forget } = toolBench(docGet);
    await value({ doc: launch });
    forget();
    const doc = await value({ doc: SEED.docs.archived, content: "none" });
    expect(doc).toMatchObject({ name: "Handbook 2024", archived: true });
    expect(doc).not.toHaveProperty("pages");
    expect(requests()).toEqual([`GET /v3/workspaces/9001/docs/${SEED.docs.archived}`]);
  });

  it("gives the text of every page under its name and id", async () => {
    const { value } = toolBench(docGet);
    const { text } = await value({ doc: handbook, content: "full" });
    expect(text).toContain("# Welcome [page 8cj9u1c-1201]\n\n# Welcome\n\nWe build *good* things.");
    expect(text).toContain("# On call [page 8cj9u1c-1202]\n\n## Who");
  });

  it("takes the URL of a Doc", async () => {
    const { value } = toolBench(docGet);
    const url = `https://app.clickup.com/9001/v/dc/${launch}`;
    expect(await value({ doc: url, content: "none" })).toMatchObject({ id: launch, url });
  });

  it("says where Docs are found when this one is not shown to the user", async () => {
    const { call } = toolBench(docGet);
    expect(await call({ doc: bensDraft })).toEqual({
      ok: false,
      failure: { code: "not_found", what: "Doc", findWith: "clickup_doc_list" },
    });
  });

  it.each([
    "../8c-1",
    "8c-1/pages",
    "https://app.clickup.com/9001/v/dc/..%2F1",
  ])("sends no request below a Doc for %s", async (doc) => {
    const { call, requests } = toolBench(docGet);
    expect(await call({ doc })).toMatchObject({ ok: false });
    expect(requests("/docs/")).toEqual([]);
  });
});
