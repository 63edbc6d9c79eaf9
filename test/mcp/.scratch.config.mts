import { randomBytes } from "node:crypto";
import { cloudflareTest } from "@cloudflare/vitest-pool-workers";
import { defineConfig } from "vitest/config";

const root = "/work/main/";
const secrets = {
  CLICKUP_CLIENT_ID: "a",
  CLICKUP_CLIENT_SECRET: "b",
  ENCRYPTION_KEY: randomBytes(32).toString("base64"),
  JWT_SECRET: randomBytes(64).toString("base64"),
};
export default defineConfig({
  root,
  plugins: [
    cloudflareTest({
      wrangler: { configPath: `${root}wrangler.jsonc`, environment: "development" },
      miniflare: { bindings: { ...secrets, LOG_LEVEL: "error" } },
    }),
  ],
  test: { include: ["test/gate/**/*.test.ts", "test/mcp/**/*.test.ts", "test/tools/choice.test.ts", "test/house/*.test.ts"] },
});
