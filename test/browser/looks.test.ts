/**
 * Every page in light and dark, on a phone and on a desk: what can be measured about looks is held
 * here, and `.wrangler/screenshots` has the pictures for what cannot.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { openChromium } from "./chromium.ts";
import { DesktopApp } from "./desktop-app.ts";
import { faintTexts, focusOutlines, headingLevels, unnamedControls } from "./measure.ts";
import { connectAtClickUp, visit } from "./visit.ts";

const publicUrl = inject("publicUrl");
const SCREENSHOTS = join(import.meta.dirname, "..", "..", ".wrangler", "screenshots");

const SCREENS = {
  phone: { width: 390, height: 844 },
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
  account: signIn,
  token: async (page) => {
    await signIn(page);
    await page.getByRole("textbox", { name: "Name" }).fill("Nightly report");
    await page.getByRole("button", { name: "Create token" }).click();
    await page.waitForURL(`${publicUrl}/account/tokens`);
  },
  refusal: (page) => page.goto(`${publicUrl}/authorize?client_id=unknown`),
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
    // One opened shows how all of them look.
    const [first] = await page.locator("summary").all();
    await first?.click();
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
    expect(complaints).toEqual([]);
    await context.close();
  });
});

async function signIn(page: Page): Promise<void> {
  await page.goto(`${publicUrl}/auth/login`);
  await connectAtClickUp(page, "Ada Lovelace");
  await page.waitForURL(`${publicUrl}/account`);
}
