/** What the docs name is there: commands, files, links, routes. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { unstable_readConfig as readConfig } from "wrangler";
import packageJson from "../../package.json" with { type: "json" };
import { ROUTES } from "../privacy/routes.ts";

const PAGES = [
  "README.md",
  ...["docs", "docs/decisions"].flatMap((directory) =>
    readdirSync(directory)
      .filter((name) => name.endsWith(".md"))
      .map((name) => join(directory, name)),
  ),
];
const read = (path: string) => readFileSync(path, "utf8");

describe.each(PAGES)("%s", (page) => {
  const text = read(page);

  it("names no npm script that is not there", () => {
    const named = [...text.matchAll(/npm run ([a-z-]+)/g)].map(([, name]) => name ?? "");
    expect(named.filter((name) => !(name in packageJson.scripts))).toEqual([]);
  });

  it("names no file of the checkout that is not there", () => {
    const paths = /(?<![\w/.-])(?:src|test|scripts|docs|migrations)\/[\w./<>*-]*\w/g;
    const named = [...text.matchAll(paths)].map(([path]) => path);
    expect(named.filter((path) => !/[<*]/.test(path) && !existsSync(path))).toEqual([]);
  });

  it("links to pages that are there", () => {
    const links = [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, to]) => to ?? "");
    const local = links.filter((to) => !/^[a-z]+:/.test(to));
    expect(local.filter((to) => !existsSync(join(dirname(page), to)))).toEqual([]);
  });
});

describe("docs/api.md", () => {
  const text = read("docs/api.md");

  it("has every route", () => {
    const paths = [...new Set(ROUTES.map((route) => route.split(" ")[1] ?? ""))];
    const isNamed = (path: string) => text.includes(path) || text.includes(shortened(path));
    expect(paths.filter((path) => !isNamed(path))).toEqual([]);
  });

  /** The two below /.well-known/oauth-protected-resource are written as `…/mcp`. */
  const shortened = (path: string) => path.replace("/.well-known/oauth-protected-resource", "…");

  it("has no route that is not there", () => {
    const named = [...text.matchAll(/`(GET|POST|PUT|DELETE) (\/[^`?\s]*)/g)];
    const routes: readonly string[] = ROUTES;
    expect(
      named
        .map(([, method, path]) => `${method} ${path}`)
        .filter((route) => !routes.includes(route)),
    ).toEqual([]);
  });
});

describe("what other registries read", () => {
  const { vars } = readConfig({ config: "wrangler.jsonc", env: "production" });
  const server = JSON.parse(read("server.json"));
  const bundle = JSON.parse(read("scripts/mcpb/manifest.json"));

  it("server.json holds to the registry's schema of 2025-12-11", () => {
    expect(server.$schema).toContain("/2025-12-11/");
    expect(server.name).toMatch(/^[a-zA-Z0-9.-]+\/[a-zA-Z0-9._-]+$/);
    expect(server.description.length).toBeLessThanOrEqual(100);
    expect(server.title.length).toBeLessThanOrEqual(100);
    expect(Object.keys(server).sort()).toEqual(
      ["$schema", "description", "name", "remotes", "title", "version", "websiteUrl"].sort(),
    );
  });

  it("names this version and production's address", () => {
    expect(server.version).toBe(packageJson.version);
    expect(bundle.version).toBe(packageJson.version);
    expect(server.remotes).toEqual([
      { type: "streamable-http", url: `${vars.PUBLIC_URL}/mcp` },
      { type: "sse", url: `${vars.PUBLIC_URL}/sse` },
    ]);
    expect(bundle.user_config.server_url.default).toBe(`${vars.PUBLIC_URL}/mcp`);
    expect(existsSync(join("scripts/mcpb", bundle.server.entry_point))).toBe(true);
    expect(read("docs/changelog.md")).toContain(`## [${packageJson.version}]`);
  });
});
