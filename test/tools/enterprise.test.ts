/** What ClickUp does for Workspaces on its Enterprise plan alone, asked for in one on another plan. */
import { describe, expect, it } from "vitest";
import { findTool, TOOLS } from "../../src/tools/catalogue.ts";
import { explain } from "../../src/tools/explain.ts";
import { SEED, toolBench } from "../support/tool-bench.ts";

const guest = SEED.users.guest;
const CALLS: readonly (readonly [string, object])[] = [
  ["clickup_user_invite", { emails: ["new@example.com"] }],
  ["clickup_user_update", { user: "Ben Okafor", name: "Benjamin" }],
  ["clickup_user_remove", { user: "Ben Okafor", expected_email: "ben@example.com" }],
  ["clickup_guest_get", { guest }],
  ["clickup_guest_invite", { email: "new@client.example" }],
  ["clickup_guest_update", { guest, permissions: { edit_tags: true } }],
  ["clickup_guest_remove", { guest }],
  ["clickup_guest_share_update", { guest, add: [{ item: SEED.lists.backlog, level: "read" }] }],
  ["clickup_audit_log_query", { area: "user-activity" }],
];

describe("a tool of the Enterprise plan", () => {
  it("is each that says so", () => {
    expect(CALLS.map(([name]) => name)).toEqual(
      TOOLS.filter(({ plan }) => plan === "Enterprise").map(({ name }) => name),
    );
  });

  it.each(
    CALLS,
  )("%s names the plan where ClickUp refuses it, and changes nothing", async (name, input) => {
    const tool = findTool(name);
    if (tool === undefined) throw new Error(`no tool ${name}`);
    const { call, sandbox } = toolBench(tool);
    const outcome = await call(input);
    if (outcome.ok) throw new Error(`${name} passed`);
    expect(outcome.failure).toMatchObject({ code: "forbidden", plan: "Enterprise" });
    expect(explain(outcome.failure).text).toContain(
      "only on the Enterprise plan, for those who manage the Workspace",
    );
    const done = sandbox.seen.filter(
      ({ method, status }) => method !== "GET" && Number(status) < 400,
    );
    expect(done).toEqual([]);
  });
});
