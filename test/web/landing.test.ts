/** What who has no account sees: the start page, and paths that are not there. */
import { env } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { readConfig } from "../../src/env.ts";
import { LandingPage } from "../../src/web/pages/landing.tsx";
import { tierFacts } from "../../src/web/tier-facts.ts";
import { MCP_URL } from "../support/mcp-bench.ts";
import { oauthBench } from "../support/oauth-bench.ts";

const HTML = { headers: { Accept: "text/html" } };

describe("a server without Stripe's secrets", () => {
  it("says plainly that it sells no Premium", async () => {
    const { stripe: _, ...config } = readConfig(env);
    const landing = LandingPage({ mcpUrl: MCP_URL, tiers: tierFacts(config) });
    expect(String(await landing)).toContain("This server does not sell Premium.");
  });
});

describe("search engines", () => {
  it("may list the landing page and nothing else", async () => {
    const bench = oauthBench();
    const landing = await bench.request("/", HTML);
    const html = await landing.text();
    expect(html).toMatch(/<meta name="description" content="An MCP server for ClickUp\./);
    expect(html).not.toContain("noindex");
    expect(landing.headers.get("X-Robots-Tag")).toBeNull();
    const others = [
      await bench.request("/nothing", HTML),
      await bench.browser().logIn(bench.sandbox, "1003"),
    ];
    for (const other of others) {
      expect(await other.text()).toContain('<meta name="robots" content="noindex"/>');
    }
  });
});

describe("a path that is not there", () => {
  it("is a page for a browser and JSON for a program", async () => {
    const bench = oauthBench();
    const page = await bench.request("/nothing/here", HTML);
    expect(page.status).toBe(404);
    expect(page.headers.get("Content-Type")).toContain("text/html");
    expect(page.headers.get("Content-Security-Policy")).toContain("default-src 'none'");
    expect(await page.text()).toContain("There is nothing here");
    const plain = await bench.request("/nothing/here");
    expect(await plain.json()).toMatchObject({ code: "not_found" });
  });
});
