import { describe, expect, it } from "vitest";
import { webhookCreate } from "../../../src/tools/webhook/create.ts";
import { webhookDelete } from "../../../src/tools/webhook/delete.ts";
import { webhookList } from "../../../src/tools/webhook/list.ts";
import { webhookUpdate } from "../../../src/tools/webhook/update.ts";
import { webhookVerify } from "../../../src/tools/webhook/verify.ts";
import { workspaceHierarchy } from "../../../src/tools/workspace/hierarchy.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

const { everything, suspended } = SEED.webhooks;
const SECRET = "O94IM25S7PXBPYTMNXLLET230SRP0S89COR7B1YOJ2ZIE8WQNK5UUKEF26W0Z5GA";

describe("clickup_webhook_list", () => {
  it("shows health and place and never the secret", async () => {
    const { call, requests } = toolBench(webhookList);
    const outcome = await call({});
    expect(outcome).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "note": "Suspended ones get nothing, also not later: ClickUp does that after 100 failed deliveries. When the receiver works, bring them back with clickup_webhook_update and active true.",
            "webhooks": [
              {
                "events": [
                  "*",
                ],
                "fail_count": 0,
                "id": "c5f90568-13c6-481e-8513-f31b9fb9aa62",
                "place": "workspace",
                "status": "active",
                "url": "https://hooks.example.com/clickup",
              },
              {
                "events": [
                  "taskCreated",
                  "taskStatusUpdated",
                ],
                "fail_count": 100,
                "id": "5fa8059f-3f83-453d-8ebc-fbf89acd3721",
                "place": "list 901",
                "status": "suspended",
                "url": "https://old.example.com/hook",
              },
            ],
          },
          "text": "webhooks (2):
        - id: c5f90568-13c6-481e-8513-f31b9fb9aa62 · url: https://hooks.example.com/clickup · events: * · place: workspace · status: active · fail_count: 0
        - id: 5fa8059f-3f83-453d-8ebc-fbf89acd3721 · url: https://old.example.com/hook · events: taskCreated, taskStatusUpdated · place: list 901 · status: suspended · fail_count: 100
      note: Suspended ones get nothing, also not later: ClickUp does that after 100 failed deliveries. When the receiver works, bring them back with clickup_webhook_update and active true.",
        },
      }
    `);
    expect(JSON.stringify(outcome)).not.toContain(SECRET.slice(0, 8));
    expect(requests()).toEqual(["GET /v2/team", "GET /v2/team/9001/webhook"]);
  });

  it("narrows by status and place", async () => {
    const { value } = toolBench(webhookList);
    expect(await value({ status: "suspended" })).toMatchObject({ webhooks: [{ id: suspended }] });
    expect(await value({ at: SEED.lists.backlog })).toMatchObject({
      webhooks: [{ id: suspended }],
    });
    expect(await value({ at: SEED.tasks.checkout })).toEqual({
      webhooks: [],
      note: "None of the 2 webhooks fits status and place.",
    });
  });

  it("names the place where the index is kept, without a call", async () => {
    const { value, call, requests, forget } = toolBench(webhookList);
    await call({}, workspaceHierarchy);
    forget();
    expect(await value({ status: "suspended" })).toMatchObject({
      webhooks: [{ place: "list 901 (Backlog)" }],
    });
    expect(requests()).toEqual(["GET /v2/team/9001/webhook"]);
    const shown = await call({ webhook: suspended, dry_run: true }, webhookDelete);
    expect(shown).toMatchObject({
      value: { structured: { webhook: { place: "list 901 (Backlog)" } } },
    });
  });

  it("does not let an empty list pass for a Workspace without webhooks", async () => {
    const { value } = toolBench(webhookList, { userId: SEED.users.ben });
    expect(await value({})).toEqual({
      webhooks: [],
      note: "ClickUp shows only webhooks that this user made through this server; there may be others.",
    });
  });
});

describe("clickup_webhook_create", () => {
  it("registers it in one call and shows the secret", async () => {
    const { value, writes, call } = toolBench(webhookCreate);
    const asked = {
      url: "https://hooks.example.com/a",
      events: ["taskcreated"],
      at: SEED.lists.now,
    };
    expect(await value(asked)).toEqual({
      id: expect.any(String),
      url: "https://hooks.example.com/a",
      events: ["taskCreated"],
      place: "list 902 (Now)",
      secret: expect.any(String),
      note: expect.stringContaining("not shown again"),
    });
    expect(writes()).toEqual([
      {
        request: "POST /v2/team/9001/webhook",
        body: { endpoint: "https://hooks.example.com/a", events: ["taskCreated"], list_id: 902 },
      },
    ]);
    expect(await call(asked)).toMatchObject({
      failure: {
        code: "clickup_rejected",
        ecode: "OAUTH_171",
        hint: expect.stringContaining("already"),
      },
    });
  });

  it.each([
    [SEED.spaces.product, { space_id: 101 }, "space 101 (Product)"],
    ["Product / Mobile", { folder_id: 504 }, "folder 504 (Mobile)"],
    ["NW-1", { task_id: SEED.tasks.checkout }, `task ${SEED.tasks.checkout}`],
    [undefined, {}, "workspace"],
  ])("registers one for %s and all events", async (at, ids, place) => {
    const { value, writes } = toolBench(webhookCreate);
    const url = "https://hooks.example.com/a";
    expect(await value({ url, events: ["taskCreated", "*"], at })).toMatchObject({
      events: ["*"],
      place,
    });
    expect(writes().map(({ body }) => body)).toEqual([{ endpoint: url, events: ["*"], ...ids }]);
  });

  it("sends nothing for a bad URL, event or place", async () => {
    const { call, writes } = toolBench(webhookCreate);
    const url = "https://hooks.example.com/a";
    for (const input of [
      { url: "http://hooks.example.com/a", events: ["*"] },
      { url: "https://user:pass@hooks.example.com", events: ["*"] },
      { url: "javascript:alert(1)", events: ["*"] },
      { url, events: ["taskExploded"] },
      { url, events: [] },
      { url, events: ["*"], at: "../x" },
    ]) {
      expect(await call(input)).toMatchObject({ ok: false });
    }
    expect(writes()).toEqual([]);
  });
});

describe("clickup_webhook_update", () => {
  it("fills in what stays, because ClickUp wants all three fields", async () => {
    const { value, writes } = toolBench(webhookUpdate);
    expect(await value({ webhook: suspended, active: true })).toEqual({
      id: suspended,
      status: "active",
      changed: ["active"],
    });
    expect(await value({ webhook: everything, url: "https://new.example.com/" })).toMatchObject({
      changed: ["url"],
    });
    expect(writes()).toEqual([
      {
        request: `PUT /v2/webhook/${suspended}`,
        body: {
          endpoint: "https://old.example.com/hook",
          events: ["taskCreated", "taskStatusUpdated"],
          status: "active",
        },
      },
      {
        request: `PUT /v2/webhook/${everything}`,
        body: { endpoint: "https://new.example.com/", events: "*", status: "active" },
      },
    ]);
  });

  it("changes events, suspends, finds it by its URL, and tells what ClickUp ignored", async () => {
    const { value, call, sandbox } = toolBench(webhookUpdate);
    const url = "https://hooks.example.com/clickup";
    expect(await value({ webhook: url, events: ["listCreated"], active: false })).toEqual({
      id: everything,
      status: "suspended",
      changed: ["events", "active"],
    });
    const kept = { id: everything, endpoint: url, events: ["*"] };
    sandbox.answerNext(Response.json({ webhook: kept }), { method: "PUT" });
    const asked = { webhook: everything, url: "https://new.example.com/", events: ["goalCreated"] };
    expect(await value(asked)).toMatchObject({ changed: [], ignored: ["url", "events"] });
    const other = sandbox.state.webhooks[suspended];
    if (other !== undefined) other.endpoint = url;
    expect(await call({ webhook: url, active: true })).toMatchObject({
      failure: { code: "ambiguous", candidates: [{ id: everything }, { id: suspended }] },
    });
  });

  it("writes nothing without a change, for a stranger's webhook or a hostile id", async () => {
    const { call, writes } = toolBench(webhookUpdate);
    expect(await call({ webhook: everything })).toMatchObject({
      failure: { code: "invalid_input" },
    });
    const unknown = "00000000-0000-0000-0000-000000000000";
    expect(await call({ webhook: unknown, active: true })).toMatchObject({
      failure: { code: "not_found", findWith: "clickup_webhook_list" },
    });
    expect(await call({ webhook: "../team", active: true })).toMatchObject({ ok: false });
    expect(writes()).toEqual([]);
  });
});

describe("clickup_webhook_delete", () => {
  it("deletes in one call, and only shows it with dry_run", async () => {
    const { value, requests, forget, call } = toolBench(webhookDelete);
    expect(await value({ webhook: suspended, dry_run: true })).toMatchObject({
      deleted: false,
      webhook: { url: "https://old.example.com/hook" },
    });
    forget();
    expect(await value({ webhook: suspended })).toEqual({ deleted: true, id: suspended });
    expect(requests()).toEqual([`DELETE /v2/webhook/${suspended}`]);
    forget();
    for (const webhook of ["../x", "https://old.example.com/hook", "1"]) {
      expect(await call({ webhook })).toMatchObject({ failure: { code: "invalid_input" } });
    }
    expect(requests()).toEqual([]);
    expect(await call({ webhook: suspended })).toMatchObject({
      failure: {
        code: "workspace_not_shared",
        what: "webhook",
        findWith: "clickup_webhook_list",
      },
    });
  });
});

describe("clickup_webhook_verify", () => {
  const body = JSON.stringify({
    event: "taskStatusUpdated",
    webhook_id: everything,
    task_id: "86a1",
    history_items: [
      {
        id: "2800763136717140857",
        date: "1642734631523",
        field: "status",
        user: { id: 183, username: "Ada" },
        before: { status: "to do", color: "#f00" },
        after: { status: "in progress" },
      },
      { id: "2", date: "1642734631523", field: "due_date", before: null, after: "1643608800000" },
    ],
  });

  it("tells a true delivery from a forged one without a call", async () => {
    const { value, requests } = toolBench(webhookVerify);
    const signature = await sign(body, SECRET);
    expect(await value({ body, signature, secret: SECRET })).toMatchInlineSnapshot(`
      {
        "changes": [
          {
            "after": "in progress",
            "at": "2022-01-21T03:10:31.523Z",
            "before": "to do",
            "by": "Ada",
            "field": "status",
            "id": "2800763136717140857",
          },
          {
            "after": "2022-01-31T06:00:00.000Z",
            "at": "2022-01-21T03:10:31.523Z",
            "field": "due_date",
            "id": "2",
          },
        ],
        "event": "taskStatusUpdated",
        "task": "86a1",
        "valid": true,
        "webhook": "c5f90568-13c6-481e-8513-f31b9fb9aa62",
      }
    `);
    const forged = { valid: false, note: expect.stringContaining("do not act on it") };
    expect(await value({ body: `${body} `, signature, secret: SECRET })).toEqual(forged);
    expect(await value({ body, signature, secret: `${SECRET}x` })).toEqual(forged);
    expect(await value({ body, signature: "zz", secret: SECRET })).toEqual(forged);
    expect(requests()).toEqual([]);
  });

  it("reads what happened to other things than tasks, and who is named in it", async () => {
    const { value } = toolBench(webhookVerify);
    const user = { id: 7, username: null };
    const items = [
      { field: "assignee_add", user, before: null, after: { id: 8, username: "Ben" } },
      { field: "tag", user, after: [{ name: "bug" }, { name: "api" }] },
    ];
    const payload = { event: "listUpdated", list_id: 901, history_items: items };
    const text = JSON.stringify(payload);
    const signature = `sha256=${(await sign(text, SECRET)).toUpperCase()}`;
    expect(await value({ body: text, signature, secret: SECRET })).toEqual({
      valid: true,
      event: "listUpdated",
      object: "list 901",
      changes: [
        { field: "assignee_add", after: "Ben", by: "7" },
        { field: "tag", after: "bug, api", by: "7" },
      ],
    });
  });

  it("reads a delivery whose dates no calendar holds", async () => {
    const { value } = toolBench(webhookVerify);
    const text = JSON.stringify({
      event: "taskDueDateUpdated",
      history_items: [{ field: "due_date", date: "1e300", before: "soon", after: 1e18 }],
    });
    const signature = await sign(text, SECRET);
    expect(await value({ body: text, signature, secret: SECRET })).toMatchObject({
      changes: [{ field: "due_date", before: "soon", after: "1000000000000000000" }],
    });
  });

  it("takes the secret of one of my webhooks and does not show it", async () => {
    const { call } = toolBench(webhookVerify);
    const outcome = await call({
      body: "not json",
      signature: await sign("not json", SECRET),
      webhook: everything,
    });
    expect(outcome).toMatchObject({ ok: true, value: { structured: { valid: true } } });
    expect(JSON.stringify(outcome)).not.toContain(SECRET);
    expect(await call({ body, signature: "00" })).toMatchObject({
      failure: { code: "invalid_input", argument: "secret" },
    });
  });
});

async function sign(body: string, secret: string): Promise<string> {
  const utf8 = new TextEncoder();
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", utf8.encode(secret), algorithm, false, ["sign"]);
  const bytes = new Uint8Array(await crypto.subtle.sign("HMAC", key, utf8.encode(body)));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
