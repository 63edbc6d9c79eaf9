import { describe, expect, it } from "vitest";
import { projectCreate } from "../../../src/tools/project/create.ts";
import { TEMPLATES } from "../../../src/tools/project/templates.ts";
import { spaceGet } from "../../../src/tools/space/get.ts";
import { toolBench } from "../../support/tool-bench.ts";

const plan = {
  name: "Moon base",
  space: "102",
  start: "2026-11-07",
  phases: ["Design", "Build"],
  tasks: [
    { name: "Sketch", phase: "Design", key: "s", day: 0, days: 3 },
    { name: "Dig", phase: "Build", waiting_on_keys: ["s"], due: "2026-12-01", assignees: ["me"] },
  ],
  milestones: [{ name: "Landed", phase: "Build", day: 20, waiting_on_keys: ["s"] }],
  team: ["Ben Okafor"],
  views: ["board", "gantt"],
  doc: true,
};

describe("clickup_project_create", () => {
  it("makes Folder, Lists, tasks, milestones, dependencies, views and Doc, one call each", async () => {
    const bench = toolBench(projectCreate);
    const preview = await bench.value({ ...plan, dry_run: true });
    expect(preview.note).toBe(
      `Nothing was made. Without dry_run this takes ${preview.calls} of ClickUp's calls.`,
    );
    expect(preview.plan).toMatchInlineSnapshot(`
      [
        {
          "kind": "folder",
          "name": "Moon base",
        },
        {
          "kind": "list",
          "name": "Design",
        },
        {
          "kind": "list",
          "name": "Build",
        },
        {
          "kind": "view",
          "name": "Board",
        },
        {
          "kind": "view",
          "name": "Gantt",
        },
        {
          "kind": "doc",
          "name": "Moon base",
        },
        {
          "due": "2026-11-11",
          "key": "s",
          "kind": "task",
          "name": "Sketch",
          "phase": "Design",
          "start": "2026-11-09",
        },
        {
          "due": "2026-12-01",
          "kind": "task",
          "name": "Dig",
          "phase": "Build",
        },
        {
          "due": "2026-12-07",
          "kind": "milestone",
          "name": "Landed",
          "phase": "Build",
        },
      ]
    `);
    expect(bench.writes()).toEqual([]);
    const made = await bench.value(plan);
    expect(made).toMatchInlineSnapshot(`
      {
        "doc": {
          "id": "8cj9u1c-13468",
          "name": "Moon base",
          "url": "https://app.clickup.com/9001/v/dc/8cj9u1c-13468",
        },
        "folder": {
          "id": "90130003464",
          "name": "Moon base",
        },
        "ids": {
          "s": "86c0002of",
        },
        "lists": [
          {
            "id": "90130003465",
            "name": "Design",
          },
          {
            "id": "90130003470",
            "name": "Build",
          },
        ],
        "milestones": [
          {
            "id": "86c0002oj",
            "name": "Landed",
          },
        ],
        "tasks_created": 3,
        "url": "https://app.clickup.com/9001/v/f/90130003464",
        "views": [
          {
            "id": "8cjz3466-105",
            "name": "Board",
          },
          {
            "id": "8cjz3467-105",
            "name": "Gantt",
          },
        ],
      }
    `);
    expect(bench.writes()).toHaveLength(Number(preview.calls));
    expect(
      bench.writes().map(({ request }) => request.replace(/\d{5,}|86\w+/g, "…")),
    ).toMatchInlineSnapshot(`
      [
        "POST /v2/space/102/folder",
        "POST /v2/folder/…/list",
        "POST /v2/folder/…/view",
        "POST /v2/folder/…/view",
        "POST /v3/workspaces/9001/docs",
        "POST /v2/folder/…/list",
        "POST /v2/list/…/task",
        "POST /v2/list/…/task",
        "POST /v2/list/…/task",
        "POST /v2/task/…/dependency",
        "POST /v2/task/…/dependency",
      ]
    `);
    const [sketch, dig] = ["Sketch", "Dig"].map((name) =>
      Object.values(bench.sandbox.state.tasks).find((task) => task.name === name),
    );
    expect([sketch?.assigneeIds, dig?.assigneeIds]).toEqual([[1002], [1001]]);
    expect(bench.sandbox.state.dependencies).toContainEqual(
      expect.objectContaining({ taskId: dig?.id, dependsOn: sketch?.id }),
    );
  });

  it("dates a task that has a length: after what it waits on, or from the date that it has", async () => {
    const { value } = toolBench(projectCreate);
    const dated = await value({
      name: "Summer fair",
      space: "102",
      start: "2026-11-07",
      phases: ["Prepare"],
      tasks: [
        { name: "Set up", key: "c", days: 1, waiting_on_keys: ["b", "a"] },
        { name: "Stalls", key: "b", days: 5, waiting_on_keys: ["a"] },
        { name: "Square", key: "a", days: 2 },
        { name: "Posters", days: 3, start: "2026-11-12" },
        { name: "Flyers", days: 3, due: "2026-11-17" },
        { name: "Someday" },
      ],
      dry_run: true,
    });
    const rows = (dated.plan as Record<string, string>[]).filter(({ kind }) => kind === "task");
    expect(rows.map(({ name, start, due }) => [name, start, due])).toEqual([
      ["Set up", "2026-11-18", "2026-11-18"],
      ["Stalls", "2026-11-11", "2026-11-17"],
      // The 7th is a Saturday.
      ["Square", "2026-11-09", "2026-11-10"],
      ["Posters", "2026-11-12", "2026-11-16"],
      ["Flyers", "2026-11-13", "2026-11-17"],
      ["Someday", undefined, undefined],
    ]);
  });

  it.each(Object.keys(TEMPLATES))("sets up the built-in template %s", async (template) => {
    const bench = toolBench(projectCreate);
    const made = await bench.value({ name: `My ${template}`, space: "102", template });
    expect(made.failed).toBeUndefined();
    expect(made.tasks_created).toBe(TEMPLATES[template]?.tasks.length);
    expect(made.lists).toHaveLength(TEMPLATES[template]?.phases.length ?? 0);
  });

  it("makes subtasks, shares tasks out in turn, and tells of tags that come into being", async () => {
    const bench = toolBench(projectCreate);
    // No call is spent on tags alone: it tells of new ones where those of the Space are known.
    await bench.call({ space: "102", include: ["tags"] }, spaceGet);
    const made = await bench.value({
      name: "Fair",
      space: "102",
      tasks: [
        {
          name: "Hall",
          key: "h",
          priority: "high",
          estimate: "2h",
          tags: ["fresh"],
          description: "# Big",
        },
        { name: "Book it", parent_key: "h" },
        { name: "Posters" },
      ],
      milestones: [{ name: "Opening" }],
      team: ["me", "Ben Okafor"],
    });
    expect(made).toMatchObject({
      lists: [{ name: "Tasks" }],
      tasks_created: 4,
      warnings: ['The tag "fresh" does not exist in this Space yet and comes into being.'],
    });
    const [hall, book, posters, opening] = ["Hall", "Book it", "Posters", "Opening"].map((name) =>
      Object.values(bench.sandbox.state.tasks).find((task) => task.name === name),
    );
    expect([hall, book, posters, opening].map((task) => task?.assigneeIds)).toEqual([
      [1001],
      [1002],
      [1001],
      [],
    ]);
    expect(hall).toMatchObject({
      priority: 2,
      estimateMs: 7_200_000,
      tags: ["fresh"],
      markdown: "# Big",
    });
    expect(book?.parentId).toBe(hall?.id);
    expect(opening?.taskType).toBe(1);
  });

  it("goes on as a job beyond ClickUp's minute, and then tells all that was made", async () => {
    const bench = toolBench(projectCreate, { rateLimitPerMinute: 25 });
    const first = await bench.value({ name: "Big", space: "102", template: "software" });
    const { job } = first as { job: { id: string } };
    expect(first).toMatchObject({ folder: { name: "Big" }, job: { state: "running" } });
    for (let minute = 0; minute < 3; minute += 1) {
      bench.advance(61_000);
      await bench.goOn();
    }
    expect(await bench.value({ job: job.id })).toMatchObject({
      folder: { name: "Big" },
      tasks_created: TEMPLATES.software?.tasks.length,
      job: { state: "done", left: 0 },
    });
    expect(await bench.call({ job: "job_0" })).toMatchObject({ failure: { argument: "job" } });
  });

  it("takes a Folder template of ClickUp's, and leaves its Lists and tasks to it", async () => {
    const bench = toolBench(projectCreate);
    const template = Object.values(bench.sandbox.state.folderTemplates)[0]?.id;
    const made = await bench.value({
      name: "From a template",
      space: "102",
      template,
      views: ["board"],
    });
    expect(made).toMatchObject({ folder: { name: "From a template" }, views: [{ name: "Board" }] });
    expect(bench.writes()[0]?.request).toContain("/folder_template/");
    expect(await bench.call({ name: "x", space: "102", template, phases: ["A"] })).toMatchObject({
      failure: { argument: "template" },
    });
  });

  it("makes nothing when any of it is wrong", async () => {
    const bench = toolBench(projectCreate);
    for (const bad of [
      { space: "Nowhere" },
      { space: "../../team" },
      { name: "Brand" },
      { template: "space travel" },
      { tasks: [{ name: "A", phase: "Nowhere" }] },
      { tasks: [{ name: "A", waiting_on_keys: ["zz"] }] },
      { tasks: [{ name: "A", day: 1, due: "tomorrow" }] },
      { tasks: [{ name: "A", days: 1, start: "today", due: "tomorrow" }] },
      {
        tasks: [
          { name: "A", key: "a", days: 1, waiting_on_keys: ["b"] },
          { name: "B", key: "b", days: 1, waiting_on_keys: ["a"] },
        ],
      },
      { tasks: [{ name: "A", assignees: ["nobody"] }] },
      { tasks: [{ name: "A", status: "x" }] },
      { team: ["nobody"] },
      { views: ["whiteboard"] },
      { start: "someday" },
    ]) {
      expect((await bench.call({ ...plan, ...bad })).ok, JSON.stringify(bad)).toBe(false);
    }
    expect(bench.writes()).toEqual([]);
  });

  it("tries nothing that builds on what failed, and reports it", async () => {
    const bench = toolBench(projectCreate);
    bench.sandbox.answerNext(
      new Response(JSON.stringify({ err: "no", ECODE: "CAT_014" }), { status: 400 }),
      {
        method: "POST",
        path: /\/space\/\d+\/folder$/,
      },
    );
    const made = await bench.value(plan);
    expect(made).toMatchObject({ tasks_created: 0, failed: expect.any(Array) });
    expect(bench.writes()).toHaveLength(1);
  });
});
