/**
 * What a person entrusts to this server: driven through the product in their name, then looked for in
 * its log, its stores and what others are told; and after they had everything deleted, once more.
 */
import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SEED } from "../sandbox/clickup/seed.ts";
import { Buyer } from "../support/buyer.ts";
import { freePort, type Product, startProduct } from "../support/local-product.ts";
import { Person, readForm } from "../support/person.ts";
import { bareCall, signIn } from "../support/plain-oauth.ts";
import { filesWith, simulatedRows } from "./stored.ts";
import { visitAll } from "./visitor.ts";

const BEN = "1002";
const ADA = "1001";
/** Stands in all that is Ben's own: his e-mail, his name, his tasks. */
const CANARY = `canary${randomBytes(8).toString("hex")}`;
const STRANGER = `stranger${randomBytes(8).toString("hex")}`;
/** An event is in the bucket within 60 s. */
const AUDITED_MS = 60_000;

const stateDir = mkdtempSync(join(tmpdir(), "clickup-mcp-privacy-"));
const stores = join(stateDir, "worker");
const lines: string[] = [];
/** Everything that only its owner may ever see again, by what it is. */
const secrets: Record<string, string> = {};
/** By which Ben's rows and records are found; no secrets. */
const ids: string[] = [];
let product: Product;
let personalToken = "";

beforeAll(async () => {
  product = await startProduct({
    port: await freePort(),
    sandboxPort: await freePort(),
    stateDir,
    vars: { LOG_LEVEL: "debug", FREE_REQUESTS_PER_MINUTE: "10000" },
    onLine: (line) => void lines.push(line),
  });
  const ben = product.sandbox.sandbox.state.users[BEN];
  if (ben === undefined) throw new Error("the sandbox has no Ben");
  ben.email = `${CANARY}@example.com`;
  ben.username = `Ben ${CANARY}`;
}, 90_000);

afterAll(async () => {
  await product?.stop();
  rmSync(stateDir, { recursive: true, force: true });
});

async function call(name: string, args: object, token = personalToken): Promise<string> {
  const params = { name, arguments: args };
  return (await bareCall(product.publicUrl, token, "tools/call", params)).text();
}

async function script(method: string, path: string, body?: object, token = personalToken) {
  const response = await fetch(new URL(path, product.publicUrl), {
    method,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, text: await response.text() };
}

/** A personal token of whoever is at this browser, by the page's own form. */
async function newToken(person: Person): Promise<string> {
  const { url, html } = await person.logIn(product.publicUrl);
  const form = readForm(html, url, "/account/tokens");
  const csrf = form.fields.find(([name]) => name === "csrf")?.[1] ?? "";
  secrets[`csrf ${csrf.slice(0, 4)}`] = csrf;
  const answer = await person.fetch(new URL("/account/tokens", product.publicUrl).href, {
    method: "POST",
    headers: {
      accept: "application/json",
      origin: product.publicUrl,
      "content-type": "application/json",
      "x-csrf-token": csrf,
    },
    body: JSON.stringify({ name: "Script" }),
  });
  const { token, id } = (await answer.json()) as { token: string; id: string };
  secrets[`personal token ${id}`] = token;
  if (person.userId === BEN) ids.push(id);
  return token;
}

async function connectAndRefresh(): Promise<void> {
  const { clientId, tokens } = await signIn(product.publicUrl, BEN);
  const refreshed = await fetch(new URL("/oauth/token", product.publicUrl), {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "refresh_token",
      refresh_token: tokens.refresh_token,
      client_id: clientId,
    }),
  });
  const next = (await refreshed.json()) as { access_token: string; refresh_token: string };
  Object.assign(secrets, {
    "access token": tokens.access_token,
    "refresh token": tokens.refresh_token,
    "next access token": next.access_token,
    "next refresh token": next.refresh_token,
  });
  ids.push(tokens.refresh_token.split(":")[1] ?? "");
  const started = await bareCall(product.publicUrl, next.access_token, "initialize", {
    protocolVersion: "2025-11-25",
    capabilities: {},
    clientInfo: { name: "journey", version: "1" },
  });
  const session = started.headers.get("mcp-session-id") ?? "";
  await started.text();
  secrets["session id"] = session;
  ids.push(session.split(".")[0] ?? "");
  const named = { name: "clickup_list_get", arguments: { list: CANARY } };
  const headers = { "mcp-session-id": session, accept: "application/json, text/event-stream" };
  await (await bareCall(product.publicUrl, next.access_token, "tools/call", named, headers)).text();
}

