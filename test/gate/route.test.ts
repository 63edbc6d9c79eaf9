import { describe, expect, it } from "vitest";
import { findRoute, type Route } from "../../src/gate/route.ts";

const route = (path: string): Route => ({
  path,
  methods: ["GET"],
  origins: "own",
  speaks: "http",
  answer: () => new Response(),
});

const routes = ["/mcp", "/account/tokens/:id/revoke", "/account/*"].map(route);
const find = (path: string) => {
  const found = findRoute(routes, path);
  return found === undefined ? undefined : [found.route.path, found.params];
};

describe("finding a route", () => {
  it("takes exact paths, named segments and prefixes, the first that fits", () => {
    expect(find("/mcp")).toEqual(["/mcp", {}]);
    expect(find("/account/tokens/t1/revoke")).toEqual(["/account/tokens/:id/revoke", { id: "t1" }]);
    expect(find("/account/export.json")).toEqual(["/account/*", {}]);
  });

  it("does not take what only looks alike", () => {
    for (const path of ["/mcp/", "/MCP", "/mcp2", "/account", "/", "//mcp", "/%6dcp"]) {
      expect(find(path)).toBeUndefined();
    }
  });
});
