import { describe, expect, it } from "vitest";
import { SCOPES } from "../../src/domain/scope.ts";
import { TOOLS } from "../../src/tools/catalogue.ts";
import { PERSONAS } from "../../src/tools/personas.ts";
import { ALL_TOOL_NAMES, TOOL_NAMES } from "../../src/tools/tool-names.ts";
import { answerOf, MCP_URL, ORIGIN, signedIn } from "../support/mcp-bench.ts";

const FREE = [
  "clickup_workspace_hierarchy",
  "clickup_task_get",
  "clickup_task_create",
  "clickup_task_update",
  "clickup_list_get",
  "clickup_folder_get",
  "clickup_space_get",
].sort();

describe("the tools of a free user", () => {
  it("are the same seven in every lane, each with its schemas and all four hints", async () => {
    const caller = await signedIn();
    const session = { "mcp-session-id": (await caller.initialize())["mcp-session-id"] };
    const lists = await Promise.all([
      caller.ask("tools/list"),
      caller.ask("tools/list", {}, session),
      caller.modern("tools/list").then(answerOf),
    ]);
    const [first, ...others] = lists.map(({ body }) => body.result?.tools as { name: string }[]);
    expect(first?.map(({ name }) => name).sort()).toEqual(FREE);
    for (const tools of others) expect(tools).toEqual(first);
    for (const tool of first ?? []) {
      expect(tool).toMatchObject({
        title: expect.any(String),
        inputSchema: { type: "object" },
        outputSchema: { type: "object" },
        annotations: {
          readOnlyHint: expect.any(Boolean),
          destructiveHint: expect.any(Boolean),
          idempotentHint: expect.any(Boolean),
          openWorldHint: expect.any(Boolean),
        },
      });
    }
  });

  it("are all that may be called: the others are refused in every lane, and ClickUp hears nothing", async () => {
    const caller = await signedIn();
    const session = { "mcp-session-id": (await caller.initialize())["mcp-session-id"] };
    const call = { name: "clickup_api_execute", arguments: { operation: "GetTasks" } };
    const refusals = await Promise.all([
      caller.ask("tools/call", call),
      caller.ask("tools/call", call, session),
      caller.modern("tools/call", call).then(answerOf),
    ]);
    for (const { body } of refusals) {
      expect(body.result).toMatchObject({
        isError: true,
        content: [
          { text: expect.stringMatching(/clickup_api_execute.* needs Premium.*\/account$/) },
        ],
        _meta: { error: { code: "premium_required", upgrade_url: `${ORIGIN}/account` } },
      });
    }
    const { account, credentialId, userId } = caller;
    const asked = {
      caller: {
        userId,
        credentialId,
        kind: "personal_token",
        clientId: "personal_token",
        scopes: SCOPES,
      },
      requestId: "r",
      cost: 0,
      input: {},
      choice: {},
    } as const;
    const codes = new Set<string>();
    for (const tool of ALL_TOOL_NAMES.filter((name) => !FREE.includes(name))) {
      const reply = await account.callTool({ ...asked, tool });
      codes.add(
        "outcome" in reply && !reply.outcome.ok ? reply.outcome.failure.code : "let through",
      );
    }
    expect([...codes]).toEqual(["premium_required"]);
  });

  it("are narrowed by the URL of initialize for the whole session, also for calls by name", async () => {
    const caller = await signedIn();
    const start = await caller.initialize("2025-11-25", `${MCP_URL}?readonly=1`);
    const headers = { "mcp-session-id": start["mcp-session-id"] };
    const { body } = await caller.ask("tools/list", {}, headers);
    const names = (body.result?.tools as { name: string }[]).map(({ name }) => name);
    expect(names).not.toContain("clickup_task_create");
    const call = { name: "clickup_task_create", arguments: { list: "901", name: "x" } };
    const refused = await caller.ask("tools/call", call, headers);
    expect(refused.body.result).toMatchObject({
      isError: true,
      content: [{ text: expect.stringContaining("readonly=1") }],
      _meta: { error: { code: "not_selected", tool: "clickup_task_create" } },
    });
  });

  it("are narrowed per request where there is no session", async () => {
    const caller = await signedIn();
    const { body } = await answerOf(
      await caller.modern("tools/list", {}, { "x-mcp-readonly": "1" }),
    );
    const names = (body.result?.tools as { name: string }[]).map(({ name }) => name);
    expect(names).toHaveLength(5);
  });

  it("name the argument that is wrong, as a result that a model can act on", async () => {
    const { status, body } = await (await signedIn()).ask("tools/call", {
      name: "clickup_task_get",
      arguments: {},
    });
    expect(status).toBe(200);
    expect(body.result).toMatchObject({
      isError: true,
      _meta: { error: { code: "invalid_input" } },
    });
    expect(body.result).not.toHaveProperty("structuredContent");
  });

  it("that need a scope which the credential lacks are 403 with a step-up", async () => {
    const caller = await signedIn({ scopes: ["clickup:read"] });
    const call = { name: "clickup_task_create", arguments: { list: "901", name: "x" } };
    const refused = await caller.ask("tools/call", call);
    expect(refused.status).toBe(403);
    expect(refused.headers.get("www-authenticate")).toContain('scope="clickup:read clickup:write"');
    expect(refused.body.result).toMatchObject({
      _meta: { error: { code: "insufficient_scope", scope: "clickup:write" } },
    });
  });
});

describe("the known names", () => {
  it("hold every tool of the catalogue under its toolset", () => {
    for (const { name, toolset } of TOOLS) {
      expect(TOOL_NAMES[toolset]).toContain(name.slice("clickup_".length));
    }
    expect(new Set(ALL_TOOL_NAMES).size).toBe(120);
  });

  it("hold every tool of every persona", () => {
    for (const names of Object.values(PERSONAS)) {
      for (const name of names) expect(ALL_TOOL_NAMES).toContain(`clickup_${name}`);
    }
  });
});
