import { describe, expect, it } from "vitest";
import { workspaceResolve } from "../../../src/tools/workspace/resolve.ts";
import { HOSTILE_IDS, leaked } from "../../support/hostile.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

const { backlog, launchPlan } = SEED.lists;

describe("clickup_workspace_resolve", () => {
  it("resolves a mixture without a call once the index is warm", async () => {
    const { value, requests, forget } = toolBench(workspaceResolve);
    const items = [
      "Product / Roadmap / Backlog",
      "marketing & growth",
      "ada@example.com",
      "me",
      "@design",
      "https://app.clickup.com/9001/v/li/913",
      `https://app.clickup.com/t/${SEED.tasks.checkout}`,
      "https://app.clickup.com/9001/v/dc/8cj9u1c-1101/8cj9u1c-1201",
      "next friday",
      "1h30",
      { text: "Launch Plan", kind: "list" },
      { text: "in review", kind: "status", within: "Product / Roadmap / Backlog" },
      { text: "milestone", kind: "task_type" },
    ];
    await value({ items: [{ text: "bug", kind: "task_type" }, ...items] });
    forget();
    expect(await value({ items })).toMatchInlineSnapshot(`
      {
        "items": [
          {
            "confidence": 1,
            "id": "901",
            "input": "Product / Roadmap / Backlog",
            "kind": "list",
            "name": "Backlog",
            "path": "Product / Roadmap / Backlog",
          },
          {
            "confidence": 1,
            "id": "102",
            "input": "marketing & growth",
            "kind": "space",
            "name": "Marketing & Growth",
            "path": "Marketing & Growth",
          },
          {
            "confidence": 1,
            "id": "1001",
            "input": "ada@example.com",
            "kind": "user",
            "name": "Ada Lovelace",
          },
          {
            "confidence": 1,
            "id": "1001",
            "input": "me",
            "kind": "user",
            "name": "Ada Lovelace",
          },
          {
            "confidence": 1,
            "id": "6e33f7df-994e-4568-8bbf-90475dc98990",
            "input": "@design",
            "kind": "team",
            "name": "Design & Research",
          },
          {
            "confidence": 1,
            "id": "913",
            "input": "https://app.clickup.com/9001/v/li/913",
            "kind": "list",
            "name": "Launch Plan",
            "path": "Product / Roadmap / Q4 Launch / Launch Plan",
          },
          {
            "confidence": 0.5,
            "id": "86c000001",
            "input": "https://app.clickup.com/t/86c000001",
            "kind": "task",
          },
          {
            "confidence": 0.5,
            "id": "8cj9u1c-1101",
            "input": "https://app.clickup.com/9001/v/dc/8cj9u1c-1101/8cj9u1c-1201",
            "kind": "doc",
          },
          {
            "confidence": 1,
            "id": "1794538800000",
            "input": "next friday",
            "kind": "date",
            "name": "2026-11-13",
          },
          {
            "confidence": 1,
            "id": "5400000",
            "input": "1h30",
            "kind": "duration",
            "name": "1h 30m",
          },
          {
            "confidence": 1,
            "id": "913",
            "input": "Launch Plan",
            "kind": "list",
            "name": "Launch Plan",
            "path": "Product / Roadmap / Q4 Launch / Launch Plan",
          },
          {
            "confidence": 1,
            "id": "in review",
            "input": "in review",
            "kind": "status",
            "name": "in review",
            "path": "Product / Roadmap / Backlog",
          },
          {
            "confidence": 1,
            "id": "1",
            "input": "milestone",
            "kind": "task_type",
            "name": "milestone",
          },
        ],
        "unresolved": 0,
      }
    `);
    expect(requests()).toEqual([]);
  });

  it("asks ClickUp for ids that the index does not hold", async () => {
    const { value, requests, forget } = toolBench(workspaceResolve);
    await value({ items: ["Product"] });
    forget();
    expect(
      await value({
        items: [
          { text: SEED.tasks.checkout, kind: "task" },
          "NW-1",
          { text: SEED.views.backlogBoard, kind: "view" },
          { text: "424242", kind: "list" },
          // ClickUp says of it that the sign-in is wrong.
          { text: "86czzzzzz", kind: "task" },
        ],
      }),
    ).toMatchObject({
      items: [
        { kind: "task", id: SEED.tasks.checkout, path: "Backlog", confidence: 1 },
        { kind: "task", id: SEED.tasks.checkout, confidence: 1 },
        { kind: "view", name: "Board & urgent", confidence: 1 },
        { error: expect.stringContaining("no such List") },
        { error: "no such Task, or no access to it" },
      ],
      unresolved: 2,
    });
    expect(requests()).toHaveLength(5);
  });

  it("never guesses: several hits and none come back with candidates", async () => {
    const { value } = toolBench(workspaceResolve);
    expect(
      await value({
        items: ["Sprint Board", "Baklogg", "Roadm", { text: "inbox", kind: "folder" }],
      }),
    ).toMatchObject({
      items: [
        {
          error: "fits more than one thing",
          candidates: [
            { path: "Product / Mobile / iOS / Sprint Board" },
            { path: "Product / Mobile / Android / Sprint Board" },
          ],
        },
        { input: "Baklogg", kind: "list", id: backlog, confidence: 0.7 },
        { input: "Roadm", kind: "folder", id: SEED.folders.roadmap, confidence: 0.7 },
        { kind: "folder", id: SEED.folders.inbox, confidence: 1 },
      ],
      unresolved: 1,
    });
    const { items } = (await value({ items: ["nothing of the kind", "inprogress"] })) as {
      items: { error?: string }[];
    };
    expect(items.every(({ error }) => error !== undefined)).toBe(true);
  });

  it("looks within a List or Space for what lives there", async () => {
    const { value } = toolBench(workspaceResolve);
    expect(
      await value({
        items: [
          { text: "in progress", within: backlog },
          { text: "Bug", kind: "tag", within: "Product" },
          { text: "severity", kind: "field", within: backlog },
          { text: "planned", kind: "status", within: launchPlan },
          { text: "planned", kind: "status" },
          { text: "wrong", kind: "status", within: launchPlan },
        ],
      }),
    ).toMatchObject({
      items: [
        { kind: "status", id: "in progress" },
        { kind: "tag", id: "bug", path: "Product" },
        { kind: "field", id: SEED.fields.drop_down, name: "Severity" },
        { kind: "status", id: "planned" },
        { error: expect.stringContaining("within") },
        { error: expect.any(String), candidates: [{ name: "planned" }, {}, {}] },
      ],
      unresolved: 2,
    });
  });

  it.each([
    { text: "Fix the door", kind: "task" },
    { text: "My view", kind: "view" },
    { text: "My doc", kind: "doc" },
    { text: "someday", kind: "date" },
    { text: "long", kind: "duration" },
  ])("says what finds %j instead", async (item) => {
    const { value } = toolBench(workspaceResolve);
    expect(await value({ items: [item] })).toMatchObject({
      items: [{ input: item.text, error: expect.any(String) }],
      unresolved: 1,
    });
  });

  it("ends when ClickUp does, rather than report every item as unknown", async () => {
    const { call, sandbox } = toolBench(workspaceResolve);
    await call({ items: ["Product"] });
    for (let index = 0; index < 3; index += 1) {
      sandbox.answerNext(new Response("", { status: 503 }), { path: "/api/v2/list/424242" });
    }
    expect(await call({ items: [{ text: "424242", kind: "list" }, "Product"] })).toMatchObject({
      failure: { code: "clickup_unavailable" },
    });
  });

  it.each(HOSTILE_IDS)("lets no hostile id out: %s", async (id) => {
    const { call, requests } = toolBench(workspaceResolve);
    const kinds = ["any", "list", "task", "view", "doc", "user"];
    await call({ items: kinds.map((kind) => ({ text: id, kind })) });
    expect(leaked(requests(), id)).toEqual([]);
  });
});
