import { describe, expect, it } from "vitest";
import { commentList } from "../../../src/tools/comment/list.ts";
import { HOSTILE_IDS, leaked } from "../../support/hostile.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

const { checkout } = SEED.tasks;
/** Of `checkout`. */
const NEWEST = "90130003460";
type Rows = { id: string; text_md: string; replies?: { text_md: string }[] }[];
const rowsOf = (value: object) => (value as { comments: Rows }).comments;

describe("clickup_comment_list", () => {
  it("gives one page of a task in one call, and one more for each thread", async () => {
    const { call, requests, forget } = toolBench(commentList);
    await call({ on: checkout, limit: 1 });
    forget();
    const outcome = await call({ on: checkout, limit: 3 });
    expect(requests()).toEqual([`GET /v2/task/${checkout}/comment`]);
    expect(outcome).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "comments": [
              {
                "author": "Ben Okafor",
                "date": "2026-11-02T05:00:00+01:00",
                "id": "90130003460",
                "text_md": "Update 32: still looking at encoding.",
              },
              {
                "author": "Ada Lovelace",
                "date": "2026-11-02T00:00:00+01:00",
                "id": "90130003459",
                "text_md": "Update 31: still looking at encoding.",
              },
              {
                "author": "Chika Tanaka",
                "date": "2026-11-01T19:00:00+01:00",
                "id": "90130003458",
                "text_md": "Update 30: still looking at encoding.",
              },
            ],
            "complete": false,
            "next_cursor": "eyJtIjoiMTc5MzU1NjAwMDAwMDo5MDEzMDAwMzQ1OCIsImYiOiI4MjE3NjQ1ZDhiOWMifQ",
          },
          "text": "comments (3):
        - id: 90130003460 · author: Ben Okafor · date: 2026-11-02T05:00:00+01:00 · text_md: Update 32: still looking at encoding.
        - id: 90130003459 · author: Ada Lovelace · date: 2026-11-02T00:00:00+01:00 · text_md: Update 31: still looking at encoding.
        - id: 90130003458 · author: Chika Tanaka · date: 2026-11-01T19:00:00+01:00 · text_md: Update 30: still looking at encoding.
      complete: no
      next_cursor: eyJtIjoiMTc5MzU1NjAwMDAwMDo5MDEzMDAwMzQ1OCIsImYiOiI4MjE3NjQ1ZDhiOWMifQ",
        },
      }
    `);
    forget();
    const page = rowsOf(await structureOf(call({ on: checkout })));
    expect(page).toHaveLength(25);
    expect(requests()).toHaveLength(2);
    expect(page.find(({ replies }) => replies !== undefined)?.replies).toMatchObject([
      { text_md: "Could it be the proxy?" },
      { text_md: "No, the proxy passes UTF-8 through." },
    ]);
  });

  it("goes on after the last row with ClickUp's two marks, without a row twice or missing", async () => {
    const { value } = toolBench(commentList);
    const first = await value({ on: checkout, limit: 20, replies: false });
    expect(first.complete).toBe(false);
    const rest = await value({
      on: checkout,
      limit: 20,
      replies: false,
      cursor: first.next_cursor,
    });
    expect(rest.complete).toBe(true);
    const ids = [...rowsOf(first), ...rowsOf(rest)].map(({ id }) => id);
    expect(new Set(ids).size).toBe(32);
    expect(ids).toHaveLength(32);
  });

  it("refuses a cursor that belongs to another call", async () => {
    const { value, call } = toolBench(commentList);
    const { next_cursor } = await value({ on: checkout, limit: 5 });
    expect(await call({ on: "Backlog", limit: 5, cursor: next_cursor })).toMatchObject({
      failure: { code: "invalid_input", argument: "cursor" },
    });
  });

  it("reads the comments of a List by path and of a view by id", async () => {
    const { value, requests, forget } = toolBench(commentList);
    const list = await value({ on: "Product / Roadmap / Backlog" });
    expect(rowsOf(list).map(({ text_md }) => text_md)).toEqual(["Please keep names short."]);
    forget();
    expect(await value({ on: SEED.views.backlogBoard })).toEqual({ comments: [], complete: true });
    expect(requests()).toEqual([`GET /v2/view/${SEED.views.backlogBoard}/comment`]);
  });

  it("reads a chat view by its URL, and a task by its name in a List", async () => {
    const { value, requests } = toolBench(commentList);
    const url = `https://app.clickup.com/9001/v/c/${SEED.views.productChat}`;
    expect(rowsOf(await value({ on: url })).map(({ text_md }) => text_md)).toEqual([
      "Thanks, noted.",
      "Release is on Thursday.",
    ]);
    await value({ on: "Crash when the cart is empty", list: "Backlog" });
    expect(requests().at(-1)).toBe(`GET /v2/task/${SEED.tasks.bug}/comment`);
  });

  it("shows reactions by their number, and what is resolved", async () => {
    const { value, sandbox } = toolBench(commentList);
    const newest = sandbox.state.comments[NEWEST];
    if (newest === undefined) throw new Error("not seeded");
    newest.resolved = true;
    newest.reactions = ["eyes", "tada", "eyes"].map((reaction) => ({ reaction }));
    expect(await value({ on: checkout, limit: 1 })).toMatchObject({
      comments: [{ id: NEWEST, resolved: true, reactions: ["eyes ×2", "tada"] }],
    });
  });

  it("reads twenty threads at most, and says how the others are read", async () => {
    const { value, requests, sandbox } = toolBench(commentList);
    const { comments } = sandbox.state;
    for (const comment of Object.values(comments).filter(({ on }) => on.id === checkout)) {
      const id = `7${comment.id}`;
      comments[id] = { ...comment, id, on: { kind: "comment", id: comment.id } };
    }
    expect(await value({ on: checkout })).toMatchObject({
      warnings: ['The replies of 20 of 25 threads were read; "comment" reads the others.'],
    });
    expect(requests().filter((line) => line.endsWith("/reply"))).toHaveLength(20);
  });

  it("ends a page where its texts get too long, and misses none on the next", async () => {
    const { value, sandbox } = toolBench(commentList);
    for (const comment of Object.values(sandbox.state.comments)) {
      comment.text = "x".repeat(5_000);
      comment.parts = [{ text: comment.text }];
    }
    const asked = { on: checkout, limit: 100, replies: false };
    const first = await value(asked);
    const rest = await value({ ...asked, cursor: first.next_cursor });
    expect(rowsOf(first)).toHaveLength(16);
    expect(new Set([...rowsOf(first), ...rowsOf(rest)].map(({ id }) => id)).size).toBe(32);
  });

  it("filters by person, age and open assignment here, because ClickUp cannot", async () => {
    const { value } = toolBench(commentList);
    const chika = await value({ on: checkout, author: "chika", limit: 100, replies: false });
    expect(rowsOf(chika).length).toBeGreaterThan(5);
    expect(rowsOf(chika)).toEqual(rowsOf(chika).map((row) => ({ ...row, author: "Chika Tanaka" })));
    const recent = await value({ on: checkout, since: "yesterday", replies: false });
    expect(recent).toMatchObject({ since: "2026-11-01", complete: true });
    expect(rowsOf(recent)).toHaveLength(6);
    const open = await value({ on: checkout, unresolved: true, limit: 100 });
    expect(rowsOf(open)).toHaveLength(2);
    expect(open).toMatchObject({ comments: [{ assigned_to: "Chika Tanaka", reply_count: 2 }, {}] });
  });

  it("gives the replies of one comment, oldest first, by id or link", async () => {
    const { value } = toolBench(commentList);
    const [thread] = rowsOf(await value({ on: checkout, unresolved: true }));
    const link = `https://app.clickup.com/t/${checkout}?comment=${thread?.id}`;
    const replies = await value({ comment: link, limit: 1 });
    expect(replies).toMatchObject({
      comments: [{ text_md: "Could it be the proxy?", author: "Ben Okafor" }],
      complete: false,
    });
    const rest = await value({ comment: link, limit: 1, cursor: replies.next_cursor });
    expect(rest).toMatchObject({ comments: [{ author: "Chika Tanaka" }], complete: true });
  });

  it("needs one place, and says who is not known rather than give nothing", async () => {
    const { call } = toolBench(commentList);
    expect(await call({})).toMatchObject({ failure: { code: "invalid_input", argument: "on" } });
    expect(await call({ on: checkout, author: "Nobody" })).toMatchObject({
      failure: { code: "not_found", given: "Nobody" },
    });
    expect(await call({ on: "86c999999" })).toMatchObject({ failure: { code: "not_found" } });
  });

  it.each(HOSTILE_IDS)("lets no hostile id out: %s", async (id) => {
    const { call, requests } = toolBench(commentList);
    for (const input of [{ on: id }, { comment: id }, { on: checkout, author: id }]) {
      expect((await call(input)).ok).toBe(false);
    }
    expect(leaked(requests(), id)).toEqual([]);
  });
});

async function structureOf(outcome: ReturnType<ReturnType<typeof toolBench>["call"]>) {
  const result = await outcome;
  if (!result.ok) throw new Error(JSON.stringify(result.failure));
  return result.value.structured;
}
