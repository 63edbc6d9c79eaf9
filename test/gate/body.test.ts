import { afterEach, describe, expect, it, vi } from "vitest";
import { readBody } from "../../src/gate/body.ts";

function chunked(...chunks: (string | "stall" | "break")[]): Request {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const chunk = chunks.shift();
      if (chunk === undefined) controller.close();
      else if (chunk === "break") controller.error(new Error("connection lost"));
      else if (chunk === "stall") await new Promise(() => {});
      else controller.enqueue(encoder.encode(chunk));
    },
  });
  return new Request("http://localhost/", { method: "POST", body });
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe("reading a body", () => {
  it("counts the bytes that come, so that a chunked body has the same cap", async () => {
    const half = "x".repeat(60);
    expect(await readBody(chunked(half, half), { maxBytes: 100 })).toEqual({
      ok: false,
      problem: "too_large",
    });
  });

  it("takes a body of exactly the cap", async () => {
    const reading = await readBody(chunked("x".repeat(100)), { maxBytes: 100 });
    expect(reading).toMatchObject({ ok: true });
    expect(reading.ok && reading.bytes.byteLength).toBe(100);
  });

  it("believes a Content-Length that is too large and reads nothing", async () => {
    const request = new Request("http://localhost/", {
      method: "POST",
      headers: { "content-length": "101" },
      body: "x".repeat(101),
    });
    expect(await readBody(request, { maxBytes: 100 })).toEqual({ ok: false, problem: "too_large" });
  });

  it("gives up on a body that does not arrive in time", async () => {
    expect(await readBody(chunked("x", "stall"), { maxBytes: 100, deadlineMs: 20 })).toEqual({
      ok: false,
      problem: "too_slow",
    });
  });

  it("gives up as well on one that says it is short", async () => {
    expect(await readBody(short("x", "stall"), { maxBytes: 100, deadlineMs: 20 })).toEqual({
      ok: false,
      problem: "too_slow",
    });
  });

  it("tells a body that ended early from a whole one", async () => {
    expect(await readBody(chunked("x", "break"), { maxBytes: 100 })).toEqual({
      ok: false,
      problem: "broken",
    });
  });
});

/** With a length in its headers, one more than comes when it stalls. */
function short(...parts: Parameters<typeof chunked>): Request {
  const { body } = chunked(...parts);
  const headers = { "content-length": parts.includes("stall") ? "2" : "1" };
  return new Request("http://localhost/", { method: "POST", headers, body });
}
