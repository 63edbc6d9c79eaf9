import { describe, expect, it } from "vitest";
import { readIdentity } from "../../../src/clickup/oauth.ts";
import { keepIdentity } from "../../../src/tools/directory/identity.ts";
import { clickUpBench } from "../../support/clickup-bench.ts";

describe("what a sign-in has read", () => {
  it("spares the first call asking who it works for and where", async () => {
    const { cache, client, clock, directory, sandbox } = clickUpBench();
    const asked = { me: await directory().me(), workspaces: await directory().workspaces() };
    const identity = await readIdentity(client());
    cache.remove("*");
    sandbox.clearSeen();
    keepIdentity(cache, clock.nowMs, identity);
    expect(await directory().me()).toEqual(asked.me);
    expect(await directory().workspaces()).toEqual(asked.workspaces);
    expect(sandbox.seen).toEqual([]);
  });

  it("lets a whole cold map come in 11 calls", async () => {
    const { cache, client, clock, directory, sandbox } = clickUpBench();
    keepIdentity(cache, clock.nowMs, await readIdentity(client()));
    sandbox.clearSeen();
    const cold = directory();
    const { lists } = await cold.index((await cold.workspace(undefined)).id);
    expect(lists).toHaveLength(100);
    expect(sandbox.seen).toHaveLength(11);
  });
});
