import { describe, expect, it } from "vitest";
import { accessUpdate } from "../../../src/tools/access/update.ts";
import { auditLogQuery } from "../../../src/tools/audit-log/query.ts";
import { BENCH_NOW_MS, SEED, toolBench } from "../../support/tool-bench.ts";

/** Emil owns Summit, which is on the Enterprise plan. */
const SUMMIT = { userId: SEED.users.emil, workspaceIds: [SEED.workspaces.summit] };

describe("clickup_audit_log_query", () => {
  it("gives a page, newest first, and goes on by cursor", async () => {
    const { value } = toolBench(auditLogQuery, SUMMIT);
    const area = "user-activity";
    const asked = { area, from: "2026-10-03", limit: 5 };
    const first = await value(asked);
    expect(first).toMatchInlineSnapshot(`
      {
        "complete": false,
        "events": [
          {
            "event": "INVITE_TO_WORKSPACE",
            "status": "success",
            "time": "2026-11-02T10:00:00+01:00",
            "user": "emil@example.com",
          },
          {
            "event": "INVITE_TO_WORKSPACE",
            "status": "success",
            "time": "2026-11-02T07:00:00+01:00",
            "user": "farah@example.com",
          },
          {
            "event": "INVITE_TO_WORKSPACE",
            "status": "success",
            "time": "2026-11-02T04:00:00+01:00",
            "user": "emil@example.com",
          },
          {
            "event": "INVITE_TO_WORKSPACE",
            "status": "success",
            "time": "2026-11-02T01:00:00+01:00",
            "user": "farah@example.com",
          },
          {
            "event": "INVITE_TO_WORKSPACE",
            "status": "success",
            "time": "2026-11-01T22:00:00+01:00",
            "user": "emil@example.com",
          },
        ],
        "from": "2026-10-03",
        "next_cursor": "eyJtIjoiMTc5MzU2NjgwMDAwMCIsImYiOiI2ODk4ZTQzNTE0NjAifQ",
        "to": "now",
      }
    `);
    const second = await value({ ...asked, cursor: first.next_cursor });
    const times = [first, second].flatMap((page) =>
      (page.events as { time: string }[]).map(({ time }) => time),
    );
    expect(times).toEqual([...times].sort().reverse());
    expect(new Set(times).size).toBe(times.length);
  });

  it("filters by people and events, and is a reading one under readonly", async () => {
    const { value, writes } = toolBench(auditLogQuery, { ...SUMMIT, policy: { readonly: true } });
    await value({ area: "auth-and-security", users: ["Farah Haddad"], events: ["login"] });
    expect(writes()).toMatchObject([
      {
        request: "POST /v3/workspaces/9003/auditlogs",
        body: {
          applicability: "auth-and-security",
          filter: { userId: ["1007"], eventType: ["login"] },
          pagination: { pageRows: 50, pageDirection: "before" },
        },
      },
    ]);
  });

  it("tells how an event ended and its details", async () => {
    const { value } = toolBench(auditLogQuery, SUMMIT);
    const asked = { area: "auth-and-security", events: ["CHANGE_PASSWORD"], limit: 1 };
    expect((await value(asked)).events).toEqual([
      {
        time: "2026-11-02T05:00:00+01:00",
        event: "CHANGE_PASSWORD",
        status: "failed",
        user: "farah@example.com",
        details: "wrong password",
      },
    ]);
  });

  it("asks for the last 30 days without dates, and for whole days from and to", async () => {
    const { value, call, writes } = toolBench(auditLogQuery, SUMMIT);
    const area = "user-activity";
    const first = await value({ area, limit: 1 });
    expect(first).toMatchObject({ from: "2026-10-03", to: "now" });
    await value({ area, from: "2026-11-01", to: "2026-11-01" });
    expect(writes().map(({ body }) => (body as { filter: object }).filter)).toEqual([
      { startTime: Date.UTC(2026, 9, 2, 22), endTime: BENCH_NOW_MS },
      { startTime: Date.UTC(2026, 9, 31, 23), endTime: Date.UTC(2026, 10, 1, 23) - 1 },
    ]);
    expect(
      await call({ area: "other-activity", limit: 1, cursor: first.next_cursor }),
    ).toMatchObject({ failure: { code: "invalid_input", argument: "cursor" } });
  });

  it("says when it is not this user's to read, and whom it does not know", async () => {
    const area = "user-activity";
    const { call } = toolBench(auditLogQuery);
    expect(await call({ area })).toMatchObject({ failure: { code: "forbidden" } });
    // An admin is no owner.
    const admin = toolBench(auditLogQuery, { ...SUMMIT, userId: SEED.users.farah });
    expect(await admin.call({ area })).toMatchObject({
      failure: { code: "forbidden", plan: "Enterprise" },
    });
    const { call: ask, requests } = toolBench(auditLogQuery, SUMMIT);
    expect(await ask({ area, users: ["Nobody Here"] })).toMatchObject({
      failure: { code: "not_found", given: "Nobody Here" },
    });
    expect(requests("auditlogs")).toEqual([]);
  });
});

