import { describe, expect, it } from "vitest";
import { commentCreate } from "../../../src/tools/comment/create.ts";
import { commentDelete } from "../../../src/tools/comment/delete.ts";
import { commentUpdate } from "../../../src/tools/comment/update.ts";
import { HOSTILE_IDS, leaked } from "../../support/hostile.ts";
import { SEED, type ToolBench, toolBench } from "../../support/tool-bench.ts";

const { checkout } = SEED.tasks;

function commentsOf({ sandbox }: ToolBench, on: string) {
  return Object.values(sandbox.state.comments).filter((comment) => comment.on.id === on);
}

describe("clickup_comment_create", () => {
  it("writes Markdown, a mention and an assignment as runs in one call", async () => {
    const bench = toolBench(commentCreate);
    await bench.call({ on: checkout, text: "warm up @me" });
    bench.forget();
    const outcome = await bench.call({
      on: checkout,
      text: "**Done**, @Chika Tanaka. See [log](https://example.com/1).",
      assign_to: "chika@example.com",
      notify_all: true,
    });
    expect(bench.requests()).toHaveLength(1);
    expect(bench.writes()).toMatchInlineSnapshot(`
      [
        {
          "body": {
            "assignee": 1003,
            "comment": [
              {
                "attributes": {
                  "bold": true,
                },
                "text": "Done",
              },
              {
                "text": ", ",
              },
              {
                "type": "tag",
                "user": {
                  "id": 1003,
                },
              },
              {
                "text": ". See ",
              },
              {
                "attributes": {
                  "link": "https://example.com/1",
                },
                "text": "log",
              },
              {
                "text": ".",
              },
            ],
            "notify_all": true,
          },
          "request": "POST /v2/task/86c000001/comment",
        },
      ]
    `);
    expect(outcome).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "id": "90130003466",
            "url": "https://app.clickup.com/t/86c000001?comment=90130003466",
          },
          "text": "id: 90130003466
      url: https://app.clickup.com/t/86c000001?comment=90130003466",
        },
      }
    `);
  });

  it("tells which mention is nobody's, since it notifies nobody, and leaves code alone", async () => {
    const { call } = toolBench(commentCreate);
    const text = "@Bob and @Chika Tanaka: use `@cached`, @types/node, a@b.co\n```\n@test\n```";
    expect(await call({ on: checkout, text })).toMatchObject({
      ok: true,
      value: { structured: { warnings: ["@Bob is nobody here, so nobody is mentioned by it."] } },
    });
  });

  it("assigns a Team on a task, and refuses what a List or view would drop", async () => {
    const { call, writes } = toolBench(commentCreate);
    await call({ on: checkout, text: "Please", assign_to: "@design" });
    expect(writes()).toMatchObject([{ body: { group_assignee: SEED.groups.design } }]);
    expect(await call({ on: "Backlog", text: "Please", assign_to: "@design" })).toMatchObject({
      failure: { code: "invalid_input", argument: "assign_to" },
    });
    const view = { on: SEED.views.backlogBoard, text: "Please", assign_to: "me" };
    expect(await call(view)).toMatchObject({ failure: { argument: "assign_to" } });
    expect(writes()).toHaveLength(1);
  });

  it("writes on a List, and replies to a comment", async () => {
    const bench = toolBench(commentCreate);
    expect(await bench.value({ on: "Backlog", text: "Hello" })).toEqual({
      id: expect.any(String),
    });
    const [comment] = commentsOf(bench, checkout);
    bench.forget();
    const reply_to = `https://app.clickup.com/t/${checkout}?comment=${comment?.id}`;
    const { url } = await bench.value({ reply_to, text: "Agreed" });
    expect(bench.requests()).toEqual([`POST /v2/comment/${comment?.id}/reply`]);
    expect(url).toContain(`?comment=${comment?.id}&threadedComment=`);
  });

  it("writes on a chat view, on a task by its name in a List, and a reply by its id", async () => {
    const bench = toolBench(commentCreate);
    const id = expect.any(String);
    expect(await bench.value({ on: SEED.views.productChat, text: "Hello" })).toEqual({ id });
    const on = "Crash when the cart is empty";
    expect(await bench.value({ on, list: "Backlog", text: "Seen" })).toEqual({
      id,
      url: expect.stringContaining(`/t/${SEED.tasks.bug}?comment=`),
    });
    const [comment] = commentsOf(bench, checkout);
    const reply = { reply_to: comment?.id, text: "Yours", assign_to: "Ben Okafor" };
    expect(await bench.value(reply)).toEqual({ id });
    expect(bench.writes()).toEqual([
      {
        request: `POST /v2/view/${SEED.views.productChat}/comment`,
        body: { comment: [{ text: "Hello" }] },
      },
      {
        request: `POST /v2/task/${SEED.tasks.bug}/comment`,
        body: { comment: [{ text: "Seen" }] },
      },
      {
        request: `POST /v2/comment/${comment?.id}/reply`,
        body: { comment: [{ text: "Yours" }], assignee: 1002 },
      },
    ]);
  });

  it("says that the task or the comment replied to is not there", async () => {
    const { call } = toolBench(commentCreate);
    expect(await call({ on: "86c999999", text: "Hi" })).toMatchObject({
      failure: { code: "not_found", what: "Task" },
    });
    expect(await call({ reply_to: "999999", text: "Hi" })).toMatchObject({
      failure: { what: "comment", findWith: "clickup_comment_list" },
    });
  });

  it("does not write twice for one dedupe_key, nor after a doubt", async () => {
    const bench = toolBench(commentCreate);
    const input = { on: checkout, text: "Once", dedupe_key: "k1" };
    expect(await bench.value(input)).toEqual(await bench.value(input));
    expect(bench.writes()).toHaveLength(1);
    bench.forget();
    bench.sandbox.answerNext(new Response("{}", { status: 502 }));
    expect(await bench.call({ on: checkout, text: "Doubt" })).toMatchObject({
      failure: { code: "clickup_unavailable", mayHaveHappened: true },
    });
    expect(bench.writes()).toHaveLength(1);
  });

  it("asks which person when a name is not known, and writes nothing", async () => {
    const { call, writes } = toolBench(commentCreate);
    expect(await call({ on: checkout, text: "Hi", assign_to: "Chica" })).toMatchObject({
      failure: { code: "not_found", given: "Chica" },
    });
    expect(await call({ text: "Hi" })).toMatchObject({ failure: { argument: "on" } });
    expect(writes()).toEqual([]);
  });

  it.each(HOSTILE_IDS)("lets no hostile id out: %s", async (id) => {
    const { call, requests, writes } = toolBench(commentCreate);
    await call({ on: id, text: "x" });
    await call({ reply_to: id, text: "x" });
    expect(leaked(requests(), id)).toEqual([]);
    expect(writes()).toEqual([]);
  });
});

