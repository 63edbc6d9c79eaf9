import { describe, expect, it } from "vitest";
import { chatMessageDelete } from "../../../src/tools/chat-message/delete.ts";
import { chatMessageSend } from "../../../src/tools/chat-message/send.ts";
import { chatMessageUpdate } from "../../../src/tools/chat-message/update.ts";
import { chatReactionUpdate } from "../../../src/tools/chat-reaction/update.ts";
import { explain } from "../../../src/tools/explain.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

const { general, adaBen } = SEED.channels;
const { thread, assigned, post } = SEED.messages;

describe("clickup_chat_message_send", () => {
  it("sends one message in one call", async () => {
    const { call, requests, writes, forget } = toolBench(chatMessageSend);
    await call({ channel: general, text: "Warm", assign_to: "Ben Okafor" });
    forget();
    expect(
      await call({ channel: general, text: "**Hello**", assign_to: "Ben Okafor" }),
    ).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "channel": "8cj9u1c-1301",
            "id": "80143465",
            "url": "https://app.clickup.com/9001/chat/r/8cj9u1c-1301/t/80143465",
          },
          "text": "id: 80143465
      channel: 8cj9u1c-1301
      url: https://app.clickup.com/9001/chat/r/8cj9u1c-1301/t/80143465",
        },
      }
    `);
    expect(writes()).toMatchInlineSnapshot(`
      [
        {
          "body": {
            "assignee": "1002",
            "content": "**Hello**",
            "content_format": "text/md",
            "type": "message",
          },
          "request": "POST /v3/workspaces/9001/chat/channels/8cj9u1c-1301/messages",
        },
      ]
    `);
    expect(requests()).toHaveLength(1);
  });

  it("sends a post of a kind by its name", async () => {
    const { value, writes } = toolBench(chatMessageSend);
    await value({ channel: "General", text: "Text", post: { title: "News", kind: "idea" } });
    expect(writes()[0]?.body).toMatchObject({
      type: "post",
      post_data: { title: "News", subtype: { id: SEED.postSubtypes.idea } },
    });
    await value({ channel: "General", text: "Text", post: { title: "News" } });
    expect(writes()[1]?.body).toMatchObject({
      post_data: { title: "News", subtype: { id: SEED.postSubtypes.announcement } },
    });
  });

  it("assigns a Team, and writes to each of several people once", async () => {
    const { value, writes } = toolBench(chatMessageSend);
    await value({ channel: "#general", text: "Please", assign_to: "@design" });
    expect(writes()[0]?.body).toMatchObject({ group_assignee: SEED.groups.design });
    await value({ to: ["Ben Okafor", "chika@example.com", SEED.users.ben], text: "Lunch" });
    expect(writes()[1]?.body).toEqual({ user_ids: ["1002", "1003"] });
  });

  it("mentions members as ClickUp's own clients do, and tells which mention is nobody's", async () => {
    const { value, writes } = toolBench(chatMessageSend);
    const text =
      "@Chika Tanaka and @ben, not [@Ada](#user_mention#1001), @Bobby or a@b.co: `@me`\n```\n@me\n```";
    const warnings = ["@Bobby is nobody here, so nobody is mentioned by it."];
    expect(await value({ channel: general, text })).toMatchObject({ warnings });
    expect(writes()[0]?.body).toMatchObject({
      content:
        "[@Chika Tanaka](#user_mention#1003) and [@Ben Okafor](#user_mention#1002), not [@Ada](#user_mention#1001), @Bobby or a@b.co: `@me`\n```\n@me\n```",
    });
    expect(await value({ reply_to: thread, text: "@Bobby?" })).toMatchObject({ warnings });
    const edited = { message: post, text: "@me, @Bobby" };
    expect(await toolBench(chatMessageUpdate).value(edited)).toMatchObject({ warnings });
  });

  it("reads no people for a text without an @", async () => {
    const { value, requests } = toolBench(chatMessageSend);
    await value({ channel: `https://app.clickup.com/9001/chat/r/${general}`, text: "Hello" });
    expect(requests()).toHaveLength(1);
  });

  it("replies, and writes to people directly", async () => {
    const { value, writes } = toolBench(chatMessageSend);
    expect(await value({ reply_to: thread, text: "Me too" })).toMatchObject({ channel: general });
    expect(await value({ to: ["Ben Okafor"], text: "Lunch" })).toMatchObject({ channel: adaBen });
    expect(writes().map(({ request }) => request)).toEqual([
      `POST /v3/workspaces/9001/chat/messages/${thread}/replies`,
      "POST /v3/workspaces/9001/chat/channels/direct_message",
      `POST /v3/workspaces/9001/chat/channels/${adaBen}/messages`,
    ]);
  });

  it("never sends again after a 500, because the message may be there", async () => {
    const { call, writes, sandbox } = toolBench(chatMessageSend);
    sandbox.answerNext(new Response("", { status: 500 }), { method: "POST", after: true });
    expect(await call({ channel: general, text: "Once" })).toMatchObject({
      failure: { code: "clickup_unavailable", mayHaveHappened: true },
    });
    expect(writes()).toHaveLength(1);
  });

  it("sends nothing when a name is not found or two targets are given", async () => {
    const { call, writes } = toolBench(chatMessageSend);
    const targets = ["channel", "to", "reply_to"];
    const kinds = ["Announcement", "Discussion", "Idea", "Update"];
    for (const [input, failure] of [
      [{ channel: "Nowhere at all" }, { code: "not_found", what: "channel" }],
      [{ to: ["Nobody Here"] }, { code: "not_found", given: "Nobody Here" }],
      [
        { channel: general, assign_to: "Nobody Here" },
        { code: "not_found", given: "Nobody Here" },
      ],
      [
        { channel: general, reply_to: thread },
        { argument: "channel", allowed: targets },
      ],
      [{ to: [] }, { argument: "channel", allowed: targets }],
      [{ reply_to: thread, post: { title: "T" } }, { argument: "post" }],
      [
        { channel: general, post: { title: "T", kind: "Poem" } },
        { argument: "post.kind", allowed: kinds },
      ],
      [{ reply_to: "../1" }, { argument: "reply_to" }],
      [{ channel: "8c-1/.." }, {}],
    ] as const) {
      expect(await call({ ...input, text: "x" })).toMatchObject({ ok: false, failure });
    }
    expect(writes()).toEqual([]);
  });
});

