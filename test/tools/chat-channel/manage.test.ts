import { describe, expect, it } from "vitest";
import { chatChannelCreate } from "../../../src/tools/chat-channel/create.ts";
import { chatChannelDelete } from "../../../src/tools/chat-channel/delete.ts";
import { chatChannelUpdate } from "../../../src/tools/chat-channel/update.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

const { general, adaBen } = SEED.channels;

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

  it("creates nothing when a person is not found", async () => {
    const { call, writes } = toolBench(chatChannelCreate);
    for (const input of [
      { name: "Beta", members: ["Nobody Here"] },
      { name: "Beta", location: "Marketing & Growth" },
      { dm_with: ["Ben Okafor"], topic: "x" },
      { location: "../x" },
    ]) {
      expect(await call(input)).toMatchObject({ ok: false });
    }
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
    expect(
      await value({ channel: general, expected_name: "General", dry_run: true }),
    ).toMatchObject({ deleted: false, dry_run: true });
    expect(await call({ channel: general, expected_name: "Leads" })).toMatchObject({
      failure: { code: "invalid_input", argument: "expected_name" },
    });
    expect(await call({ channel: "../x", expected_name: "General" })).toMatchObject({ ok: false });
    expect(writes()).toEqual([]);
  });
});
