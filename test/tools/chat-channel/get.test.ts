import { describe, expect, it } from "vitest";
import { chatChannelGet } from "../../../src/tools/chat-channel/get.ts";
import { workspaceHierarchy } from "../../../src/tools/workspace/hierarchy.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

const { general, support } = SEED.channels;

describe("clickup_chat_channel_get", () => {
  it("lists the channels in one call for 100", async () => {
    const { call, requests, forget } = toolBench(chatChannelGet);
    await call({});
    forget();
    expect(await call({})).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "channels": [
              {
                "id": "8cj9u1c-1301",
                "last_message": "2026-11-02T05:00:00+01:00",
                "name": "General",
                "topic": "News & talk",
                "type": "channel",
                "visibility": "public",
              },
              {
                "id": "8cj9u1c-1302",
                "name": "Leads",
                "type": "channel",
                "visibility": "private",
              },
              {
                "id": "8cj9u1c-1303",
                "name": "Product",
                "place": "space 101",
                "type": "channel",
                "visibility": "public",
              },
              {
                "id": "8cj9u1c-1304",
                "last_message": "2026-11-02T09:00:00+01:00",
                "name": "Support questions",
                "type": "channel",
                "visibility": "public",
              },
              {
                "id": "8cj9u1c-1305",
                "last_message": "2026-11-02T07:00:00+01:00",
                "name": "(direct message)",
                "type": "dm",
                "visibility": "private",
              },
              {
                "archived": true,
                "id": "8cj9u1c-1306",
                "name": "Old launch",
                "type": "channel",
                "visibility": "public",
              },
            ],
            "complete": true,
            "note": "Who is in a direct message: give its id as channel, with include members.",
          },
          "text": "channels (6):
        - id: 8cj9u1c-1301 · name: General · type: channel · topic: News & talk · visibility: public · last_message: 2026-11-02T05:00:00+01:00
        - id: 8cj9u1c-1302 · name: Leads · type: channel · visibility: private
        - id: 8cj9u1c-1303 · name: Product · type: channel · visibility: public · place: space 101
        - id: 8cj9u1c-1304 · name: Support questions · type: channel · visibility: public · last_message: 2026-11-02T09:00:00+01:00
        - id: 8cj9u1c-1305 · name: (direct message) · type: dm · visibility: private · last_message: 2026-11-02T07:00:00+01:00
        - id: 8cj9u1c-1306 · name: Old launch · type: channel · visibility: public · archived: yes
      complete: yes
      note: Who is in a direct message: give its id as channel, with include members.",
        },
      }
    `);
    expect(requests()).toEqual([
      "GET /v3/workspaces/9001/chat/channels?description_format=text/md&limit=100",
    ]);
  });

  it("shows one channel with its people, one call more for each kind", async () => {
    const { call, requests, forget } = toolBench(chatChannelGet);
    await call({});
    forget();
    const include = ["members", "followers"];
    expect(await call({ channel: general, include })).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "channel": {
              "description": "For **everybody**.",
              "followers": [
                "Ada Lovelace",
                "Chika Tanaka",
              ],
              "id": "8cj9u1c-1301",
              "last_message": "2026-11-02T05:00:00+01:00",
              "members": [
                "Ada Lovelace",
                "Ben Okafor",
                "Chika Tanaka",
              ],
              "name": "General",
              "topic": "News & talk",
              "type": "channel",
              "visibility": "public",
            },
          },
          "text": "channel:
        id: 8cj9u1c-1301
        name: General
        type: channel
        topic: News & talk
        visibility: public
        last_message: 2026-11-02T05:00:00+01:00
        description: For **everybody**.
        members: Ada Lovelace, Ben Okafor, Chika Tanaka
        followers: Ada Lovelace, Chika Tanaka",
        },
      }
    `);
    expect(requests()).toHaveLength(3);
  });

  it("finds by name, with or without #, and narrows", async () => {
    const { value } = toolBench(chatChannelGet);
    expect(await value({ channel: "#support questions" })).toMatchObject({
      channel: { id: support },
    });
    expect(await value({ type: "dm" })).toMatchObject({
      channels: [{ name: "(direct message)", type: "dm" }],
    });
    expect(await value({ query: "talk" })).toMatchObject({ channels: [{ id: general }] });
    const since = { active_since: "2026-11-02T07:00:00Z" };
    expect(await value(since)).toMatchObject({ channels: [{ id: support }] });
  });

  it("names the place of a channel where the index is kept, without a call", async () => {
    const { value, call, requests, forget } = toolBench(chatChannelGet);
    await call({}, workspaceHierarchy);
    forget();
    const { channels } = (await value({})) as { channels: { place?: string }[] };
    expect(channels.flatMap(({ place }) => place ?? [])).toEqual(["space 101 (Product)"]);
    expect(
      requests().filter((line) => !line.includes("/chat/") && line !== "GET /v2/user"),
    ).toEqual([]);
  });

  it("shows those alone that the user follows", async () => {
    const { value } = toolBench(chatChannelGet, { userId: SEED.users.ben });
    const { channels } = (await value({ mine: true })) as { channels: { id: string }[] };
    expect(channels.map(({ id }) => id)).toEqual([SEED.channels.adaBen, SEED.channels.bensOwn]);
  });

  it("goes on where the call before ended", async () => {
    const { value } = toolBench(chatChannelGet);
    const first = await value({ limit: 4 });
    expect(first).toMatchObject({ complete: false, channels: [{}, {}, {}, {}] });
    expect(await value({ limit: 4, cursor: first.next_cursor })).toMatchObject({
      complete: true,
      channels: [{ id: SEED.channels.adaBen }, { id: SEED.channels.archived }],
    });
  });

  it("says that a channel is not there", async () => {
    const { call } = toolBench(chatChannelGet);
    expect(await call({ channel: SEED.channels.bensOwn })).toMatchObject({
      failure: { code: "not_found", what: "channel", findWith: "clickup_chat_channel_get" },
    });
    expect(await call({ channel: "Nowhere at all" })).toMatchObject({
      failure: { code: "not_found", what: "channel", given: "Nowhere at all" },
    });
    expect(await call({ active_since: "soonish" })).toMatchObject({
      failure: { code: "invalid_input", argument: "active_since" },
    });
  });

  it.each(["../8c-1", "8c-1/members"])("sends nothing below a channel for %s", async (channel) => {
    const { call, requests } = toolBench(chatChannelGet);
    expect(await call({ channel })).toMatchObject({ ok: false });
    expect(requests("/channels/")).toEqual([]);
  });
});
