import { describe, expect, it } from "vitest";
import { guestGet } from "../../../src/tools/guest/get.ts";
import { guestInvite } from "../../../src/tools/guest/invite.ts";
import { guestRemove } from "../../../src/tools/guest/remove.ts";
import { guestShareUpdate } from "../../../src/tools/guest/share-update.ts";
import { guestUpdate } from "../../../src/tools/guest/update.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

/** Emil owns Summit, which is on the Enterprise plan. */
const SUMMIT = { userId: SEED.users.emil, workspaceIds: [SEED.workspaces.summit] };
const { rollout } = SEED.lists;

describe("clickup_guest_get", () => {
  it("shows what a guest may do and what is shared", async () => {
    const { call, requests } = toolBench(guestGet, SUMMIT);
    expect(await call({ guest: SEED.users.guest })).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "email": "gil@client.example",
            "id": "1008",
            "name": "Gil Guest",
            "permissions": {
              "create_views": false,
              "edit_tags": false,
              "see_points": false,
              "see_time_estimated": false,
              "see_time_spent": true,
            },
            "shared": {
              "lists": [
                {
                  "id": "3001",
                  "level": "comment",
                  "name": "Rollout",
                },
              ],
            },
          },
          "text": "id: 1008
      name: Gil Guest
      email: gil@client.example
      permissions:
        edit_tags: no
        see_time_spent: yes
        see_time_estimated: no
        create_views: no
        see_points: no
      shared:
        lists (1):
          - id: 3001 · name: Rollout · level: comment",
        },
      }
    `);
    expect(requests()).toEqual(["GET /v2/team", "GET /v2/team/9003/guest/1008"]);
    for (const guest of ["Gil Guest", "gil@client.example"]) {
      expect(await call({ guest })).toMatchObject({ value: { structured: { id: "1008" } } });
    }
    expect(await call({ guest: "Hana Kim" })).toMatchObject({ failure: { code: "invalid_input" } });
    expect(await call({ guest: "../x" })).toMatchObject({ ok: false });
    expect(await call({ guest: "424242" })).toMatchObject({
      failure: { code: "not_found", what: "guest", findWith: "clickup_member_list" },
    });
  });
});

describe("clickup_guest_invite", () => {
  it("invites and shares in a call each", async () => {
    const { call, writes, sandbox } = toolBench(guestInvite, SUMMIT);
    const outcome = await call({
      email: "new@client.example",
      permissions: { edit_tags: true, create_views: false },
      role: "Outside auditor",
      share: [
        { item: "Rollout", level: "comment" },
        { item: SEED.tasks.firstSite, level: "read" },
      ],
    });
    expect(outcome).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "id": "1010",
            "shared": [
              "list Rollout: comment",
              "task 86c00001f: read",
            ],
            "warning": "A guest with more than reading rights can take a paid seat.",
          },
          "text": "id: 1010
      shared: list Rollout: comment, task 86c00001f: read
      warning: A guest with more than reading rights can take a paid seat.",
        },
      }
    `);
    const made = Object.values(sandbox.state.users).find(
      ({ email }) => email === "new@client.example",
    );
    expect(writes()).toEqual([
      {
        request: "POST /v2/team/9003/guest",
        body: {
          can_edit_tags: true,
          can_create_views: false,
          custom_role_id: SEED.customRoles.auditor,
          email: "new@client.example",
        },
      },
      {
        request: `POST /v2/list/${rollout}/guest/${made?.id}`,
        body: { permission_level: "comment" },
      },
      {
        request: `POST /v2/task/${SEED.tasks.firstSite}/guest/${made?.id}`,
        body: { permission_level: "read" },
      },
    ]);
  });

  it("says what could not be shared with the guest who is invited", async () => {
    const { value, sandbox } = toolBench(guestInvite, SUMMIT);
    sandbox.answerNext(Response.json({ err: "no", ECODE: "GUEST_001" }, { status: 400 }), {
      path: /\/list\/\d+\/guest/,
    });
    const share = [
      { item: "Rollout", level: "edit" },
      { item: "Clients", level: "read" },
    ];
    expect(await value({ email: "new@client.example", share })).toMatchObject({
      shared: ["folder Clients: read"],
      failed: [{ step: "share list Rollout", code: "clickup_rejected" }],
    });
  });

  it("invites once under one dedupe_key", async () => {
    const { value, writes } = toolBench(guestInvite, SUMMIT);
    const input = { email: "new@client.example", dedupe_key: "once" };
    expect(await value(input)).toEqual(await value(input));
    expect(writes()).toHaveLength(1);
  });

  it("invites nobody when an item is not found or is a Space", async () => {
    const { call, writes } = toolBench(guestInvite, SUMMIT);
    const email = "new@client.example";
    for (const input of [
      { email: "no address" },
      { email: "gil@client.example" },
      { email: "Hana@example.com" },
      { email, share: [{ item: "Delivery", level: "read" }] },
      { email, share: [{ item: "Nowhere", level: "read" }] },
      { email, share: [{ item: "../x", level: "read" }] },
      { email, share: [{ item: "Rollout", level: "own" }] },
      { email, role: "Contractor" },
    ]) {
      expect(await call(input), JSON.stringify(input)).toMatchObject({ ok: false });
    }
    expect(writes()).toEqual([]);
  });
});

