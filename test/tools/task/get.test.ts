import { describe, expect, it } from "vitest";
import { taskGet } from "../../../src/tools/task/get.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

const { checkout, bug, hostile, oddName, subtask } = SEED.tasks;
const READ = "include_subtasks=true&include_markdown_description=true";

describe("clickup_task_get", () => {
  it("gives everything that comes with the task in one call", async () => {
    const { call, requests, forget } = toolBench(taskGet);
    await call({ task: bug });
    forget();
    const outcome = await call({ task: checkout });
    expect(requests()).toEqual([`GET /v2/task/${checkout}?${READ}`]);
    expect(outcome).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "assignees": [
              "Ada Lovelace",
              "Chika Tanaka",
            ],
            "attachments": [
              {
                "added": "2026-10-21T11:00:00+02:00",
                "id": "6af8d9f0-1723-4d8f-8aa8-9d5cdbe4c10b.txt",
                "size_bytes": 140970,
                "title": "error log.txt",
                "url": "https://t9001.p.clickup-attachments.com/t9001/6af8d9f0-1723-4d8f-8aa8-9d5cdbe4c10b/error%20log.txt",
              },
            ],
            "checklists": [
              {
                "id": "b316218c-24ae-4005-8fc5-84d5aeaa7d14",
                "items": [
                  {
                    "assignee": "Chika Tanaka",
                    "done": true,
                    "name": "Reproduce it",
                  },
                  {
                    "done": true,
                    "name": "Write the test",
                  },
                  {
                    "done": false,
                    "name": "Tell support & sales",
                  },
                ],
                "name": "Before release",
              },
              {
                "id": "4fa0ec37-cad2-4b6e-80bf-e07da9381648",
                "items": [
                  {
                    "assignee": "Chika Tanaka",
                    "done": false,
                    "name": "Watch the error rate",
                  },
                ],
                "name": "After release",
              },
            ],
            "created": "2026-10-21T11:00:00+02:00",
            "creator": "Ben Okafor",
            "custom_id": "NW-1",
            "description": "## What happens

      Checkout answers **500** when the street has an accent (é, ñ, ü).

      1. Open \`/cart\`
      2. Enter *Straße der Pariser Kommune 8*
      3. Press "Pay"

      > It worked in 2026.09.

      See [the log](https://example.com/logs/4711?a=1&b=2).",
            "due": "2026-11-04T18:00:00+01:00",
            "estimate": "8h",
            "fields": {
              "Budget": 1200.5,
              "Campaign": [
                {
                  "id": "86c00000c",
                  "name": "Retire the old checkout",
                },
              ],
              "Component": "cart/checkout",
              "Confidence": 4,
              "Cost Centre": "4711",
              "Cost per Point": 150.0625,
              "Customer Visible": true,
              "Effort (days)": 2.5,
              "Evidence": [
                "error log.txt",
              ],
              "Hotline": "+49 30 1234567",
              "Notes": "Seen by three customers.",
              "Platforms": [
                "Web",
                "Android",
              ],
              "Progress": 33,
              "Related Work": [
                {
                  "id": "86c000007",
                  "name": "Crash when the cart is empty",
                },
              ],
              "Reporter": "kunde@example.com",
              "Reviewer": [
                "Chika Tanaka",
              ],
              "Rollout": 50,
              "Severity": "Major",
              "Ship Date": "2026-11-09T10:00:00+01:00",
              "Site": "Alexanderplatz, Berlin",
              "Spec": "https://example.com/spec/checkout",
              "Story Size": 8,
            },
            "id": "86c000001",
            "list": "Backlog",
            "name": "Checkout fails for accented addresses",
            "points": 5,
            "priority": "urgent",
            "relations": {
              "blocks": [
                "86c000006",
              ],
              "links": [
                "86c000005",
              ],
              "waiting_on": [
                "86c000007",
              ],
            },
            "spent": "3h 30m",
            "start": "2026-10-21T11:00:00+02:00",
            "status": "in progress",
            "subtasks": [
              {
                "assignees": [
                  "Chika Tanaka",
                ],
                "custom_id": "NW-9",
                "id": "86c000009",
                "name": "Normalise street names",
                "status": "to do",
                "subtasks": [
                  {
                    "assignees": [
                      "Chika Tanaka",
                    ],
                    "custom_id": "NW-11",
                    "id": "86c00000a",
                    "name": "Collect examples from support",
                    "status": "to do",
                    "subtasks": [
                      {
                        "assignees": [
                          "Chika Tanaka",
                        ],
                        "custom_id": "NW-13",
                        "id": "86c00000b",
                        "name": "Ask Café Zürich for theirs",
                        "status": "to do",
                        "url": "https://app.clickup.com/t/86c00000b",
                      },
                    ],
                    "url": "https://app.clickup.com/t/86c00000a",
                  },
                ],
                "url": "https://app.clickup.com/t/86c000009",
              },
            ],
            "tags": [
              "bug",
              "needs decision",
            ],
            "updated": "2026-10-21T13:00:00+02:00",
            "url": "https://app.clickup.com/t/86c000001",
            "watchers": [
              "Ada Lovelace",
              "Ben Okafor",
              "Chika Tanaka",
            ],
          },
          "text": "id: 86c000001
      custom_id: NW-1
      name: Checkout fails for accented addresses
      status: in progress
      priority: urgent
      assignees: Ada Lovelace, Chika Tanaka
      due: 2026-11-04T18:00:00+01:00
      list: Backlog
      url: https://app.clickup.com/t/86c000001
      description:
        | ## What happens
        | 
        | Checkout answers **500** when the street has an accent (é, ñ, ü).
        | 
        | 1. Open \`/cart\`
        | 2. Enter *Straße der Pariser Kommune 8*
        | 3. Press "Pay"
        | 
        | > It worked in 2026.09.
        | 
        | See [the log](https://example.com/logs/4711?a=1&b=2).
      start: 2026-10-21T11:00:00+02:00
      estimate: 8h
      spent: 3h 30m
      points: 5
      tags: bug, needs decision
      fields:
        Notes: Seen by three customers.
        Component: cart/checkout
        Spec: https://example.com/spec/checkout
        Reporter: kunde@example.com
        Hotline: +49 30 1234567
        Story Size: 8
        Budget: 1200.5
        Ship Date: 2026-11-09T10:00:00+01:00
        Severity: Major
        Platforms: Web, Android
        Customer Visible: yes
        Reviewer: Chika Tanaka
        Related Work (1):
          - id: 86c000007 · name: Crash when the cart is empty
        Campaign (1):
          - id: 86c00000c · name: Retire the old checkout
        Evidence: error log.txt
        Confidence: 4
        Rollout: 50
        Site: Alexanderplatz, Berlin
        Progress: 33
        Cost per Point: 150.0625
        Cost Centre: 4711
        Effort (days): 2.5
      subtasks (1):
        - id: 86c000009 · custom_id: NW-9 · name: Normalise street names · status: to do · assignees: Chika Tanaka · url: https://app.clickup.com/t/86c000009
          subtasks (1):
            - id: 86c00000a · custom_id: NW-11 · name: Collect examples from support · status: to do · assignees: Chika Tanaka · url: https://app.clickup.com/t/86c00000a
              subtasks (1):
                - id: 86c00000b · custom_id: NW-13 · name: Ask Café Zürich for theirs · status: to do · assignees: Chika Tanaka · url: https://app.clickup.com/t/86c00000b
      checklists (2):
        - id: b316218c-24ae-4005-8fc5-84d5aeaa7d14 · name: Before release
          items (3):
            - name: Reproduce it · done: yes · assignee: Chika Tanaka
            - name: Write the test · done: yes
            - name: Tell support & sales · done: no
        - id: 4fa0ec37-cad2-4b6e-80bf-e07da9381648 · name: After release
          items (1):
            - name: Watch the error rate · done: no · assignee: Chika Tanaka
      relations:
        waiting_on: 86c000007
        blocks: 86c000006
        links: 86c000005
      attachments (1):
        - id: 6af8d9f0-1723-4d8f-8aa8-9d5cdbe4c10b.txt · title: error log.txt · url: https://t9001.p.clickup-attachments.com/t9001/6af8d9f0-1723-4d8f-8aa8-9d5cdbe4c10b/error%20log.txt · size_bytes: 140970 · added: 2026-10-21T11:00:00+02:00
      watchers: Ada Lovelace, Ben Okafor, Chika Tanaka
      creator: Ben Okafor
      created: 2026-10-21T11:00:00+02:00
      updated: 2026-10-21T13:00:00+02:00",
        },
      }
    `);
  });

  it.each([
    "https://app.clickup.com/t/86c000001",
    "https://app.clickup.com/t/9001/NW-1",
    "NW-1",
    "nw-1",
    "#86c000001",
  ])("finds the task by %s", async (task) => {
    const { value } = toolBench(taskGet);
    expect(await value({ task, fields: ["status"] })).toEqual({
      id: checkout,
      name: "Checkout fails for accented addresses",
      status: "in progress",
    });
  });

  it("finds the task by a part of its name within a List", async () => {
    const { value } = toolBench(taskGet);
    const found = await value({ task: "crash when the cart", list: "Backlog", fields: ["type"] });
    expect(found).toEqual({ id: bug, name: "Crash when the cart is empty", type: "Bug" });
  });

  it("says how to write a task by its name where no List stands beside it", async () => {
    const { call, requests } = toolBench(taskGet);
    expect(await call({ task: "Crash when the cart is empty" })).toMatchObject({
      failure: {
        code: "invalid_input",
        argument: "task",
        problem: expect.stringContaining('"List / name"'),
      },
    });
    expect(requests()).toEqual(["GET /v2/user"]);
  });

  it("shows only the sections named, and those that cost a call only on request", async () => {
    const { value, requests } = toolBench(taskGet);
    const task = await value({ task: checkout, include: ["checklists"] });
    expect(task).toHaveProperty("checklists");
    for (const key of ["description", "fields", "subtasks", "comments", "time"]) {
      expect(task).not.toHaveProperty(key);
    }
    expect(requests()).toEqual(["GET /v2/user", `GET /v2/task/${checkout}`]);
  });

  it("adds time, time in status and members with one call each", async () => {
    const { value, requests, forget } = toolBench(taskGet);
    await value({ task: checkout, include: ["time"] }); // who is in the Workspace
    forget();
    const task = await value({ task: checkout, include: ["time", "time_in_status", "members"] });
    const path = `/v2/task/${checkout}`;
    expect(
      requests()
        .map((line) => line.split("?")[0])
        .sort(),
    ).toEqual([
      `GET ${path}`,
      `GET ${path}/member`,
      `GET ${path}/time_in_status`,
      "GET /v2/team/9001/time_entries",
    ]);
    expect(task).toHaveProperty("checklists");
    const { time, time_in_status, members } = task;
    expect({ time, time_in_status, members }).toMatchInlineSnapshot(`
      {
        "members": [
          "Ben Okafor",
          "Ada Lovelace",
          "Chika Tanaka",
        ],
        "time": {
          "entries": [
            {
              "billable": true,
              "by": "Ada Lovelace",
              "duration": "1h 30m",
              "start": "2026-10-31T10:00:00+01:00",
            },
            {
              "by": "Chika Tanaka",
              "duration": "2h",
              "start": "2026-11-01T10:00:00+01:00",
            },
          ],
          "of": "everyone",
          "total": "3h 30m",
        },
        "time_in_status": [
          {
            "duration": "24h",
            "since": "2026-10-21T11:00:00+02:00",
            "status": "to do",
          },
          {
            "current": true,
            "duration": "264h",
            "since": "2026-10-22T11:00:00+02:00",
            "status": "in progress",
          },
        ],
      }
    `);
  });

  it("says that there are no comments when they were asked for", async () => {
    const { value } = toolBench(taskGet);
    const { bug } = SEED.tasks;
    expect(await value({ task: bug, include: ["comments"] })).toMatchObject({ comments: [] });
    expect(await value({ task: bug })).not.toHaveProperty("comments");
  });

  it("says that there may be older comments when as many came as were asked for", async () => {
    const { value } = toolBench(taskGet);
    const { warnings } = await value({ task: checkout, comments: 3 });
    expect(warnings).toEqual([
      'There may be older comments than these 3; "comments" asks for more.',
    ]);
    expect(await value({ task: checkout, comments: 40 })).not.toHaveProperty("warnings");
  });

  it("reads comments newest first, as Markdown, over pages and with their threads", async () => {
    const { value, requests } = toolBench(taskGet);
    const { comments } = await value({ task: checkout, comments: 40, include: ["comments"] });
    expect(comments).toHaveLength(32);
    const dates = (comments as { at: string }[]).map(({ at }) => at);
    expect(dates).toEqual(dates.toSorted().reverse());
    expect(comments).toEqual(
      expect.arrayContaining([
        {
          id: expect.any(String),
          by: expect.any(String),
          at: expect.any(String),
          text: "Update 21: still looking at encoding.",
          assigned_to: "Chika Tanaka",
          replies: [
            expect.objectContaining({ by: "Ben Okafor", text: "Could it be the proxy?" }),
            expect.objectContaining({ by: "Chika Tanaka" }),
          ],
        },
      ]),
    );
    const comment = /^GET \/v2\/(task\/\w+\/comment|comment\/\d+\/reply)/;
    expect(requests().filter((line) => comment.test(line))).toHaveLength(4);
  });

  it("builds the subtask tree to the depth asked for", async () => {
    const { value } = toolBench(taskGet);
    const tree = (row: unknown): unknown => {
      const { id, subtasks } = row as { id: string; subtasks?: unknown[] };
      return subtasks === undefined ? id : { [id]: subtasks.map(tree) };
    };
    const { subSubtask, subSubSubtask } = SEED.tasks;
    const depth = async (levels: number) => tree(await value({ task: checkout, depth: levels }));
    expect(await depth(1)).toEqual({ [checkout]: [subtask] });
    expect(await depth(2)).toEqual({ [checkout]: [{ [subtask]: [subSubtask] }] });
    expect(await depth(5)).toEqual({
      [checkout]: [{ [subtask]: [{ [subSubtask]: [subSubSubtask] }] }],
    });
  });

  it("reads deeper subtasks itself when ClickUp gives the first level only", async () => {
    const { value, sandbox, requests } = toolBench(taskGet);
    sandbox.answerNext(
      async (request) => {
        const task = (await (await sandbox.fetch(request)).json()) as {
          id: string;
          subtasks: { parent: string }[];
        };
        return Response.json({
          ...task,
          subtasks: task.subtasks.filter(({ parent }) => parent === task.id),
        });
      },
      { path: `/api/v2/task/${checkout}` },
    );
    const task = await value({ task: checkout, depth: 3 });
    expect(JSON.stringify(task.subtasks)).toContain(SEED.tasks.subSubSubtask);
    expect(requests().filter((line) => line.includes("parent="))).toHaveLength(2);
  });

  it("shows everybody's time to an owner, and says when it is the caller's own only", async () => {
    const asOwner = await toolBench(taskGet).value({ task: checkout, include: ["time"] });
    expect(asOwner.time).toMatchObject({ of: "everyone", total: "3h 30m" });
    const chika = toolBench(taskGet, { userId: SEED.users.chika });
    const asMember = await chika.value({ task: checkout, include: ["time"] });
    expect(asMember.time).toMatchObject({ of: "you" });
    expect(chika.requests().join()).not.toContain("assignee=");
  });

  it("keeps the task when one part is refused, and says which", async () => {
    const { value, sandbox } = toolBench(taskGet);
    const refusal = Response.json({ err: "off", ECODE: "TIS_027" }, { status: 400 });
    sandbox.answerNext(refusal, { path: /time_in_status/ });
    expect(await value({ task: checkout, include: ["time_in_status", "members"] })).toMatchObject({
      name: "Checkout fails for accented addresses",
      members: expect.arrayContaining(["Ada Lovelace"]),
      warnings: ["time_in_status: ClickUp refused it (ClickUp code TIS_027)"],
    });
  });

  it("gives several tasks at once, and names those that cannot be read", async () => {
    const { value } = toolBench(taskGet);
    const answer = await value({ tasks: [checkout, "86cnone1", "NW-1", bug], fields: ["status"] });
    expect(answer).toEqual({
      tasks: [
        { id: checkout, name: expect.any(String), status: "in progress" },
        { id: checkout, name: expect.any(String), status: "in progress" },
        { id: bug, name: expect.any(String), status: expect.any(String) },
      ],
      failed: [
        { task: "86cnone1", code: "not_found", problem: "no such Task, or no access to it" },
      ],
    });
  });

  it("names the tool that finds tasks when there is no such task", async () => {
    const { call } = toolBench(taskGet);
    expect(await call({ task: "86cnone1" })).toEqual({
      ok: false,
      failure: { code: "not_found", what: "Task", findWith: "clickup_list_get" },
    });
  });

  it("names the nearest keys and Custom Fields for one that does not exist", async () => {
    const { call } = toolBench(taskGet);
    expect(await call({ task: checkout, fields: ["Severty"] })).toMatchObject({
      failure: { code: "invalid_input", argument: "fields", allowed: ["Severity"] },
    });
    expect(await toolBench(taskGet).value({ task: checkout, fields: ["severity", "due"] })).toEqual(
      {
        id: checkout,
        name: expect.any(String),
        due: "2026-11-04T18:00:00+01:00",
        fields: { Severity: "Major" },
      },
    );
  });

  it("needs either task or tasks, 20 at most", async () => {
    const { call } = toolBench(taskGet);
    for (const input of [{}, { task: checkout, tasks: [bug] }]) {
      expect(await call(input)).toMatchObject({ failure: { argument: "task" } });
    }
    const many = Array.from({ length: 21 }, (_, index) => `86c00000${index}`);
    expect(await call({ tasks: many })).toMatchObject({ failure: { argument: "tasks" } });
  });

  it("reads a task of which a program has written dates that no calendar holds", async () => {
    const { value, sandbox } = toolBench(taskGet);
    const task = sandbox.state.tasks[checkout];
    // Nanoseconds, and microseconds.
    Object.assign(task ?? {}, { dueMs: 1_762_074_000_000_000_000, startMs: 1_762_074_000_000_000 });
    const read = await value({ task: checkout });
    expect(read.name).toBe(task?.name);
    expect(read).not.toHaveProperty("due");
    expect(read).not.toHaveProperty("start");
  });

  it("takes what is hidden out of texts, decodes names, and keeps emoji", async () => {
    const { call, value } = toolBench(taskGet);
    const outcome = await call({ task: hostile, include: ["comments", "description"] });
    expect(JSON.stringify(outcome)).not.toMatch(
      /[\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f]|[\u{e0000}-\u{e007f}]/u,
    );
    const odd = await value({ task: oddName });
    expect(odd.name).toMatch(/\p{Emoji_Presentation}/u);
    expect(odd.name).not.toContain("&amp;");
  });

  it.each([
    "../user",
    "..",
    "86c000001/../x",
    "https://evil.example/t/86c000001",
    "a%2Fb",
  ])("lets no request leave for the hostile task id %j", async (task) => {
    const { call, requests } = toolBench(taskGet);
    expect(await call({ task })).toMatchObject({ ok: false });
    expect(requests().filter((line) => line !== "GET /v2/user")).toEqual([]);
  });
});
