import { describe, expect, it } from "vitest";
import { accessUpdate } from "../../../src/tools/access/update.ts";
import { auditLogQuery } from "../../../src/tools/audit-log/query.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

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

  it("says when it is not this user's to read", async () => {
    const { call } = toolBench(auditLogQuery);
    expect(await call({ area: "user-activity" })).toMatchObject({ failure: { code: "forbidden" } });
    expect(await call({ area: "user-activity", users: ["../x"] })).toMatchObject({ ok: false });
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

  it("takes tasks, Docs by URL, and other things by id and type", async () => {
    const { value, writes } = toolBench(accessUpdate);
    await value({ object: SEED.tasks.checkout, private: true });
    const doc = `https://app.clickup.com/9001/v/dc/${SEED.docs.handbook}`;
    await value({ object: doc, private: true });
    await value({ object: SEED.goals.beta, type: "goal", private: false });
    expect(writes().map(({ request }) => request)).toEqual([
      `PATCH /v3/workspaces/9001/task/${SEED.tasks.checkout}/acls`,
      `PATCH /v3/workspaces/9001/doc/${SEED.docs.handbook}/acls`,
      `PATCH /v3/workspaces/9001/goal/${SEED.goals.beta}/acls`,
    ]);
  });

  it("writes nothing that is not wholly understood", async () => {
    const { call, writes } = toolBench(accessUpdate);
    for (const input of [
      { object: "Marketing & Growth" },
      { object: "../x", private: true },
      { object: "../x", type: "goal", private: true },
      { object: SEED.tasks.checkout, type: "list", private: true },
      { object: "Marketing & Growth", grant: [{ who: "Nobody Here", level: "read" }] },
      { object: "Marketing & Growth", grant: [{ who: "me", level: "read" }], revoke: ["me"] },
      { object: "Marketing & Growth", grant: [{ who: "me", level: "own" }] },
    ]) {
      expect(await call(input), JSON.stringify(input)).toMatchObject({ ok: false });
    }
    expect(writes()).toEqual([]);
  });
});
