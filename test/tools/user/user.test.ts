import { describe, expect, it } from "vitest";
import { userGet } from "../../../src/tools/user/get.ts";
import { userInvite } from "../../../src/tools/user/invite.ts";
import { userRemove } from "../../../src/tools/user/remove.ts";
import { userUpdate } from "../../../src/tools/user/update.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

/** Emil owns Summit, which is on the Enterprise plan. */
const SUMMIT = { userId: SEED.users.emil, workspaceIds: [SEED.workspaces.summit] };

describe("clickup_user_get", () => {
  it("shows the member with their role", async () => {
    const { call, requests } = toolBench(userGet, SUMMIT);
    expect(await call({ user: "Hana Kim", include_shared: true })).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "custom_role": "Contractor",
            "email": "hana@example.com",
            "id": "1009",
            "last_active": "2026-11-02T01:00:00+01:00",
            "name": "Hana Kim",
            "role": "member",
            "shared": {},
          },
          "text": "id: 1009
      name: Hana Kim
      email: hana@example.com
      role: member
      custom_role: Contractor
      last_active: 2026-11-02T01:00:00+01:00
      shared: none",
        },
      }
    `);
    expect(requests()).toContain("GET /v2/team/9003/user/1009?include_shared=true");
  });

  it("shows what is shared with the member", async () => {
    const { value, sandbox } = toolBench(userGet, SUMMIT);
    const member = { user: { id: 1009, username: "Hana Kim", email: "hana@example.com", role: 3 } };
    const shared = { tasks: [{ id: "86a1", name: "" }], lists: [{ id: "3001", name: "Rollout" }] };
    sandbox.answerNext(Response.json({ member: { ...member, shared } }), { path: /\/user\/1009$/ });
    expect(await value({ user: "hana@example.com", include_shared: true })).toMatchObject({
      id: "1009",
      shared: { tasks: [{ id: "86a1", name: "86a1" }], lists: [{ id: "3001", name: "Rollout" }] },
    });
    expect(await value({ user: "me" })).toMatchObject({ name: "Emil Sørensen", role: "owner" });
  });

  it("answers from the members below the Enterprise plan", async () => {
    const { value, call } = toolBench(userGet);
    expect(await value({ user: "Ben Okafor" })).toMatchObject({
      id: "1002",
      name: "Ben Okafor",
      role: "member",
      warnings: [expect.stringContaining("Enterprise")],
    });
    expect(await call({ user: "../x" })).toMatchObject({ failure: { code: "not_found" } });
  });
});

describe("clickup_user_invite", () => {
  it("invites each and tells the cost", async () => {
    const { value, writes } = toolBench(userInvite, SUMMIT);
    expect(
      await value({
        emails: ["New@example.com", "new@example.com", "two@example.com"],
        role: "Contractor",
      }),
    ).toEqual({
      invited: ["new@example.com", "two@example.com"],
      warning: "Each new member can take a paid seat.",
    });
    expect(writes()).toEqual(
      ["new@example.com", "two@example.com"].map((email) => ({
        request: "POST /v2/team/9003/user",
        body: { email, admin: false, custom_role_id: SEED.customRoles.contractor },
      })),
    );
  });

  it("invites as an admin, once under one dedupe_key, and tells whom ClickUp refused", async () => {
    const { value, writes, sandbox } = toolBench(userInvite, SUMMIT);
    const once = { emails: ["boss@example.com"], admin: true, dedupe_key: "k" };
    expect(await value(once)).toEqual(await value(once));
    expect(writes()).toMatchObject([{ body: { email: "boss@example.com", admin: true } }]);
    sandbox.answerNext(Response.json({ err: "no", ECODE: "TEAM_110" }, { status: 400 }), {
      method: "POST",
    });
    expect(await value({ emails: ["a@example.com", "b@example.com"] })).toMatchObject({
      invited: ["b@example.com"],
      failed: [{ step: "a@example.com", code: "clickup_rejected" }],
    });
  });

  it("sends nothing for a bad address, a known person or an unknown role", async () => {
    const { call, writes } = toolBench(userInvite, SUMMIT);
    for (const input of [
      { emails: ["nobody"] },
      { emails: ["hana@example.com"] },
      { emails: ["a@example.com"], role: "Outside auditor" },
    ]) {
      expect(await call(input)).toMatchObject({ failure: { code: "invalid_input" } });
    }
    expect(writes()).toEqual([]);
    const below = toolBench(userInvite);
    expect(await below.call({ emails: ["a@example.com"] })).toMatchObject({ ok: false });
  });
});

describe("clickup_user_update", () => {
  it("sends what stays with what changes", async () => {
    const { value, writes } = toolBench(userUpdate, SUMMIT);
    expect(await value({ user: "Hana Kim", name: "Hana K." })).toEqual({
      id: "1009",
      name: "Hana K.",
      changed: ["name"],
    });
    expect(await value({ user: "1009", role: "none" })).toEqual({
      id: "1009",
      name: "Hana K.",
      changed: ["role"],
    });
    expect(writes()).toEqual([
      {
        request: "PUT /v2/team/9003/user/1009",
        body: { username: "Hana K.", admin: false, custom_role_id: SEED.customRoles.contractor },
      },
      {
        request: "PUT /v2/team/9003/user/1009",
        body: { username: "Hana K.", admin: false, custom_role_id: null },
      },
    ]);
  });

  it("makes an admin, gives a custom role, and tells what ClickUp ignored", async () => {
    const { value, sandbox } = toolBench(userUpdate, SUMMIT);
    expect(await value({ user: "1009", admin: true, role: "none" })).toEqual({
      id: "1009",
      name: "Hana Kim",
      changed: ["admin", "role"],
    });
    const role = { admin: false, role: "contractor" };
    expect(await value({ user: "1009", ...role })).toMatchObject({ changed: ["admin", "role"] });
    const user = { id: 1009, username: "Hana Kim", email: "hana@example.com", role: 3 };
    sandbox.answerNext(Response.json({ member: { user } }), { method: "PUT" });
    expect(await value({ user: "1009", name: "Hana K.", admin: true })).toEqual({
      id: "1009",
      name: "Hana Kim",
      changed: [],
      ignored: ["name", "admin"],
    });
  });

  it("writes nothing without a change or for nobody", async () => {
    const { call, writes } = toolBench(userUpdate, SUMMIT);
    for (const input of [
      { user: "1009" },
      { user: "../x", admin: true },
      { user: "Han", admin: true },
    ]) {
      expect(await call(input)).toMatchObject({ ok: false });
    }
    expect(writes()).toEqual([]);
  });
});

describe("clickup_user_remove", () => {
  it("removes only the one with the expected e-mail", async () => {
    const { call, value, writes } = toolBench(userRemove, SUMMIT);
    for (const input of [
      { user: "Hana Kim", expected_email: "farah@example.com" },
      { user: "../x", expected_email: "hana@example.com" },
      { user: "Gil Guest", expected_email: "gil@client.example" },
    ]) {
      expect(await call(input)).toMatchObject({ ok: false });
    }
    const asked = { user: "Hana Kim", expected_email: "HANA@example.com" };
    expect(await value({ ...asked, dry_run: true })).toMatchObject({ removed: false, id: "1009" });
    expect(writes()).toEqual([]);
    expect(await value(asked)).toEqual({
      removed: true,
      id: "1009",
      name: "Hana Kim",
      email: "hana@example.com",
    });
    expect(writes()).toEqual([{ request: "DELETE /v2/team/9003/user/1009" }]);
  });
});
