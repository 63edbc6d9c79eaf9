/** A person who buys Premium in a browser and ends it there, while their client stays connected. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { type ConnectedClient, connectV1, connectV2 } from "../support/connected-client.ts";
import { FREE_TOOLS } from "../support/first-call.ts";
import { openChromium } from "./chromium.ts";
import { faintTexts, focusOutlines, headingLevels, unnamedControls } from "./measure.ts";
import { connectAtClickUp, visit } from "./visit.ts";

const publicUrl = inject("publicUrl");
const SCREENSHOTS = join(import.meta.dirname, "..", "..", ".wrangler", "screenshots");
const BEN = { id: "1002", name: "Ben Okafor" };
/** Stripe's events, a look at Stripe and the word to the stream. */
const SOON = { timeout: 15_000, interval: 100 };

let browser: Browser;
beforeAll(async () => {
  mkdirSync(SCREENSHOTS, { recursive: true });
  browser = await openChromium();
});
afterAll(() => browser.close());

async function signIn(page: Page): Promise<void> {
  await page.goto(`${publicUrl}/auth/login`);
  await connectAtClickUp(page, BEN.name);
  await page.waitForURL(`${publicUrl}/account`);
}

async function toStripe(page: Page, button: RegExp, path: "/stripe/pay/" | "/stripe/portal/") {
  await page.getByRole("button", { name: button }).click();
  await page.waitForURL((url) => url.pathname.startsWith(path));
}

const plan = (page: Page) => page.getByRole("region", { name: /^Plan/ });

const clients: [name: string, connect: () => Promise<ConnectedClient>][] = [
  ["SDK v1", () => connectV1(publicUrl, BEN.id)],
  ["SDK v2", () => connectV2(publicUrl, BEN.id)],
];

describe.each(
  clients,
)("the upgrade in a browser, with a client on %s connected", (_name, connect) => {
  it("is told to the client, serves it, and is taken back when it is cancelled", async () => {
    const client = await connect();
    const { page, context, complaints } = await visit(browser, publicUrl);
    const tags = () => client.call("clickup_tag_list", { workspace: "9002" });
    const told = async (times: number) =>
      expect.poll(() => client.changes(), SOON).toBeGreaterThanOrEqual(times);
    try {
      expect(await tags()).toMatchObject({ _meta: { error: { code: "premium_required" } } });
      await signIn(page);
      await toStripe(page, /Upgrade to Premium/, "/stripe/pay/");
      await page.getByRole("link", { name: "Cancel and go back" }).click();
      await page.waitForURL(`${publicUrl}/account?checkout=cancelled`);
      expect(await plan(page).innerText()).toContain("Nothing was paid");

      await toStripe(page, /Upgrade to Premium/, "/stripe/pay/");
      await page.getByRole("radio", { name: /is declined/ }).check();
      await page.getByRole("button", { name: /^Pay/ }).click();
      expect(await page.getByRole("alert").innerText()).toContain("declined");
      expect(client.changes()).toBe(0);

      await page.getByRole("radio", { name: /at each renewal/ }).check();
      await page.getByRole("button", { name: /^Pay/ }).click();
      await page.waitForURL(`${publicUrl}/account?checkout=success`);
      expect(await plan(page).innerText()).toContain("Premium is on");
      await told(1);
      expect(await tags()).toMatchObject({ structuredContent: { tags: expect.any(Array) } });

      await toStripe(page, /Manage billing/, "/stripe/portal/");
      await page.getByRole("button", { name: "Cancel at the end of the period" }).click();
      await page.getByRole("link", { name: "Go back" }).click();
      await page.waitForURL(new RegExp(`^${publicUrl}/account`));
      expect(await plan(page).innerText()).toContain("Premium stays until");
      expect(await tags()).toMatchObject({ structuredContent: { tags: expect.any(Array) } });

      await toStripe(page, /Manage billing/, "/stripe/portal/");
      await page.getByRole("button", { name: "Cancel now" }).click();
      await told(2);
      expect(await client.toolNames()).toEqual(FREE_TOOLS);
      expect(await tags()).toMatchObject({ isError: true });
      expect(complaints).toEqual([]);
    } finally {
      await client.close();
      await context.close();
    }
  });
});

const SCREENS = {
  phone: { width: 375, height: 812 },
  desktop: { width: 1280, height: 900 },
};
const COMBINATIONS = (["light", "dark"] as const).flatMap((colorScheme) =>
  (["phone", "desktop"] as const).map((screen) => ({ colorScheme, screen })),
);

describe.each(COMBINATIONS)("in $colorScheme on a $screen", ({ colorScheme, screen }) => {
  it("the pages that play Stripe can be read, used and told apart", async () => {
    const { page, context, complaints } = await visit(browser, publicUrl, {
      colorScheme,
      viewport: SCREENS[screen],
    });
    const look = async (name: string) => {
      await page.screenshot({
        path: join(SCREENSHOTS, `${name}-${colorScheme}-${screen}.png`),
        fullPage: true,
      });
      expect(await page.evaluate(faintTexts), name).toEqual([]);
      expect(await page.evaluate(unnamedControls), name).toEqual([]);
      expect((await page.evaluate(headingLevels)).filter((level) => level === 1)).toHaveLength(1);
      const { width } = SCREENS[screen];
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth),
        name,
      ).toBeLessThanOrEqual(width);
      for (const outline of await focusOutlines(page)) {
        expect(outline.width, outline.control).toBeGreaterThanOrEqual(2);
        expect(outline.contrast, outline.control).toBeGreaterThanOrEqual(3);
      }
    };
    await signIn(page);
    await toStripe(page, /Upgrade to Premium/, "/stripe/pay/");
    await look("stripe-pay");
    await page.getByRole("button", { name: /^Pay/ }).click();
    await page.waitForURL((url) => url.pathname === "/account");
    expect(await plan(page).innerText()).toContain("Premium is on");
    await toStripe(page, /Manage billing/, "/stripe/portal/");
    await look("stripe-portal");
    await page.getByRole("button", { name: "Cancel now" }).click();
    await page.getByRole("link", { name: "Controls" }).click();
    await look("stripe-control");
    expect(complaints).toEqual([]);
    await context.close();
  });
});
