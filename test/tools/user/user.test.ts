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
    ).toMatchObject({
      invited: ["new@example.com", "two@example.com"],
      warning: expect.stringContaining("seat"),
    });
    expect(writes()).toEqual(
      ["new@example.com", "two@example.com"].map((email) => ({
        request: "POST /v2/team/9003/user",
        body: { email, admin: false, custom_role_id: SEED.customRoles.contractor },
      })),
    );
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
    expect(await value(asked)).toMatchObject({ removed: true, name: "Hana Kim" });
    expect(writes()).toEqual([{ request: "DELETE /v2/team/9003/user/1009" }]);
  });
});
