import { describe, expect, it } from "vitest";
import { isAllowedOrigin } from "../../src/gate/origin.ts";

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
