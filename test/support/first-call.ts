/** What every client must be able to do once it is connected: the same steps on each transport. */
import { expect } from "vitest";

/** Any client's result of `tools/call`. */
export interface ToolResult {
  isError?: boolean | undefined;
  structuredContent?: unknown;
  content?: unknown;
  _meta?: unknown;
}

export type CallTool = (name: string, args: Record<string, unknown>) => Promise<ToolResult>;

export const FREE_TOOLS = [
  "clickup_folder_get",
  "clickup_list_get",
  "clickup_space_get",
  "clickup_task_create",
  "clickup_task_get",
  "clickup_task_update",
  "clickup_workspace_hierarchy",
];

/** Reads the map and a List, creates a task there, changes it and reads it back. */
export async function workInClickUp(call: CallTool, label: string): Promise<void> {
  const map = await succeed(call("clickup_workspace_hierarchy", { workspace: "9001" }));
  expect(JSON.stringify(map)).toContain("Backlog");

  const list = await succeed(
    call("clickup_list_get", { list: "Product / Roadmap / Backlog", include: ["tasks"] }),
  );
  expect(list).toMatchObject({ name: "Backlog", next_cursor: expect.any(String) });

  const created = await succeed(
    call("clickup_task_create", {
      list: "Product / Roadmap / Backlog",
      name: `Written through ${label}`,
      description: "With **Markdown** and a [link](https://example.com).",
      priority: "high",
      assignees: ["me"],
    }),
  );
  const task = String(created.id);
  expect(created).toMatchObject({ name: `Written through ${label}`, url: expect.any(String) });

  const updated = await succeed(call("clickup_task_update", { task, priority: "urgent" }));
  expect(JSON.stringify(updated)).toContain("urgent");

  const read = await succeed(call("clickup_task_get", { task, include: ["description"] }));
  const text = JSON.stringify(read);
  expect(text).toContain(`Written through ${label}`);
  expect(text).toContain("With **Markdown** and a [link](https://example.com).");
  expect(text).toContain("urgent");
}

/** The failure that a model meets most: a name that is not there. */
export async function meetAnError(call: CallTool): Promise<void> {
  const result = await call("clickup_list_get", { list: "No such List anywhere" });
  expect(result).toMatchObject({ isError: true, _meta: { error: { code: "not_found" } } });
  expect(result.structuredContent).toBeUndefined();
  expect(JSON.stringify(result.content)).toContain("clickup_workspace_hierarchy");
}

async function succeed(answer: Promise<ToolResult>): Promise<Record<string, unknown>> {
  const result = await answer;
  if (result.isError) throw new Error(`the tool failed: ${JSON.stringify(result.content)}`);
  expect(result.structuredContent).toBeTypeOf("object");
  return result.structuredContent as Record<string, unknown>;
}
