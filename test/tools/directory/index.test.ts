import { describe, expect, it } from "vitest";
import { clickUpBench } from "../../support/clickup-bench.ts";

const MINUTE_MS = 60_000;

describe("the hierarchy index", () => {
  it("reads 5 Spaces, 20 Folders and 100 Lists in 12 calls, and then in none", async () => {
    const { directory, sent, sandbox } = clickUpBench();
    const { id } = await directory().workspace(undefined);
    const index = await directory().index(id);
    expect([index.spaces.length, index.folders.length, index.lists.length]).toEqual([5, 20, 100]);
    expect(sent()).toHaveLength(12); // GET team, GET spaces, and two for each Space
    sandbox.clearSeen();
    await directory().index(id);
    expect(sent()).toEqual([]);
  });

  it("takes the time of five calls one after another", async () => {
    const bench = clickUpBench();
    const { clock, sandbox } = bench;
    const slow = clickUpBench({
      state: sandbox.state,
      token: bench.token,
      fetch: async (request) => {
        await slow.clock.sleep(1_000);
        return sandbox.fetch(request);
      },
    });
    const startMs = slow.clock.nowMs;
    const cold = slow.directory();
    await cold.index((await cold.workspace(undefined)).id);
    expect(slow.clock.nowMs - startMs).toBe(5_000);
    expect(clock.slept).toEqual([]);
  });

  it("needs 3 calls and one for each Space where the undocumented all-Folders call may be used", async () => {
    const { directory, sent } = clickUpBench({ allowed: ["team_folders"] });
    const cold = directory();
    const index = await cold.index((await cold.workspace(undefined)).id);
    expect([index.folders.length, index.lists.length]).toEqual([20, 100]);
    expect(sent()).toHaveLength(8);
  });

  it("falls back to the documented calls when the undocumented one is gone", async () => {
    const { directory, sent } = clickUpBench({ allowed: ["team_folders"], undocumented: [] });
    const index = await directory().index("9001");
    expect([index.folders.length, index.lists.length]).toEqual([20, 100]);
    expect(sent().filter((one) => one.endsWith("/folder"))).toHaveLength(6);
  });

  it("gives every place its path, through subfolders", async () => {
    const { directory } = clickUpBench();
    const { lists, folders } = await directory().index("9001");
    const paths = lists.map(({ path }) => path);
    expect(paths).toContain("Product / Mobile / iOS / Sprint Board");
    expect(paths).toContain("Product / Product Inbox");
    expect(folders.map(({ path }) => path)).toContain("Marketing & Growth / Content / Blog");
    expect(paths).toContain("Product / Personal <Sandbox>");
  });

  it("serves what is over ten minutes old once more and reads it again behind the answer", async () => {
    const { directory, sent, sandbox, clock, settled } = clickUpBench();
    await directory().index("9001");
    sandbox.state.lists["901"] = { ...sandbox.state.lists["901"], name: "Renamed" } as never;
    sandbox.clearSeen();
    clock.nowMs += 11 * MINUTE_MS;
    const stale = await directory().index("9001");
    expect(stale.ageSeconds).toBe(660);
    expect(stale.lists.find(({ id }) => id === "901")?.name).toBe("Backlog");
    await settled();
    expect(sent().length).toBeGreaterThan(0);
    sandbox.clearSeen();
    const fresh = await directory().index("9001");
    expect(fresh.lists.find(({ id }) => id === "901")?.name).toBe("Renamed");
    expect(sent()).toEqual([]);
  });

  it("starts one reading behind, however many calls find the index stale", async () => {
    const { directory, sent, sandbox, clock, settled } = clickUpBench();
    await directory().index("9001");
    clock.nowMs += 11 * MINUTE_MS;
    sandbox.clearSeen();
    await Promise.all([directory(), directory(), directory()].map((one) => one.index("9001")));
    await settled();
    expect(sent().length).toBeLessThanOrEqual(12);
  });

  it("answers from the stale index though reading it again fails", async () => {
    const { directory, sandbox, clock, settled, token } = clickUpBench();
    await directory().index("9001");
    clock.nowMs += 11 * MINUTE_MS;
    sandbox.revokeToken(token);
    expect((await directory().index("9001")).lists).toHaveLength(100);
    await settled();
  });

  it("reads everything again when told to", async () => {
    const { directory, sent, sandbox } = clickUpBench();
    await directory().index("9001");
    sandbox.clearSeen();
    await directory().index("9001", { refresh: true });
    expect(sent()).toHaveLength(11);
  });

  it("reads one Space alone in two calls when the Spaces are known", async () => {
    const { directory, sent, sandbox } = clickUpBench();
    await directory().workspaces();
    await directory().spaces("9001");
    sandbox.clearSeen();
    const index = await directory().index("9001", { spaceId: "103" });
    expect(index.spaces.map(({ name }) => name)).toEqual(["Customer Support"]);
    expect(index.lists.every(({ spaceId }) => spaceId === "103")).toBe(true);
    expect(sent()).toHaveLength(2);
  });

  it("shows what is archived on demand", async () => {
    const { directory } = clickUpBench({ userId: "1002" });
    const live = await directory().index("9002");
    expect(live.spaces.map(({ name }) => name)).not.toContain("Old Stuff");
    const all = await directory().index("9002", { archived: true });
    expect(all.spaces.find(({ name }) => name === "Old Stuff")?.archived).toBe(true);
    expect(all.folders.find(({ name }) => name === "Finished Clients")?.archived).toBe(true);
    expect(all.lists.find(({ name }) => name === "Office")?.archived).toBe(true);
  });

  it("goes on without a Space that ClickUp refuses to show, and says which", async () => {
    const { directory, sandbox } = clickUpBench();
    sandbox.answerNext(Response.json({ err: "no", ECODE: "ACCESS_083" }, { status: 401 }), {
      path: "/api/v2/space/103/folder",
    });
    const index = await directory().index("9001");
    expect(index.refusedSpaces).toEqual(["Customer Support"]);
    expect(index.lists.some(({ spaceId }) => spaceId === "101")).toBe(true);
  });

  it("does not take an outage for an empty Space", async () => {
    const { directory, sandbox } = clickUpBench();
    for (let i = 0; i < 3; i += 1) {
      sandbox.answerNext(new Response("", { status: 503 }), { path: "/api/v2/space/103/folder" });
    }
    await expect(directory().index("9001")).rejects.toMatchObject({ because: "no_answer" });
  });

  it("keeps a Space of 2,500 Lists in several cache entries", async () => {
    const { directory, sandbox, cache, sent } = clickUpBench();
    const model = sandbox.state.lists["901"];
    if (model === undefined) throw new Error("no List 901");
    for (let i = 0; i < 2_500; i += 1) {
      const id = String(700_000 + i);
      sandbox.state.lists[id] = { ...model, id, name: `List ${i}`, folderId: null };
    }
    await directory().index("9001");
    const sizes = cache.keys().map((key) => JSON.stringify(cache.read(key)?.value).length);
    expect(Math.max(...sizes)).toBeLessThan(900_000);
    sandbox.clearSeen();
    expect((await directory().index("9001")).lists.length).toBe(2_600);
    expect(sent()).toEqual([]);
    // An entry may vanish at any time; then the Space is read again.
    cache.remove("directory.1.contents:9001:101:1");
    expect((await directory().index("9001")).lists.length).toBe(2_600);
    expect(sent()).toHaveLength(2);
  });

  it("knows a List that we made ourselves, and forgets one that we removed, without a call", async () => {
    const { directory, sandbox, sent } = clickUpBench();
    await directory().index("9001");
    sandbox.clearSeen();
    directory().note({
      changed: "list",
      list: {
        kind: "list",
        id: "777",
        name: "Brand new",
        path: "",
        workspaceId: "9001",
        spaceId: "101",
        folderId: "501",
        archived: false,
      },
    });
    const lookup = { purpose: "write" } as const;
    expect(await directory().list("Roadmap / Brand new", lookup)).toMatchObject({
      id: "777",
      path: "Product / Roadmap / Brand new",
    });
    directory().note({ changed: "removed", id: "777", workspaceId: "9001", spaceId: "101" });
    expect((await directory().index("9001")).lists).toHaveLength(100);
    expect(sent()).toEqual([]);
  });
});

