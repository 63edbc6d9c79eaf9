import { env, runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { accountOf } from "../../src/account/account-of.ts";
import { readEvents } from "../../src/account/audit-outbox.ts";
import { uploadTickets } from "../../src/account/upload-tickets.ts";
import { readConfig } from "../../src/env.ts";
import type { UploadTarget } from "../../src/tools/context.ts";
import { SEED } from "../sandbox/clickup/seed.ts";
import { contentSealOf } from "../support/content-seal.ts";
import { oauthBench, USER } from "../support/oauth-bench.ts";

const { bug, checkout } = SEED.tasks;
const object = () => env.ACCOUNT.getByName(USER);

const setTier = (tier: "free" | "premium") =>
  runInDurableObject(object(), (_, { storage }) => {
    storage.sql.exec("UPDATE account SET tier = ?", tier);
  });

/** A signed-in account that gave out a link, as the tool does. */
async function withLink(target: Partial<UploadTarget> = {}) {
  const bench = oauthBench();
  const credentialId = crypto.randomUUID();
  const account = accountOf(env, USER);
  await account.signIn({
    user: { id: USER, name: "Ada", email: "ada@example.com", timezone: "UTC", weekStartDay: 1 },
    workspaces: [{ id: "9001", name: "Northwind Studio" }],
    clickUpToken: bench.sandbox.tokenFor(USER, ["9001"]),
    credential: {
      credentialId,
      kind: "grant",
      clientId: "client",
      clientName: "Test",
      scopes: ["clickup:read", "clickup:write"],
    },
    requestId: "r-sign-in",
  });
  await setTier("premium");
  const link = await runInDurableObject(object(), (_, state) =>
    uploadTickets(state.storage.sql, contentSealOf(state.id), readConfig(env), {
      userId: USER,
      credentialId,
      clientId: "client",
    }).issue({ task: bug, workspaceId: "9001", filename: "film.mp4", ...target }),
  );
  const path = new URL(link.url).pathname;
  const put = (body: string, headers: Record<string, string> = {}, at = path) =>
    bench.request(at, {
      method: "PUT",
      body,
      headers: { "Content-Length": String(body.length), "Content-Type": "video/mp4", ...headers },
    });
  return { ...bench, account, credentialId, path, put };
}

const dead = { status: 404, code: "upload_link_dead" };
async function refusalOf(response: Response) {
  const { code } = await response.json<{ code: string }>();
  return { status: response.status, code };
}

describe("PUT /upload/:ticket", () => {
  it("takes nothing once its user has no Premium any more, since the tool behind it is Premium", async () => {
    const { put, sandbox } = await withLink();
    await setTier("free");
    expect(await refusalOf(await put("MOVIE"))).toEqual({ status: 403, code: "premium_required" });
    expect(sandbox.seen).toEqual([]);
  });

  it("passes one file on to the task and answers what ClickUp made of it", async () => {
    const { put, sandbox } = await withLink();
    const response = await put("MOVIE");
    expect(response.status).toBe(201);
    expect(await response.json()).toMatchObject({ name: "film.mp4", size: 5 });
    expect(sandbox.state.tasks[bug]?.attachments.at(-1)).toMatchObject({
      title: "film.mp4",
      mimetype: "video/mp4",
      base64: btoa("MOVIE"),
    });
  });

  it("puts it into a Files field when the link is for one", async () => {
    const { put, sandbox } = await withLink({
      task: checkout,
      fieldId: SEED.fields.attachment,
    });
    expect((await put("MOVIE")).status).toBe(201);
    expect(sandbox.seen.map(({ method, path }) => `${method} ${path}`)).toEqual([
      `POST /api/v3/workspaces/9001/custom_fields/${SEED.fields.attachment}/attachments`,
      `POST /api/v2/task/${checkout}/field/${SEED.fields.attachment}`,
    ]);
  });

  it("takes a file larger than what other routes take", async () => {
    const { put, sandbox } = await withLink();
    expect((await put("x".repeat(3_000_000))).status).toBe(201);
    expect(sandbox.state.tasks[bug]?.attachments.at(-1)?.sizeBytes).toBe(3_000_000);
  });

  it("works once, also when two come at the same time", async () => {
    const { put, sandbox } = await withLink();
    const statuses = (await Promise.all([put("ONE"), put("TWO")])).map(({ status }) => status);
    expect(statuses.sort()).toEqual([201, 404]);
    expect(await refusalOf(await put("AGAIN"))).toEqual(dead);
    expect(sandbox.seen).toHaveLength(1);
  });

  it("ends with its time and with the connection that asked for it", async () => {
    const expired = await withLink();
    await runInDurableObject(object(), (_, state) => {
      state.storage.sql.exec("UPDATE upload_tickets SET expires_at_ms = 1");
    });
    expect(await refusalOf(await expired.put("LATE"))).toEqual(dead);

    const revoked = await withLink();
    await revoked.account.revokeCredential(revoked.credentialId, "r-revoke");
    expect(await refusalOf(await revoked.put("LATE"))).toEqual(dead);
    expect([...expired.sandbox.seen, ...revoked.sandbox.seen]).toEqual([]);
  });

  it("refuses an invented or altered ticket before any account is looked up", async () => {
    const { put, path, sandbox } = await withLink();
    const other = path.replace("/upload/1001.", "/upload/1002.");
    for (const at of [other, `${path}x`, "/upload/1001.a.b", "/upload/x", `${path}/more`]) {
      expect((await put("MOVIE", {}, at)).status).toBe(404);
    }
    expect(sandbox.seen).toEqual([]);
    expect((await put("MOVIE")).status).toBe(201);
  });

  it("keeps the link when the file has no length, none at all, or too much of it", async () => {
    const { put, request, path } = await withLink();
    expect((await put("M", { "Content-Length": "104857601" })).status).toBe(413);
    expect((await put("M", { "Content-Length": "x" })).status).toBe(411);
    expect((await request(path, { method: "PUT" })).status).toBe(411);
    expect((await request(path)).status).toBe(405);
    expect((await put("MOVIE")).status).toBe(201);
  });

  it("is closed to pages of other origins", async () => {
    const { put } = await withLink();
    expect((await put("MOVIE", { Origin: "https://evil.example" })).status).toBe(403);
  });

  it("says so when ClickUp does not take it, in no words of ClickUp's", async () => {
    const { put, sandbox } = await withLink();
    sandbox.answerNext(() =>
      Response.json({ err: "call 555 now", ECODE: "GBUSED_005" }, { status: 403 }),
    );
    const response = await put("MOVIE");
    expect(response.status).toBe(422);
    expect(await response.text()).not.toContain("555");
  });

  it("leaves one audit event, without the ticket and the file's name", async () => {
    const { put, path } = await withLink();
    await put("MOVIE");
    const events = await runInDurableObject(object(), (_, state) =>
      readEvents(state.storage.sql, 0, 1000),
    );
    const own = events.at(-1);
    expect(own).toMatchObject({
      action: "rest",
      tool: "clickup_attachment_upload",
      outcome: "ok",
      upstream_calls: 1,
    });
    expect(JSON.stringify(own)).not.toMatch(/film/);
    expect(JSON.stringify(own)).not.toContain(path.slice(-43));
  });
});
