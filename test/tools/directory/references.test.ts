import { describe, expect, it } from "vitest";
import { clickUpBench } from "../../support/clickup-bench.ts";

const READ = { purpose: "read" } as const;
const WRITE = { purpose: "write" } as const;

async function warm(options: Parameters<typeof clickUpBench>[0] = {}) {
  const bench = clickUpBench(options);
  for (const { id } of await bench.directory().workspaces()) await bench.directory().index(id);
  bench.sandbox.clearSeen();
  return bench;
}

describe("a reference to a List", () => {
  it.each([
    ["901", "901"],
    ["Backlog", "901"],
    ["  backlog ", "901"],
    ["Product / Roadmap / Backlog", "901"],
    ["product/roadmap/backlog", "901"],
    ["Product  >  Roadmap > Backlog", "901"],
    ["Roadmap / Backlog", "901"],
    ["Northwind Studio / Product / Roadmap / Backlog", "901"],
    ["https://app.clickup.com/9001/v/li/901", "901"],
    ["https://app.clickup.com/9001/v/l/li/901?pr=1", "901"],
    ["https://app.clickup.com/9001/v/l/6-901-1", "901"],
    ["https://app.clickup.com/9001/v/b/6-901-2", "901"],
    ["app.clickup.com/9001/v/li/901", "901"],
    ["Go / No-Go", "Product / Roadmap / Q4 Launch / Go / No-Go"],
    ["Q4 Launch/Go/No-Go", "Product / Roadmap / Q4 Launch / Go / No-Go"],
    ["reunion HEBDO", "Opérations / Réunion hebdo"],
    ["Trade Fair Koln", "Marketing & Growth / Campaigns & Events / Trade Fair Köln"],
    ["Personal <Sandbox>", "Product / Personal <Sandbox>"],
    ["Hiring — Designer", "Opérations / People / Hiring — Designer"],
    ["Kaffee & Küche", "Opérations / Équipe café ☕ / Kaffee & Küche"],
    ["2026.11", "Product / Releases / 2026.11"],
    ["Android / Sprint Board", "Product / Mobile / Android / Sprint Board"],
  ])("%j leads to %s without a call, for a write too", async (given, expected) => {
    const { directory, sent } = await warm();
    const place = await directory().list(given, WRITE);
    expect([place.id, place.path]).toContain(expected);
    expect(sent()).toEqual([]);
  });

  it("that fits several lists them with paths and ids", async () => {
    const { directory } = await warm();
    await expect(directory().list("sprint board", READ)).rejects.toMatchObject({
      failure: {
        code: "ambiguous",
        what: "List",
        given: "sprint board",
        candidates: [
          { path: "Product / Mobile / iOS / Sprint Board", id: expect.any(String) },
          { path: "Product / Mobile / Android / Sprint Board", id: expect.any(String) },
        ],
      },
    });
  });

  it("may be a beginning or a near miss for a read, and never for a write", async () => {
    const { directory } = await warm();
    expect(await directory().list("Editorial", READ)).toMatchObject({ name: "Editorial Calendar" });
    expect(await directory().list("Baklog", READ)).toMatchObject({ id: "901" });
    expect(await directory().list("Roadmap / Bakclog", READ)).toMatchObject({ id: "901" });
    for (const given of ["Editorial", "Baklog"]) {
      await expect(directory().list(given, WRITE)).rejects.toMatchObject({
        failure: {
          code: "not_found",
          findWith: "clickup_workspace_hierarchy",
          nearest: [expect.objectContaining({ id: expect.any(String) })],
        },
      });
    }
  });

  it("that begins several names is ambiguous, not a guess", async () => {
    const { directory } = await warm();
    await expect(directory().list("Hiring", READ)).rejects.toMatchObject({
      failure: { code: "ambiguous" },
    });
  });

  it("that is the path of one Space's List wins over the tail of a longer path", async () => {
    const { directory, sandbox } = clickUpBench();
    const space = sandbox.state.spaces["101"];
    const list = sandbox.state.lists["901"];
    if (space === undefined || list === undefined) throw new Error("no seed");
    sandbox.state.spaces["109"] = { ...space, id: "109", name: "Roadmap" };
    sandbox.state.lists["7901"] = { ...list, id: "7901", spaceId: "109", folderId: null };
    expect((await directory().list("Roadmap / Backlog", WRITE)).id).toBe("7901");
  });

  it("made of digits is an id before it is a name", async () => {
    const { directory, sandbox } = clickUpBench();
    const list = sandbox.state.lists["901"];
    if (list === undefined) throw new Error("no List");
    sandbox.state.lists["7902"] = { ...list, id: "7902", name: "902" };
    sandbox.state.lists["7903"] = { ...list, id: "7903", name: "31415" };
    await directory().workspaces();
    await directory().index("9001");
    expect((await directory().list("902", WRITE)).id).toBe("902");
    expect((await directory().list("31415", WRITE)).id).toBe("7903");
    expect(await directory().list("123456789", WRITE)).toEqual({
      kind: "list",
      id: "123456789",
      workspaceId: "9001",
    });
  });

  it("by id or URL costs nothing while the index is cold", async () => {
    const { directory, sent } = clickUpBench();
    expect((await directory().list("901", WRITE)).id).toBe("901");
    expect((await directory().list("https://app.clickup.com/9001/v/li/901", WRITE)).id).toBe("901");
    expect(sent()).toEqual([]);
  });

  it("that is a year is looked up as a name first", async () => {
    const { directory, sandbox } = clickUpBench();
    const list = sandbox.state.lists["901"];
    if (list === undefined) throw new Error("no List");
    sandbox.state.lists["7904"] = { ...list, id: "7904", name: "2026" };
    expect((await directory().list("2026", WRITE)).id).toBe("7904");
  });

  it("made outside since is found by one more look", async () => {
    const { directory, sandbox, sent } = await warm();
    const list = sandbox.state.lists["901"];
    if (list === undefined) throw new Error("no List");
    sandbox.state.lists["7905"] = { ...list, id: "7905", name: "Made in the app" };
    expect((await directory().list("made in the app", WRITE)).id).toBe("7905");
    expect(sent()).toHaveLength(11);
  });

  it("that does not exist is not looked for again and again", async () => {
    const { directory, sent } = await warm();
    for (let i = 0; i < 8; i += 1) {
      await expect(directory().list(`guess number ${i}`, READ)).rejects.toMatchObject({
        failure: { code: "not_found" },
      });
    }
    expect(sent()).toHaveLength(5 * 11);
  });

  it("is not looked for twice when the index was read for this very call", async () => {
    const { directory, sent } = clickUpBench();
    await expect(directory().list("nowhere to be found", READ)).rejects.toMatchObject({
      failure: { code: "not_found" },
    });
    expect(sent()).toHaveLength(12);
  });

  it.each([
    ["https://app.clickup.com/9001/v/f/501", "Folder"],
    ["https://app.clickup.com/t/86c1", "task"],
    ["https://evil.example/9001/v/li/901", "not a URL of ClickUp"],
    ["https://clickup.com.evil.example/9001/v/li/901", "not a URL of ClickUp"],
    ["https://app.clickup.com/9001/x", "Workspace"],
  ])("%s is refused before anything is sent", async (given) => {
    const { directory, sent } = clickUpBench();
    await expect(directory().list(given, { ...READ, argument: "list" })).rejects.toMatchObject({
      failure: { code: "invalid_input" },
    });
    expect(sent()).toEqual([]);
  });
});