describe("clickup_comment_update", () => {
  it("edits text and assignment in one call", async () => {
    const bench = toolBench(commentUpdate);
    const [comment] = commentsOf(bench, checkout);
    await bench.call({ comment: comment?.id, text: "warm", assign_to: "me" });
    bench.forget();
    expect(
      await bench.value({ comment: comment?.id, text: "New *text*", assign_to: "me" }),
    ).toEqual({ id: comment?.id, changed: ["text", "assign_to"] });
    expect(bench.requests()).toEqual([`PUT /v2/comment/${comment?.id}`]);
    expect(bench.writes()[0]?.body).toEqual({
      comment: [{ text: "New " }, { text: "text", attributes: { italic: true } }],
      assignee: 1001,
    });
  });

  it("sends the present text again when only resolving, because ClickUp replaces it", async () => {
    const bench = toolBench(commentUpdate);
    const [comment] = commentsOf(bench, checkout);
    const text = comment?.text;
    expect(await bench.value({ comment: comment?.id, on: checkout, resolved: true })).toEqual({
      id: comment?.id,
      changed: ["resolved"],
    });
    expect(bench.sandbox.state.comments[comment?.id ?? ""]).toMatchObject({ resolved: true, text });
  });

  it.each([
    ["a List", "list", "Backlog"],
    ["a chat view", "view", SEED.views.productChat],
  ])("finds the text of a comment on %s, too, and reopens it", async (_, kind, on) => {
    const bench = toolBench(commentUpdate);
    const comment = Object.values(bench.sandbox.state.comments).find((one) => one.on.kind === kind);
    if (comment === undefined) throw new Error("not seeded");
    comment.resolved = true;
    const { id, text } = comment;
    await bench.value({ comment: id, on, resolved: false });
    expect(bench.sandbox.state.comments[id]).toMatchObject({ resolved: false, text });
  });

  it("keeps formatting and mentions, and needs no place where the comment's URL says it", async () => {
    const bench = toolBench(commentUpdate);
    const [comment] = commentsOf(bench, checkout);
    if (comment === undefined) throw new Error("not seeded");
    comment.parts = [
      { text: "Ask ", attributes: { bold: true } },
      { type: "tag", user: { id: 1003 } },
    ];
    const { id, parts } = structuredClone(comment);
    const url = `https://app.clickup.com/t/${checkout}?comment=${id}`;
    expect(await bench.value({ comment: url, assign_to: "@design" })).toEqual({
      id,
      changed: ["assign_to"],
    });
    expect(bench.writes()[0]?.body).toEqual({
      comment: parts,
      group_assignee: SEED.groups.design,
    });
  });

  it("finds a reply in its thread", async () => {
    const bench = toolBench(commentUpdate);
    const reply = Object.values(bench.sandbox.state.comments).find(
      ({ on }) => on.kind === "comment",
    );
    await bench.value({ comment: reply?.id, on: checkout, resolved: true });
    expect(bench.sandbox.state.comments[reply?.id ?? ""]).toMatchObject({
      resolved: true,
      text: reply?.text,
    });
  });

  it("does not empty a comment whose text it cannot know", async () => {
    const { call, writes } = toolBench(commentUpdate);
    expect(await call({ comment: "123", resolved: true })).toMatchObject({
      failure: { code: "invalid_input", argument: "on" },
    });
    expect(await call({ comment: "123", on: checkout, resolved: true })).toMatchObject({
      failure: { code: "not_found", what: "comment", findWith: "clickup_comment_list" },
    });
    expect(await call({ comment: "123" })).toMatchObject({ failure: { argument: "text" } });
    expect(await call({ comment: "123", text: "x", assign_to: "Nobody Here" })).toMatchObject({
      failure: { code: "not_found", given: "Nobody Here" },
    });
    expect(writes()).toEqual([]);
  });

  it("tells which mention of a new text is nobody's, and nothing of the text that it keeps", async () => {
    const bench = toolBench(commentUpdate);
    const [comment] = commentsOf(bench, checkout);
    const warned = { warnings: ["@Bob is nobody here, so nobody is mentioned by it."] };
    const text = "@Bob or @Chika Tanaka";
    expect(await bench.value({ comment: comment?.id, text })).toMatchObject(warned);
    const kept = await bench.value({ comment: comment?.id, on: checkout, resolved: true });
    expect(kept).not.toHaveProperty("warnings");
  });

  it("takes an assignment off", async () => {
    const bench = toolBench(commentUpdate);
    const [comment] = commentsOf(bench, checkout);
    await bench.value({ comment: comment?.id, text: "x", assign_to: "none" });
    expect(bench.writes()[0]?.body).toMatchObject({ assignee: null });
  });
});

