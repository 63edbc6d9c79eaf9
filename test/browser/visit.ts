/** One person's window, and what a page did there that it must not. */
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";

export interface Visit {
  context: BrowserContext;
  page: Page;
  /** Console errors, broken policies, scripts that threw, requests to other hosts. */
  readonly complaints: string[];
}

/** `ownOrigin`: the product's; what its pages load has to come from there. */
export async function visit(
  browser: Browser,
  ownOrigin: string,
  options: BrowserContextOptions = {},
): Promise<Visit> {
  const context = await browser.newContext(options);
  const complaints: string[] = [];
  const observe = (page: Page) => {
    page.on("console", (line) => {
      // Chromium reports a page that is an error page as a resource that failed.
      const isStatus = line.text().startsWith("Failed to load resource");
      if (["error", "warning"].includes(line.type()) && !isStatus) {
        complaints.push(`${line.type()} at ${page.url()}: ${line.text()}`);
      }
    });
    page.on("pageerror", (error) => complaints.push(`script at ${page.url()}: ${error.message}`));
    page.on("request", (request) => {
      const isOurs = page.url().startsWith(ownOrigin) && !request.isNavigationRequest();
      if (isOurs && new URL(request.url()).origin !== ownOrigin) {
        complaints.push(`${page.url()} asked ${request.url()}`);
      }
    });
    page.on("dialog", (dialog) => {
      complaints.push(`a dialog at ${page.url()}: ${dialog.message()}`);
      void dialog.dismiss();
    });
  };
  context.on("page", observe);
  const page = await context.newPage();
  return { context, page, complaints };
}

/** ClickUp's own page: this person lets us in. */
export async function connectAtClickUp(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: `Connect as ${name}` }).click();
}
