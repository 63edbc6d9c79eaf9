import { describe, expect, it } from "vitest";
import { docList } from "../../../src/tools/doc/list.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

type Rows = { docs: { id: string; name: string; pages?: unknown[] }[] };

describe("clickup_doc_list", () => {
  it("finds Docs by words of their title in one call for 100", async () => {
    const { call, requests, forget } = toolBench(docList);
    await call({});
    forget();
    expect(await call({ query: "launch PLAN" })).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "complete": true,
            "docs": [
              {
                "id": "8cj9u1c-1102",
                "name": "Q4 Launch: plan & press",
                "parent": "folder 503",
                "updated": "2026-04-18T11:00:00+02:00",
                "url": "https://app.clickup.com/9001/v/dc/8cj9u1c-1102",
              },
            ],
            "scanned": 14,
          },
          "text": "docs (1):
        - id: 8cj9u1c-1102 · name: Q4 Launch: plan & press · parent: folder 503 · updated: 2026-04-18T11:00:00+02:00 · url: https://app.clickup.com/9001/v/dc/8cj9u1c-1102
      scanned: 14
      complete: yes",
        },
      }
    `);
    expect(requests()).toEqual(["GET /v3/workspaces/9001/docs?limit=100"]);
  });

  it("reads the pages of the others only when asked to, and shows where the words stand", async () => {
    const { value, requests, forget } = toolBench(docList);
    await value({});
    forget();
    const found = (await value({ query: "phone", search_bodies: true })) as Rows;
    expect(found.docs).toMatchInlineSnapshot(`
      [
        {
          "id": "8cj9u1c-1101",
          "name": "Engineering Handbook",
          "pages": [
            {
              "id": "8cj9u1c-1202",
              "name": "On call",
              "snippet": "Who Whoever has the phone. When Always.",
            },
          ],
          "parent": "space 101",
          "updated": "2026-04-17T11:00:00+02:00",
          "url": "https://app.clickup.com/9001/v/dc/8cj9u1c-1101",
        },
      ]
    `);
    expect(requests().filter((line) => line.includes("/pages")).length).toBeGreaterThan(1);
  });

  it("narrows by place and by creator", async () => {
    const { value, requests, forget } = toolBench(docList);
    await value({});
    forget();
    const { docs } = (await value({ in: "Backlog", creator: "Ben Okafor" })) as Rows;
    expect(docs.map(({ id }) => id)).toEqual([SEED.docs.hostile]);
    expect(requests().at(-1)).toBe(
      `GET /v3/workspaces/9001/docs?parent_id=${SEED.lists.backlog}&creator=1002&limit=100`,
    );
  });

  it("goes on where the call before ended", async () => {
    const { value } = toolBench(docList);
    const first = (await value({ limit: 4 })) as Rows & { next_cursor: string };
    const rest = (await value({ limit: 4, cursor: first.next_cursor })) as Rows;
    const names = [...first.docs, ...rest.docs].map(({ id }) => id);
    expect(new Set(names).size).toBe(8);
    expect(await value({ limit: 50 })).toMatchObject({ complete: true });
  });

  it("names the place that is not there, in place of an empty list", async () => {
    const { call } = toolBench(docList);
    expect(await call({ in: "Nowhere at all" })).toMatchObject({ failure: { code: "not_found" } });
  });

  it.each(["../team", "a/b", "1 OR 1"])("sends nothing for the hostile place %s", async (place) => {
    const { call, requests } = toolBench(docList);
    expect(await call({ in: place })).toMatchObject({ ok: false });
    expect(requests().filter((line) => line.includes("/docs"))).toEqual([]);
  });
});
