import { describe, expect, it } from "vitest";
import { taskGet } from "../../../src/tools/task/get.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

const { checkout, bug, hostile, oddName } = SEED.tasks;
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
