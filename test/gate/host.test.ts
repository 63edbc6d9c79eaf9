import { describe, expect, it } from "vitest";
import { isOurHost } from "../../src/gate/host.ts";
import { send } from "../support/mcp-bench.ts";

const production = { publicUrl: new URL("https://clickup-mcp.example.com"), isDevelopment: false };
const development = { publicUrl: new URL("http://localhost:8787"), isDevelopment: true };

function isOurs(url: string, rule = production, host?: string): boolean {
  const request = new Request(url, { headers: host === undefined ? {} : { host } });
  return isOurHost(request, new URL(url), rule);
}

describe("the Host rule", () => {
  it("takes PUBLIC_URL's host, with its default port spelled out or not", () => {
    expect(isOurs("https://clickup-mcp.example.com/mcp")).toBe(true);
    expect(isOurs("https://clickup-mcp.example.com:443/mcp")).toBe(true);
    expect(isOurs("https://CLICKUP-MCP.example.com/mcp")).toBe(true);
  });

  it.each([
    "https://evil.example/mcp",
    "https://clickup-mcp.example.com.evil.example/mcp",
    "https://clickup-mcp.example.com:8443/mcp",
    "https://localhost/mcp",
    "https://127.0.0.1/mcp",
  ])("refuses %s in production", (url) => {
    expect(isOurs(url)).toBe(false);
  });

  it("refuses a Host header that disagrees with the URL, because a proxy may route by either", () => {
    expect(isOurs("https://clickup-mcp.example.com/mcp", production, "evil.example")).toBe(false);
    expect(
      isOurs("https://clickup-mcp.example.com/mcp", production, "clickup-mcp.example.com/x?"),
    ).toBe(false);
    for (const forgiven of ["\\clickup-mcp.example.com", "/clickup-mcp.example.com", "@x", ""]) {
      expect(isOurs("https://clickup-mcp.example.com/mcp", production, forgiven)).toBe(false);
    }
  });

  it("takes loopback names with any port in development only", () => {
    for (const host of ["localhost:1", "127.0.0.1:9999", "[::1]:8787", "app.localhost:3000"]) {
      expect(isOurs(`http://${host}/mcp`, development)).toBe(true);
    }
    expect(isOurs("http://evil.example/mcp", development)).toBe(false);
    expect(isOurs("http://127.0.0.1.evil.example/mcp", development)).toBe(false);
  });

  it("answers 421 before anything else is looked at", async () => {
    const response = await send("http://evil.example/no/such/path", { method: "PURGE" });
    expect(response.status).toBe(421);
    expect(await response.json()).toEqual({
      error: "This server does not answer under this host name.",
      code: "misdirected_request",
      request_id: response.headers.get("x-request-id"),
    });
  });
});
