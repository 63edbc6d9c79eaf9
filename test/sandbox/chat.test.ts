import { describe, expect, it } from "vitest";
import { type Bench, bench, names, rows } from "./bench.ts";
import type { JsonObject } from "./clickup/json.ts";
import { SEED, SEED_ANCHOR_MS } from "./clickup/seed.ts";

const { channels, messages, users, postSubtypes } = SEED;
const CHAT = "/v3/workspaces/9001/chat";
const CHANNELS = `${CHAT}/channels`;
const inChannel = (id: string) => `${CHANNELS}/${id}/messages`;
const message = (id: string) => `${CHAT}/messages/${id}`;

async function everyPage({ get }: Bench, path: string): Promise<JsonObject[]> {
  const all: JsonObject[] = [];
  for (let cursor = ""; ; ) {
    const { body } = await get(`${path}?limit=50&cursor=${cursor}`);
    all.push(...rows(body, "data"));
    cursor = String(body.next_cursor);
    if (cursor === "") return all;
  }
}

describe("channels", () => {
  it("are those that this person sees, narrowed by kind, following and time", async () => {
    const { get } = bench();
    const found = async (query = "") => names((await get(`${CHANNELS}?${query}`)).body, "data");
    const all = await found();
    expect(all).toEqual(["General", "Leads", "Product", "Support questions", "", "Old launch"]);
    expect(await found("channel_types=DM")).toEqual([""]);
    const since = SEED_ANCHOR_MS - 4 * 3_600_000;
    expect(await found(`with_message_since=${since}`)).toEqual(["Support questions", ""]);
    expect(await found("is_follower=true")).toHaveLength(6);
    expect((await get(`${CHANNELS}/${channels.bensOwn}`)).status).toBe(404);
    const ben = bench({ userId: users.ben });
    expect((await ben.get(`${CHANNELS}/${channels.leads}`)).status).toBe(404);
    expect((await get(`${CHANNELS}?limit=101`)).status).toBe(400);
  });

  it("are 201 when new and 200 when there already", async () => {
    const { call } = bench();
    const body = { name: "Design", user_ids: ["1002"], visibility: "PRIVATE", topic: "Looks" };
    const made = await call("POST", CHANNELS, body);
    expect(made).toMatchObject({
      status: 201,
      body: { data: { name: "Design", type: "CHANNEL", visibility: "PRIVATE", topic: "Looks" } },
    });
    expect((await call("POST", CHANNELS, body)).status).toBe(200);
    const at = async (id: string, type: string) =>
      call("POST", `${CHANNELS}/location`, { location: { id, type } });
    expect(await at("101", "space")).toMatchObject({
      status: 200,
      body: { data: { id: channels.product } },
    });
    expect(await at("901", "list")).toMatchObject({
      status: 201,
      body: { data: { name: "Backlog", parent: { id: "901", type: 6 } } },
    });
    expect((await at("1", "list")).status).toBe(404);
  });

  it("direct: one for each set of people, of at most 15", async () => {
    const { call } = bench();
    const open = async (...user_ids: string[]) =>
      call("POST", `${CHANNELS}/direct_message`, { user_ids });
    expect(await open("1002")).toMatchObject({
      status: 200,
      body: { data: { id: channels.adaBen, type: "DM" } },
    });
    expect(await open("1002", "1003")).toMatchObject({
      status: 201,
      body: { data: { type: "GROUP_DM" } },
    });
    expect((await open()).status).toBe(201);
    expect((await open(...Array<string>(16).fill("1002"))).status).toBe(400);
    expect((await open("1004")).status).toBe(400);
  });

  it("change by field and go with their messages; direct ones do neither", async () => {
    const { call, get, sandbox } = bench();
    const path = `${CHANNELS}/${channels.support}`;
    const changed = await call("PATCH", path, { name: "Help", visibility: "PRIVATE" });
    expect(changed.body).toMatchObject({ data: { name: "Help", visibility: "PRIVATE" } });
    expect((await call("DELETE", path)).status).toBe(204);
    expect((await get(path)).status).toBe(404);
    expect(Object.keys(sandbox.state.chatMessages)).toHaveLength(8);
    const direct = `${CHANNELS}/${channels.adaBen}`;
    expect((await call("PATCH", direct, { name: "x" })).status).toBe(400);
    expect((await call("DELETE", direct)).status).toBe(400);
  });

  it("list members and followers", async () => {
    const { get } = bench();
    const ids = async (what: string) =>
      rows((await get(`${CHANNELS}/${channels.general}/${what}`)).body, "data").map(
        (row) => row.id,
      );
    expect(await ids("members")).toEqual(["1001", "1002", "1003"]);
    expect(await ids("followers")).toEqual(["1001", "1003"]);
  });
});

