import { describe, expect, it } from "vitest";
import { explain } from "../../../src/tools/explain.ts";
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

  it("says that naming another List moves nothing", async () => {
    const { value, call } = toolBench(taskUpdate);
    expect(await value({ task: bug, list: "902", name: "Other" })).toMatchObject({
      changed: { name: ["Crash when the cart is empty", "Other"] },
      ignored: [{ field: "list", reason: expect.stringContaining("not moved") }],
    });
    expect(await value({ task: bug, list: "901", name: "Again" })).toMatchObject({ ignored: [] });
    expect(await call({ task: bug, list: "902" })).toMatchObject({
      failure: { problem: expect.stringContaining('"list" does not move a task') },
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

  it("says that a parent has to be in the same List", async () => {
    const { call, sandbox } = toolBench(taskUpdate);
    const elsewhere = Object.values(sandbox.state.tasks).find(({ listId }) => listId === "902");
    const outcome = await call({ task: subtask, parent: elsewhere?.id });
    expect(outcome).toMatchObject({ failure: { code: "clickup_rejected", ecode: "ITEM_137" } });
    expect(outcome.ok || explain(outcome.failure).text).toContain(
      "The parent task has to be in the same List.",
    );
  });

  it("says that a subtask cannot become a task of its own, rather than do nothing", async () => {
    const { value, writes } = toolBench(taskUpdate);
    const reason =
      "ClickUp's API cannot make a subtask a task of its own; that is possible in the app only";
    for (const parent of [null, "none"]) {
      expect(await value({ task: subtask, parent })).toMatchObject({
        changed: {},
        ignored: [{ field: "parent", reason }],
      });
    }
    expect(writes()).toEqual([]);
  });

  it("tells that null is not a way to clear", async () => {
    const { value } = toolBench(taskUpdate);
    expect(await value({ task: checkout, name: "Other", due: null })).toMatchObject({
      changed: { name: ["Checkout fails for accented addresses", "Other"] },
      ignored: [{ field: "due", reason: 'null counts as not given; "none" clears a value' }],
    });
  });

  it("tells that a tag is new in the Space, as far as its tags are known", async () => {
    const { value, call } = toolBench(taskUpdate);
    await call({ space: "Product", include: ["tags"] }, spaceGet);
    const { warnings } = await value({ task: bug, tags: { add: ["lunch"] } });
    expect(warnings).toEqual(['The tag "lunch" did not exist in this Space and was created.']);
  });

  it("tells which tags ClickUp did not add, because tags are off in the Space", async () => {
    const { value, sandbox } = toolBench(taskUpdate);
    const off = Object.values(sandbox.state.tasks).find(
      ({ listId }) => listId === SEED.lists.onboarding,
    );
    expect(await value({ task: off?.id, tags: { add: ["launch"] } })).toMatchObject({
      changed: {},
      ignored: [
        { field: "tags", reason: "ClickUp did not add launch: tags are off in this Space" },
      ],
    });
  });

  it("tells what ClickUp answered 200 to and did not do", async () => {
    const { value, sandbox } = toolBench(taskUpdate);
    // ClickUp takes the change and answers with the task as it was.
    sandbox.answerNext(
      async (request) => {
        const reading = new Request(request.url, {
          headers: { Authorization: request.headers.get("Authorization") ?? "" },
        });
        return await sandbox.fetch(reading);
      },
      { method: "PUT" },
    );
    expect(await value({ task: checkout, priority: "low" })).toMatchObject({
      changed: {},
      ignored: [{ field: "priority", reason: "ClickUp accepted this and did not do it" }],
    });
  });

  it("names the List's statuses when the status is not one of them, and writes nothing", async () => {
    const { call, sandbox } = toolBench(taskUpdate);
    const outcome = await call({ task: checkout, status: "shipped", tags: { add: ["launch"] } });
    expect(outcome).toMatchObject({
      failure: {
        code: "invalid_input",
        argument: "status",
        allowed: ["to do", "in progress", "in review", "done", "closed"],
      },
    });
    expect(sandbox.state.tasks[checkout]?.tags).toEqual(["bug", "needs decision"]);
  });

  it.each([
    ["an unknown person", { assignees: { add: ["Nobody"] } }, "not_found"],
    ["a person and a comment", { watchers: { set: ["Nobody"] }, comment: "hi" }, "invalid_input"],
    ["an unknown field", { fields: { Colour: 1 } }, "not_found"],
    ["a wrong option", { fields: { Platforms: ["Web", "Amiga"] } }, "invalid_input"],
    ["a wrong date", { due: "someday" }, "invalid_input"],
    ["set beside add", { assignees: { set: ["me"], add: ["me"] } }, "invalid_input"],
    ["a list where an object belongs", { assignees: ["me"] }, "invalid_input"],
    ["description twice", { description: "a", append_description: "b" }, "invalid_input"],
    ["the same tag twice", { tags: { add: ["a"], remove: ["A"] } }, "invalid_input"],
    ["itself as parent", { parent: checkout }, "invalid_input"],
    ["nothing", {}, "invalid_input"],
  ])("writes nothing when one name is wrong: %s", async (_, wrong, code) => {
    const { call, writes } = toolBench(taskUpdate);
    const good = Object.keys(wrong).length === 0 ? {} : { name: "Other" };
    const outcome = await call({ task: checkout, ...good, ...wrong });
    expect(outcome).toMatchObject({ ok: false, failure: { code } });
    expect(writes()).toEqual([]);
  });

  it("says which step failed when others were done", async () => {
    const { value, sandbox } = toolBench(taskUpdate);
    sandbox.answerNext(Response.json({ err: "no", ECODE: "FIELD_033" }, { status: 403 }), {
      method: "POST",
      path: /field/,
    });
    const result = await value({
      task: checkout,
      name: "Other",
      fields: { Severity: "Minor & cosmetic", Rollout: 60 },
    });
    expect(result.failed).toEqual([
      {
        step: "field Severity",
        code: "clickup_rejected",
        problem:
          "The Free plan's lifetime uses of Custom Fields are spent. (ClickUp code FIELD_033)",
      },
    ]);
    expect(result.changed).toEqual({
      name: ["Checkout fails for accented addresses", "Other"],
      Rollout: [50, 60],
    });
  });

  it("fails as a whole when not one step was done", async () => {
    const { call, sandbox } = toolBench(taskUpdate);
    sandbox.answerNext(Response.json({ err: "no", ECODE: "FIELD_033" }, { status: 403 }), {
      method: "POST",
      path: /field/,
    });
    expect(await call({ task: checkout, fields: { Severity: "Blocker" } })).toMatchObject({
      ok: false,
      failure: { code: "clickup_rejected", ecode: "FIELD_033" },
    });
  });

  it("finds the task by name within its List, and refuses two of one name", async () => {
    const { value, call } = toolBench(taskUpdate);
    expect(
      await value({ task: "Crash when the cart is empty", list: "901", priority: "low" }),
    ).toMatchObject({ id: bug });
    const name = toolBench(taskUpdate).sandbox.state.tasks[SEED.tasks.pricingPage]?.name;
    expect(await call({ task: name, list: "901", priority: "low" })).toMatchObject({
      failure: { code: expect.stringMatching(/ambiguous|not_found/) },
    });
  });

  it("does not send the change again after a 502, because it may have been made", async () => {
    const { call, sandbox, writes } = toolBench(taskUpdate);
    sandbox.answerNext(new Response("oops", { status: 502 }), { method: "PUT" });
    expect(await call({ task: milestone, name: "Other" })).toEqual({
      ok: false,
      failure: { code: "clickup_unavailable", mayHaveHappened: true },
    });
    expect(writes()).toHaveLength(1);
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