describe("clickup_comment_delete", () => {
  it("deletes in one call, and on dry_run sends nothing", async () => {
    const bench = toolBench(commentDelete);
    const [comment] = commentsOf(bench, checkout);
    expect(await bench.value({ comment: comment?.id, dry_run: true })).toEqual({
      id: comment?.id,
      deleted: false,
      dry_run: true,
    });
    expect(bench.requests()).toEqual([]);
    expect(await bench.value({ comment: comment?.id })).toEqual({ id: comment?.id, deleted: true });
    expect(bench.requests()).toEqual([`DELETE /v2/comment/${comment?.id}`]);
  });

  it("deletes the reply alone that a URL leads to", async () => {
    const bench = toolBench(commentDelete);
    const reply = Object.values(bench.sandbox.state.comments).find(
      ({ on }) => on.kind === "comment",
    );
    const thread = `https://app.clickup.com/t/${checkout}?comment=${reply?.on.id}`;
    await bench.value({ comment: `${thread}&threadedComment=${reply?.id}` });
    expect(bench.requests()).toEqual([`DELETE /v2/comment/${reply?.id}`]);
  });

  it("says so when there is no such comment, and is kept back by nodelete", async () => {
    const { call } = toolBench(commentDelete);
    // ClickUp has one answer for a wrong id and for another Workspace's.
    expect(await call({ comment: "999999" })).toMatchObject({
      failure: {
        code: "workspace_not_shared",
        what: "comment",
        findWith: "clickup_comment_list",
      },
    });
    const kept = toolBench(commentDelete, { policy: { nodelete: true } });
    expect(await kept.call({ comment: "999999" })).toMatchObject({
      failure: { code: "not_selected" },
    });
    expect(kept.writes()).toEqual([]);
  });

  it.each(HOSTILE_IDS)("sends nothing for a hostile id: %s", async (id) => {
    for (const tool of [commentDelete, commentUpdate]) {
      const { call, requests } = toolBench(tool);
      expect((await call({ comment: id, ...(tool === commentUpdate && { text: "x" }) })).ok).toBe(
        false,
      );
      expect(requests()).toEqual([]);
    }
  });
});
