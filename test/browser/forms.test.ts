/** The account page for people without a mouse, and for browsers without JavaScript. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { bareCall } from "../support/plain-oauth.ts";
import { openChromium } from "./chromium.ts";
import { connectAtClickUp, visit } from "./visit.ts";

const publicUrl = inject("publicUrl");
/** More stops than the longest page has. */
const MAX_TABS = 150;

let browser: Browser;
beforeAll(async () => {
  browser = await openChromium();
});
afterAll(() => browser.close());

async function signIn(page: Page): Promise<void> {
  await page.goto(`${publicUrl}/auth/login`);
  await connectAtClickUp(page, "Ada Lovelace");
  await page.waitForURL(`${publicUrl}/account`);
}

/** Tabs until what has the focus is called this. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let at = 0; at < MAX_TABS; at++) {
    await page.keyboard.press("Tab");
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      const labels = element instanceof HTMLInputElement ? [...(element.labels ?? [])] : [];
      return element?.ariaLabel || labels[0]?.textContent || element?.textContent || "";
    });
    if (name.test(focused.trim())) return;
  }
  throw new Error(`no stop is called ${name}`);
}

/** A token in use, by what the server says to it. */
const tools = async (token: string): Promise<string[]> => {
  const answer = await bareCall(publicUrl, token, "tools/list");
  const { result } = (await answer.json()) as { result: { tools: { name: string }[] } };
  return result.tools.map(({ name }) => name);
};

describe("with the keyboard alone", () => {
  it("a person makes a token and revokes it", async () => {
    const { page, context, complaints } = await visit(browser, publicUrl);
    await signIn(page);
    const name = `Keys ${Date.now()}`;
    await tabTo(page, /^Name/);
    await page.keyboard.type(name);
    await tabTo(page, /^Delete$|^Delete\W/);
    await page.keyboard.press("Space");
    await tabTo(page, /^Create token$/);
    await page.keyboard.press("Enter");
    await page.waitForURL(`${publicUrl}/account/tokens`);
    const token = await page.locator(".copy code").first().innerText();
    expect(await tools(token)).toHaveLength(7);
    await tabTo(page, /^Back to your account$/);
    await page.keyboard.press("Enter");
    await page.waitForURL(`${publicUrl}/account`);
    await tabTo(page, new RegExp(`^Revoke ${name}$`));
    await page.keyboard.press("Enter");
    await expect.poll(() => page.getByText(name).count()).toBe(0);
    expect((await bareCall(publicUrl, token, "tools/list")).status).toBe(401);
    expect(complaints).toEqual([]);
    await context.close();
  });

  it("a person gets to the payment page, which the page's policy lets through", async () => {
    const { page, context, complaints } = await visit(browser, publicUrl);
    await signIn(page);
    await tabTo(page, /^Upgrade to Premium/);
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => url.origin !== new URL(publicUrl).origin);
    expect(new URL(page.url()).pathname).toMatch(/^\/stripe\/pay\/cs_/);
    await page.goto(`${publicUrl}/account?checkout=cancelled`);
    expect(await page.getByText("Nothing was paid").isVisible()).toBe(true);
    expect(complaints).toEqual([]);
    await context.close();
  });
});

describe("without JavaScript", () => {
  it("every form of the page works", async () => {
    const { page, context, complaints } = await visit(browser, publicUrl, {
      javaScriptEnabled: false,
    });
    await signIn(page);
    await page.getByRole("textbox", { name: "Name" }).fill("No script");
    await page.getByRole("button", { name: "Create token" }).click();
    await page.waitForURL(`${publicUrl}/account/tokens`);
    const token = await page.locator(".copy code").first().innerText();
    expect(await tools(token)).toHaveLength(7);
    await page.getByRole("link", { name: "Back to your account" }).click();

    const choice = page.getByRole("region", { name: "Tools" });
    await choice.getByRole("checkbox", { name: "Read only" }).check();
    await choice.getByRole("button", { name: "Save the choice" }).click();
    await page.waitForURL(/saved=tools/);
    expect(await page.getByText("Saved. It holds from the next call on.").isVisible()).toBe(true);
    expect(await tools(token)).not.toContain("clickup_task_create");
    await choice.getByRole("checkbox", { name: "Read only" }).uncheck();
    await choice.getByRole("combobox", { name: "List" }).selectOption("toolsets");
    await choice.getByText("Toolsets", { exact: true }).click();
    await choice.getByRole("checkbox", { name: "structure (8)" }).check();
    await choice.getByRole("button", { name: "Save the choice" }).click();
    await expect
      .poll(() => tools(token))
      .toEqual(["clickup_space_get", "clickup_folder_get", "clickup_list_get"]);
    await choice.getByRole("combobox", { name: "List" }).selectOption("");
    await choice.getByRole("button", { name: "Save the choice" }).click();
    await expect.poll(() => tools(token)).toHaveLength(7);

    await page.getByRole("button", { name: "Revoke No script" }).click();
    await expect.poll(() => page.getByText("No script").count()).toBe(0);
    await page.getByRole("button", { name: "Sign out", exact: true }).click();
    await page.waitForURL(`${publicUrl}/`);
    expect(complaints).toEqual([]);
    await context.close();
  });
});