describe("messages", () => {
  it("come newest first, page by page, none twice, without replies", async () => {
    const one = bench();
    const all = await everyPage(one, inChannel(channels.support));
    expect(all).toHaveLength(130);
    expect(all[0]).toMatchObject({ content: "Question 130", type: "message", replies_count: 0 });
    expect(new Set(all.map((row) => row.id)).size).toBe(130);
    const general = await everyPage(one, inChannel(channels.general));
    expect(general.map((row) => row.id)).not.toContain(messages.reply);
    const plain = await one.get(`${inChannel(channels.general)}?content_format=text/plain`);
    expect(JSON.stringify(plain.body)).toContain("opens on Monday.");
  });

  it("are sent, edited by their author, resolved by anybody, deleted with 204", async () => {
    const { call, get } = bench();
    const path = inChannel(channels.general);
    const sent = await call("POST", path, { type: "message", content: "Hello" });
    expect(sent).toMatchObject({ status: 201, body: { content: "Hello", user_id: "1001" } });
    const own = message(String(sent.body.id));
    const edited = await call("PATCH", own, { content: "Hello!", assignee: "1003" });
    expect(edited.body).toMatchObject({ content: "Hello!", assignee: "1003", resolved: false });
    expect((await call("DELETE", own)).status).toBe(204);
    expect((await call("DELETE", own)).status).toBe(404);
    const foreign = message(messages.assigned);
    expect((await call("PATCH", foreign, { content: "Mine now" })).status).toBe(403);
    expect((await call("PATCH", foreign, { resolved: true })).body).toMatchObject({
      resolved: true,
      resolved_by: "1001",
    });
    expect((await get(`${message(messages.secret)}/replies`)).status).toBe(404);
  });

  it("may be posts, with a title and one of the workspace's kinds", async () => {
    const { call, get } = bench();
    const kinds = await get("/v3/workspaces/9001/comments/types/post/subtypes");
    expect(names(kinds.body, "comment_subtypes")).toEqual([
      "Announcement",
      "Discussion",
      "Idea",
      "Update",
    ]);
    const send = async (body: JsonObject) =>
      call("POST", inChannel(channels.general), { content: "Text", ...body });
    const post_data = { title: "News", subtype: { id: postSubtypes.idea } };
    expect(await send({ type: "post", post_data })).toMatchObject({
      status: 201,
      body: { type: "post", post_data: { title: "News", subtype: { name: "Idea" } } },
    });
    expect((await send({ type: "post" })).status).toBe(400);
    expect((await send({ type: "message", post_data })).status).toBe(400);
    expect((await send({ type: "message", content: "x".repeat(40_001) })).status).toBe(400);
  });

  it("hold replies one level deep", async () => {
    const { call, get } = bench();
    const path = `${message(messages.thread)}/replies`;
    const sent = await call("POST", path, { type: "message", content: "Me too" });
    expect(sent).toMatchObject({ status: 201, body: { parent_message: messages.thread } });
    expect(rows((await get(path)).body, "data")).toHaveLength(3);
    const deeper = `${message(messages.reply)}/replies`;
    expect((await call("POST", deeper, { type: "message", content: "x" })).status).toBe(400);
  });

  it("carry reactions by short name, one of each a person", async () => {
    const { call, get } = bench();
    const path = `${message(messages.thread)}/reactions`;
    expect((await call("POST", path, { reaction: "heart" })).status).toBe(201);
    expect((await call("POST", path, { reaction: "heart" })).status).toBe(400);
    expect((await call("POST", path, { reaction: ":heart:" })).status).toBe(400);
    expect((await call("DELETE", `${path}/heart`)).status).toBe(204);
    expect((await call("DELETE", `${path}/eyes`)).status).toBe(404);
    expect(rows((await get(path)).body, "data")).toHaveLength(2);
  });

  it("name whom they tag", async () => {
    const { get } = bench();
    const tagged = await get(`${message(messages.thread)}/tagged_users`);
    expect(rows(tagged.body, "data")).toMatchObject([{ id: "1003", username: "Chika Tanaka" }]);
  });
});