describe("several Workspaces", () => {
  it("are all searched when none is named", async () => {
    const { directory } = await warm({ userId: "1002" });
    expect(await directory().list("Menu App", WRITE)).toMatchObject({ workspaceId: "9002" });
    expect(await directory().list("Backlog", WRITE)).toMatchObject({ workspaceId: "9001" });
    await expect(
      directory().list("Backlog", { ...WRITE, workspace: "Harbor & Co" }),
    ).rejects.toMatchObject({ failure: { code: "not_found" } });
  });

  it("need a name only when nothing else decides, and the failure lists them", async () => {
    const { directory } = await warm({ userId: "1002" });
    await expect(directory().workspace(undefined)).rejects.toMatchObject({
      failure: {
        code: "invalid_input",
        argument: "workspace",
        allowed: ["Northwind Studio (id 9001)", "Harbor & Co (id 9002)"],
      },
    });
    expect(await directory().workspace("harbor & co")).toEqual({ id: "9002", name: "Harbor & Co" });
    expect(await directory().workspace("9001")).toMatchObject({ name: "Northwind Studio" });
    expect(await directory().workspace("https://app.clickup.com/9002/home")).toMatchObject({
      id: "9002",
    });
    await expect(directory().workspace("Nowhere")).rejects.toMatchObject({
      failure: { code: "not_found", what: "Workspace" },
    });
  });

  it("are told apart by an id alone", async () => {
    const { directory } = clickUpBench({ userId: "1002" });
    const list = await directory().list("2001", WRITE);
    expect((await directory().workspaceOf(list)).id).toBe("9002");
    const space = await directory().space("101", WRITE);
    expect((await directory().workspaceOf(space)).id).toBe("9001");
    const folder = await directory().folder("601", WRITE);
    expect((await directory().workspaceOf(folder)).id).toBe("9002");
  });
});

describe("a reference to a Space or Folder", () => {
  it("takes names, ids and URLs", async () => {
    const { directory } = await warm();
    expect((await directory().space("operations", WRITE)).id).toBe("104");
    expect((await directory().space("private lab 🔬", WRITE)).id).toBe("105");
    expect((await directory().space("https://app.clickup.com/9001/v/s/102", WRITE)).id).toBe("102");
    expect((await directory().folder("Content / Blog", WRITE)).id).toBe("510");
    expect((await directory().folder("https://app.clickup.com/9001/v/o/f/510", WRITE)).id).toBe(
      "510",
    );
    expect(await directory().container("Product", READ)).toMatchObject({
      kind: "space",
      id: "101",
    });
    expect(await directory().container("Blog", READ)).toMatchObject({ kind: "folder", id: "510" });
    await expect(directory().container("nothing such", READ)).rejects.toMatchObject({
      failure: { code: "not_found" },
    });
  });

  it("finds a Space in two calls while the index is cold", async () => {
    const { directory, sent } = clickUpBench();
    await directory().space("Product", READ);
    expect(sent()).toEqual(["GET /v2/team", "GET /v2/team/9001/space"]);
  });
});