describe("clickup_guest_update", () => {
  it("changes permissions and tells what was ignored", async () => {
    const { value, writes, sandbox, call } = toolBench(guestUpdate, SUMMIT);
    const asked = { guest: "1008", permissions: { edit_tags: true, see_time_spent: false } };
    expect(await call(asked)).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "changed": [
              "edit_tags",
              "see_time_spent",
            ],
            "id": "1008",
            "name": "Gil Guest",
          },
          "text": "id: 1008
      name: Gil Guest
      changed: edit_tags, see_time_spent",
        },
      }
    `);
    expect(writes()).toEqual([
      {
        request: "PUT /v2/team/9003/guest/1008",
        body: { can_edit_tags: true, can_see_time_spent: false },
      },
    ]);
    sandbox.answerNext(Response.json({ guest: { user: { id: 1008 }, can_edit_tags: false } }), {
      method: "PUT",
    });
    expect(await value({ guest: "1008", permissions: { edit_tags: true } })).toEqual({
      id: "1008",
      changed: [],
      ignored: ["edit_tags"],
    });
    expect(await call({ guest: "1008" })).toMatchObject({ failure: { code: "invalid_input" } });
  });

  it("gives a custom role by name, and only one that is for guests", async () => {
    const { value, call, writes } = toolBench(guestUpdate, SUMMIT);
    expect(await value({ guest: "gil@client.example", role: "outside auditor" })).toEqual({
      id: "1008",
      name: "Gil Guest",
      changed: ["role"],
    });
    expect(writes()[0]?.body).toEqual({ custom_role_id: SEED.customRoles.auditor });
    expect(await call({ guest: "1008", role: "Contractor" })).toMatchObject({ ok: false });
    expect(writes()).toHaveLength(1);
  });

  it("says where guests are found when this one is not", async () => {
    const { call } = toolBench(guestUpdate, SUMMIT);
    const input = { guest: "424242", permissions: { edit_tags: true } };
    expect(await call(input)).toMatchObject({
      failure: { code: "not_found", what: "guest", findWith: "clickup_member_list" },
    });
  });
});

describe("clickup_guest_remove", () => {
  it("removes a guest and nobody else", async () => {
    const { call, value, writes, sandbox } = toolBench(guestRemove, SUMMIT);
    expect(await call({ guest: "Hana Kim" })).toMatchObject({ ok: false });
    expect(await call({ guest: "../x" })).toMatchObject({ ok: false });
    // By id, too, nobody else is taken for a guest.
    expect(await call({ guest: SEED.users.hana })).toMatchObject({
      failure: {
        code: "invalid_input",
        problem: "Hana Kim is no guest but member of this Workspace.",
      },
    });
    expect(await value({ guest: "1008", dry_run: true })).toEqual({
      removed: false,
      id: "1008",
      name: "Gil Guest",
      dry_run: true,
    });
    expect(await value({ guest: "424242", dry_run: true })).toMatchObject({
      note: expect.stringContaining("Nobody with this id"),
    });
    expect(writes()).toEqual([]);
    expect(await call({ guest: "424242" })).toMatchObject({
      failure: { code: "not_found", what: "guest", findWith: "clickup_member_list" },
    });
    expect(await call({ guest: "Gil Guest" })).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "id": "1008",
            "name": "Gil Guest",
            "removed": true,
          },
          "text": "removed: yes
      id: 1008
      name: Gil Guest",
        },
      }
    `);
    expect(writes().at(-1)).toEqual({ request: "DELETE /v2/team/9003/guest/1008" });
    expect(sandbox.state.guestShares.filter(({ guestId }) => guestId === 1008)).toEqual([]);
  });
});

describe("clickup_guest_share_update", () => {
  it("shares and takes back, each for itself", async () => {
    const { call, writes } = toolBench(guestShareUpdate, SUMMIT);
    expect(
      await call({
        guest: "1008",
        add: [{ item: "Clients", level: "edit" }],
        remove: ["Rollout"],
      }),
    ).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "id": "1008",
            "name": "Gil Guest",
            "shared": [
              "folder Clients: edit",
            ],
            "taken_back": [
              "list Rollout",
            ],
          },
          "text": "id: 1008
      name: Gil Guest
      shared: folder Clients: edit
      taken_back: list Rollout",
        },
      }
    `);
    expect(writes()).toEqual([
      {
        request: `POST /v2/folder/${SEED.folders.clients}/guest/1008`,
        body: { permission_level: "edit" },
      },
      { request: `DELETE /v2/list/${rollout}/guest/1008` },
    ]);
  });

  it("goes on after a refusal and tells it, and sends nothing that contradicts itself", async () => {
    const { value, call, writes, sandbox } = toolBench(guestShareUpdate, SUMMIT);
    const add = [{ item: "Rollout", level: "edit" }];
    for (const input of [
      { guest: "1008" },
      { guest: "1008", add, remove: ["Rollout"] },
      { guest: "1008", add: [{ item: "Delivery", level: "read" }] },
      { guest: "Hana Kim", add },
      { guest: "../x", add },
    ]) {
      expect(await call(input)).toMatchObject({ ok: false });
    }
    expect(writes()).toEqual([]);
    sandbox.answerNext(Response.json({ err: "no", ECODE: "GUEST_001" }, { status: 400 }), {
      method: "POST",
    });
    expect(await value({ guest: "1008", add, remove: ["Intake"] })).toMatchObject({
      shared: [],
      taken_back: ["list Intake"],
      failed: [{ step: "share list Rollout", code: "clickup_rejected" }],
    });
  });
});
