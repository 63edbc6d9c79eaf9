/** A person with a browser alone: signs in, makes a token for a script, revokes it, leaves. */
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from "vitest";
import { connectV1 } from "../support/connected-client.ts";
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

  it("stores an API key that ClickUp knows, says so when it knows none, and forgets it", async () => {
    const { page } = person;
    const store = async (key: string) => {
      await page.getByLabel("API key", { exact: true }).fill(key);
      await page.getByRole("button", { name: /^(Store|Replace) the key$/ }).click();
      await page.waitForLoadState();
    };
    await store("pk_1001_UNKNOWN");
    expect(await page.getByText("ClickUp does not accept this API key").isVisible()).toBe(true);
    await page.getByRole("link", { name: "Back to your account" }).click();
    await store(inject("apiKey"));
    expect(await page.getByText("A key is in use").isVisible()).toBe(true);
    expect(await page.content()).not.toContain(inject("apiKey"));
    await page.getByRole("button", { name: "Forget the key" }).click();
    await expect.poll(() => page.getByText("A key is in use").count()).toBe(0);
    expect(person.complaints).toEqual([]);
  });

  it("ends a client's session without ending its connection", async () => {
    const { page } = person;
    const client = await connectV1(publicUrl, "1001");
    await page.reload();
    await page.getByRole("button", { name: "End the session of journey" }).click();
    await expect.poll(() => page.getByText("Session of journey").count()).toBe(0);
    expect(await page.getByRole("button", { name: "Revoke Journey client" }).count()).toBe(1);
    await expect(client.toolNames()).rejects.toThrow(/404/);
    await client.close();
    await page.getByRole("button", { name: "Revoke Journey client" }).click();
    await expect.poll(() => page.getByText("Journey client").count()).toBe(0);
    expect(person.complaints).toEqual([]);
  });

  it("deletes everything once the word is typed, and begins anew at the next sign-in", async () => {
    const { page, complaints, context } = await visit(browser, publicUrl);
    const signIn = async () => {
      await page.goto(`${publicUrl}/auth/login`);
      await connectAtClickUp(page, "Hana Kim");
      await page.waitForURL(`${publicUrl}/account`);
    };
    await signIn();
    await page.getByRole("textbox", { name: "Name" }).fill("Left over");
    await page.getByRole("button", { name: "Create token" }).click();
    const token = await page.locator(".copy code").first().innerText();
    await page.goto(`${publicUrl}/account`);
    const erase = page.getByRole("button", { name: "Delete my account" });
    await page.getByLabel("Type DELETE to confirm").fill("delete");
    await erase.click();
    expect(page.url()).toBe(`${publicUrl}/account`);
    expect((await bareCall(publicUrl, token, "tools/list")).status).toBe(200);
    await page.getByLabel("Type DELETE to confirm").fill("DELETE");
    await erase.click();
    await expect.poll(() => page.getByRole("heading", { level: 1 }).innerText()).toMatch(/deleted/);
    expect((await bareCall(publicUrl, token, "tools/list")).status).toBe(401);
    await signIn();
    expect(await page.getByText("Left over").count()).toBe(0);
    expect(complaints).toEqual([]);
    await context.close();
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
