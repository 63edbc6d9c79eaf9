/**
 * Every page in light and dark, on a phone and on a desk: what can be measured about looks is held
 * here, and `.wrangler/screenshots` has the pictures for what cannot.
 */
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { default as Axe, AxeResults } from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { bareCall } from "../support/plain-oauth.ts";
import { openChromium } from "./chromium.ts";
import { DesktopApp } from "./desktop-app.ts";
import { faintTexts, focusOutlines, headingLevels, unnamedControls } from "./measure.ts";
import { connectAtClickUp, visit } from "./visit.ts";

const publicUrl = inject("publicUrl");
const SCREENSHOTS = join(import.meta.dirname, "..", "..", ".wrangler", "screenshots");

const SCREENS = {
  phone: { width: 375, height: 812 },
  desktop: { width: 1280, height: 900 },
};
const COMBINATIONS = (["light", "dark"] as const).flatMap((colorScheme) =>
  (["phone", "desktop"] as const).map((screen) => ({ colorScheme, screen })),
);

let browser: Browser;
let app: DesktopApp;
beforeAll(async () => {
  mkdirSync(SCREENSHOTS, { recursive: true });
  browser = await openChromium();
  app = await DesktopApp.start(publicUrl, {
    name: "<img src=x onerror=alert(1)>\u202Eevil",
    scope: "clickup:read clickup:write clickup:delete",
  });
});
afterAll(async () => {
  app.stop();
  await browser.close();
});

const PAGES: Record<string, (page: Page) => Promise<unknown>> = {
  landing: (page) => page.goto(publicUrl),
  consent: (page) => page.goto(app.authorizeUrl),
  account: async (page) => {
    await makeToken(page);
    const token = await page.locator(".copy code").first().innerText();
    // So that there is something to plot.
    await bareCall(publicUrl, token, "tools/call", { name: "clickup_workspace_hierarchy" });
    await bareCall(publicUrl, token, "tools/call", { name: "clickup_task_search" });
    await page.goto(`${publicUrl}/account`);
    expect(await page.getByRole("img", { name: /^Calls in the last 24 hours/ }).count()).toBe(1);
  },
  token: makeToken,
  refusal: (page) => page.goto(`${publicUrl}/authorize?client_id=unknown`),
  nothing: (page) => page.goto(`${publicUrl}/nothing/here`),
};

describe.each(COMBINATIONS)("in $colorScheme on a $screen", ({ colorScheme, screen }) => {
  it.each(Object.keys(PAGES))("%s can be read, used and told apart", async (name) => {
    const size = SCREENS[screen];
    const { page, context, complaints } = await visit(browser, publicUrl, {
      colorScheme,
      viewport: size,
      deviceScaleFactor: screen === "phone" ? 2 : 1,
    });
    await PAGES[name]?.(page);
    // Opened, so that what is folded away is looked at, too.
    await page.evaluate(() => {
      for (const details of document.querySelectorAll("details")) details.open = true;
    });
    await page.screenshot({
      path: join(SCREENSHOTS, `${name}-${colorScheme}-${screen}.png`),
      fullPage: true,
    });
    expect(await page.evaluate(faintTexts)).toEqual([]);
    expect(await page.evaluate(unnamedControls)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
      size.width,
    );
    const levels = await page.evaluate(headingLevels);
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    expect(levels.every((level, at) => level <= (levels[at - 1] ?? 0) + 1)).toBe(true);
    for (const outline of await focusOutlines(page)) {
      expect(outline.width, outline.control).toBeGreaterThanOrEqual(2);
      expect(outline.contrast, outline.control).toBeGreaterThanOrEqual(3);
    }
    expect(await seriousViolations(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await context.close();
  });
});

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe-core calls serious or critical, as "rule: element". */
async function seriousViolations(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const { violations, passes } = await page.evaluate(
    (): Promise<AxeResults> => (window as unknown as { axe: typeof Axe }).axe.run(),
  );
  expect(passes.length).toBeGreaterThan(5);
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(" ")}`));
}

async function makeToken(page: Page): Promise<void> {
  await signIn(page);
  await page.getByRole("textbox", { name: "Name" }).fill("Nightly report");
  await page.getByRole("button", { name: "Create token" }).click();
  await page.waitForURL(`${publicUrl}/account/tokens`);
}

async function signIn(page: Page): Promise<void> {
  await page.goto(`${publicUrl}/auth/login`);
  await connectAtClickUp(page, "Ada Lovelace");
  await page.waitForURL(`${publicUrl}/account`);
}
