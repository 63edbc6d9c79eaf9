import { describe, expect, it } from "vitest";
import { chatChannelCreate } from "../../../src/tools/chat-channel/create.ts";
import { chatChannelDelete } from "../../../src/tools/chat-channel/delete.ts";
import { chatChannelUpdate } from "../../../src/tools/chat-channel/update.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

const { general, adaBen } = SEED.channels;
const GENERAL_URL = `https://app.clickup.com/9001/chat/r/${general}`;

describe("clickup_chat_channel_create", () => {
  it("creates a channel with its people in one call", async () => {
    const { call, requests, writes, forget } = toolBench(chatChannelCreate);
    await call({ name: "Warm", members: ["Ben Okafor"] });
    forget();
    expect(
      await call({ name: "Beta", topic: "Public beta", members: ["Ben Okafor"], private: true }),
    ).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "id": "8cj9u1c-13465",
            "name": "Beta",
            "url": "https://app.clickup.com/9001/chat/r/8cj9u1c-13465",
          },
          "text": "id: 8cj9u1c-13465
      name: Beta
      url: https://app.clickup.com/9001/chat/r/8cj9u1c-13465",
        },
      }
    `);
    expect(writes()).toMatchInlineSnapshot(`
      [
        {
          "body": {
            "name": "Beta",
            "topic": "Public beta",
            "user_ids": [
              "1002",
            ],
            "visibility": "PRIVATE",
          },
          "request": "POST /v3/workspaces/9001/chat/channels",
        },
      ]
    `);
    expect(requests()).toHaveLength(1);
  });

  it("gives the channel of a place and a direct message", async () => {
    const { value, writes } = toolBench(chatChannelCreate);
    await value({ location: "Marketing & Growth" });
    expect(await value({ dm_with: ["Ben Okafor"] })).toMatchObject({
      id: adaBen,
      name: "(direct message)",
    });
    expect(writes()).toMatchObject([
      {
        request: "POST /v3/workspaces/9001/chat/channels/location",
        body: { location: { id: SEED.spaces.marketing, type: "space" } },
      },
      {
        request: "POST /v3/workspaces/9001/chat/channels/direct_message",
        body: { user_ids: ["1002"] },
      },
    ]);
  });

  it("gives the channel of a Folder and of a List, with its settings", async () => {
    const { value, writes } = toolBench(chatChannelCreate);
    const about = { topic: "Apps", description: "For **all**.", private: false };
    expect(await value({ location: "Product / Mobile", ...about })).toMatchObject({
      name: "Mobile",
      id: expect.any(String),
    });
    await value({ location: SEED.lists.backlog, members: ["Ben Okafor"] });
    expect(writes().map(({ body }) => body)).toEqual([
      {
        location: { id: SEED.folders.mobile, type: "folder" },
        topic: "Apps",
        description: "For **all**.",
        visibility: "PUBLIC",
      },
      { location: { id: SEED.lists.backlog, type: "list" }, user_ids: ["1002"] },
    ]);
  });

  it("writes to several people at once, and to each of them once", async () => {
    const { value, writes } = toolBench(chatChannelCreate);
    const made = await value({ dm_with: ["Ben Okafor", "chika@example.com", SEED.users.ben] });
    expect(made).toMatchObject({ id: expect.any(String), name: "(direct message)" });
    expect(writes()).toMatchObject([{ body: { user_ids: ["1002", "1003"] } }]);
  });

  it("returns the channel that a place has already", async () => {
    const { value } = toolBench(chatChannelCreate);
    expect(await value({ location: "Product" })).toEqual({
      id: SEED.channels.product,
      name: "Product",
      url: `https://app.clickup.com/9001/chat/r/${SEED.channels.product}`,
      existed: true,
    });
  });

  it("tells that a channel of this name was there already with other settings", async () => {
    const { value } = toolBench(chatChannelCreate);
    const asked = { name: "General", topic: "Other", private: true, members: ["Ben Okafor"] };
    expect(await value(asked)).toMatchInlineSnapshot(`
      {
        "existed": true,
        "id": "8cj9u1c-1301",
        "ignored": [
          {
            "field": "topic",
            "reason": "the channel was there already and keeps its own; clickup_chat_channel_update changes its settings",
          },
          {
            "field": "private",
            "reason": "the channel was there already and keeps its own; clickup_chat_channel_update changes its settings",
          },
          {
            "field": "members",
            "reason": "the channel was there already and keeps its own; clickup_chat_channel_update changes its settings",
          },
        ],
        "name": "General",
        "url": "https://app.clickup.com/9001/chat/r/8cj9u1c-1301",
      }
    `);
    expect(
      await value({ name: "Fresh", topic: "New", members: ["Ben Okafor"] }),
    ).not.toHaveProperty("existed");
  });

  it.each([
    [
      { name: "Beta", members: ["Nobody Here"] },
      { code: "not_found", given: "Nobody Here" },
    ],
    [{ dm_with: ["Nobody Here"] }, { code: "not_found", given: "Nobody Here" }],
    [{ name: "Beta", location: "Marketing & Growth" }, { argument: "name" }],
    [{}, { argument: "name", allowed: ["name", "location", "dm_with"] }],
    [{ dm_with: ["Ben Okafor"], topic: "x" }, { argument: "dm_with" }],
    [{ dm_with: Array.from({ length: 16 }, () => "me") }, { argument: "dm_with" }],
    [{ location: "../x" }, {}],
  ])("creates nothing for %j", async (input, failure) => {
    const { call, writes } = toolBench(chatChannelCreate);
    expect(await call(input)).toMatchObject({ ok: false, failure });
    expect(writes()).toEqual([]);
  });
});

