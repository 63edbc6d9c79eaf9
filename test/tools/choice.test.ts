import { describe, expect, it } from "vitest";
import type { ToolChoice } from "../../src/domain/tool-choice.ts";
import { readChoice, refuse, visibleTools } from "../../src/tools/choice.ts";
import {
  type AnyTool,
  CREATES,
  DELETES,
  READS,
  type ToolAnnotations,
  type Toolset,
} from "../../src/tools/define-tool.ts";
import { MCP_URL, signedIn } from "../support/mcp-bench.ts";

const tool = (
  name: string,
  toolset: Toolset,
  annotations: ToolAnnotations,
  more: Partial<AnyTool> = {},
) =>
  ({
    name: `clickup_${name}`,
    title: name,
    toolset,
    annotations,
    tier: "premium",
    listedByDefault: true,
    ...more,
  }) as AnyTool;

const TOOLS = [
  tool("task_get", "tasks", READS, { tier: "free" }),
  tool("task_create", "tasks", CREATES, { tier: "free" }),
  tool("task_delete", "tasks", DELETES),
  tool("doc_get", "docs", READS),
  tool("goal_get", "goals", READS, { listedByDefault: false }),
];

const read = (query: string, headers: Record<string, string> = {}) =>
  readChoice(new URLSearchParams(query), new Headers(headers));

function choiceOf(query: string, headers?: Record<string, string>): ToolChoice {
  const reading = read(query, headers);
  if (!reading.ok) throw new Error(reading.problem);
  return reading.choice;
}

const listed = (query: string, tier: "free" | "premium" = "premium") =>
  visibleTools(tier, choiceOf(query), TOOLS).map(({ name }) => name.slice("clickup_".length));

function refusal(name: string, query: string, tier: "free" | "premium" = "premium") {
  const found = TOOLS.find((candidate) => candidate.name === `clickup_${name}`);
  if (found === undefined) throw new Error(name);
  const failure = refuse(found, tier, choiceOf(query));
  return failure?.code === "not_selected" ? failure.because : failure?.code;
}

describe("the choice of tools in the URL", () => {
  it("lists the default set when it says nothing, and all when it says so", () => {
    expect(listed("")).toEqual(["task_get", "task_create", "task_delete", "doc_get"]);
    expect(listed("toolsets=all")).toHaveLength(5);
    expect(listed("toolsets=default,goals")).toHaveLength(5);
    expect(listed("toolsets=goals")).toEqual(["goal_get"]);
  });

  it("lets tools= win over toolsets=, by short or full name", () => {
    expect(listed("toolsets=docs&tools=task_get,clickup_goal_get")).toEqual([
      "task_get",
      "goal_get",
    ]);
  });

  it("takes away last", () => {
    expect(listed("exclude=docs,task_get")).toEqual(["task_create", "task_delete"]);
    expect(listed("tools=task_get&exclude=tasks")).toEqual([]);
  });

  it("narrows by readonly and nodelete", () => {
    expect(listed("readonly=1")).toEqual(["task_get", "doc_get"]);
    expect(listed("nodelete=1")).toEqual(["task_get", "task_create", "doc_get"]);
  });

  it("lists a persona's tools, also those outside the default set", () => {
    expect(listed("persona=worker")).toEqual(["task_get", "task_create"]);
    expect(listed("persona=auditor")).toEqual(["task_get", "doc_get", "goal_get"]);
    expect(listed("persona=auditor&toolsets=goals")).toEqual(["goal_get"]);
    expect(choiceOf("persona=auditor").readonly).toBe(true);
  });

  it("never widens the tier", () => {
    for (const query of ["", "toolsets=all", "persona=manager"]) {
      expect(listed(query, "free")).toEqual(["task_get", "task_create"]);
    }
    expect(listed("tools=task_delete,doc_get", "free")).toEqual([]);
    expect(refusal("doc_get", "tools=doc_get", "free")).toBe("premium_required");
  });

  it("lets a tool outside the listing be called, unless a parameter restricts, which is then named", () => {
    expect(refusal("goal_get", "")).toBeUndefined();
    expect(refusal("goal_get", "toolsets=docs")).toBeUndefined();
    expect(refusal("goal_get", "tools=doc_get")).toMatch(/^tools= /);
    expect(refusal("goal_get", "persona=worker")).toMatch(/^persona=worker /);
    expect(refusal("goal_get", "exclude=goals")).toMatch(/^exclude= /);
    expect(refusal("task_create", "readonly=1")).toMatch(/^readonly=1 /);
    expect(refusal("task_delete", "nodelete=1")).toMatch(/^nodelete=1 /);
  });

  it("reads the headers, and the strictest of header and URL", () => {
    expect(choiceOf("", { "x-mcp-toolsets": "docs, goals" }).toolsets).toEqual(["docs", "goals"]);
    expect(choiceOf("toolsets=docs", { "x-mcp-toolsets": "goals" }).toolsets).toEqual(["docs"]);
    expect(choiceOf("readonly=0", { "x-mcp-readonly": "true" }).readonly).toBe(true);
    expect(choiceOf("", { "x-mcp-persona": "agent" }).persona).toBe("agent");
    expect(choiceOf("readonly")).toEqual({ readonly: true });
  });

  it("takes a name in any case, since a protection that is overlooked protects nothing", () => {
    expect(choiceOf("ReadOnly=1&NODELETE=true")).toEqual({ readonly: true, nodelete: true });
    expect(read("readonly=1&READONLY=0")).toMatchObject({ ok: false });
  });

  it.each([
    ["toolsets=taskz", "taskz", "workspace"],
    ["tools=create_task", "create_task", "clickup_task_create"],
    ["exclude=everything", "everything", "webhooks"],
    ["persona=boss", "boss", "timekeeper"],
    ["readonly=maybe", "readonly", "1"],
    ["toolsets=", "toolsets", "default"],
    ["tools=,", "tools", "clickup_task_get"],
    ["persona=", "persona", "worker"],
  ])("refuses %s and lists the known names", (query, named, known) => {
    const reading = read(query);
    expect(reading).toMatchObject({ ok: false, problem: expect.stringContaining(named) });
    expect(!reading.ok && reading.known).toContain(known);
    expect(!reading.ok && reading.problem).toContain(known);
  });
});

describe("an unknown name", () => {
  it("is HTTP 400 with -32602 for the same id, in every lane", async () => {
    const caller = await signedIn();
    const url = `${MCP_URL}?toolsets=taskz`;
    for (const method of ["tools/list", "initialize"]) {
      const response = await caller.post({ jsonrpc: "2.0", id: "q", method, params: {} }, {}, url);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({
        id: "q",
        error: { code: -32602, data: { known: expect.arrayContaining(["tasks", "goals"]) } },
      });
    }
    expect((await caller.modern("tools/list", {}, { "x-mcp-toolsets": "taskz" })).status).toBe(400);
    expect((await caller.fetch({ url: "http://localhost:8787/sse?persona=boss" })).status).toBe(
      400,
    );
  });
});
