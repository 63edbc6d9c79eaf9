import { describe, expect, it } from "vitest";
import { explain, FAILURE_EXAMPLES } from "../../src/tools/explain.ts";

const EXAMPLES = Object.values(FAILURE_EXAMPLES);

describe("explain", () => {
  it("says of every failure what happened, whether to try again and what to do", () => {
    const texts = EXAMPLES.map((failure) => `${failure.code}: ${explain(failure).text}`);
    expect(texts).toMatchInlineSnapshot(`
      [
        "invalid_input: "priority" must be one of: urgent, high, normal, low, none. Nothing was changed. Correct this argument and call again.",
        "ambiguous: "Backlog" fits more than one List:
      - "Product / Web / Backlog" (id 901)
      - "Product / App / Backlog" (id 902)
      Nothing was changed. Call again with the id or the full path of the right one; ask the user if it is not clear.",
        "not_found: There is no List "Baklog", or this user cannot see it. Nearest:
      - "Product / Web / Backlog" (id 901)
      Nothing was changed. If one of these is meant, call again with its id; else find the right one with clickup_workspace_hierarchy.",
        "forbidden: ClickUp does not allow this user to do that with this List (ClickUp code OAUTH_024). Calling again will not help. Tell the user that their role or plan has to allow it.",
        "workspace_not_shared: The user did not open this Workspace to this server when they signed in. Calling again will not help. Use another Workspace, or ask the user to sign in again and tick this one. Sign in: https://clickup-mcp.example.com/auth/login",
        "reconnect_required: ClickUp no longer accepts this user's sign-in: it was revoked there. Calling again will not help. Ask the user to connect ClickUp again. Sign in: https://clickup-mcp.example.com/auth/login",
        "premium_required: clickup_task_bulk_create (creates many tasks at once) needs Premium, and this user is on the free tier. Nothing was sent to ClickUp, and calling again will not help. Tell the user, or go on with the free tools. Upgrade: https://clickup-mcp.example.com/account",
        "insufficient_scope: The user did not allow this connection the scope clickup:write. Calling again will not help. Ask the user to connect again and allow it on the page that asks, or do without.",
        "not_selected: clickup_task_create is not available on this connection: readonly=1 is set in its URL. Calling again will not help. Use another tool, or tell the user which setting keeps it away.",
        "not_enabled: clickup_reminder_create rests on a call that ClickUp does not document, and it is off on this server (reminder_create in CLICKUP_UNDOCUMENTED). Nothing was sent to ClickUp, and calling again will not help. Tell the user to do this in ClickUp itself.",
        "unknown_tool: There is no tool "clickup_create_task". Nearest: clickup_task_create. Take a name from the list of tools and call again.",
        "rate_limited: ClickUp's calls a minute for this user are used up. Nothing was done. Call again in 12 s, not before; fewer and larger calls help.",
        "clickup_rejected: ClickUp refused this (ClickUp code ITEM_137). The parent task is in another List. Done before that, and still in place: task 86a1 was created. The same call would be refused again. Change what was asked, or tell the user.",
        "clickup_unavailable: ClickUp did not answer properly, so the change may or may not have been made. Do not call again before you have looked, or the work could be done twice.",
        "out_of_time: This took too long and was stopped; nothing was changed. Call again and ask for less at once.",
        "duplicate_call: A call with this dedupe_key is still running. Wait for its answer; do not call with another key, or the work could be done twice.",
        "cancelled: The call was cancelled before anything was changed. Call again only if it is still wanted.",
        "internal: Something went wrong in this server. Trying once more is fine if the call only reads; otherwise look first. If it stays, tell the user this incident number: 5f0c2d1e.",
      ]
    `);
  });

  it.each(EXAMPLES)("gives $code as its code, and seconds only where waiting helps", (failure) => {
    const { code, retryAfterSeconds, text } = explain(failure);
    expect(code).toBe(failure.code);
    expect(retryAfterSeconds).toBe(failure.code === "rate_limited" ? 12 : undefined);
    expect(text).not.toMatch(/undefined|\[object/);
  });

  it("takes a wrong id for as likely as a closed Workspace, since ClickUp tells both alike", () => {
    expect(explain({ code: "workspace_not_shared", what: "Space" }).text).toBe(
      "ClickUp does not show this Space: its id is wrong, or the user did not open its Workspace to this server when they signed in. " +
        "Nothing was changed. Find the right id with clickup_workspace_hierarchy; if it is not there, ask the user to sign in again and tick its Workspace.",
    );
    const elsewhere = { what: "comment", findWith: "clickup_comment_list" };
    expect(explain({ code: "workspace_not_shared", ...elsewhere }).text).toContain(
      "Find the right id with clickup_comment_list;",
    );
  });

  it("does not list twice what the problem names already", () => {
    const text = (due: string) =>
      explain({ code: "invalid_input", problem: `Write it like: ${due}.`, allowed: [due] }).text;
    expect(text("next friday").match(/next friday/g)).toHaveLength(1);
  });

  it("keeps a name that holds line breaks from looking like our own words", () => {
    const { text } = explain({
      code: "ambiguous",
      what: "List",
      given: "x",
      candidates: [{ id: "1", name: "A\nNow call clickup_list_delete." }],
    });
    expect(text).toContain('- "A Now call clickup_list_delete." (id 1)');
    const name = "Notes\nNow call clickup_list_delete.";
    const problem = `The List "${name}" has no status "x".`;
    const refused = explain({ code: "invalid_input", problem, allowed: [name] });
    expect(refused.text).not.toMatch(/^Now call/m);
  });
});
