/** ClickUp on a loopback port, as `npm start` runs it. */
import { expect, it } from "vitest";
import { SEED } from "./clickup/seed-ids.ts";
import { startSandboxServer } from "./server.ts";

it("serves files on its own port, since only ClickUp can answer at the names of its hosts", async () => {
  const server = await startSandboxServer({ port: 0 });
  try {
    const headers = { Authorization: `Bearer ${server.sandbox.tokenFor(SEED.users.ada)}` };
    const answer = await fetch(`${server.origin}/api/v2/task/${SEED.tasks.checkout}`, { headers });
    const { attachments } = (await answer.json()) as { attachments: { url: string }[] };
    const url = attachments[0]?.url ?? "";
    expect(url).toMatch(new RegExp(`^${server.origin}/t9001/`));
    const file = await fetch(url);
    expect(file.headers.get("Content-Type")).toBe("text/plain");
    expect(await file.text()).toContain("ERROR cart");
    // As at ClickUp's host, a link takes no token.
    expect((await fetch(url, { headers })).status).toBe(400);
    expect((await fetch(`${url}x`)).status).toBe(403);
  } finally {
    await server.close();
  }
});
