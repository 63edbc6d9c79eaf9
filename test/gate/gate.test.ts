import { describe, expect, it } from "vitest";
import { ORIGIN, send, signedIn } from "../support/mcp-bench.ts";

const PAGE = "https://claude.ai";

describe("the gate", () => {
  it("gives every answer an id of its own", async () => {
    const first = await send(`${ORIGIN}/mcp`, { headers: { "x-request-id": "chosen-by-client" } });
    const second = await send(`${ORIGIN}/nothing/here`);
    expect(first.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    expect(first.headers.get("x-request-id")).not.toBe(second.headers.get("x-request-id"));
  });

  it("says 404 in the plain shape where no route is", async () => {
    const response = await send(`${ORIGIN}/nothing/here`);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ code: "not_found" });
  });

  it("says 405 and what would be taken, before it looks at the Origin", async () => {
    const response = await send(`${ORIGIN}/mcp`, { method: "PUT", headers: { origin: "null" } });
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("GET, POST, DELETE, OPTIONS");
    expect(response.headers.has("access-control-allow-origin")).toBe(false);
  });

  it("looks at the Origin before the body and the credential", async () => {
    const response = await send(`${ORIGIN}/mcp`, {
      method: "POST",
      headers: { origin: "https://evil.example" },
      body: "not json",
    });
    expect(response.status).toBe(403);
  });

  it("looks at the body's size before the credential", async () => {
    const response = await send(`${ORIGIN}/mcp`, {
      method: "POST",
      body: "x".repeat(1024 * 1024 + 1),
    });
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({
      jsonrpc: "2.0",
      id: null,
      error: { code: 41301 },
    });
  });
});

describe("the Origin rule", () => {
  it.each([
    "null",
    "https://evil.example",
    "https://claude.ai.evil.example",
    "https://claude.ai:444",
    "claude.ai",
  ])("refuses %s with 403 and no CORS header, on the request and on its preflight", async (origin) => {
    for (const method of ["POST", "OPTIONS", "GET", "DELETE"]) {
      const response = await send(`${ORIGIN}/mcp`, { method, headers: { origin } });
      expect(response.status).toBe(403);
      expect(response.headers.has("access-control-allow-origin")).toBe(false);
    }
  });

  it("takes listed origins, our own, loopback in development, and requests of no page", async () => {
    for (const origin of [PAGE, ORIGIN, "http://localhost:5173", "http://127.0.0.1:6274"]) {
      const response = await send(`${ORIGIN}/mcp`, { method: "POST", headers: { origin } });
      expect(response.status).toBe(401);
      expect(response.headers.get("access-control-allow-origin")).toBe(origin);
    }
    expect((await send(`${ORIGIN}/mcp`, { method: "POST" })).status).toBe(401);
  });

  it("lets any page read the discovery documents and reach the token endpoint", async () => {
    for (const path of [
      "/.well-known/oauth-authorization-server",
      "/.well-known/oauth-protected-resource/mcp",
    ]) {
      const response = await send(`${ORIGIN}${path}`, {
        headers: { origin: "https://evil.example" },
      });
      expect(response.status).toBe(200);
      expect(response.headers.get("access-control-allow-origin")).toBe("*");
    }
    const token = await send(`${ORIGIN}/oauth/token`, {
      method: "OPTIONS",
      headers: { origin: "https://evil.example", "access-control-request-method": "POST" },
    });
    expect(token.status).toBe(204);
    expect(token.headers.get("access-control-allow-origin")).toBe("*");
  });
});

describe("CORS", () => {
  it("answers a preflight with what a browser client sends", async () => {
    const response = await send(`${ORIGIN}/mcp`, {
      method: "OPTIONS",
      headers: {
        origin: PAGE,
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,content-type,mcp-protocol-version",
      },
    });
    expect(response.status).toBe(204);
    const allowed = response.headers.get("access-control-allow-headers")?.toLowerCase() ?? "";
    for (const name of [
      "authorization",
      "content-type",
      "mcp-session-id",
      "mcp-protocol-version",
      "last-event-id",
      "mcp-method",
      "mcp-name",
    ]) {
      expect(allowed).toContain(name);
    }
    expect(response.headers.get("access-control-allow-methods")).toContain("DELETE");
    expect(response.headers.has("access-control-allow-credentials")).toBe(false);
  });

  it("lets the page read the session id, the challenge, the limits and the request id", async () => {
    const caller = await signedIn();
    const response = await caller.post({ jsonrpc: "2.0", id: 1, method: "ping" }, { origin: PAGE });
    expect(response.status).toBe(200);
    expect(response.headers.get("vary")).toContain("Origin");
    const exposed = response.headers.get("access-control-expose-headers") ?? "";
    for (const name of [
      "Mcp-Session-Id",
      "WWW-Authenticate",
      "RateLimit-Remaining",
      "Retry-After",
      "X-Request-Id",
    ]) {
      expect(exposed).toContain(name);
    }
  });

  it("never says * where the origin was checked, whatever a library wrote", async () => {
    const caller = await signedIn();
    const session = await caller.initialize();
    const headers = {
      origin: PAGE,
      "mcp-session-id": session["mcp-session-id"],
      accept: "text/event-stream",
    };
    const stream = await caller.fetch({ headers });
    expect(stream.status).toBe(200);
    expect(stream.headers.get("access-control-allow-origin")).toBe(PAGE);
    await stream.body?.cancel();
  });
});
