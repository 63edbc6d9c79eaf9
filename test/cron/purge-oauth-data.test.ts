import { env } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { purgeOAuthData } from "../../src/cron/purge-oauth-data.ts";
import { readConfig } from "../../src/env.ts";
import { createLog } from "../../src/log/log.ts";
import { oauthBench } from "../support/oauth-bench.ts";

const log = createLog("error");
const names = async (prefix: string) =>
  (await env.OAUTH_KV.list({ prefix })).keys.map(({ name }) => name);

describe("the nightly clean-up of OAuth data", () => {
  it("removes what lost its client or grant, and leaves who is connected", async () => {
    const bench = oauthBench();
    const { tokens } = await bench.connect({}, "1003");
    const lost = await bench.connect({}, "1002");
    await env.OAUTH_KV.delete(`client:${lost.client.client_id}`);
    const orphan = `token:1002:${"a".repeat(16)}:t1`;
    await env.OAUTH_KV.put(orphan, JSON.stringify({ userId: "1002", grantId: "a".repeat(16) }));
    const grantId = lost.tokens.refresh_token.split(":")[1];
    expect(await names(`grant:1002:${grantId}`)).toHaveLength(1);

    await purgeOAuthData(env, readConfig(env), log);

    expect(await names(`grant:1002:${grantId}`)).toEqual([]);
    expect(await names(`token:1002:${grantId}`)).toEqual([]);
    expect(await env.OAUTH_KV.get(orphan)).toBeNull();
    expect(await bench.call(tokens.access_token)).toBe(200);
  });

  it("goes on the next night where a night was too short, and begins anew at the end", async () => {
    for (let at = 0; at < 350; at++) {
      const name = `token:9${String(at).padStart(4, "0")}:${"b".repeat(16)}:t`;
      await env.OAUTH_KV.put(name, JSON.stringify({ userId: "x", grantId: "b".repeat(16) }));
    }
    let nights = 0;
    do {
      await purgeOAuthData(env, readConfig(env), log);
      nights += 1;
    } while ((await env.OAUTH_KV.get("oauth-purge")) !== null && nights < 10);
    expect(nights).toBeGreaterThan(1);
    expect(nights).toBeLessThan(10);
    expect((await names("token:9")).filter((name) => name.includes("bbbb"))).toEqual([]);
  });

  it("says that it failed, and breaks nothing else of the night", async () => {
    const broken = {
      ...env,
      OAUTH_KV: { get: () => Promise.reject(new Error("away")) },
    } as unknown as Env;
    await expect(purgeOAuthData(broken, readConfig(env), log)).resolves.toBeUndefined();
  });
});
