import { describe, expect, it } from "vitest";
import {
  authorizeUrl,
  locationOf,
  newPkce,
  oauthBench,
  PUBLIC_URL,
} from "../support/oauth-bench.ts";

const queryOf = (url: string) => Object.fromEntries(new URL(url).searchParams);

/** A browser that has consented and comes back from ClickUp to this path. */
async function backFromClickUp(bench: ReturnType<typeof oauthBench>) {
  const browser = bench.browser();
  const path = authorizeUrl(await bench.register(), await newPkce());
  return { browser, path: await browser.toCallback(path, bench.sandbox) };
}

const changed = (path: string, change: (query: URLSearchParams) => void) => {
  const url = new URL(path, PUBLIC_URL);
  change(url.searchParams);
  return url.pathname + url.search;
};

describe("the way back from ClickUp", () => {
  it("ends at the client with a code, its state and our name", async () => {
    const bench = oauthBench();
    const { browser, path } = await backFromClickUp(bench);
    const response = await browser.visit(path);
    expect(queryOf(locationOf(response))).toEqual({
      code: expect.stringMatching(/^1001:/),
      state: "the-client's-state",
      iss: PUBLIC_URL,
    });
    expect(response.headers.get("Referrer-Policy")).toBe("no-referrer");
    expect(bench.sandbox.seen.map(({ path: seen }) => seen)).toEqual([
      "/api/v2/oauth/token",
      "/api/v2/user",
      "/api/v2/team",
    ]);
  });

  it("works under its older name", async () => {
    const { browser, path } = await backFromClickUp(oauthBench());
    const older = path.replace("/auth/callback", "/oauth/clickup/callback");
    expect(queryOf(locationOf(await browser.visit(older)))).toHaveProperty("code");
  });

  it("asks ClickUp nothing without the cookie of the browser that began", async () => {
    const bench = oauthBench();
    const { path } = await backFromClickUp(bench);
    expect((await bench.browser().visit(path)).status).toBe(400);
    const other = (await backFromClickUp(bench)).browser;
    expect((await other.visit(path)).status).toBe(400);
    expect(bench.toClickUp()).toBe(0);
  });

  it.each<[string, (query: URLSearchParams) => void]>([
    ["no state", (query) => query.delete("state")],
    ["a state of nobody", (query) => query.set("state", "A".repeat(43))],
    ["two states", (query) => query.append("state", "A".repeat(43))],
    ["two codes", (query) => query.append("code", "stolen")],
  ])("with %s ends on a page and asks ClickUp nothing", async (_, change) => {
    const bench = oauthBench();
    const { browser, path } = await backFromClickUp(bench);
    const response = await browser.visit(changed(path, change));
    expect([response.status, response.headers.get("Location")]).toEqual([400, null]);
    expect(bench.toClickUp()).toBe(0);
  });

  it("works once", async () => {
    const { browser, path } = await backFromClickUp(oauthBench());
    const cookies = new Map(browser.cookies);
    expect((await browser.visit(path)).status).toBe(303);
    for (const [name, value] of cookies) browser.cookies.set(name, value);
    expect((await browser.visit(path)).status).toBe(400);
  });

  it.each<[string, (query: URLSearchParams) => void, string]>([
    [
      "who said no at ClickUp",
      (query) => {
        query.delete("code");
        query.set("error", "access_denied");
      },
      "access_denied",
    ],
    ["whom ClickUp failed", (query) => query.set("error", "<script>"), "server_error"],
    ["without a code", (query) => query.delete("code"), "server_error"],
    ["with a code that ClickUp does not know", (query) => query.set("code", "x"), "access_denied"],
  ])("takes the client's user %s back to the client", async (_, change, error) => {
    const bench = oauthBench();
    const { browser, path } = await backFromClickUp(bench);
    const response = await browser.visit(changed(path, change));
    expect(queryOf(locationOf(response))).toEqual({
      error,
      error_description: expect.not.stringContaining("<"),
      state: "the-client's-state",
      iss: PUBLIC_URL,
    });
  });

  it.each([500, 429])("says temporarily_unavailable when ClickUp answers %d", async (status) => {
    const bench = oauthBench();
    const { browser, path } = await backFromClickUp(bench);
    bench.sandbox.answerNext(new Response("{}", { status }));
    expect(queryOf(locationOf(await browser.visit(path)))).toMatchObject({
      error: "temporarily_unavailable",
    });
  });
});