describe("clickup_chat_message_update", () => {
  it("resolves and assigns in one call, and tells what ClickUp ignored", async () => {
    const { value, writes, sandbox } = toolBench(chatMessageUpdate);
    expect(await value({ message: assigned, resolved: true, assign_to: "Ada Lovelace" })).toEqual({
      id: assigned,
      changed: ["assign_to", "resolved"],
    });
    expect(writes()).toEqual([
      {
        request: `PATCH /v3/workspaces/9001/chat/messages/${assigned}`,
        body: { assignee: "1001", resolved: true },
      },
    ]);
    sandbox.answerNext(Response.json({ id: assigned, content: "x", resolved: true }), {
      method: "PATCH",
    });
    expect(await value({ message: assigned, resolved: false })).toMatchObject({
      ignored: ["resolved"],
    });
  });

  it("changes the text and title of a post by its URL, and assigns it to a Team", async () => {
    const { value, writes } = toolBench(chatMessageUpdate);
    const message = `https://app.clickup.com/9001/chat/r/${general}/t/${post}`;
    const change = { text: "Now on **Tuesday**.", assign_to: "@design", post_title: "Moved" };
    expect(await value({ message, ...change })).toEqual({
      id: post,
      changed: ["text", "assign_to", "post_title"],
    });
    expect(writes()).toEqual([
      {
        request: `PATCH /v3/workspaces/9001/chat/messages/${post}`,
        body: {
          content: "Now on **Tuesday**.",
          content_format: "text/md",
          group_assignee: SEED.groups.design,
          post_data: { title: "Moved" },
        },
      },
    ]);
  });

  it("reopens what was resolved", async () => {
    const { value, sandbox } = toolBench(chatMessageUpdate);
    await value({ message: assigned, resolved: true });
    expect(await value({ message: assigned, resolved: false })).toMatchObject({
      changed: ["resolved"],
    });
    expect(sandbox.state.chatMessages[assigned]?.resolvedMs).toBeNull();
  });

  it("says that the message is not there, or another's to change", async () => {
    const { call } = toolBench(chatMessageUpdate);
    expect(await call({ message: SEED.messages.secret, resolved: true })).toEqual({
      ok: false,
      failure: { code: "not_found", what: "message", findWith: "clickup_chat_message_list" },
    });
    expect(await call({ message: thread, text: "x" })).toMatchObject({
      failure: { code: "forbidden", what: "message" },
    });
  });

  it("sends nothing for a hostile id or without a change", async () => {
    const { call, writes } = toolBench(chatMessageUpdate);
    for (const [input, failure] of [
      [{ message: "1/replies", text: "x" }, { argument: "message" }],
      [{ message: assigned }, { argument: "text" }],
      [{ message: assigned, assign_to: "Nobody Here" }, { given: "Nobody Here" }],
    ] as const) {
      expect(await call(input)).toMatchObject({ ok: false, failure });
    }
    expect(writes()).toEqual([]);
  });
});

