import { describe, expect, it } from "vitest";
import { isAllowedOrigin, isForeignForm } from "../../src/gate/origin.ts";

const production = {
  publicUrl: new URL("https://clickup-mcp.example.com"),
  isDevelopment: false,
  allowedOrigins: new Set(["https://claude.ai"]),
};

describe("whose pages may call", () => {
  it("our own forms: only our own pages, since a listed origin is no page of ours", () => {
    expect(isAllowedOrigin("https://clickup-mcp.example.com", "own", production)).toBe(true);
    expect(isAllowedOrigin("https://claude.ai", "own", production)).toBe(false);
    expect(isAllowedOrigin("null", "own", production)).toBe(false);
  });

  it("no loopback page in production", () => {
    expect(isAllowedOrigin("http://localhost:3000", "listed", production)).toBe(false);
    expect(
      isAllowedOrigin("http://localhost:3000", "listed", { ...production, isDevelopment: true }),
    ).toBe(true);
  });

  it("the same host by another scheme is another origin", () => {
    expect(isAllowedOrigin("http://claude.ai", "listed", production)).toBe(false);
    expect(isAllowedOrigin("http://clickup-mcp.example.com", "listed", production)).toBe(false);
  });

  it("whoever is no page", () => {
    expect(isAllowedOrigin(null, "own", production)).toBe(true);
  });
});

describe("a form that comes without an Origin", () => {
  const sent = (
    site: string | undefined,
    init: RequestInit = {},
    policy: "own" | "listed" = "own",
  ) =>
    isForeignForm(
      new Request("https://clickup-mcp.example.com/authorize", {
        method: "POST",
        ...init,
        headers: { ...(site !== undefined && { "Sec-Fetch-Site": site }), ...init.headers },
      }),
      policy,
    );

  it("is another site's where the browser says so", () => {
    expect([sent("cross-site"), sent("same-site")]).toEqual([true, true]);
    expect([sent("same-origin"), sent("none"), sent(undefined)]).toEqual([false, false, false]);
  });

  it("may be linked to from anywhere, which sends nothing", () => {
    expect(sent("cross-site", { method: "GET" })).toBe(false);
  });

  it("is judged by its Origin where there is one, and is no concern of MCP's routes", () => {
    expect(sent("cross-site", { headers: { Origin: "http://localhost:3000" } })).toBe(false);
    expect(sent("cross-site", {}, "listed")).toBe(false);
  });
});
