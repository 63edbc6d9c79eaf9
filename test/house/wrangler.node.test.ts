import { expect, it } from "vitest";
import { unstable_readConfig as readConfig } from "wrangler";

const ENVIRONMENTS = ["development", "staging", "production"];

it.each(ENVIRONMENTS)("%s lets the platform note no address of a request", (env) => {
  const { observability } = readConfig({ config: "wrangler.jsonc", env });
  expect(observability).toMatchObject({
    enabled: true,
    logs: { invocation_logs: false },
    traces: { enabled: false },
  });
});
