import { describe, expect, it } from "vitest";
import type { Bench } from "./bench.ts";
import { bench, names, rows } from "./bench.ts";
import type { JsonObject } from "./clickup/json.ts";
import { SEED, SEED_ANCHOR_MS } from "./clickup/seed.ts";

const { templates } = SEED;
const DAY_MS = 86_400_000;
const INTO_FOLDER = `/v2/folder/501/list_template/${templates.launchList}`;

async function listMadeFrom(
  ready: Bench,
  options: JsonObject,
): Promise<{ id: string; tasks: JsonObject[] }> {
  const body = { name: "Spring launch", options: { return_immediately: false, ...options } };
  const made = await ready.call("POST", INTO_FOLDER, body);
  const id = String(made.body.id);
  const read = await ready.get(`/v2/list/${id}/task?subtasks=true&reverse=true`);
  return { id, tasks: rows(read.body, "tasks") };
}

describe("templates", () => {
  it("are listed by kind, with their prefix, and only in their workspace", async () => {
    const { get } = bench({ userId: SEED.users.ben });
    const lists = await get("/v2/team/9001/list_template");
    expect(lists.body.templates).toEqual([
      { name: "Launch checklist", id: "t-15363293" },
      { name: "Sprint &amp; review", id: "t-15363298" },
    ]);
    expect((await get("/v2/team/9001/folder_template")).body.templates).toEqual([
      { name: "Client project", id: "t-7162342" },
    ]);
    expect((await get("/v2/team/9002/list_template")).body.templates).toEqual([]);
  });

  it("answer with the id of a List that comes later", async () => {
    const { call, get } = bench();
    const made = await call("POST", INTO_FOLDER, { name: "Spring launch" });
    expect(made.body).toMatchObject({
      id: expect.any(String),
      list: { name: "Spring launch", folder: { id: "501" }, space: { id: "101" } },
    });
    const path = `/v2/list/${made.body.id}`;
    expect((await get(path)).status).toBe(404);
    expect((await get(path)).status).toBe(404);
    expect(await get(path)).toMatchObject({ status: 200, body: { name: "Spring launch" } });
    expect(names((await get("/v2/folder/501/list")).body, "lists")).toContain("Spring launch");
  });

  it("are done after a while even when nobody asks", async () => {
    const { call, get, wait } = bench();
    const path = `/v2/space/101/list_template/${templates.sprintList}`;
    await call("POST", path, { name: "Sprint 12" });
    expect(names((await get("/v2/space/101/list")).body, "lists")).not.toContain("Sprint 12");
    wait(2_000);
    expect(names((await get("/v2/space/101/list")).body, "lists")).toContain("Sprint 12");
  });

  it("bring the tasks, and only those parts that the options ask for", async () => {
    const bare = await listMadeFrom(bench(), {});
    expect(bare.tasks.map((task) => task.name)).toEqual([
      "Write the announcement",
      "Brief support",
      "Go live",
    ]);
    expect(bare.tasks[0]).toMatchObject({ priority: null, due_date: null, tags: [] });

    const ready = bench();
    const start = SEED_ANCHOR_MS + 7 * DAY_MS;
    const options = {
      subtasks: true,
      priority: true,
      old_tags: true,
      old_due_date: true,
      include_views: true,
      start_date: String(start),
      content: "For spring.",
    };
    const whole = await listMadeFrom(ready, options);
    expect(whole.tasks[0]).toMatchObject({
      priority: { id: "2" },
      due_date: String(start + 5 * DAY_MS),
      tags: [{ name: "design" }],
    });
    expect(whole.tasks[1]).toMatchObject({ name: "Quotes", parent: whole.tasks[0]?.id });
    expect((await ready.get(`/v2/list/${whole.id}`)).body.content).toBe("For spring.");
    const views = await ready.get(`/v2/list/${whole.id}/view`);
    expect(names(views.body, "views")).toEqual(["Launch board"]);
  });

  it("make a Folder with its Lists, below another one when told", async () => {
    const { call, get } = bench();
    const path = `/v2/space/101/folder_template/${templates.clientFolder}`;
    const body = { name: "Acme", parent_folder_id: "502", options: { return_immediately: false } };
    const made = await call("POST", path, body);
    expect(made.body).toMatchObject({
      id: expect.any(Number),
      folder: { name: "Acme", parent_folder: "502" },
    });
    const folder = await get(`/v2/folder/${made.body.id}`);
    expect(names(folder.body, "lists")).toEqual(["Launch checklist", "Requests"]);
    const deep = await call("POST", path, { name: "Deep", parent_folder_id: "404" });
    expect(deep.body.ECODE).toBe("INPUT_011");
  });

  it("refuse in words of their own", async () => {
    const { call } = bench();
    const nameless = { error: "Name is required" };
    expect((await call("POST", INTO_FOLDER, {})).body).toEqual({ ...nameless, ECODE: "OAUTH_117" });
    const folder = `/v2/space/101/folder_template/${templates.clientFolder}`;
    expect((await call("POST", folder, {})).body).toEqual({ ...nameless, ECODE: "OAUTH_119" });
    const unprefixed = INTO_FOLDER.replace("t-", "");
    expect((await call("POST", unprefixed, { name: "x" })).status).toBe(404);
    const odd = await call("POST", INTO_FOLDER, { name: "x", options: { everything: true } });
    expect(odd.body.err).toContain("options.everything");
    expect((await call("POST", INTO_FOLDER, { name: "Backlog" })).body.ECODE).toBe("SUBCAT_016");
  });
});
