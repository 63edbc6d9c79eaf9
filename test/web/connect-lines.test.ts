import { describe, expect, it } from "vitest";
import { connectLines } from "../../src/web/connect-lines.ts";

const MCP_URL = "https://clickup-mcp.example.com:8443/mcp";
const lines = connectLines(MCP_URL);
const links = new Map(
  lines.flatMap(({ install = [] }) => install.map(({ text, href }) => [text, href] as const)),
);

function link(text: string): URL {
  return new URL(links.get(text) ?? "");
}

/** What a client reads out of the query parameter `config`. */
const configIn = (url: URL): unknown => JSON.parse(atob(url.searchParams.get("config") ?? ""));

describe("the ways to connect", () => {
  it("name every client once, and each carries the address of this server", () => {
    expect(new Set(lines.map(({ client }) => client)).size).toBe(lines.length);
    expect(lines.filter(({ line }) => !line.includes(MCP_URL))).toEqual([]);
    const joined = lines.map(({ client }) => client).join();
    for (const client of [
      ...["Claude", "Claude Code", "ChatGPT", "Cursor", "VS Code", "Windsurf", "Gemini CLI"],
      ...["Codex", "Zed", "Cline", "Goose", "LM Studio", "n8n", "MCP Inspector"],
    ]) {
      expect(joined).toContain(client);
    }
  });

  it("hold configuration that parses and names the address once", () => {
    const configs = lines.filter(({ line }) => line.startsWith("{"));
    expect(configs.length).toBeGreaterThanOrEqual(5);
    for (const { line } of configs) {
      expect(JSON.stringify(JSON.parse(line)).split(MCP_URL)).toHaveLength(2);
    }
  });

  it("install in Cursor what its mcp.json would hold", () => {
    const url = link("Add to Cursor");
    expect(url.href).toMatch(/^cursor:\/\/anysphere\.cursor-deeplink\/mcp\/install\?/);
    expect(url.searchParams.get("name")).toBe("clickup");
    expect(configIn(url)).toEqual({ url: MCP_URL });
  });

  it.each([
    ["Add to VS Code", "vscode:mcp/install?"],
    ["Add to VS Code Insiders", "vscode-insiders:mcp/install?"],
  ])("%s with what --add-mcp takes", (text, start) => {
    const href = links.get(text) ?? "";
    expect(href.startsWith(start)).toBe(true);
    expect(JSON.parse(decodeURIComponent(href.slice(start.length)))).toEqual({
      name: "clickup",
      type: "http",
      url: MCP_URL,
    });
  });

  it("install in Goose as Streamable HTTP, not as SSE", () => {
    const url = link("Add to Goose");
    expect(url.href).toMatch(/^goose:\/\/extension\?/);
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      url: MCP_URL,
      type: "streamable_http",
      id: "clickup",
      name: "ClickUp",
    });
  });

  it("install in LM Studio what its mcp.json would hold", () => {
    const url = link("Add to LM Studio");
    expect(url.href).toMatch(/^lmstudio:\/\/add_mcp\?/);
    expect(configIn(url)).toEqual({ url: MCP_URL });
  });
});
