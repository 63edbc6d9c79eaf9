import { afterEach, describe, expect, it, vi } from "vitest";
import { createClickUpSandbox } from "../sandbox/clickup/sandbox.ts";
import { SEED } from "../sandbox/clickup/seed.ts";
import { signedIn } from "../support/mcp-bench.ts";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

afterEach(() => {
  vi.restoreAllMocks();
});

/** A call with this header; what ClickUp was sent, and the request id of the answer. */
async function traced(traceparent: string | undefined) {
  const sandbox = createClickUpSandbox();
  const sent: Headers[] = [];
  vi.spyOn(globalThis, "fetch").mockImplementation((input, init) => {
    const request = new Request(input, init);
    sent.push(request.headers);
    return sandbox.fetch(request);
  });
  const caller = await signedIn({ clickUpToken: sandbox.tokenFor(SEED.users.ada) });
  const params = { name: "clickup_list_get", arguments: { list: SEED.lists.backlog } };
  const headers = traceparent === undefined ? {} : { traceparent };
  const { headers: answered } = await caller.ask("tools/call", params, headers);
  expect(sent.length).toBeGreaterThan(0);
  return { sent, requestId: answered.get("x-request-id") ?? "" };
}

describe("a tool call", () => {
  it("is found again at ClickUp by its request id and the client's trace", async () => {
    const { sent, requestId } = await traced(`00-${TRACE}-00f067aa0ba902b7-01`);
    for (const headers of sent) {
      expect(headers.get("x-request-id")).toBe(requestId);
      expect(headers.get("traceparent")).toMatch(new RegExp(`^00-${TRACE}-[0-9a-f]{16}-01$`));
    }
  });

  it("passes nothing on of a header that is no traceparent", async () => {
    const { sent, requestId } = await traced("ada@example.com");
    for (const headers of sent) {
      expect(headers.get("traceparent")).toContain(requestId.replaceAll("-", ""));
    }
  });
});
