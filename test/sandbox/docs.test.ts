import { describe, expect, it } from "vitest";
import { type Bench, bench, names, rows } from "./bench.ts";
import { isObject, type Json, type JsonObject } from "./clickup/json.ts";
import { SEED } from "./clickup/seed.ts";

const { docs, pages, users } = SEED;
const DOCS = "/v3/workspaces/9001/docs";

/** A bare array comes back through the raw door. */
async function list({ sandbox, token }: Bench, path: string): Promise<JsonObject[]> {
  const response = await sandbox.fetch(
    new Request(`http://localhost:8788/api${path}`, {
      headers: { Authorization: `Bearer ${token}` },
    }),
  );
  const body: Json = await response.json();
  return Array.isArray(body) ? body.filter(isObject) : [];
}

describe("search of Docs", () => {
  it("pages by cursor, 10 at least, and ends without one", async () => {
    const { get } = bench();
    const first = (await get(`${DOCS}?limit=10`)).body;
    expect(rows(first, "docs")).toHaveLength(10);
    const rest = (await get(`${DOCS}?limit=10&cursor=${first.next_cursor}`)).body;
    expect(rows(rest, "docs")).toHaveLength(4);
    expect(rest).not.toHaveProperty("next_cursor");
    const refused = await get(`${DOCS}?limit=5`);
    expect(refused.body).toMatchObject({ status: 400, message: expect.stringContaining("limit") });
    expect((await get(`${DOCS}?cursor=nonsense`)).status).toBe(400);
  });

  it("filters by place, person and id, and has no search of text", async () => {
    const { get } = bench();
    const found = async (query: string) => names((await get(`${DOCS}?${query}`)).body, "docs");
    expect(await found("parent_type=SPACE&parent_id=101")).toEqual([
      "Meeting notes",
      "Engineering Handbook",
    ]);
    expect(await found("parent_type=5")).toEqual(["Q4 Launch: plan & press"]);
    expect(await found("creator=1002")).toHaveLength(2);
    expect(await found(`id=${docs.launch}`)).toHaveLength(1);
    expect(await found("archived=true")).toEqual(["Handbook 2024"]);
    expect(await found("deleted=true")).toEqual(["Thrown away"]);
    expect(await found("query=launch")).toHaveLength(14);
  });

  it("leaves out what this person may not see, and reading it is 404 with ACCESS_999", async () => {
    const ada = bench();
    const all = names((await ada.get(`${DOCS}?limit=100`)).body, "docs");
    expect(all).toContain("Lab notes");
    expect(all).not.toContain("Promotion draft");
    const hidden = await ada.get(`${DOCS}/${docs.bensDraft}`);
    expect(hidden).toMatchObject({ status: 404, body: { ECODE: "ACCESS_999" } });
    const ben = bench({ userId: users.ben });
    expect((await ben.get(`${DOCS}/${docs.bensDraft}`)).body.name).toBe("Promotion draft");
    expect((await ben.get(`${DOCS}/${docs.labNotes}`)).body.ECODE).toBe("ACCESS_999");
    const missing = await ada.get(`${DOCS}/8cj9u1c-1`);
    expect(missing).toMatchObject({ status: 404, body: { status: 404 } });
  });
});

describe("pages of a Doc", () => {
  it("are listed as a tree, down to the depth that is asked for", async () => {
    const one = bench();
    const listing = `${DOCS}/${docs.handbook}/page_listing`;
    const top = await list(one, listing);
    expect(top.map((page) => page.name)).toEqual(["Welcome", "Glossary", ""]);
    expect(JSON.stringify(top)).toContain("Runbook & escalation");
    expect(JSON.stringify(top)).not.toContain("content");
    expect(JSON.stringify(await list(one, `${listing}?max_page_depth=0`))).not.toContain("On call");
    const all = await list(one, `${DOCS}/${docs.handbook}/pages?max_page_depth=1`);
    expect(JSON.stringify(all)).toContain("Whoever has the phone");
    expect(JSON.stringify(all)).not.toContain("status.example.com");
  });

  it("come as Markdown or plain", async () => {
    const { get } = bench();
    const page = `${DOCS}/${docs.handbook}/pages/${pages.welcome}`;
    expect((await get(page)).body.content).toContain("[the wiki](https://example.com/wiki)");
    const plain = (await get(`${page}?content_format=text/plain`)).body;
    expect(plain.content).toContain("See the wiki.");
    expect((await get(`${page}?content_format=text/html`)).status).toBe(400);
    expect((await get(`${DOCS}/${docs.launch}/pages/${pages.welcome}`)).status).toBe(404);
  });

  it("are added below another", async () => {
    const one = bench();
    const made = await one.call("POST", `${DOCS}/${docs.handbook}/pages`, {
      name: "New",
      content: "# Hi\r\n\r\n- one",
      parent_page_id: pages.glossary,
    });
    expect(made).toMatchObject({
      status: 201,
      body: { name: "New", content: "# Hi\n\n* one", parent_page_id: pages.glossary },
    });
  });
});

describe("a new Doc", () => {
  it("has one empty page already, unless told not to", async () => {
    const one = bench();
    const made = await one.call("POST", DOCS, { name: "Plan", parent: { id: "901", type: 6 } });
    expect(made).toMatchObject({ status: 201, body: { name: "Plan", workspace_id: 9001 } });
    expect(await list(one, `${DOCS}/${made.body.id}/page_listing`)).toMatchObject([{ name: "" }]);
    const bare = await one.call("POST", DOCS, { name: "Bare", create_page: false });
    expect(await list(one, `${DOCS}/${bare.body.id}/page_listing`)).toEqual([]);
    expect(bare.body.parent).toEqual({ id: "9001", type: 12 });
  });

  it("is refused in a place that is not there", async () => {
    const { call } = bench();
    const at = async (parent: JsonObject) => (await call("POST", DOCS, { parent })).status;
    expect(await at({ id: "1", type: 6 })).toBe(404);
    expect(await at({ id: "901", type: 99 })).toBe(400);
    expect((await call("POST", DOCS, { name: "x", visibility: "SECRET" })).status).toBe(400);
  });
});

describe("editing a page", () => {
  const page = `${DOCS}/${docs.handbook}/pages/${pages.onCall}`;

  it("replaces unless told to add, and answers nothing", async () => {
    const { call, get } = bench();
    const text = async () => (await get(page)).body.content;
    const before = await text();
    const done = await call("PUT", page, { content: "After", content_edit_mode: "append" });
    expect(done).toMatchObject({ status: 200, body: {} });
    expect(await text()).toBe(`${before}\n\nAfter`);
    await call("PUT", page, { content: "Before", content_edit_mode: "prepend" });
    expect(await text()).toBe(`Before\n\n${before}\n\nAfter`);
    await call("PUT", page, { content: "Only this" });
    expect(await text()).toBe("Only this");
  });

  it("keeps what is left out and wipes what is sent empty", async () => {
    const { call, get } = bench();
    await call("PUT", page, { name: "Duty" });
    expect((await get(page)).body).toMatchObject({
      name: "Duty",
      content: expect.stringContaining("phone"),
    });
    await call("PUT", page, { name: "", content: "" });
    expect((await get(page)).body).toMatchObject({ name: "", content: "" });
  });
});
