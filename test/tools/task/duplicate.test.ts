import { describe, expect, it } from "vitest";
import { taskDuplicate } from "../../../src/tools/task/duplicate.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

const { checkout, bug, milestone } = SEED.tasks;
const { now } = SEED.lists;

describe("clickup_task_duplicate", () => {
  it("copies a task whole, one call for each part, and tells what stays behind", async () => {
    const { call, requests, writes, sandbox } = toolBench(taskDuplicate);
    const source = sandbox.state.tasks[checkout];
    const outcome = await call({ task: checkout });
    const items = source?.checklists.flatMap((one) => one.items).length ?? 0;
    const below = 3;
    expect(requests("GET /v2/task")).toHaveLength(1);
    expect(writes()).toHaveLength(1 + below + (source?.checklists.length ?? 0) + items);
    expect(outcome).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "copied": [
              "description",
              "assignees",
              "tags",
              "dates",
              "field Notes",
              "field Component",
              "field Spec",
              "field Reporter",
              "field Hotline",
              "field Story Size",
              "field Budget",
              "field Ship Date",
              "field Severity",
              "field Platforms",
              "field Customer Visible",
              "field Reviewer",
              "field Related Work",
              "field Campaign",
              "field Confidence",
              "field Rollout",
              "field Site",
              "field Cost Centre",
              "field Effort (days)",
              "checklists",
              "subtasks",
            ],
            "id": "86c0002o8",
            "list": "Backlog",
            "name": "Checkout fails for accented addresses (copy)",
            "skipped": [
              "field Evidence",
              "field Upvotes",
              "field Sign-off",
              "ticks of checklist items",
              "relations",
              "comments",
              "attachments",
              "watchers",
            ],
            "url": "https://app.clickup.com/t/86c0002o8",
          },
          "text": "id: 86c0002o8
      name: Checkout fails for accented addresses (copy)
      url: https://app.clickup.com/t/86c0002o8
      list: Backlog
      copied: description, assignees, tags, dates, field Notes, field Component, field Spec, field Reporter, field Hotline, field Story Size, field Budget, field Ship Date, field Severity, field Platforms, field Customer Visible, field Reviewer, field Related Work, field Campaign, field Confidence, field Rollout, field Site, field Cost Centre, field Effort (days), checklists, subtasks
      skipped: field Evidence, field Upvotes, field Sign-off, ticks of checklist items, relations, comments, attachments, watchers",
        },
      }
    `);
    const made = outcome.ok ? sandbox.state.tasks[String(outcome.value.structured.id)] : undefined;
    expect(made?.fieldValues[SEED.fields.drop_down]).toEqual(
      source?.fieldValues[SEED.fields.drop_down],
    );
    expect(source?.status).toBe("in progress");
    expect(made).toMatchObject({
      status: "to do",
      priority: source?.priority,
      dueMs: source?.dueMs,
      points: source?.points,
      tags: source?.tags,
      estimateMs: source?.estimateMs,
    });
  });

  it("is two calls for a plain task", async () => {
    const { value, requests, forget } = toolBench(taskDuplicate);
    await value({ task: bug });
    forget();
    await value({ task: bug, to_list: now, name: "Again" });
    expect(requests()).toHaveLength(2);
  });

  it("names the List that the copy is in, also where only its id was given", async () => {
    const { value } = toolBench(taskDuplicate);
    expect(await value({ task: bug, to_list: now })).toMatchObject({ list: "Now" });
  });

  it("copies only the parts asked for, shifted by the calendar, several times", async () => {
    const { value, sandbox } = toolBench(taskDuplicate);
    const result = await value({
      task: checkout,
      to_list: now,
      name: "Round",
      include: ["dates"],
      shift_dates: "+2 weeks",
      copies: 2,
    });
    expect(result).toMatchObject({
      copied: ["dates"],
      copies: [{ name: "Round 1" }, { name: "Round 2" }],
    });
    const made = sandbox.state.tasks[String(result.id)];
    expect(made).toMatchObject({ listId: now, assigneeIds: [], tags: [] });
    const before = sandbox.state.tasks[checkout]?.dueMs ?? 0;
    expect(made?.dueMs).toBe(before + 14 * 86_400_000);
    const earlier = await value({ task: checkout, include: ["dates"], shift_dates: "-1 month" });
    // Six in the evening on both sides of the change of the clocks.
    expect(sandbox.state.tasks[String(earlier.id)]?.dueMs).toBe(Date.UTC(2026, 9, 4, 16));
  });

  it("copies relations when they are asked for", async () => {
    const { value, sandbox } = toolBench(taskDuplicate);
    const result = await value({ task: checkout, include: ["relations"] });
    expect(result.copied).toEqual(["relations"]);
    const edges = sandbox.state.dependencies.filter(
      ({ taskId, dependsOn }) => taskId === result.id || dependsOn === result.id,
    );
    expect(edges.length).toBeGreaterThan(0);
  });

  it("makes nothing when it would take too many calls", async () => {
    const { call, writes } = toolBench(taskDuplicate);
    expect(await call({ task: checkout, copies: 20 })).toMatchObject({
      ok: false,
      failure: { code: "invalid_input", argument: "copies" },
    });
    expect(writes()).toEqual([]);
  });

  it("tells of the part that ClickUp refused, and keeps the copy", async () => {
    const { value, sandbox } = toolBench(taskDuplicate);
    sandbox.answerNext(Response.json({ err: "no", ECODE: "ACCESS_083" }, { status: 403 }), {
      method: "POST",
      path: /checklist$/,
    });
    const result = await value({ task: checkout });
    expect(result.id).not.toBe(checkout);
    expect(sandbox.state.tasks).toHaveProperty(String(result.id));
    expect(result.failed).toMatchObject([{ code: "forbidden" }]);
  });

  it("names each part that ClickUp answered 200 to and dropped", async () => {
    const { value, sandbox } = toolBench(taskDuplicate);
    sandbox.answerNext(Response.json({ id: "86cbare1", name: "Copy" }), { method: "POST" });
    const include = ["assignees", "tags", "dates", "fields"];
    const { copied, skipped } = await value({ task: checkout, include });
    expect(copied).toEqual([]);
    const dropped = ["assignees", "tags", "dates", "priority", "estimate", "points"];
    expect(skipped).toEqual(expect.arrayContaining([...dropped, "field Severity"]));
  });

  it("leaves behind, and names, what the other List's Space does not take", async () => {
    const { value, sandbox } = toolBench(taskDuplicate);
    // Without its Custom Fields, and with tags off.
    const result = await value({ task: checkout, to_list: SEED.lists.onboarding });
    expect(result).toMatchObject({ list: sandbox.state.lists[SEED.lists.onboarding]?.name });
    expect(result.skipped).toEqual(expect.arrayContaining(["tags", "field Severity"]));
    expect(result.copied).toContain("description");
    expect(result.copied).not.toContain("tags");
    expect(result).not.toHaveProperty("failed");
  });

  it("leaves behind, and names, a date that no calendar holds", async () => {
    const { value, sandbox } = toolBench(taskDuplicate);
    const source = sandbox.state.tasks[checkout];
    if (source !== undefined) source.fieldValues[SEED.fields.date] = "1762074000000000000";
    const result = await value({ task: checkout, include: ["fields"] });
    expect(result.skipped).toContain("field Ship Date");
    expect(result.copied).toContain("field Severity");
  });

  it("says not_found for a task that is not there", async () => {
    const { call, writes } = toolBench(taskDuplicate);
    expect(await call({ task: "86zzzz999" })).toMatchObject({
      failure: { code: "not_found", what: "Task", findWith: "clickup_task_search" },
    });
    expect(writes()).toEqual([]);
  });

  it("keeps the type of a milestone", async () => {
    const { value, sandbox } = toolBench(taskDuplicate);
    const result = await value({ task: milestone });
    expect(sandbox.state.tasks[String(result.id)]?.taskType).toBe(1);
  });

  it.each([
    { shift_dates: "next friday" },
    { task: "../x" },
    { to_list: "../../x" },
  ])("writes nothing for %j", async (bad) => {
    const { call, writes } = toolBench(taskDuplicate);
    expect((await call({ task: checkout, ...bad })).ok).toBe(false);
    expect(writes()).toEqual([]);
  });
});
