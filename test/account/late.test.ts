/** What was under way when everything was deleted, and comes after it. */
import {
  createExecutionContext,
  createMessageBatch,
  env,
  getQueueResult,
  runInDurableObject,
} from "cloudflare:test";
import { afterEach, expect, it, vi } from "vitest";
import { accountOf } from "../../src/account/account-of.ts";
import { addBilling, writeBilling } from "../../src/account/billing-record.ts";
import { tablesOf } from "../../src/account/deletion-record.ts";
import { consumeAudit } from "../../src/audit/consumer.ts";
import type { AuditBatch } from "../../src/domain/audit-event.ts";
import { createLog } from "../../src/log/log.ts";
import { signedIn } from "../support/mcp-bench.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

it("a queue message and a webhook change nothing", async () => {
  // Stripe knows nothing of the customer any more.
  vi.spyOn(globalThis, "fetch").mockImplementation(async () =>
    Response.json(
      { error: { type: "invalid_request_error", code: "resource_missing", message: "none" } },
      { status: 404 },
    ),
  );
  const caller = await signedIn();
  const { userId } = caller;
  const stub = () => env.ACCOUNT.getByName(userId);
  await runInDurableObject(stub(), (_, { storage }) => {
    writeBilling(storage.sql, { ...addBilling(storage.sql), customerId: "cus_late" });
  });
  const at = new Date(Date.now() - 1_000).toISOString();
  const credentialId = caller.credentialId;
  await accountOf(env, userId).deleteAccount({
    userId,
    credentialId,
    kind: "personal_token",
    clientId: "personal_token",
    scopes: [],
  });
  await accountOf(env, userId)
    .restart()
    .catch(() => {});
  await accountOf(env, userId).finishDeletion();

  const receipt = await accountOf(env, userId).receiveStripeEvent({
    eventId: "evt_late",
    customerId: "cus_late",
    requestId: "r-late",
  });
  expect(receipt).toBe("foreign");

  const key = `audit/${userId}/${at.slice(0, 10)}/${Date.parse(at)}-1a2b3c.json`;
  const event = {
    id: crypto.randomUUID(),
    seq: 1,
    at,
    user_id: userId,
    client_id: "c",
    session_id: null,
    credential_id: null,
    action: "sign_in",
    tool: null,
    outcome: "ok",
    duration_ms: 0,
    upstream_calls: 0,
    request_id: "r-1",
  } as const;
  const body: AuditBatch = { key, user_id: userId, events: [event] };
  const batch = createMessageBatch("clickup-mcp-audit-development", [
    { id: "m-1", timestamp: new Date(), attempts: 1, body },
  ]);
  await consumeAudit(batch, env, createLog("error"));
  const { explicitAcks } = await getQueueResult(batch, createExecutionContext());
  expect(explicitAcks).toEqual(["m-1"]);
  expect(await env.AUDIT_BUCKET.head(key)).toBeNull();
  expect((await env.AUDIT_BUCKET.list({ prefix: "audit-dead/unknown/m-1" })).objects).toEqual([]);

  const kept = await runInDurableObject(stub(), (_, { storage }) =>
    tablesOf(storage.sql).filter(
      (table) => storage.sql.exec(`SELECT 1 FROM "${table}" LIMIT 1`).toArray().length > 0,
    ),
  );
  expect(kept).toEqual(["deletions", "schema_steps"]);
});
