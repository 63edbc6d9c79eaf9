import { env, runInDurableObject } from "cloudflare:test";
import { expect, it, vi } from "vitest";
import type { AccountDoor } from "../../src/account/door.ts";
import { ContentSeal } from "../../src/crypto/content-seal.ts";

it("a warm call is six statements and two rows, and opens nothing that is sealed", async () => {
  const userId = `hot-${crypto.randomUUID()}`;
  const open = vi.spyOn(ContentSeal.prototype, "open");
  const decrypt = vi.spyOn(crypto.subtle, "decrypt");
  await runInDurableObject(env.ACCOUNT.getByName(userId), async (instance, state) => {
    const account = instance as unknown as AccountDoor;
    const credentialId = crypto.randomUUID();
    const credential = {
      credentialId,
      kind: "grant",
      clientId: "test",
      scopes: ["clickup:read"],
    } as const;
    await account.signIn({
      user: { id: userId, name: "Ada", email: "", timezone: "UTC", weekStartDay: 1 },
      workspaces: [{ id: "9001", name: "Northwind Studio" }],
      clickUpToken: "never-sent",
      credential: { ...credential, clientName: "Test" },
      requestId: "r-sign-in",
    });
    const caller = { ...credential, userId };
    const session = {
      sessionId: "s",
      transport: "streamable-http",
      protocolVersion: "2025-11-25",
      clientName: "Test",
      clientVersion: "1",
      choice: {},
    } as const;
    await account.openSession({ caller, requestId: "r-open", cost: 1 }, session);
    const call = {
      caller,
      requestId: "r-call",
      cost: 1,
      sessionId: "s",
      tool: "rest_teams_list",
      input: {},
      choice: {},
      rest: {},
    };
    const { sql } = state.storage;
    await account.callTool(call);
    // As in an object that was evicted since: what a call's event tells is not written beside it.
    const halfAnHourAgoMs = Date.now() - 30 * 60_000;
    sql.exec("UPDATE sessions SET used_at_ms = ?", halfAnHourAgoMs);
    sql.exec("UPDATE credentials SET last_used_at_ms = ?", halfAnHourAgoMs);
    open.mockClear();
    decrypt.mockClear();
    const statements: { verb: string; rowsWritten: number }[] = [];
    const exec = sql.exec.bind(sql);
    Object.assign(sql, {
      exec(query: string, ...values: unknown[]) {
        const cursor = exec(query, ...values);
        statements.push({
          verb: query.trim().split(" ")[0] ?? "",
          rowsWritten: cursor.rowsWritten,
        });
        return cursor;
      },
    });
    const reply = await account.callTool(call);
    expect(reply).toMatchObject({ outcome: { ok: true }, upstreamCalls: 0 });
    expect(statements.map(({ verb }) => verb)).toEqual([
      "SELECT", // tier, credential and preferences
      "SELECT", // session
      "SELECT", // where the outbox stands
      "INSERT", // audit event, by which it counts in the window
      "SELECT", // the token, sealed
      "UPDATE", // its outcome
    ]);
    expect(statements.reduce((sum, one) => sum + one.rowsWritten, 0)).toBe(2);
    expect(open).not.toHaveBeenCalled();
    expect(decrypt).not.toHaveBeenCalled();
  });
});