describe("facts of a List", () => {
  it("takes the statuses from the nearest place above that has its own, without a call when warm", async () => {
    const { directory, sandbox, sent } = clickUpBench();
    await directory().index((await directory().workspace(undefined)).id);
    sandbox.clearSeen();
    const names = async (listId: string) =>
      (await directory().statuses(listId)).map(({ name }) => name);
    const { lists } = await directory().index("9001");
    const idOf = (path: string) => lists.find((list) => list.path === path)?.id ?? "";
    expect(await names("901")).toEqual(["to do", "in progress", "in review", "done", "closed"]);
    expect(await names(idOf("Customer Support / Inbox / Tickets"))).toEqual([
      "unread",
      "answered",
      "closed",
    ]);
    expect(await names(idOf("Product / Roadmap / Q4 Launch / Launch Plan"))).toEqual([
      "planned",
      "at risk",
      "launched 🚀",
    ]);
    expect(sent()).toEqual([]);
  });

  it("asks ClickUp for the statuses of a List when nothing is known, and keeps them", async () => {
    const { directory, sent } = clickUpBench();
    await directory().statuses("901");
    await directory().statuses("901");
    expect(sent()).toEqual(["GET /v2/list/901"]);
  });

  it("lists the allowed statuses for one that does not exist, after one more look", async () => {
    const { directory, sent, sandbox } = clickUpBench();
    await directory().statuses("901");
    sandbox.clearSeen();
    await expect(
      directory().status("doing", "901", { purpose: "write", argument: "status" }),
    ).rejects.toMatchObject({
      failure: {
        code: "invalid_input",
        argument: "status",
        allowed: ["to do", "in progress", "in review", "done", "closed"],
      },
    });
    expect(sent()).toEqual(["GET /v2/list/901"]);
    expect((await directory().status("In Progress ", "901", { purpose: "write" })).name).toBe(
      "in progress",
    );
  });

  it("knows task and milestone without a call, and the Workspace's own types by name", async () => {
    const { directory, sent } = clickUpBench();
    const type = (name: string) => directory().taskType(name, "9001", { purpose: "write" });
    expect(await type("Milestone")).toEqual({ id: 1, name: "milestone" });
    expect(sent()).toEqual([]);
    expect(await type("bug")).toEqual({ id: 1300, name: "Bug" });
    await expect(type("saga")).rejects.toMatchObject({
      failure: { code: "invalid_input", allowed: ["task", "milestone", "Bug", "Epic"] },
    });
  });

  it("finds Custom Fields by name or id and keeps the definitions", async () => {
    const { directory, sent } = clickUpBench();
    const fields = await directory().fields("901");
    const [field] = fields;
    if (field === undefined) throw new Error("no fields");
    const lookup = { purpose: "write" } as const;
    expect((await directory().field(field.name.toUpperCase(), "901", lookup)).id).toBe(field.id);
    expect((await directory().field(field.id, "901", lookup)).name).toBe(field.name);
    expect(sent()).toEqual(["GET /v2/list/901/field"]);
    await expect(directory().field("no such field", "901", lookup)).rejects.toMatchObject({
      failure: { code: "not_found", what: "Custom Field" },
    });
  });

  it("keeps a Space's tags until it is told that one was made", async () => {
    const { directory, sent } = clickUpBench();
    expect(await directory().tags("101")).toContain("needs decision");
    await directory().tags("101");
    directory().note({ changed: "tags", spaceId: "101" });
    await directory().tags("101");
    expect(sent()).toHaveLength(2);
  });
});
