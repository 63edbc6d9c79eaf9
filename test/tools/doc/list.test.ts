import { describe, expect, it } from "vitest";
import { docGet } from "../../../src/tools/doc/get.ts";
import { docList } from "../../../src/tools/doc/list.ts";
import { workspaceHierarchy } from "../../../src/tools/workspace/hierarchy.ts";
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
    expect(requests("/pages").length).toBeGreaterThan(1);
  });

  it("names what a Doc hangs on where the index is kept, without a call", async () => {
    const { value, call, requests, forget } = toolBench(docList);
    await call({}, workspaceHierarchy);
    forget();
    const named = { parent: "folder 503 (Q4 Launch)" };
    expect(await value({ query: "launch plan" })).toMatchObject({ docs: [named] });
    expect(await call({ doc: SEED.docs.launch }, docGet)).toMatchObject({
      value: { structured: named },
    });
    expect(requests().filter((line) => line.includes("/v2/") && line !== "GET /v2/user")).toEqual(
      [],
    );
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

  it.each([
    ["a Space", "Product", "101"],
    ["a Folder", "Product / Roadmap / Q4 Launch", SEED.folders.q4Launch],
    ["a task", SEED.tasks.checkout, SEED.tasks.checkout],
    ["a task by its custom id", "NW-1", SEED.tasks.checkout],
    ["a task by its URL", `https://app.clickup.com/t/${SEED.tasks.bug}`, SEED.tasks.bug],
  ])("asks for the Docs of %s alone", async (_, place, id) => {
    const { value, requests } = toolBench(docList);
    await value({ in: place });
    expect(requests().at(-1)).toBe(`GET /v3/workspaces/9001/docs?parent_id=${id}&limit=100`);
  });

  it("gives what is archived in place of the others", async () => {
    const { value } = toolBench(docList);
    const { docs } = (await value({ archived: true })) as Rows;
    expect(docs).toMatchObject([{ id: SEED.docs.archived, archived: true }]);
  });

  it("reads the text of twenty Docs, and of the others with the cursor", async () => {
    const { value, requests, forget, sandbox } = toolBench(docList);
    const { docs } = sandbox.state;
    const model = docs[SEED.docs.launch];
    if (model === undefined) throw new Error("not seeded");
    for (let index = 0; index < 10; index += 1) {
      const id = `8cj9u1c-99${index}`;
      docs[id] = { ...model, id, createdMs: model.createdMs + index };
    }
    const asked = { query: "phone", search_bodies: true };
    const first = await value(asked);
    expect(first).toMatchObject({ docs: [], complete: false });
    expect(requests("/pages")).toHaveLength(20);
    forget();
    const rest = await value({ ...asked, cursor: first.next_cursor });
    // The oldest of all.
    expect(rest).toMatchObject({ docs: [{ id: SEED.docs.handbook }], complete: true });
  });

  it("finds what it can where ClickUp does not show the text of one", async () => {
    const { value, sandbox } = toolBench(docList);
    const refusal = Response.json({ status: 403, message: "no" }, { status: 403 });
    sandbox.answerNext(refusal, { path: /\/pages$/ });
    expect(await value({ query: "phone", search_bodies: true })).toMatchObject({
      docs: [{ id: SEED.docs.handbook }],
      warnings: [expect.stringMatching(/: this user may not do that$/)],
    });
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
    expect(await call({ creator: "Nobody Here" })).toMatchObject({
      failure: { code: "not_found", given: "Nobody Here" },
    });
  });

  it.each(["../team", "a/b", "1 OR 1"])("sends nothing for the hostile place %s", async (place) => {
    const { call, requests } = toolBench(docList);
    expect(await call({ in: place })).toMatchObject({ ok: false });
    expect(requests("/docs")).toEqual([]);
  });
});
