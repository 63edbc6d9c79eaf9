import { describe, expect, it } from "vitest";
import { listCreate } from "../../../src/tools/list/create.ts";
import { listGet } from "../../../src/tools/list/get.ts";
import { HOSTILE_IDS, leaked } from "../../support/hostile.ts";
import { toolBench } from "../../support/tool-bench.ts";

describe("clickup_list_create", () => {
  it("creates a List with its settings in one call", async () => {
    const { call, writes, requests, forget } = toolBench(listCreate);
    await call({ in: "nowhere", name: "x" }); // reads the index
    forget();
    const outcome = await call({
      in: "Product / Roadmap",
      name: "Q1 Plans",
      content: "**Why** we do it",
      due: "2026-12-24",
      priority: "high",
      assignee: "Ada Lovelace",
      color: "red",
    });
    expect(requests().filter((line) => !line.startsWith("GET /v2/user"))).toHaveLength(1);
    expect(outcome).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "lists": [
              {
                "due": "2026-12-24",
                "id": "90130003464",
                "name": "Q1 Plans",
                "path": "Product / Roadmap / Q1 Plans",
                "url": "https://app.clickup.com/9001/v/li/90130003464",
              },
            ],
          },
          "text": "lists (1):
        - id: 90130003464 · name: Q1 Plans · path: Product / Roadmap / Q1 Plans · url: https://app.clickup.com/9001/v/li/90130003464 · due: 2026-12-24",
        },
      }
    `);
    expect(writes()).toMatchInlineSnapshot(`
      [
        {
          "body": {
            "assignee": 1001,
            "due_date": 1798081200000,
            "due_date_time": false,
            "markdown_content": "**Why** we do it",
            "name": "Q1 Plans",
            "priority": 2,
            "status": "red",
          },
          "request": "POST /v2/folder/501/list",
        },
      ]
    `);
  });

  it("is found by name at once, without a new reading", async () => {
    const { value, call, requests, forget } = toolBench(listCreate);
    await value({ in: "Product / Roadmap", name: "Q1 Plans" });
    forget();
    expect(await call({ list: "Product / Roadmap / Q1 Plans", limit: 1 }, listGet)).toMatchObject({
      ok: true,
    });
    expect(requests("/space")).toEqual([]);
  });

  it("creates several, a call each, and tells which failed", async () => {
    const { value, writes } = toolBench(listCreate);
    const made = await value({ in: "Product", lists: ["One", "Product Inbox", "Two"] });
    expect(writes().map(({ request }) => request)).toEqual([
      "POST /v2/space/101/list",
      "POST /v2/space/101/list",
      "POST /v2/space/101/list",
    ]);
    expect(made).toMatchObject({
      lists: [
        { name: "One", path: "Product / One" },
        { name: "Two", path: "Product / Two" },
      ],
      failed: [
        {
          step: "List Product Inbox",
          code: "clickup_rejected",
          problem: "There is a List of this name already. (ClickUp code SUBCAT_016)",
        },
      ],
    });
  });

  it("gives several the same settings, and tells of each what ClickUp did not take", async () => {
    const { value, writes, sandbox } = toolBench(listCreate);
    sandbox.answerNext(Response.json({ id: "90139", name: "One" }), { method: "POST" });
    const made = await value({
      in: "Product",
      lists: ["One", "Two"],
      content: "Why",
      due: "2026-12-24",
      priority: "low",
      assignee: "me",
      color: "red",
    });
    const [one, two] = writes().map(({ body }) => body as object);
    expect(two).toEqual({ ...one, name: "Two" });
    expect(made.ignored).toEqual(
      ["content", "due", "priority", "assignee", "color"].map((field) => ({
        list: "One",
        field,
        reason: "ClickUp did not take it",
      })),
    );
  });

  it("fails as a whole when none could be made", async () => {
    const { call } = toolBench(listCreate);
    expect(await call({ in: "Product", name: "Product Inbox" })).toMatchObject({
      ok: false,
      failure: { code: "clickup_rejected", ecode: "SUBCAT_016" },
    });
  });

  it("does not go on after a doubtful write", async () => {
    const { value, sandbox, writes } = toolBench(listCreate);
    sandbox.answerNext(new Response("{}", { status: 500 }), {
      path: "/api/v2/space/101/list",
      method: "POST",
    });
    const outcome = await toolBench(listCreate).call({ in: "Product", lists: ["A", "a"] });
    expect(outcome).toMatchObject({ failure: { code: "invalid_input", argument: "lists" } });
    await expect(value({ in: "Product", lists: ["One", "Two"] })).rejects.toThrow(
      "mayHaveHappened",
    );
    expect(writes()).toHaveLength(1);
  });

  it("makes one from a template, which ClickUp fills afterwards", async () => {
    const { value, writes, sandbox } = toolBench(listCreate);
    const [template] = Object.values(sandbox.state.listTemplates);
    const made = await value({
      in: "Product / Roadmap",
      name: "From it",
      from_template: template?.id,
    });
    expect(made).toMatchObject({
      lists: [{ name: "From it", path: "Product / Roadmap / From it" }],
      note: expect.stringContaining("still filling"),
    });
    expect(writes()).toMatchObject([
      {
        request: `POST /v2/folder/501/list_template/${template?.id}`,
        body: { name: "From it", options: { return_immediately: true, old_checklists: true } },
      },
    ]);
    const waited = await value({
      in: "Product",
      name: "Waited for",
      from_template: template?.id,
      wait: true,
    });
    expect(waited.note).toBeUndefined();
    expect(writes()[1]).toMatchObject({ body: { options: { return_immediately: false } } });
  });

  it.each([
    [{ name: "A", lists: ["B"] }, "name"],
    [{}, "name"],
    [{ name: "A", from_template: "t-1", due: "tomorrow" }, "due"],
    [{ name: "A", from_template: "../x" }, "from_template"],
    [{ name: "A", assignee: "Nobody Atall" }, undefined],
    [{ name: "A", due: "someday maybe" }, "due"],
  ])("writes nothing for %j", async (input, argument) => {
    const { call, writes } = toolBench(listCreate);
    expect(await call({ in: "Product", ...input })).toMatchObject({
      ok: false,
      failure: argument === undefined ? { code: "not_found" } : { code: "invalid_input", argument },
    });
    expect(writes()).toEqual([]);
  });

  it.each(HOSTILE_IDS)("lets no hostile id out: %s", async (id) => {
    const { call, requests } = toolBench(listCreate);
    expect(await call({ in: id, name: "x" })).toMatchObject({ ok: false });
    expect(leaked(requests(), id)).toEqual([]);
  });
});
