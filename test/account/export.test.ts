import { env, runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { accountOf } from "../../src/account/account-of.ts";
import { EXPORTED } from "../../src/account/export.ts";
import { migrate } from "../../src/account/migrations.ts";
import { openedStore } from "../support/account-export.ts";
import { inAccount } from "../support/account-sql.ts";
import { contentSealOf } from "../support/content-seal.ts";

describe("the export of an account", () => {
  it("knows each column of each table, so that a new one cannot be forgotten", () =>
    inAccount((storage) => {
      migrate(storage);
      const tables = storage.sql
        .exec<{ name: string }>(
          "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\'",
        )
        .toArray()
        .map(({ name }) => name);
      expect(Object.keys(EXPORTED).sort()).toEqual(tables.sort());
      for (const table of tables) {
        const described = EXPORTED[table];
        if (typeof described === "string") continue;
        const columns = storage.sql
          .exec<{ name: string }>(`SELECT name FROM pragma_table_info('${table}')`)
          .toArray()
          .map(({ name }) => name);
        expect([table, Object.keys(described ?? {}).sort()]).toEqual([table, columns.sort()]);
      }
    }));

  it("opens what is sealed of the user's own text, and prints no secret", async () => {
    const userId = "73000001";
    const account = accountOf(env, userId);
    const stub = env.ACCOUNT.getByName(userId);
    const credentialId = crypto.randomUUID();
    await account.signIn({
      user: { id: userId, name: "Ada", email: "ada@example.com", timezone: "UTC", weekStartDay: 1 },
      workspaces: [{ id: "9001", name: "Northwind" }],
      clickUpToken: "a-secret-of-clickup",
      credential: {
        credentialId,
        kind: "personal_token",
        clientId: "personal_token",
        clientName: "Script",
        scopes: ["clickup:read"],
      },
      requestId: "r-1",
    });
    await runInDurableObject(stub, (_, { storage }) => {
      const target = contentSealOf(stub.id).seal("upload_tickets/hash-1", { filename: "plan.pdf" });
      storage.sql.exec("INSERT INTO upload_tickets VALUES ('hash-1', 'c', 'c', ?, 1)", target);
    });
    const { text, stored } = await openedStore(account);
    expect(stored.tables.account).toMatchObject([
      {
        user_id: userId,
        sealed_profile: {
          name: "Ada",
          email: "ada@example.com",
          workspaces: [{ id: "9001", name: "Northwind" }],
        },
      },
    ]);
    expect(stored.tables.upload_tickets).toMatchObject([{ target: { filename: "plan.pdf" } }]);
    expect(stored.tables.credentials).toMatchObject([{ credential_id: credentialId }]);
    expect(stored.tables.audit_events).toMatchObject([{ event: { action: "sign_in" } }]);
    expect(stored.withheld["sealed_tokens.sealed"]).toMatch(/secret/);
    expect(text).not.toContain("a-secret-of-clickup");
    expect(text).not.toContain("hash-1");
  });

  it("is nothing where there is no account", async () => {
    expect(await accountOf(env, "73000002").exportData()).toBeUndefined();
  });
});
