import { describe, expect, it } from "vitest";
import { oauthBench } from "../support/oauth-bench.ts";

describe("/health", () => {
  it("says the four things that monitors rely on, and no more", async () => {
    const response = await oauthBench().request("/health");
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      status: "healthy",
      timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
      environment: "development",
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    });
  });

  it("looks deeper when asked, and names what this server rests on", async () => {
    const response = await oauthBench().request("/health?deep=1");
    expect(await response.json()).toMatchObject({
      status: "healthy",
      dependencies: { kv: "ok", account: "ok", audit_queue: "ok", audit_bucket: "ok" },
    });
  });
});
