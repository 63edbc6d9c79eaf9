/** From Free to Premium and back, while a client is connected: with each SDK, as a person would. */
import { describe, expect, inject, it } from "vitest";
import { Buyer } from "../support/buyer.ts";
import { type ConnectedClient, connectV1, connectV2 } from "../support/connected-client.ts";
import { FREE_TOOLS } from "../support/first-call.ts";
import { Person } from "../support/person.ts";

const publicUrl = inject("publicUrl");
/** What Premium lists by default (README.md). */
const MANY = 72;
/** Stripe's events, a look at Stripe and the word to the stream. */
const SOON = { timeout: 15_000, interval: 100 };

/** Nobody else's journey: the list of tools changes for all clients of a user. */
const USER = "1003";

const clients: [name: string, connect: () => Promise<ConnectedClient>][] = [
  ["SDK v1 over Streamable HTTP", () => connectV1(publicUrl, USER)],
  ["SDK v1 over HTTP+SSE", () => connectV1(publicUrl, USER, "/sse")],
  ["SDK v2 at revision 2026-07-28", () => connectV2(publicUrl, USER)],
];

describe.each(clients)("an open client on %s", (_name, connect) => {
  it("is refused, told of the upgrade, served, told of the end, and refused again", async () => {
    const buyer = new Buyer(publicUrl, new Person({ userId: USER }));
    const client = await connect();
    const tags = () => client.call("clickup_tag_list", { workspace: "9001" });
    let isPaying = false;
    const told = async (times: number) =>
      expect.poll(() => client.changes(), SOON).toBeGreaterThanOrEqual(times);
    try {
      expect(await client.toolNames()).toEqual(FREE_TOOLS);
      const refused = await tags();
      expect(refused).toMatchObject({
        isError: true,
        _meta: { error: { code: "premium_required", tool: "clickup_tag_list" } },
      });
      expect(JSON.stringify(refused.content)).toContain(publicUrl);

      isPaying = true;
      expect(await buyer.pay()).toBe(`${publicUrl}/account?checkout=success`);
      await told(1);
      expect((await client.toolNames()).length).toBeGreaterThanOrEqual(MANY);
      expect(await tags()).toMatchObject({ structuredContent: { tags: expect.any(Array) } });

      await buyer.cancelNow();
      isPaying = false;
      await told(2);
      expect(await client.toolNames()).toEqual(FREE_TOOLS);
      expect(await tags()).toMatchObject({ isError: true });
    } finally {
      // A second try starts from Free as well.
      if (isPaying) await buyer.cancelNow();
      await client.close();
    }
  });
});