describe("clickup_chat_message_delete", () => {
  it("deletes one message, and nothing on a dry run", async () => {
    const { value, call, writes, sandbox } = toolBench(chatMessageDelete);
    expect(await value({ message: post, dry_run: true })).toEqual({
      deleted: false,
      id: post,
      dry_run: true,
      note: expect.stringContaining("Only the form of the id was checked"),
    });
    expect(writes()).toEqual([]);
    const message = `https://app.clickup.com/9001/chat/r/${general}/t/${post}`;
    expect(await value({ message })).toEqual({ deleted: true, id: post });
    expect(sandbox.state.chatMessages[post]).toBeUndefined();
    expect(await call({ message: thread })).toMatchObject({ failure: { code: "forbidden" } });
    expect(await call({ message: SEED.messages.secret })).toEqual({
      ok: false,
      failure: { code: "not_found", what: "message", findWith: "clickup_chat_message_list" },
    });
    expect(await call({ message: "../1" })).toMatchObject({ failure: { code: "invalid_input" } });
  });
});

describe("clickup_chat_reaction_update", () => {
  it("adds and removes by emoji name, a call each, and tells what failed", async () => {
    const { value, writes } = toolBench(chatReactionUpdate);
    expect(
      await value({ message: thread, add: [":+1:", "eyes"], remove: ["thumbsup", "tada"] }),
    ).toMatchInlineSnapshot(`
      {
        "added": [
          "+1",
          "eyes",
        ],
        "failed": [
          {
            "code": "not_found",
            "problem": "no such message with a reaction "tada" of this user's, or no access to it",
            "step": "remove tada",
          },
        ],
        "id": "80130001",
        "removed": [
          "thumbsup",
        ],
      }
    `);
    expect(writes()).toMatchInlineSnapshot(`
      [
        {
          "body": {
            "reaction": "+1",
          },
          "request": "POST /v3/workspaces/9001/chat/messages/80130001/reactions",
        },
        {
          "body": {
            "reaction": "eyes",
          },
          "request": "POST /v3/workspaces/9001/chat/messages/80130001/reactions",
        },
        {
          "request": "DELETE /v3/workspaces/9001/chat/messages/80130001/reactions/thumbsup",
        },
        {
          "request": "DELETE /v3/workspaces/9001/chat/messages/80130001/reactions/tada",
        },
      ]
    `);
  });

  it("says what ClickUp's bare refusal means", async () => {
    const { call } = toolBench(chatReactionUpdate);
    await call({ message: thread, add: ["eyes"] });
    const again = await call({ message: thread, add: ["eyes"] });
    expect(again.ok || explain(again.failure).text).toMatchInlineSnapshot(
      `"ClickUp refused this. "eyes" can be there already, which is as it should be: a person gives each reaction once. Otherwise ClickUp has no emoji of this name. clickup_chat_message_list shows the reactions. Nothing was changed. The same call would be refused again. Change what was asked, or tell the user."`,
    );
    const gone = await call({ message: thread, remove: ["tada"] });
    expect(gone.ok || explain(gone.failure).text).toMatchInlineSnapshot(
      `"ClickUp has no such message with a reaction "tada" of this user's, or this user cannot see it. Nothing was changed. Do not guess another one; find it with clickup_chat_message_list."`,
    );
    const onComment = await call({ comment: thread, remove: ["tada"] });
    expect(onComment).toMatchObject({ failure: { findWith: "clickup_comment_list" } });
  });

  it("reacts to a comment by its id as to a message", async () => {
    const { value, writes } = toolBench(chatReactionUpdate);
    expect(await value({ comment: thread, add: ["tada", ":tada:"] })).toEqual({
      id: thread,
      added: ["tada"],
    });
    expect(writes()).toEqual([
      {
        request: `POST /v3/workspaces/9001/chat/messages/${thread}/reactions`,
        body: { reaction: "tada" },
      },
    ]);
  });

  it("sends nothing for an emoji itself, a path, or a hostile id", async () => {
    const { call, writes } = toolBench(chatReactionUpdate);
    for (const input of [
      { message: thread, add: ["👍"] },
      { message: thread, remove: ["../x"] },
      { message: "../1", add: ["eyes"] },
      { comment: "../1", add: ["eyes"] },
      { message: thread, add: ["eyes"], remove: [":eyes:"] },
      { message: thread, comment: "1", add: ["eyes"] },
      { message: thread },
    ]) {
      expect(await call(input)).toMatchObject({ failure: { code: "invalid_input" } });
    }
    expect(writes()).toEqual([]);
  });
});