/** Work that leaves something in every table that can hold a user's text. */
async function work(): Promise<void> {
  const { sandbox } = product.sandbox;
  const list = SEED.lists.backlog;
  const task = { list, name: `Plan ${CANARY}`, description: `All about ${CANARY}` };
  const made = await call("clickup_task_create", { ...task, dedupe_key: `once-${CANARY}` });
  expect(made).toContain(CANARY);
  const id = /"id":"([a-z0-9]+)"/.exec(made)?.[1] ?? "";
  await call("clickup_workspace_hierarchy", { workspace: "9001" });
  await call("clickup_task_assign", { task: id, add: [`${CANARY}@example.com`] });
  await call("clickup_comment_create", { task: id, text: `Said ${CANARY}` });
  await call("clickup_workspace_search", { workspace: "9001", query: CANARY });
  await script("POST", "/api/tasks", { list_id: list, name: `Rest ${CANARY}` });
  await script("GET", "/api/teams");

  for (const at of [1, 2]) {
    const offered = await call("clickup_attachment_upload", {
      task: id,
      source: { upload_link: true },
      filename: `${CANARY}.txt`,
    });
    const ticket = /\/upload\/([\w.-]+)/.exec(offered)?.[1];
    if (ticket === undefined) throw new Error(`no link in ${offered}`);
    secrets[`upload ticket ${at}`] = ticket;
    if (at === 2) continue; // stays open
    await script("PUT", `/upload/${ticket}`, { text: CANARY });
  }

  // Failures: ClickUp's own words, broken answers, arguments that do not fit, names that are none.
  const words = JSON.stringify({ err: `no ${CANARY}`, ECODE: `${CANARY}` });
  for (const status of [400, 403, 404, 500]) {
    sandbox.answerNext(new Response(words, { status }), { method: "POST" });
    await call("clickup_task_create", task);
  }
  sandbox.answerNext(new Response(`<html>${CANARY}`, { status: 200 }), { method: "POST" });
  await call("clickup_task_create", task);
  await call("clickup_task_create", { list: CANARY, name: 7, [CANARY]: CANARY });
  await call(`clickup_${CANARY}`, { text: CANARY });

  // A job that has to wait, with all that it still has to send.
  const wait = { "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": inSeconds(90) };
  sandbox.answerNext(
    new Response("{}", { status: 429, headers: { ...wait, "Retry-After": "90" } }),
    { method: "POST", path: /\/task$/ },
  );
  const tasks = Array.from({ length: 12 }, (_, at) => ({
    name: `Bulk ${CANARY} ${at}`,
    description: `More of ${CANARY}`,
    checklists: [{ name: `List ${CANARY}`, items: [`Item ${CANARY}`] }],
  }));
  const job = await call("clickup_task_bulk_create", { list, tasks });
  expect(job).toContain("job_");
}

function inSeconds(seconds: number): string {
  return String(Math.floor(Date.now() / 1000) + seconds);
}

/** ClickUp's and Stripe's side of it, and the deployment's own secrets. */
function collectSecrets(): void {
  const { tokens, codes } = product.sandbox.sandbox.state.oauth;
  for (const [at, token] of Object.keys(tokens).entries()) secrets[`ClickUp token ${at}`] = token;
  for (const [at, code] of Object.keys(codes).entries()) secrets[`ClickUp code ${at}`] = code;
  for (const line of readFileSync(join(stateDir, "secrets.env"), "utf8").split("\n")) {
    const [name = "", ...value] = line.split("=");
    if (name !== "" && !/_ID$/.test(name)) secrets[name] = value.join("=");
  }
}

function byThemselves(texts: readonly string[]): Record<string, string> {
  return Object.fromEntries(texts.map((text) => [text, text]));
}

/** Names of what is in the files, and of the files. */
function whereLeft(texts: Record<string, string>, directory: string): string[] {
  return Object.entries(texts).flatMap(([name, text]) =>
    filesWith(directory, [text]).map((path) => `${name}: ${path.slice(stores.length)}`),
  );
}

/** Names of what is in the text. */
function found(text: string): string[] {
  const all = { "Ben's own text": CANARY, "what a stranger sent": STRANGER, ...secrets };
  return Object.keys(all).filter((name) => text.includes(all[name as keyof typeof all] ?? ""));
}

