import { describe, expect, it } from "vitest";
import { spaceGet } from "../../../src/tools/space/get.ts";
import { taskUpdate } from "../../../src/tools/task/update.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

const { checkout, bug, milestone, subtask, hostile } = SEED.tasks;

describe("clickup_task_update", () => {
  it("reads once, writes once, and tells old and new", async () => {
    const { call, requests, forget, writes } = toolBench(taskUpdate);
    await call({ task: bug, name: "Warm up" });
    forget();
    const outcome = await call({
      task: checkout,
      status: "In Review",
      priority: "low",
      due: "next friday",
      start: "none",
      estimate: "2d",
      points: 8,
    });
    expect(requests()).toEqual([`GET /v2/task/${checkout}`, `PUT /v2/task/${checkout}`]);
    expect(writes()[0]?.body).toEqual({
      status: "In Review",
      priority: 4,
      due_date: Date.UTC(2026, 10, 13, 3),
      due_date_time: false,
      start_date: null,
      time_estimate: 57_600_000,
      points: 8,
    });
    expect(outcome).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "changed": {
              "due": [
                "2026-11-04T18:00:00+01:00",
                "2026-11-13",
              ],
              "estimate": [
                "8h",
                "16h",
              ],
              "points": [
                5,
                8,
              ],
              "priority": [
                "urgent",
                "low",
              ],
              "start": [
                "2026-10-21T11:00:00+02:00",
                null,
              ],
              "status": [
                "in progress",
                "in review",
              ],
            },
            "custom_id": "NW-1",
            "id": "86c000001",
            "ignored": [],
            "name": "Checkout fails for accented addresses",
            "url": "https://app.clickup.com/t/86c000001",
          },
          "text": "id: 86c000001
      custom_id: NW-1
      name: Checkout fails for accented addresses
      url: https://app.clickup.com/t/86c000001
      ignored: none
      changed:
        status: in progress → in review
        priority: urgent → low
        due: 2026-11-04T18:00:00+01:00 → 2026-11-13
        start: 2026-10-21T11:00:00+02:00 → none
        estimate: 8h → 16h
        points: 5 → 8",
        },
      }
    `);
  });

  it("sends nothing for what is so already", async () => {
    const { value, writes } = toolBench(taskUpdate);
    const input = {
      task: checkout,
      status: "in progress",
      assignees: { set: ["Ada Lovelace", "Chika Tanaka"] },
      tags: { add: ["bug"], remove: ["launch"] },
      fields: { Severity: "Major", "Story Size": 8, "Customer Visible": true },
    };
    expect(await value(input)).toMatchObject({
      changed: {},
      unchanged: [
        "status",
        "assignees",
        "tag bug",
        "tag launch",
        "Severity",
        "Story Size",
        "Customer Visible",
      ],
      ignored: [],
    });
    expect(writes()).toEqual([]);
  });

  it("changes people by name, and works out a set from who is there", async () => {
    const { value, writes } = toolBench(taskUpdate);
    const result = await value({
      task: checkout,
      assignees: { set: ["ben@example.com", "me"] },
      watchers: { remove: ["Ben Okafor"] },
      teams: { add: ["Platform"] },
    });
    expect(writes()[0]?.body).toEqual({
      assignees: { add: [1002], rem: [1003] },
      watchers: { add: [], rem: [1002] },
      group_assignees: { add: [SEED.groups.platform], rem: [] },
    });
    expect(result.changed).toMatchObject({
      assignees: [
        ["Ada Lovelace", "Chika Tanaka"],
        expect.arrayContaining(["Ada Lovelace", "Ben Okafor"]),
      ],
      teams: [[], ["Platform"]],
    });
  });

  it("adds and removes tags, sets and clears Custom Fields, and comments, one call each", async () => {
    const { value, writes, sandbox } = toolBench(taskUpdate);
    const other = sandbox.state.tasks[milestone];
    const result = await value({
      task: "NW-1",
      tags: { add: ["Launch"], remove: ["bug"] },
      fields: {
        Severity: "Trivial",
        Platforms: ["iOS"],
        Reviewer: ["me"],
        "Related Work": { add: [other?.customId], remove: [] },
        Budget: null,
        Rollout: 75,
      },
      comment: "Please look, @Chika Tanaka: **today**",
    });
    const path = `/v2/task/${checkout}`;
    expect(writes()).toEqual([
      { request: `POST ${path}/tag/launch` },
      { request: `DELETE ${path}/tag/bug` },
      {
        request: `POST ${path}/field/${SEED.fields.drop_down}`,
        body: { value: SEED.options.trivial },
      },
      { request: `POST ${path}/field/${SEED.fields.labels}`, body: { value: [SEED.labels.ios] } },
      {
        request: `POST ${path}/field/${SEED.fields.users}`,
        // The whole set was given: who was there goes.
        body: { value: { add: [1001], rem: [1003] } },
      },
      {
        request: `POST ${path}/field/${SEED.fields.tasks}`,
        body: { value: { add: [milestone], rem: [] } },
      },
      { request: `DELETE ${path}/field/${SEED.fields.currency}` },
      {
        request: `POST ${path}/field/${SEED.fields.manual_progress}`,
        body: { value: { current: 75 } },
      },
      {
        request: `POST ${path}/comment`,
        body: {
          comment: [
            { text: "Please look, " },
            { type: "tag", user: { id: 1003 } },
            { text: ": " },
            { text: "today", attributes: { bold: true } },
          ],
        },
      },
    ]);
    const related = { id: bug, name: "Crash when the cart is empty" };
    expect(result.changed).toEqual({
      tags: [
        ["bug", "needs decision"],
        ["needs decision", "launch"],
      ],
      Severity: ["Major", "Trivial"],
      Platforms: [["Web", "Android"], ["iOS"]],
      Reviewer: [["Chika Tanaka"], ["Ada Lovelace"]],
      "Related Work": [[related], [related, milestone]],
      Budget: [1200.5, null],
      Rollout: [50, 75],
    });
    expect(result.comment_id).toMatch(/^\d+$/);
    expect(result).not.toHaveProperty("warnings");
  });

  it("tells which mention in its comment is nobody's, since it notifies nobody", async () => {
    const { value } = toolBench(taskUpdate);
    const comment = "@Bob and @Chika Tanaka, please look";
    expect(await value({ task: checkout, comment })).toMatchObject({
      warnings: ["@Bob is nobody here, so nobody is mentioned by it."],
    });
  });

  it("appends to the description that is there, as Markdown", async () => {
    const { value, writes } = toolBench(taskUpdate);
    await value({ task: checkout, append_description: "- [ ] one more" });
    const { markdown_content } = writes()[0]?.body as { markdown_content: string };
    expect(markdown_content).toMatch(/^## What happens\n[\s\S]*\n\n- \[ \] one more$/);
  });

  it("shows of a long description what was added, not the part that stayed", async () => {
    const { value } = toolBench(taskUpdate);
    const { changed } = await value({ task: checkout, append_description: "Seen again today." });
    const [old, now] = (changed as { description: [string, string] }).description;
    expect(old).toMatch(/^….*log/);
    expect(now).toMatch(/Seen again today\.$/);
    expect(now.length).toBeLessThan(200);
  });

  it("spends no use of a Custom Field on a set that is there already, in whatever order", async () => {
    const { value, writes } = toolBench(taskUpdate);
    const fields = { Platforms: ["android", "Web"], Reviewer: ["Chika Tanaka"] };
    expect(await value({ task: checkout, fields })).toMatchObject({
      changed: {},
      unchanged: ["Platforms", "Reviewer"],
    });
    expect(writes()).toEqual([]);
    await value({ task: checkout, fields: { Platforms: ["Web"] } });
    expect(writes()).toHaveLength(1);
  });

  it("names the type that the task had", async () => {
    const { value } = toolBench(taskUpdate);
    expect(await value({ task: bug, type: "none" })).toMatchObject({
      changed: { type: ["Bug", "task"] },
    });
  });

  it("clears a description with a space, because ClickUp ignores empty text", async () => {
    const { value, writes } = toolBench(taskUpdate);
    const result = await value({ task: checkout, description: "" });
    expect(writes()[0]?.body).toEqual({ markdown_content: " " });
    expect(result.changed).toEqual({ description: [expect.any(String), null] });
  });

  it("replaces a description with another in Markdown", async () => {
    const { value, writes } = toolBench(taskUpdate);
    const { changed } = await value({ task: checkout, description: "**New**" });
    expect(writes()[0]?.body).toEqual({ markdown_content: "**New**" });
    expect(changed).toEqual({ description: [expect.stringContaining("Checkout"), "**New**"] });
  });

  it("clears dates, estimate and priority with none", async () => {
    const { value, writes } = toolBench(taskUpdate);
    const none = { due: "none", start: "None", estimate: "none", priority: "none" };
    const { changed } = await value({ task: checkout, ...none });
    expect(writes()[0]?.body).toEqual({
      priority: null,
      due_date: null,
      start_date: null,
      time_estimate: null,
    });
    expect(changed).toEqual({
      priority: ["urgent", null],
      due: ["2026-11-04T18:00:00+01:00", null],
      start: ["2026-10-21T11:00:00+02:00", null],
      estimate: ["8h", null],
    });
  });

  it("changes type and archives", async () => {
    const { value, writes } = toolBench(taskUpdate);
    const result = await value({ task: checkout, type: "epic", archived: true });
    expect(writes()[0]?.body).toEqual({ custom_item_id: SEED.taskTypes.epic, archived: true });
    expect(result.changed).toEqual({ type: ["task", "Epic"], archived: [false, true] });
  });

  it("moves a subtask under another parent", async () => {
    const { value } = toolBench(taskUpdate);
    const result = await value({ task: subtask, parent: `https://app.clickup.com/t/${bug}` });
    expect(result.changed).toEqual({ parent: [checkout, bug] });
  });

  it("tells that a tag is new in the Space, as far as its tags are known", async () => {
    const { value, call } = toolBench(taskUpdate);
    await call({ space: "Product", include: ["tags"] }, spaceGet);
    const { warnings } = await value({ task: bug, tags: { add: ["lunch"] } });
    expect(warnings).toEqual(['The tag "lunch" did not exist in this Space and was created.']);
  });

  it("finds the task by name within its List, and refuses two of one name", async () => {
    const { value, call, sandbox, writes, forget } = toolBench(taskUpdate);
    const named = { task: "Crash when the cart is empty", list: "901", priority: "low" };
    expect(await value(named)).toMatchObject({ id: bug });
    forget();
    Object.assign(sandbox.state.tasks[milestone] ?? {}, { name: named.task });
    expect(await call(named)).toMatchObject({
      failure: { code: "ambiguous", candidates: [{ id: bug }, { id: milestone }] },
    });
    expect(writes()).toEqual([]);
  });

  it("keeps invisible characters of ClickUp's texts away from the model", async () => {
    const { call } = toolBench(taskUpdate);
    const outcome = await call({ task: hostile, append_description: "seen" });
    expect(outcome.ok).toBe(true);
    expect(JSON.stringify(outcome)).not.toMatch(
      /[\u200b\u200e\u202e\u2066]|[\u{e0000}-\u{e007f}]/u,
    );
  });

  it.each([
    "../user",
    "86c000001/../86c000002",
    "..",
    "a b",
    "https://evil.example/t/86c000001",
  ])("lets no request leave for the hostile task id %j", async (task) => {
    const { call, requests } = toolBench(taskUpdate);
    expect(await call({ task, name: "Other" })).toMatchObject({ ok: false });
    expect(requests().filter((line) => line !== "GET /v2/user")).toEqual([]);
  });
});
