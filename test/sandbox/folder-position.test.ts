import { describe, expect, it } from "vitest";
import { bench, names, rows } from "./bench.ts";
import type { SandboxState } from "./clickup/state.ts";

const move = (id: string) => `/v2/folder/${id}/position`;

/** What the API cannot make: a Folder of sprints. */
function asSprint(state: SandboxState, id: string): void {
  const folder = state.folders[id];
  if (folder !== undefined) folder.sprint = true;
}

describe("moving a Folder", () => {
  it("puts it first below its new parent, Lists and all", async () => {
    const { call, get } = bench();
    expect(await call("PUT", move("502"), { parent_folder_id: "501" })).toMatchObject({
      status: 200,
      body: {},
    });
    expect((await get("/v2/folder/502")).body.parent_folder).toBe("501");
    const tree = await get("/v2/folder/501?include_subfolders=true");
    expect(names(tree.body, "folders")).toContain("Releases");
  });

  it("takes it to the top of another Space, where unknown statuses fall to the first", async () => {
    const { call, get, sandbox } = bench();
    await call("PUT", move("507"), { space_id: "102" });
    const folder = (await get("/v2/folder/507")).body;
    expect(folder).toMatchObject({ space: { id: "102" } });
    expect(folder).not.toHaveProperty("parent_folder");
    const list = rows(folder, "lists")[0];
    const tasks = Object.values(sandbox.state.tasks).filter((task) => task.listId === list?.id);
    const known = ["idea", "drafting", "waiting for approval", "published"];
    expect(tasks.every((task) => known.includes(task.status))).toBe(true);
  });

  it("prefers the parent over the Space, and orders among siblings", async () => {
    const { call, get } = bench();
    await call("PUT", move("504"), { parent_folder_id: "501", space_id: "102", position: 1 });
    expect((await get("/v2/folder/504")).body).toMatchObject({
      parent_folder: "501",
      space: { id: "101" },
    });
    const order = async () =>
      rows((await get("/v2/space/103/folder")).body, "folders").map((folder) => folder.id);
    expect(await order()).toEqual(["513", "514", "515"]);
    await call("PUT", move("513"), { position: 2 });
    expect(await order()).toEqual(["514", "515", "513"]);
  });

  it("is refused where it would make a knot", async () => {
    const { call } = bench();
    const code = async (id: string, parent_folder_id: string) =>
      (await call("PUT", move(id), { parent_folder_id })).body.ECODE;
    expect(await code("501", "501")).toBe("CAT_147");
    expect(await code("504", "505")).toBe("CAT_148");
    expect(await code("504", "503")).toBe("CAT_137");
    expect(await code("502", "9978")).toBe("CAT_159");
    expect(await code("502", "404")).toBe("INPUT_011");
  });

  it("counts archived subfolders, with a code of their own", async () => {
    const { call, sandbox } = bench();
    for (const id of ["505", "506"]) {
      const folder = sandbox.state.folders[id];
      if (folder !== undefined) folder.archived = true;
    }
    const refused = await call("PUT", move("504"), { parent_folder_id: "503" });
    expect(refused.body.ECODE).toBe("CAT_158");
  });

  it("keeps Sprint Folders apart", async () => {
    const { call, sandbox } = bench();
    asSprint(sandbox.state, "502");
    asSprint(sandbox.state, "501");
    const below = await call("PUT", move("502"), { parent_folder_id: "501" });
    expect(below.body.ECODE).toBe("CAT_140");
    asSprint(sandbox.state, "505");
    const beside = await call("PUT", move("502"), { parent_folder_id: "504" });
    expect(beside.body.ECODE).toBe("CAT_141");
  });
});