describe("what a person entrusts to this server", () => {
  it("goes through every route and every kind of failure", async () => {
    const browser = new Person({ userId: BEN });
    personalToken = await newToken(browser);
    await connectAndRefresh();
    await new Buyer(product.publicUrl, browser).upgrade();
    await expect
      .poll(async () => (await script("GET", "/auth/me")).text, { timeout: 20_000 })
      .toContain("premium");
    const apiKey = product.sandbox.sandbox.personalTokenFor(BEN);
    secrets["API key"] = apiKey;
    expect(
      (await script("POST", "/auth/api-key", { api_key: apiKey, team_id: "9001" })).status,
    ).toBe(200);
    await work();
    await visitAll(product.publicUrl, STRANGER, undefined);
    const throwaway = await newToken(browser);
    await visitAll(product.publicUrl, STRANGER, `Bearer ${throwaway}`);
    collectSecrets();
    // It did go through: ClickUp has it.
    expect(product.sandbox.sandbox.snapshot()).toContain(`Bulk ${CANARY}`.slice(0, 5));
    expect(Object.keys(secrets).length).toBeGreaterThan(18);
  }, 150_000);

  it("stands in no line of the log", async () => {
    const ours = lines.filter((line) => line.startsWith("{"));
    expect(ours.length).toBeGreaterThan(100);
    for (const line of ours) {
      expect(JSON.parse(line)).toMatchObject({
        timestamp: expect.any(String),
        level: expect.stringMatching(/^(DEBUG|INFO|WARN|ERROR)$/),
        message: expect.any(String),
        metadata: expect.any(Object),
      });
    }
    const called = ours.find((line) => line.includes('"tool":"clickup_workspace_hierarchy"')) ?? "";
    expect(JSON.parse(called).metadata).toMatchObject({
      requestId: expect.any(String),
      traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
      userId: BEN,
      teamId: "9001",
      outcome: "ok",
      duration: expect.any(Number),
    });
    // The development server prints a line of its own for each request, which nothing deployed has.
    const printed = lines.filter((line) => !line.startsWith("[wrangler:"));
    expect(printed.filter((line) => found(line).length > 0)).toEqual([]);
  });

  it("stands unsealed in no store, the audit bucket included", async () => {
    await expect
      .poll(() => filesWith(join(stores, "v3", "r2"), ["clickup_task_bulk_create"]).length, {
        timeout: AUDITED_MS,
        interval: 1_000,
      })
      .toBeGreaterThan(0);
    // The look finds what is there: a tool's name lies in the account's own rows.
    expect(filesWith(join(stores, "v3", "do"), ["clickup_task_bulk_create"])).not.toEqual([]);
    expect(whereLeft({ "Ben's own text": CANARY, ...secrets }, stores)).toEqual([]);
  }, 90_000);

  it("is told to nobody else", async () => {
    const ada = await newToken(new Person({ userId: ADA }));
    const answers = [
      await script("GET", "/auth/me", undefined, ada),
      await script("GET", "/account/export.json", undefined, ada),
      await script("GET", "/account/audit.ndjson", undefined, ada),
      await script("POST", "/account/tokens/x/revoke", {}, ada),
    ];
    for (const id of ids) {
      answers.push(await script("POST", `/account/sessions/${id}/end`, {}, ada));
    }
    const ben = Object.fromEntries(Object.entries(secrets).filter(([, text]) => text !== ada));
    for (const { text } of answers) {
      expect(text).not.toContain(CANARY);
      for (const secret of Object.values(ben)) expect(text).not.toContain(secret);
    }
    expect((await script("GET", "/auth/me")).status).toBe(200);
  });

  it("is given to its owner as one file", async () => {
    const { text } = await script("GET", "/account/export.json");
    const file = JSON.parse(text);
    expect(file.account.tables.account[0].sealed_profile.email).toBe(`${CANARY}@example.com`);
    expect(JSON.stringify(file.account.tables.job_steps)).toContain(`Bulk ${CANARY}`.slice(0, 8));
    // What a stranger sent with Ben's own token are names that Ben has given.
    expect(found(text).filter((name) => name !== "what a stranger sent")).toEqual([
      "Ben's own text",
    ]);
  });
});

describe("after everything was deleted", () => {
  it("nothing of the person is left in any store but that they were there", async () => {
    const customers = Object.keys(product.stripe.state.customers);
    const apart = ids.filter((id) => filesWith(join(stores, "v3", "do"), [id]).length > 0);
    expect(apart.length).toBeGreaterThan(2);
    expect(simulatedRows(join(stores, "v3", "kv"))).toContain(`grant:${BEN}:`);

    expect(await script("POST", "/account/delete", { confirm: "DELETE" })).toEqual({
      status: 200,
      text: JSON.stringify({ success: true }),
    });

    expect((await script("GET", "/auth/me")).status).toBe(401);
    const own = { "Ben's own text": CANARY, ...secrets, ...byThemselves([...ids, ...customers]) };
    await expect
      .poll(() => whereLeft(own, join(stores, "v3", "do")), { timeout: 10_000, interval: 500 })
      .toEqual([]);
    const elsewhere =
      simulatedRows(join(stores, "v3", "kv")) + simulatedRows(join(stores, "v3", "r2"));
    expect(elsewhere).not.toMatch(new RegExp(`[:/]${BEN}[:/]|${CANARY}`));
    expect(product.stripe.state.customers[customers[0] ?? ""]).toMatchObject({ deleted: true });
  }, 60_000);
});
