import { describe, expect, it } from "vitest";
import { clickUpBench } from "../support/clickup-bench.ts";

describe("the ClickUp client", () => {
  it("reads who the user is", async () => {
    const { client } = clickUpBench();
    expect(await client().users.me()).toMatchObject({
      id: "1001",
      timezone: "Europe/Berlin",
      week_start_day: 1,
    });
  });

  it("decodes the HTML entities of names", async () => {
    const { client } = clickUpBench();
    const names = (await client().spaces.list("9001")).map(({ name }) => name);
    expect(names).toContain("Marketing & Growth");
  });

  it("creates a task, changes it and reads it back, with ids as text and times as numbers", async () => {
    const { client } = clickUpBench();
    const clickup = client();
    const due = Date.UTC(2026, 11, 1, 16);
    const made = await clickup.tasks.create("901", {
      name: "Ship it",
      markdown_content: "**now**",
      assignees: ["1001"],
      due_date: due,
      due_date_time: true,
    });
    await clickup.tasks.update(made.id, {
      priority: 1,
      assignees: { add: ["1002"], rem: ["1001"] },
    });
    const task = await clickup.tasks.get(made.id);
    expect(task).toMatchObject({
      id: made.id,
      name: "Ship it",
      due_date: due,
      priority: { id: "1", priority: "urgent" },
      assignees: [{ id: "1002" }],
      list: { id: "901" },
    });
    expect(task.markdown_description).toContain("**now**");
  });

  it("sets and clears fields, tags, checklists, relations and comments of a task", async () => {
    const { client, sent, sandbox } = clickUpBench();
    const clickup = client();
    const one = await clickup.tasks.create("901", { name: "One" });
    const two = await clickup.tasks.create("901", { name: "Two" });
    const fields = await clickup.fields.ofList("901");
    const text = fields.find(({ type }) => type === "short_text" || type === "text");
    if (text === undefined) throw new Error("the sandbox has no text field");
    await clickup.fields.set(one.id, text.id, { value: "hello" });
    await clickup.tags.add(one.id, "c++ & rust");
    const checklist = await clickup.checklists.create(one.id, "Before");
    await clickup.checklists.addItem(checklist?.id ?? "", { name: "Look", assignee: "1001" });
    await clickup.relations.addDependency(one.id, { depends_on: two.id });
    await clickup.relations.link(one.id, two.id);
    const posted = await clickup.comments.create(one.id, { comment_text: "Hi" });
    const task = await clickup.tasks.get(one.id);
    expect(task.custom_fields.find(({ id }) => id === text.id)?.value).toBe("hello");
    expect(task.tags.map(({ name }) => name)).toEqual(["c++ & rust"]);
    expect(task.checklists[0]?.items[0]).toMatchObject({ name: "Look", assignee: { id: "1001" } });
    expect(task.dependencies[0]).toMatchObject({ task_id: one.id, depends_on: two.id });
    expect(task.linked_tasks[0]?.link_id).toBe(two.id);
    const comments = await Array.fromAsync(clickup.comments.scanTask(one.id, 10));
    expect(comments.map(({ id }) => id)).toEqual([posted.id]);
    expect(await clickup.comments.replies(posted.id)).toEqual([]);
    await clickup.fields.clear(one.id, text.id);
    await clickup.tags.remove(one.id, "c++ & rust");
    expect((await clickup.tasks.get(one.id)).tags).toEqual([]);
    expect(sent()).toContain(`DELETE /v2/task/${one.id}/tag/c%2B%2B%20%26%20rust`);
    expect(sandbox.seen.every(({ status }) => status < 300)).toBe(true);
  });

  it("reads time in status, members, views, groups, task types and time entries", async () => {
    const { client, sandbox } = clickUpBench();
    const clickup = client();
    const { tasks } = await clickup.tasks.inList("901", 0);
    const id = tasks[0]?.id ?? "";
    expect((await clickup.tasks.timeInStatus(id)).current_status?.status).toBeTypeOf("string");
    expect(await clickup.members.ofList("901")).not.toEqual([]);
    await clickup.members.ofTask(id);
    await clickup.views.ofList("901");
    expect((await clickup.groups.list("9001")).map(({ handle }) => handle)).toContain("design");
    expect(await clickup.workspaces.taskTypes("9001")).toContainEqual(
      expect.objectContaining({ id: "1300", name: "Bug" }),
    );
    await clickup.timeEntries.list("9001", { task_id: id });
    expect(sandbox.seen.every(({ status }) => status === 200)).toBe(true);
  });

  it("follows pages of 100 up to the caller's limit and gives each task once", async () => {
    const { client, sandbox } = clickUpBench();
    const scan = (limit: number) =>
      client().tasks.scanWorkspace("9001", limit, { list_ids: ["901"] });
    const all = await Array.fromAsync(scan(1_000));
    expect(all.length).toBeGreaterThan(250);
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    sandbox.clearSeen();
    expect(await Array.fromAsync(scan(150))).toHaveLength(150);
    expect(sandbox.seen.map(({ query }) => query.page)).toEqual([["0"], ["1"]]);
  });

  it("gives a task once when rows shift between pages", async () => {
    const { client, sandbox } = clickUpBench();
    const scan = (limit: number) =>
      client().tasks.scanWorkspace("9001", limit, { list_ids: ["901"] });
    const page = (ids: string[], last: boolean) =>
      Response.json({ tasks: ids.map((id) => ({ id, name: id })), last_page: last });
    sandbox.answerNext(page(["a1", "b2"], false));
    sandbox.answerNext(page(["b2", "c3"], true));
    const tasks = await Array.fromAsync(scan(10));
    expect(tasks.map(({ id }) => id)).toEqual(["a1", "b2", "c3"]);
  });

  it("writes array filters with brackets", async () => {
    const { client, sandbox } = clickUpBench();
    await client().tasks.inList("901", 0, { statuses: ["to do", "done"], include_closed: true });
    expect(sandbox.seen[0]?.query).toEqual({
      page: ["0"],
      "statuses[]": ["to do", "done"],
      include_closed: ["true"],
    });
  });

  it("reads what is null, missing, text or number alike", async () => {
    const { client, sandbox } = clickUpBench();
    sandbox.answerNext(
      Response.json({
        id: 12345678901,
        name: "A &amp; B &#39;c&#x27; &lt;d&gt;",
        due_date: "1508369194377",
        time_estimate: "8640000",
        priority: null,
        assignees: null,
        points: null,
        tags: [{ name: "ok" }, null, "broken"],
        checklists: "none",
        parent: null,
        list: null,
        unknown: { a: 1 },
      }),
    );
    const task = await client().tasks.get("86c0000ab");
    expect(task).toMatchObject({
      id: "12345678901",
      name: "A & B 'c' <d>",
      due_date: 1508369194377,
      time_estimate: 8640000,
      assignees: [],
      checklists: [],
      tags: [{ name: "ok" }],
    });
    expect([task.priority, task.points, task.parent, task.list]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(task).not.toHaveProperty("unknown");
  });

  it("addresses a task by custom id with the Workspace beside it", async () => {
    const { client, sandbox } = clickUpBench();
    sandbox.answerNext(Response.json({ id: "86c1", name: "x" }));
    await client().tasks.get({ customId: "ABC-12", workspaceId: "9001" }, { markdown: false });
    expect(sandbox.seen[0]).toMatchObject({
      path: "/api/v2/task/ABC-12",
      query: { custom_task_ids: ["true"], team_id: ["9001"] },
    });
  });

  it("counts the requests that left, retries included", async () => {
    const { client, sandbox } = clickUpBench();
    const clickup = client();
    sandbox.answerNext(new Response("", { status: 503 }));
    await clickup.users.me();
    expect(clickup.upstreamCalls).toBe(2);
  });
});