describe("a reference to a person", () => {
  it.each([
    ["me", "1001"],
    ["Ben Okafor", "1002"],
    ["ben okafor", "1002"],
    ["BEN@example.com", "1002"],
    ["1003", "1003"],
    ["invited@example.com", "1005"],
  ])("%j is %s", async (given, id) => {
    const { directory } = await warm();
    expect((await directory().user(given, "9001", WRITE)).id).toBe(id);
  });

  it("may be a first name for a read, and not for a write", async () => {
    const { directory } = await warm();
    expect((await directory().user("chika", "9001", READ)).id).toBe("1003");
    await expect(directory().user("chika", "9001", WRITE)).rejects.toMatchObject({
      failure: {
        code: "not_found",
        nearest: [{ id: "1003", name: "Chika Tanaka <chika@example.com>" }],
      },
    });
  });

  it("with a misspelt first name is answered with who may be meant", async () => {
    const { directory } = await warm();
    await expect(directory().user("Bem", "9001", WRITE)).rejects.toMatchObject({
      failure: {
        code: "not_found",
        nearest: [{ id: "1002", name: "Ben Okafor <ben@example.com>" }],
      },
    });
  });

  it("can be a Team by name or handle", async () => {
    const { directory } = await warm();
    for (const given of ["Design & Research", "@design", "design"]) {
      expect(await directory().team(given, "9001", WRITE)).toMatchObject({ handle: "design" });
      expect(await directory().userOrTeam(given, "9001", WRITE)).toMatchObject({
        team: { handle: "design" },
      });
    }
    expect(await directory().userOrTeam("Ada Lovelace", "9001", WRITE)).toMatchObject({
      user: { id: "1001" },
    });
  });
});

describe("a reference to a task", () => {
  it.each([
    ["86c0000ab", "86c0000ab"],
    ["#86c0000ab", "86c0000ab"],
    ["CU-86c0000ab", "86c0000ab"],
    ["https://app.clickup.com/t/86c0000ab", "86c0000ab"],
    ["https://app.clickup.com/t/9001/86c0000ab?comment=1", "86c0000ab"],
  ])("%s needs no call", async (given, key) => {
    const { directory, sent } = clickUpBench();
    expect((await directory().task(given, WRITE)).key).toBe(key);
    expect(sent()).toEqual([]);
  });

  it("by custom id comes with its Workspace", async () => {
    const { directory } = await warm();
    const key = { customId: "ABC-123", workspaceId: "9001" };
    expect((await directory().task("abc-123", WRITE)).key).toEqual(key);
    expect((await directory().task("https://app.clickup.com/t/9001/ABC-123", WRITE)).key).toEqual(
      key,
    );
  });

  it("by name needs its List, and reads that List's tasks", async () => {
    const { directory, sandbox, sent } = await warm();
    const task = Object.values(sandbox.state.tasks).find(({ listId }) => listId === "950");
    if (task === undefined) throw new Error("no task in List 950");
    task.name = "One of a kind";
    const found = await directory().task("one of a KIND", { ...WRITE, list: "950" });
    expect(found).toMatchObject({ key: task.id, workspaceId: "9001", task: { id: task.id } });
    expect(sent()).toEqual(["GET /v2/team/9001/task"]);
    const path = "Customer Support / Inbox / Feature Requests / One of a kind";
    expect((await directory().task(path, WRITE)).key).toBe(task.id);
    await expect(directory().task("Inbox / Feature Requests / None", WRITE)).rejects.toMatchObject({
      failure: { code: "not_found", what: "Task" },
    });
    await expect(directory().task("Some task name", WRITE)).rejects.toMatchObject({
      failure: { code: "invalid_input" },
    });
    await expect(
      directory().task("Some task name", { ...WRITE, list: "950" }),
    ).rejects.toMatchObject({ failure: { code: "not_found", what: "Task" } });
  });

  it("asks for an id when the List is too long to be sure", async () => {
    const { directory, sandbox } = await warm();
    const model = Object.values(sandbox.state.tasks)[0];
    if (model === undefined) throw new Error("no task");
    for (let i = 0; i < 1_050; i += 1) {
      const id = `t${i}x`;
      sandbox.state.tasks[id] = { ...model, id, listId: "950", parentId: null, name: `Task ${i}` };
    }
    await expect(directory().task("Task 3", { ...WRITE, list: "950" })).rejects.toMatchObject({
      failure: { code: "invalid_input", problem: expect.stringContaining("1000") },
    });
  });
});