describe("clickup_chat_channel_update", () => {
  it("changes what is given and tells what ClickUp ignored", async () => {
    const { value, writes, sandbox } = toolBench(chatChannelUpdate);
    expect(await value({ channel: general, topic: "News", private: true })).toEqual({
      id: general,
      changed: ["topic", "private"],
    });
    expect(writes()).toEqual([
      {
        request: `PATCH /v3/workspaces/9001/chat/channels/${general}`,
        body: { topic: "News", visibility: "PRIVATE" },
      },
    ]);
    sandbox.answerNext(Response.json({ data: { id: general, name: "General" } }), {
      method: "PATCH",
    });
    expect(await value({ channel: general, name: "All" })).toEqual({
      id: general,
      changed: [],
      ignored: ["name"],
    });
  });

  it("renames, describes, opens and moves a channel that is given by its name or URL", async () => {
    const { value, writes } = toolBench(chatChannelUpdate);
    const change = { name: "All hands", description: "For us.", private: false };
    expect(await value({ channel: "#general", ...change, location: "Product / Mobile" })).toEqual({
      id: general,
      changed: ["name", "description", "private", "location"],
    });
    await value({ channel: GENERAL_URL, name: "General" });
    expect(writes()).toEqual([
      {
        request: `PATCH /v3/workspaces/9001/chat/channels/${general}`,
        body: {
          name: "All hands",
          description: "For us.",
          content_format: "text/md",
          visibility: "PUBLIC",
          location: { id: SEED.folders.mobile, type: "folder" },
        },
      },
      {
        request: `PATCH /v3/workspaces/9001/chat/channels/${general}`,
        body: { name: "General" },
      },
    ]);
  });

  it("says which channel is near a name that is none, and which is not there", async () => {
    const { call, writes } = toolBench(chatChannelUpdate);
    expect(await call({ channel: "Genral", name: "A" })).toMatchObject({
      failure: { code: "not_found", what: "channel", nearest: [{ id: general, name: "General" }] },
    });
    expect(writes()).toEqual([]);
    expect(await call({ channel: SEED.channels.bensOwn, name: "A" })).toEqual({
      ok: false,
      failure: { code: "not_found", what: "channel", findWith: "clickup_chat_channel_get" },
    });
    expect(await call({ channel: adaBen, name: "A" })).toMatchObject({
      failure: { code: "clickup_rejected" },
    });
  });

  it("sends nothing for a hostile id or without a change", async () => {
    const { call, writes } = toolBench(chatChannelUpdate);
    expect(await call({ channel: "../x", name: "A" })).toMatchObject({ ok: false });
    expect(await call({ channel: general })).toMatchObject({ failure: { code: "invalid_input" } });
    expect(writes()).toEqual([]);
  });
});

describe("clickup_chat_channel_delete", () => {
  it("deletes the channel that has the expected name, in two calls", async () => {
    const { value, requests, forget, sandbox } = toolBench(chatChannelDelete);
    await value({ channel: general, expected_name: "General", dry_run: true });
    forget();
    expect(await value({ channel: general, expected_name: "general" })).toEqual({
      deleted: true,
      id: general,
      name: "General",
    });
    expect(requests().map((line) => line.split(" ")[0])).toEqual(["GET", "DELETE"]);
    expect(sandbox.state.chatChannels[general]).toBeUndefined();
  });

  it("deletes nothing on a dry run, under another name, or for a hostile id", async () => {
    const { call, value, writes } = toolBench(chatChannelDelete);
    for (const channel of [general, GENERAL_URL, "General"]) {
      expect(await value({ channel, expected_name: "General", dry_run: true })).toEqual({
        deleted: false,
        id: general,
        name: "General",
        dry_run: true,
      });
    }
    expect(await call({ channel: "Nowhere at all", expected_name: "General" })).toMatchObject({
      failure: { code: "not_found", what: "channel", findWith: "clickup_chat_channel_get" },
    });
    expect(await call({ channel: general, expected_name: "Leads" })).toMatchObject({
      failure: { code: "invalid_input", argument: "expected_name" },
    });
    expect(await call({ channel: "../x", expected_name: "General" })).toMatchObject({ ok: false });
    expect(writes()).toEqual([]);
  });
});
