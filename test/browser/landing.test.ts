/** The first page a stranger sees. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { openChromium } from "./chromium.ts";
import { visit } from "./visit.ts";

const publicUrl = inject("publicUrl");
const mcpUrl = `${publicUrl}/mcp`;

let browser: Browser;
beforeAll(async () => {
  browser = await openChromium();
});
afterAll(() => browser.close());

describe("the landing page", () => {
  it("copies the MCP URL and says that it did", async () => {
    const { page, context, complaints } = await visit(browser, publicUrl);
    await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: publicUrl });
    await page.goto(publicUrl);
    const button = page.getByRole("button", { name: "Copy the MCP URL" });
    await button.click();
    await expect.poll(() => button.innerText()).toBe("Copied");
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(mcpUrl);
    await expect.poll(() => page.getByRole("status").innerText()).toBe("Copied the MCP URL");
    await expect.poll(() => button.innerText(), { timeout: 5_000 }).toBe("Copy");

    await page.getByText("Claude Code", { exact: true }).click();
    await page.getByRole("button", { name: "Copy the line for Claude Code" }).click();
    const copied = () => page.evaluate(() => navigator.clipboard.readText());
    await expect.poll(copied).toBe(`claude mcp add --transport http clickup ${mcpUrl}`);
    expect(complaints).toEqual([]);
    await context.close();
  });

  it("says everything without JavaScript, and shows no button that would do nothing", async () => {
    const { page, context, complaints } = await visit(browser, publicUrl, {
      javaScriptEnabled: false,
    });
    await page.goto(publicUrl);
    expect(await page.getByText(mcpUrl, { exact: true }).first().isVisible()).toBe(true);
    const lines: [client: string, line: string][] = [
      ["Claude Code", `claude mcp add --transport http clickup ${mcpUrl}`],
      ["Codex", `codex mcp add clickup --url ${mcpUrl}`],
    ];
    for (const [client, line] of lines) {
      await page.getByText(client, { exact: true }).click();
      expect(await page.getByText(line, { exact: true }).isVisible(), client).toBe(true);
    }
    const buttons = await page.getByRole("button").all();
    for (const button of buttons) expect(await button.isVisible()).toBe(false);
    await page.getByRole("link", { name: "Sign in with ClickUp" }).click();
    await page.waitForURL((url) => url.pathname === "/api");
    expect(complaints).toEqual([]);
    await context.close();
  });
});