describe("clickup_access_update", () => {
  it("sets privacy and levels in one call", async () => {
    const { call, writes, requests, forget } = toolBench(accessUpdate);
    await call({ object: "Marketing & Growth", private: true });
    forget();
    expect(
      await call({
        object: "901",
        type: "list",
        private: true,
        grant: [
          { who: "Ben Okafor", level: "edit" },
          { who: "Platform", level: "read" },
        ],
        revoke: ["Chika Tanaka"],
      }),
    ).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "entries": [
              {
                "level": "edit",
                "who": "Ben Okafor",
              },
              {
                "level": "read",
                "who": "Platform",
              },
              {
                "level": "none",
                "who": "Chika Tanaka",
              },
            ],
            "note": "ClickUp accepted this; its API does not tell who has access now.",
            "object": "list 901",
            "private": true,
          },
          "text": "object: list 901
      private: yes
      entries (3):
        - who: Ben Okafor · level: edit
        - who: Platform · level: read
        - who: Chika Tanaka · level: none
      note: ClickUp accepted this; its API does not tell who has access now.",
        },
      }
    `);
    expect(writes()).toMatchInlineSnapshot(`
      [
        {
          "body": {
            "entries": [
              {
                "id": "1002",
                "kind": "user",
                "permission_level": 4,
              },
              {
                "id": "2c830c1d-3366-4a1a-8fe6-8890a8095401",
                "kind": "group",
                "permission_level": 1,
              },
              {
                "id": "1003",
                "kind": "user",
                "permission_level": null,
              },
            ],
            "private": true,
          },
          "request": "PATCH /v3/workspaces/9001/list/901/acls",
        },
      ]
    `);
    expect(requests().length).toBeLessThanOrEqual(3);
  });

  it("takes places, tasks, Docs and views by URL, and other things by id and type", async () => {
    const { value, writes } = toolBench(accessUpdate);
    await value({ object: "Product / Mobile", private: true });
    const view = `https://app.clickup.com/9001/v/b/${SEED.views.backlogBoard}`;
    await value({ object: view, private: true });
    await value({ object: SEED.tasks.checkout, private: true });
    const doc = `https://app.clickup.com/9001/v/dc/${SEED.docs.handbook}`;
    await value({ object: doc, private: true });
    await value({ object: SEED.goals.beta, type: "goal", private: false });
    const closed = { private: true };
    expect(writes()).toEqual([
      { request: `PATCH /v3/workspaces/9001/folder/${SEED.folders.mobile}/acls`, body: closed },
      { request: `PATCH /v3/workspaces/9001/view/${SEED.views.backlogBoard}/acls`, body: closed },
      { request: `PATCH /v3/workspaces/9001/task/${SEED.tasks.checkout}/acls`, body: closed },
      { request: `PATCH /v3/workspaces/9001/doc/${SEED.docs.handbook}/acls`, body: closed },
      {
        request: `PATCH /v3/workspaces/9001/goal/${SEED.goals.beta}/acls`,
        body: { private: false },
      },
    ]);
  });

  it("has a number of ClickUp's for each level", async () => {
    const { value, writes } = toolBench(accessUpdate);
    for (const level of ["read", "comment", "edit", "create"]) {
      await value({ object: SEED.tasks.checkout, grant: [{ who: "Ben Okafor", level }] });
    }
    expect(
      writes().map(({ body }) => (body as { entries: [{ permission_level: number }] }).entries[0]),
    ).toEqual(
      [1, 3, 4, 5].map((permission_level) => ({ kind: "user", id: "1002", permission_level })),
    );
  });

  it("asks which is meant where two kinds of place share a name, unless the type says it", async () => {
    const { call, value, writes, sandbox } = toolBench(accessUpdate);
    const folder = sandbox.state.folders[SEED.folders.mobile];
    if (folder !== undefined) folder.name = "Product";
    const asked = { object: "Product", private: false };
    expect(await call(asked)).toMatchObject({ failure: { code: "ambiguous" } });
    await value({ ...asked, type: "space" });
    expect(writes().map(({ request }) => request)).toEqual([
      "PATCH /v3/workspaces/9001/space/101/acls",
    ]);
  });

  it.each([
    ["goal", SEED.webhooks.everything, { what: "goal", findWith: "clickup_goal_get" }],
    ["doc", "8cj9u1c-999999", { what: "Doc", findWith: "clickup_doc_list" }],
    ["view", "8c-999", { what: "view", findWith: "clickup_view_get" }],
  ])("names the tool that finds a %s where ClickUp has none of this id", async (type, object, about) => {
    const { call } = toolBench(accessUpdate);
    expect(await call({ object, type, private: true })).toEqual({
      ok: false,
      failure: { code: "not_found", ...about },
    });
  });

  it("tells that the person may not share it", async () => {
    const { call, sandbox } = toolBench(accessUpdate);
    sandbox.answerNext(Response.json({ status: 403, message: "no" }, { status: 403 }), {
      method: "PATCH",
    });
    expect(await call({ object: "Marketing & Growth", private: true })).toMatchObject({
      failure: { code: "forbidden", what: "Space" },
    });
  });

  it.each([
    [{}, { code: "invalid_input", argument: "private" }],
    [{ object: "../x", private: true }, {}],
    [{ object: "../x", type: "goal", private: true }, { argument: "object" }],
    [
      { object: "Nowhere at all", private: true },
      { code: "not_found", given: "Nowhere at all" },
    ],
    [{ object: SEED.tasks.checkout, type: "list", private: true }, {}],
    [{ object: "Product / Mobile", type: "task", private: true }, { argument: "type" }],
    [
      { grant: [{ who: "Nobody Here", level: "read" }] },
      { code: "not_found", given: "Nobody Here" },
    ],
    [{ revoke: ["Nobody Here"] }, { code: "not_found", given: "Nobody Here" }],
    [{ grant: [{ who: "me", level: "read" }], revoke: ["me"] }, { argument: "grant" }],
    [{ grant: [{ who: "me", level: "own" }] }, { allowed: ["read", "comment", "edit", "create"] }],
  ])("writes nothing for %j, which is not wholly understood", async (input, failure) => {
    const { call, writes } = toolBench(accessUpdate);
    expect(await call({ object: "Marketing & Growth", ...input })).toMatchObject({
      ok: false,
      failure,
    });
    expect(writes()).toEqual([]);
  });
});
