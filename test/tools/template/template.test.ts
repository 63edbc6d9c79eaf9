import { describe, expect, it } from "vitest";
import { TEMPLATE_PARTS } from "../../../src/clickup/resources/place-templates.ts";
import { templateApply } from "../../../src/tools/template/apply.ts";
import { templateList } from "../../../src/tools/template/list.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

const { bugReport, launchList, clientFolder } = SEED.templates;

describe("clickup_template_list", () => {
  it("lists all kinds in a call each, and finds by words", async () => {
    const { call, value, requests } = toolBench(templateList);
    expect(await call({})).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "complete": true,
            "templates": [
              {
                "id": "t-86c9001",
                "kind": "task",
                "name": "Bug report",
              },
              {
                "id": "t-15363293",
                "kind": "list",
                "name": "Launch checklist",
              },
              {
                "id": "t-15363298",
                "kind": "list",
                "name": "Sprint & review",
              },
              {
                "id": "t-7162342",
                "kind": "folder",
                "name": "Client project",
              },
            ],
          },
          "text": "templates (4):
        - id: t-86c9001 · name: Bug report · kind: task
        - id: t-15363293 · name: Launch checklist · kind: list
        - id: t-15363298 · name: Sprint & review · kind: list
        - id: t-7162342 · name: Client project · kind: folder
      complete: yes",
        },
      }
    `);
    expect(requests()).toEqual([
      "GET /v2/team",
      "GET /v2/team/9001/taskTemplate?page=0",
      "GET /v2/team/9001/list_template",
      "GET /v2/team/9001/folder_template",
    ]);
    expect(await value({ kind: "folder", query: "client" })).toMatchObject({
      templates: [{ id: clientFolder }],
    });
    expect(await value({ query: "zebra" })).toMatchObject({ templates: [] });
  });

  it("reads task templates page by page, and tells of a kind that ClickUp refuses", async () => {
    const { value, requests, sandbox } = toolBench(templateList);
    const { taskTemplates } = sandbox.state;
    const model = taskTemplates[bugReport];
    if (model === undefined) throw new Error("not seeded");
    for (let copy = 1; copy <= 100; copy += 1) {
      const id = `t-99${copy}`;
      taskTemplates[id] = { ...model, id, name: `Copy ${copy}` };
    }
    expect((await value({ kind: "task" })).templates).toHaveLength(101);
    expect(requests("taskTemplate")).toHaveLength(2);
    sandbox.answerNext(Response.json({ err: "no", ECODE: "ACCESS_083" }, { status: 403 }), {
      path: "/api/v2/team/9001/list_template",
    });
    expect(await value({ query: "client" })).toMatchObject({
      templates: [{ id: clientFolder, kind: "folder" }],
      complete: false,
      warnings: ["list templates: this user may not do that"],
    });
  });

  it("says which templates are listed where none is", async () => {
    const { value } = toolBench(templateList);
    expect(await value({ query: "zzz" })).toMatchObject({
      templates: [],
      note: expect.stringContaining("own library"),
    });
  });
});

describe("clickup_template_apply", () => {
  it("creates a task and sets its dates", async () => {
    const { value, writes } = toolBench(templateApply);
    const made = await value({
      template: "Bug report",
      kind: "task",
      in: SEED.lists.backlog,
      name: "Crash",
      due: "2026-11-20",
    });
    expect(made).toEqual({
      id: expect.stringMatching(/^86/),
      name: "Crash",
      url: `https://app.clickup.com/t/${made.id}`,
      ready: true,
      due: "2026-11-20",
    });
    expect(writes()).toMatchObject([
      {
        request: `POST /v2/list/${SEED.lists.backlog}/taskTemplate/${bugReport}`,
        body: { name: "Crash" },
      },
      { request: `PUT /v2/task/${made.id}`, body: { due_date_time: false } },
    ]);
  });

  it("creates a List with the parts asked for, and waits until it is there", async () => {
    const { value, writes } = toolBench(templateApply);
    const made = await value({
      template: launchList,
      kind: "list",
      in: "Marketing & Growth",
      name: "Spring",
      import: ["subtasks", "priority"],
      wait: true,
    });
    expect(made).toMatchObject({ name: "Spring", ready: true, url: expect.any(String) });
    expect(writes()).toEqual([
      {
        request: `POST /v2/space/${SEED.spaces.marketing}/list_template/${launchList}`,
        body: {
          name: "Spring",
          options: { return_immediately: true, subtasks: true, priority: true },
        },
      },
    ]);
  });

  it("brings all but people, dates and comments unless parts are named, into a Folder too", async () => {
    const { value, writes, forget } = toolBench(templateApply);
    await value({ template: launchList, kind: "list", in: "Product / Mobile", name: "Spring" });
    const [made] = writes() as { request: string; body: { options: object } }[];
    expect(made?.request).toBe(
      `POST /v2/folder/${SEED.folders.mobile}/list_template/${launchList}`,
    );
    const { return_immediately: atOnce, ...parts } = {
      return_immediately: false,
      ...made?.body.options,
    };
    expect(atOnce).toBe(true);
    const left = TEMPLATE_PARTS.filter((part) => !(part in parts));
    expect(left.toSorted()).toEqual([
      "comment",
      "comment_attachments",
      "old_assignees",
      "old_due_date",
      "old_followers",
      "old_start_date",
      "old_subtask_assignees",
    ]);
    forget();
    await value({ template: clientFolder, kind: "folder", in: "Product / Mobile", name: "Acme" });
    expect(writes()).toMatchObject([
      {
        request: `POST /v2/space/${SEED.spaces.product}/folder_template/${clientFolder}`,
        body: { parent_folder_id: SEED.folders.mobile },
      },
    ]);
  });

  it("tells that the task was made when its dates were refused, or when nobody said which it is", async () => {
    const { call, value, sandbox } = toolBench(templateApply);
    const input = { template: "Bug report", kind: "task", in: SEED.lists.backlog, name: "Crash" };
    sandbox.answerNext(Response.json({ err: "no", ECODE: "ACCESS_083" }, { status: 403 }), {
      method: "PUT",
    });
    const made = await value({ ...input, due: "2026-11-20" });
    expect(made).toMatchObject({ failed: [{ step: "dates", code: "forbidden" }] });
    expect(made).not.toHaveProperty("due");
    for (const look of [
      Response.json({ tasks: [] }),
      Response.json({ err: "no", ECODE: "ACCESS_083" }, { status: 403 }),
    ]) {
      sandbox.answerNext(Response.json({}), { method: "POST", after: true });
      sandbox.answerNext(look, { method: "GET", path: /\/task$/ });
      expect(await call(input)).toMatchObject({
        failure: { code: "clickup_unavailable", mayHaveHappened: true },
      });
    }
  });

  it("finds the task that it made when ClickUp answers with nothing, as it documents", async () => {
    const { value, sandbox, advance } = toolBench(templateApply);
    const input = { template: "Bug report", kind: "task", in: SEED.lists.backlog, name: "Crash" };
    const older = await value(input);
    advance(60_000);
    sandbox.answerNext(Response.json({}), { method: "POST", after: true });
    const made = await value({ ...input, due: "2026-11-20" });
    expect(made.id).not.toBe(older.id);
    expect(sandbox.state.tasks[String(made.id)]).toMatchObject({ dueMs: expect.any(Number) });
  });

  it("asks which of two templates of one name is meant, and makes one thing of one dedupe_key", async () => {
    const { call, value, writes, sandbox } = toolBench(templateApply);
    const input = { template: "Bug report", kind: "task", in: SEED.lists.backlog, name: "Crash" };
    const once = { ...input, dedupe_key: "k" };
    expect(await value(once)).toEqual(await value(once));
    expect(writes()).toHaveLength(1);
    const { taskTemplates } = sandbox.state;
    const model = taskTemplates[bugReport];
    if (model !== undefined) taskTemplates["t-86c9002"] = { ...model, id: "t-86c9002" };
    expect(await call(input)).toMatchObject({
      failure: { code: "ambiguous", candidates: [{ id: bugReport }, { id: "t-86c9002" }] },
    });
    expect(writes()).toHaveLength(1);
  });

  it("looks until a Folder can be read, with wait, and no longer than that", async () => {
    const { value, sandbox } = toolBench(templateApply);
    const notYet = () =>
      Response.json({ err: "Folder not found", ECODE: "ITEM_013" }, { status: 404 });
    sandbox.answerNext(notYet, { method: "GET", path: /\/folder\/\d+$/ });
    const made = await value({
      template: clientFolder,
      kind: "folder",
      in: "Marketing & Growth",
      name: "Acme",
      wait: true,
    });
    expect(made).toMatchObject({ name: "Acme", ready: true });
    const looks = sandbox.seen.filter(({ path }) => path === `/api/v2/folder/${made.id}`);
    const statuses = looks.map(({ status }) => status);
    expect(statuses[0]).toBe(404);
    expect(statuses.indexOf(200)).toBe(statuses.length - 1);
  });

  it("tells that it is not ready, with wait, where ClickUp refuses to show it", async () => {
    const { value, requests, sandbox } = toolBench(templateApply);
    const refused = () => Response.json({ err: "no", ECODE: "OAUTH_024" }, { status: 403 });
    sandbox.answerNext(refused, { method: "GET", path: /\/folder\/\d+$/ });
    const made = await value({
      template: clientFolder,
      kind: "folder",
      in: "Marketing & Growth",
      name: "Acme",
      wait: true,
    });
    // The Folder was made all the same: its id is what the caller needs to look later.
    expect(made).toMatchObject({ id: expect.any(String), ready: false });
    expect(requests("/folder/")).toHaveLength(1);
  });

  it("creates a Folder and says that it is not ready", async () => {
    const { value, writes } = toolBench(templateApply);
    expect(
      await value({
        template: "Client project",
        kind: "folder",
        in: "Marketing & Growth",
        name: "Acme",
        start: "2026-12-01",
      }),
    ).toMatchObject({
      name: "Acme",
      ready: false,
      start: "2026-12-01",
      note: expect.stringContaining("may still be filling it"),
    });
    expect(writes()).toMatchObject([
      {
        request: `POST /v2/space/${SEED.spaces.marketing}/folder_template/${clientFolder}`,
        body: { name: "Acme", options: { remap_start_date: true } },
      },
    ]);
  });

  it("writes nothing for a template, place or date that is not there", async () => {
    const { call, writes } = toolBench(templateApply);
    const good = { template: launchList, kind: "list", in: "Marketing & Growth", name: "A" };
    for (const change of [
      { template: "Launch pla" },
      { template: "../x" },
      { in: "Nowhere" },
      { in: "../x" },
      { start: "someday" },
      { start: "2026-12-02", due: "2026-12-01" },
      { kind: "task", in: "Backlog", import: ["priority"] },
    ]) {
      expect(await call({ ...good, ...change }), JSON.stringify(change)).toMatchObject({
        ok: false,
      });
    }
    expect(writes()).toEqual([]);
    expect(await call({ ...good, template: "t-0000" })).toMatchObject({
      failure: { code: "not_found" },
    });
  });
});
