/** Whoever listens learns that the list of tools is another one, whatever revision they speak. */
import { describe, expect, it } from "vitest";
import { billingBench } from "../support/billing-bench.ts";
import { EventReader, type McpCaller, ORIGIN, signedIn } from "../support/mcp-bench.ts";

const CHANGED = "notifications/tools/list_changed";
const LISTEN = { notifications: { toolsListChanged: true } };

async function messageOf(events: EventReader): Promise<{ method?: string }> {
  return JSON.parse((await events.next())?.data ?? "{}");
}

/** One open stream of each kind. */
const STREAMS: readonly [string, (caller: McpCaller) => Promise<EventReader>][] = [
  [
    "a session of 2025",
    async (caller) => {
      const session = await caller.initialize();
      const headers = {
        "mcp-session-id": session["mcp-session-id"],
        accept: "text/event-stream",
      };
      return new EventReader(await caller.fetch({ headers }));
    },
  ],
  [
    "the transport of 2024-11-05",
    async (caller) => {
      const accept = { accept: "text/event-stream" };
      const events = new EventReader(await caller.fetch({ url: `${ORIGIN}/sse`, headers: accept }));
      await events.next(); // endpoint
      return events;
    },
  ],
  [
    "subscriptions/listen of 2026-07-28",
    async (caller) => {
      const events = new EventReader(await caller.modern("subscriptions/listen", LISTEN));
      await events.next(); // acknowledged
      return events;
    },
  ],
];

describe("a tier that changed by a webhook", () => {
  it.each(STREAMS)("is told on the open stream of %s, both ways", async (_, open) => {
    const bench = billingBench();
    const caller = await signedIn();
    const events = await open(caller);
    const { session_id } = await bench.checkout(caller);
    bench.stripe.pay(session_id);
    await bench.stripe.webhooks.flush();
    expect(await messageOf(events)).toMatchObject({ method: CHANGED });
    const [subscription] = Object.values(bench.stripe.state.subscriptions);
    bench.stripe.cancelNow(subscription?.id ?? "");
    await bench.stripe.webhooks.flush();
    expect(await messageOf(events)).toMatchObject({ method: CHANGED });
    await events.close();
  });

  it("is in force at the next call of a session that was open before", async () => {
    const bench = billingBench();
    const caller = await signedIn();
    const session = await caller.initialize();
    const headers = { "mcp-session-id": session["mcp-session-id"] };
    const count = async () => {
      const listed = await caller.ask("tools/list", {}, headers);
      return (listed.body.result?.tools as unknown[]).length;
    };
    const call = () =>
      caller.ask("tools/call", { name: "clickup_tag_list", arguments: {} }, headers);
    expect(await count()).toBe(7);
    expect((await call()).body.result?._meta).toMatchObject({
      error: { code: "premium_required" },
    });
    const { session_id } = await bench.checkout(caller);
    bench.stripe.pay(session_id);
    await bench.stripe.webhooks.flush();
    expect(await count()).toBeGreaterThanOrEqual(72);
    expect((await call()).body.result?._meta).not.toMatchObject({
      error: { code: "premium_required" },
    });
    expect((await caller.ask("ping", {}, headers)).headers.get("ratelimit-limit")).toBe("500");
    const [subscription] = Object.values(bench.stripe.state.subscriptions);
    bench.stripe.cancelNow(subscription?.id ?? "");
    await bench.stripe.webhooks.flush();
    expect((await call()).body.result?._meta).toMatchObject({
      error: { code: "premium_required" },
    });
  });

  it("is told once, however many events tell of it", async () => {
    const bench = billingBench();
    const caller = await signedIn();
    const events = new EventReader(await caller.modern("subscriptions/listen", LISTEN));
    await events.next();
    const { session_id } = await bench.checkout(caller);
    bench.stripe.pay(session_id);
    await bench.stripe.webhooks.flush();
    for (const event of bench.stripe.webhooks.all) await bench.stripe.webhooks.deliver(event);
    expect(await messageOf(events)).toMatchObject({ method: CHANGED });
    await caller.account.revokeCredential(caller.credentialId, "test");
    expect(await messageOf(events)).toMatchObject({ result: { resultType: "complete" } });
  });
});
