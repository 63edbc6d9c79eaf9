/** Stripe on a loopback port, as `npm start` runs it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import Stripe from "stripe";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { freePort, keepSecrets } from "../../support/local-product.ts";
import { startSandboxServer } from "../server.ts";
import { mountStripe } from "./mount.ts";

const secrets = {
  STRIPE_SECRET_KEY: "sk_test_mount",
  STRIPE_WEBHOOK_SECRET: "whsec_mount",
  STRIPE_PRICE_ID: "price_mount",
};

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "clickup-mcp-stripe-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** A product that takes webhooks: its answers in turn, 200 when there are none left. */
async function startWebhook(answers: number[]) {
  const types: string[] = [];
  const port = await freePort();
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    const signature = request.headers["stripe-signature"] ?? "";
    const event = Stripe.webhooks.constructEvent(body, signature, "whsec_mount");
    types.push(event.type);
    response.writeHead(answers.shift() ?? 200).end("{}");
  });
  await new Promise<void>((resolve) => server.listen(port, "localhost", resolve));
  return {
    types,
    publicUrl: `http://localhost:${port}`,
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function startStripe(publicUrl: string) {
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const mount = mountStripe({ origin, publicUrl, secrets, statePath: join(dir, "stripe.json") });
  const server = await startSandboxServer({ port, mounts: [mount] });
  const stripe = new Stripe("sk_test_mount", { host: "localhost", port, protocol: "http" });
  return { server, stripe, mount };
}

describe("the Stripe sandbox on a port", () => {
  it("sends signed events by itself, again after a failure, and keeps its state", async () => {
    const webhook = await startWebhook([500]);
    const first = await startStripe(webhook.publicUrl);
    const { id } = await first.stripe.customers.create({ name: "Ada" });
    await expect
      .poll(() => webhook.types, { timeout: 5_000 })
      .toEqual(["customer.created", "customer.created"]);
    const standing = () => Object.values(first.mount.sandbox.state.deliveries)[0]?.status;
    await expect.poll(standing).toBe("delivered");
    await first.server.close();
    const second = await startStripe(webhook.publicUrl);
    expect(await second.stripe.customers.retrieve(id)).toMatchObject({ name: "Ada" });
    const [row] = Object.values(second.mount.sandbox.state.deliveries);
    expect(row).toMatchObject({ status: "delivered", attempts: 2 });
    await second.server.close();
    webhook.stop();
  });

  it("leaves ClickUp's paths to ClickUp", async () => {
    const { server } = await startStripe("http://localhost:1");
    const answer = await fetch(`${server.origin}/api/v2/user`);
    expect(answer.status).toBe(401);
    expect(await answer.text()).toContain("OAUTH");
    await server.close();
  });
});

describe("the throw-away secrets", () => {
  it("are kept, and what an older file lacks is added", () => {
    writeFileSync(join(dir, "secrets.env"), "JWT_SECRET=old\n");
    const kept = keepSecrets(dir);
    expect(kept).toMatchObject({
      JWT_SECRET: "old",
      STRIPE_SECRET_KEY: expect.stringMatching(/^sk_test_/),
      STRIPE_WEBHOOK_SECRET: expect.stringMatching(/^whsec_/),
      STRIPE_PRICE_ID: expect.stringMatching(/^price_/),
    });
    expect(keepSecrets(dir)).toEqual(kept);
    expect(readFileSync(join(dir, "secrets.env"), "utf8")).toContain("JWT_SECRET=old");
  });
});
