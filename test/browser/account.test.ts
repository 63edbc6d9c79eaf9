/** A person with a browser alone: signs in, makes a token for a script, revokes it, leaves. */
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from "vitest";
import { bareCall } from "../support/plain-oauth.ts";
import { openChromium } from "./chromium.ts";
import { connectAtClickUp, type Visit, visit } from "./visit.ts";

const publicUrl = inject("publicUrl");

let browser: Browser;
let person: Visit;

beforeAll(async () => {
  browser = await openChromium();
});
afterAll(() => browser.close());

beforeEach(async () => {
  person = await visit(browser, publicUrl);
  await person.page.goto(`${publicUrl}/auth/login`);
  await connectAtClickUp(person.page, "Ada Lovelace");
  await person.page.waitForURL(`${publicUrl}/account`);
});
afterEach(() => person.context.close());

describe("the account page", () => {
  it("shows after the sign-in who it is for, the MCP URL and the Workspaces", async () => {
    const { page } = person;
    expect(await page.getByRole("heading", { level: 1 }).innerText()).toBe(
      "Signed in as Ada Lovelace",
    );
    expect(await page.locator("main").innerText()).toContain(`${publicUrl}/mcp`);
    const workspaces = page.getByRole("region", { name: "Open Workspaces" });
    expect(await workspaces.getByRole("listitem").count()).toBeGreaterThan(0);
    expect(person.complaints).toEqual([]);
  });

  it("makes a personal token that is shown once and works until it is revoked", async () => {
    const { page } = person;
    const name = `Script ${Date.now()}`;
    await page.getByRole("textbox", { name: "Name" }).fill(name);
    await page.getByRole("button", { name: "Create token" }).click();
    await expect.poll(() => page.getByRole("heading", { level: 1 }).innerText()).toContain(name);
    const token = await page.locator(".copy code").first().innerText();
    expect(token.split(".")).toHaveLength(3);

    const listed = await bareCall(publicUrl, token, "tools/list");
    expect(listed.status).toBe(200);
    const { result } = (await listed.json()) as { result: { tools: unknown[] } };
    expect(result.tools).toHaveLength(7);

    await page.getByRole("link", { name: "Back to your account" }).click();
    await page.waitForURL(`${publicUrl}/account`);
    expect(await page.content()).not.toContain(token);
    await page.getByRole("button", { name: `Revoke ${name}` }).click();
    await expect.poll(() => page.getByText(name).count()).toBe(0);
    expect((await bareCall(publicUrl, token, "tools/list")).status).toBe(401);
    expect(person.complaints).toEqual([]);
  });

  it("gives a token no more than was ticked", async () => {
    const { page } = person;
    await page.getByRole("textbox", { name: "Name" }).fill("Reader");
    await page.getByRole("checkbox", { name: /Create and change/ }).uncheck();
    await page.getByRole("button", { name: "Create token" }).click();
    await expect.poll(() => page.url()).toBe(`${publicUrl}/account/tokens`);
    const token = await page.locator(".copy code").first().innerText();
    const answer = await bareCall(publicUrl, token, "tools/call", {
      name: "clickup_task_create",
      arguments: { list: "901", name: "Must not be written" },
    });
    expect(await answer.text()).toContain("insufficient_scope");
    await page.goto(`${publicUrl}/account`);
    await page.getByRole("button", { name: "Revoke Reader" }).first().click();
    await page.waitForURL(`${publicUrl}/account`);
  });

  it("signs out, and asks for a sign-in when it is opened again", async () => {
    const { page } = person;
    await page.getByRole("button", { name: "Sign out", exact: true }).click();
    await page.waitForURL(`${publicUrl}/`);
    await page.goto(`${publicUrl}/account`);
    expect(new URL(page.url()).origin).not.toBe(publicUrl);
    expect(person.complaints).toEqual([]);
  });
});
