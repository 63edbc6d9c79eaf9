/** The MCP Inspector's command line, as somebody would try the server by hand. */
import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { promisify } from "node:util";
import { beforeAll, describe, expect, inject, it } from "vitest";
import { FREE_TOOLS, meetAnError, type ToolResult, workInClickUp } from "../support/first-call.ts";
import { signIn } from "../support/plain-oauth.ts";

const publicUrl = inject("publicUrl");
const inspector = createRequire(import.meta.url).resolve(
  "@modelcontextprotocol/inspector/clients/launcher/build/index.js",
);
const TIMEOUT_MS = 30_000;

async function inspect(path: string, token: string, args: readonly string[]): Promise<unknown> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      inspector,
      ...["--cli", new URL(path, publicUrl).href, "--header", `Authorization: Bearer ${token}`],
      ...args,
    ],
    { timeout: TIMEOUT_MS },
  ).catch((error: { stdout?: string }) => {
    // The command ends with a code of its own when a tool reports a failure; the answer is there.
    if (error.stdout === undefined || error.stdout === "") throw error;
    return { stdout: error.stdout };
  });
  return JSON.parse(stdout);
}

describe.each(["/mcp", "/sse"] as const)("the Inspector's command line at %s", (path) => {
  let token = "";
  beforeAll(async () => {
    // A token is for the one resource that was asked for.
    token = (await signIn(publicUrl, "1001", {}, path)).tokens.access_token;
  });

  const call = async (tool: string, args: Record<string, unknown>) => {
    const pairs = Object.entries(args).map(
      ([key, value]) => `${key}=${typeof value === "string" ? value : JSON.stringify(value)}`,
    );
    const flags = pairs.length > 0 ? ["--tool-arg", ...pairs] : [];
    const answer = await inspect(path, token, [
      ...["--method", "tools/call", "--tool-name", tool],
      ...flags,
    ]);
    return answer as ToolResult;
  };

  it("lists the free tools", async () => {
    const { tools } = (await inspect(path, token, ["--method", "tools/list"])) as {
      tools: { name: string }[];
    };
    expect(tools.map((tool) => tool.name).sort()).toEqual(FREE_TOOLS);
  });

  it("reads a List, creates a task, changes it and reads it back", async () => {
    await workInClickUp(call, `the Inspector at ${path}`);
    await meetAnError(call);
  });
});
