/** A client asks for access, and a person answers in a browser. */
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from "vitest";
import { openChromium } from "./chromium.ts";
import { DesktopApp } from "./desktop-app.ts";
import { connectAtClickUp, type Visit, visit } from "./visit.ts";

const publicUrl = inject("publicUrl");
const HOSTILE_NAME = "<img src=x onerror=alert(1)>\u202Eevil";

let browser: Browser;
let app: DesktopApp;
let person: Visit;

beforeAll(async () => {
  browser = await openChromium();
});
afterAll(() => browser.close());

beforeEach(async () => {
  app = await DesktopApp.start(publicUrl);
  person = await visit(browser, publicUrl);
});
afterEach(async () => {
  app.stop();
  await person.context.close();
});

describe("the consent page", () => {
  it("says who asks, where access goes and what for, before anything is decided", async () => {
    const { page } = person;
    await page.goto(app.authorizeUrl);
    const facts = page.locator(".facts");
    await expect.poll(() => facts.innerText()).toContain("Desktop app");
    expect(await facts.innerText()).toContain("nobody has checked it");
    expect(await facts.innerText()).toContain(app.host);
    expect(await page.getByText("Any program on this computer").isVisible()).toBe(true);
    const read = page.getByRole("checkbox", { name: /See your ClickUp/ });
    const write = page.getByRole("checkbox", { name: /Create and change/ });
    expect(await read.isChecked()).toBe(true);
    expect(await read.isDisabled()).toBe(true);
    expect(await write.isChecked()).toBe(true);
    expect(await write.isEnabled()).toBe(true);
    expect(await page.getByRole("checkbox").count()).toBe(2);
    expect(person.complaints).toEqual([]);
  });

  it("leads over ClickUp back to the client, with no more than was ticked", async () => {
    const { page } = person;
    await page.goto(app.authorizeUrl);
    await page.getByRole("checkbox", { name: /Create and change/ }).uncheck();
    await page.getByRole("button", { name: "Allow" }).click();
    await page.waitForURL((url) => url.pathname === "/api");
    expect(new URL(page.url()).origin).not.toBe(publicUrl);
    await connectAtClickUp(page, "Ada Lovelace");
    const returned = await app.returned;
    expect(returned.get("state")).toBe(app.state);
    expect(returned.get("iss")).toBe(publicUrl);
    expect(returned.get("error")).toBeNull();
    const tokens = await app.redeem(returned.get("code") ?? "");
    expect(tokens.scope).toBe("clickup:read");
    expect(person.complaints).toEqual([]);
  });

  it("leads a person who denies back without ClickUp, also by keyboard", async () => {
    const { page } = person;
    await page.goto(app.authorizeUrl);
    // Past the two links of the header, to the only box that can be changed.
    for (let tab = 0; tab < 3; tab++) await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.getAttribute("value"))).toBe(
      "clickup:write",
    );
    // Past the link that lets it delete, too, and past Allow.
    for (let tab = 0; tab < 3; tab++) await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Deny");
    await page.keyboard.press("Enter");
    const returned = await app.returned;
    expect(Object.fromEntries(returned)).toMatchObject({
      error: "access_denied",
      state: app.state,
      iss: publicUrl,
    });
    expect(returned.get("code")).toBeNull();
    expect(person.complaints).toEqual([]);
  });

  it("takes a form once, and says in words that it was used", async () => {
    const { page, context } = person;
    await page.goto(app.authorizeUrl);
    await page.evaluate(() => {
      for (const form of document.forms) form.target = "_blank";
    });
    const submit = async () => {
      const opened = context.waitForEvent("page");
      await page.getByRole("button", { name: "Allow" }).click();
      const tab = await opened;
      await tab.waitForLoadState();
      return tab;
    };
    const first = await submit();
    expect(new URL(first.url()).pathname).toBe("/api");
    const second = await submit();
    expect(new URL(second.url()).pathname).toBe("/authorize");
    expect(await second.getByRole("heading", { level: 1 }).innerText()).toBe(
      "This app cannot be connected",
    );
    expect(await second.locator("main").innerText()).toContain("start connecting again");
  });

  it("refuses to be framed, so that no page can lay a trap over its buttons", async () => {
    const { page, complaints } = person;
    await page.goto(`${app.origin}/frame`);
    await expect.poll(() => complaints.join("\n")).toMatch(/frame/i);
    const frame = page.frames()[1];
    expect(await frame?.getByRole("button").count()).toBe(0);
  });

  it("shows a hostile name as the text that it is, reading left to right", async () => {
    const hostile = await DesktopApp.start(publicUrl, { name: HOSTILE_NAME });
    try {
      const { page } = person;
      await page.goto(hostile.authorizeUrl);
      const name = page.locator(".facts bdi");
      expect(await name.innerText()).toBe("<img src=x onerror=alert(1)>evil");
      expect(await page.locator("main img").count()).toBe(0);
      expect(person.complaints).toEqual([]);
    } finally {
      hostile.stop();
    }
  });

  it("sends a person with an unusable request nowhere, and says so", async () => {
    const { page } = person;
    const url = new URL(app.authorizeUrl);
    url.searchParams.set("redirect_uri", "https://evil.example/callback");
    const answer = await page.goto(url.href);
    expect(answer?.status()).toBe(400);
    expect(page.url()).toBe(url.href);
    expect(await page.getByRole("heading", { level: 1 }).innerText()).toBe(
      "This app cannot be connected",
    );
    expect(person.complaints).toEqual([]);
  });
});
