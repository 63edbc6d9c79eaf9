import { describe, expect, it } from "vitest";
import { DONE, recordEvent } from "../../src/account/audit-outbox.ts";
import type { SessionRecord } from "../../src/account/door.ts";
import { MAX_SESSIONS, SESSION_IDLE_MS, Sessions } from "../../src/account/sessions.ts";
import { inAccount } from "../support/account-sql.ts";

const T0 = 1_800_000_000_000;

const session = (sessionId: string): SessionRecord => ({
  sessionId,
  transport: "streamable-http",
  protocolVersion: "2025-11-25",
  clientName: "Test client",
  clientVersion: "1.0.0",
  choice: { readonly: true },
});

describe("Sessions", () => {
  it("knows a session it opened, with the choice made at initialize", () =>
    inAccount(({ sql }) => {
      const sessions = new Sessions(sql);
      sessions.open(session("a"), "grant-1", T0);
      expect(sessions.use("a", T0 + 1)).toEqual(session("a"));
      expect(sessions.use("b", T0 + 1)).toBeUndefined();
      expect(new Sessions(sql).use("a", T0 + 2)).toEqual(session("a"));
    }));

  it("ends the least recently used when one too many is opened", () =>
    inAccount(({ sql }) => {
      const sessions = new Sessions(sql);
      for (let i = 0; i < MAX_SESSIONS; i++) sessions.open(session(`s${i}`), "g", T0 + i);
      sessions.use("s0", T0 + 100);
      expect(sessions.open(session("one more"), "g", T0 + 200)).toMatchObject([
        { sessionId: "s1" },
      ]);
      expect(sessions.use("s1", T0 + 201)).toBeUndefined();
      expect(sessions.use("s0", T0 + 201)).toBeDefined();
      expect(sessions.all()).toHaveLength(MAX_SESSIONS);
    }));

  it("knows a use by its event alone, also in an object that was evicted since", () =>
    inAccount(({ sql }) => {
      const sessions = new Sessions(sql);
      const MINUTE_MS = 60_000;
      for (let i = 0; i < MAX_SESSIONS; i++) sessions.open(session(`s${i}`), "g", T0 + i);
      const call = { action: "tools/call", userId: "u", clientId: "c", requestId: "r" } as const;
      const use = (sessionId: string, atMs: number) => {
        expect(new Sessions(sql).use(sessionId, atMs, true)).toBeDefined();
        recordEvent(sql, atMs, { ...call, sessionId }, DONE);
      };
      use("s0", T0 + 59 * MINUTE_MS);
      const written = sql.exec("SELECT used_at_ms FROM sessions WHERE session_id = 's0'").one();
      expect(written).toEqual({ used_at_ms: T0 });
      const idleMs = T0 + 59 * MINUTE_MS + SESSION_IDLE_MS;
      expect(new Sessions(sql).use("s0", idleMs - 1, true)).toBeDefined();
      expect(new Sessions(sql).use("s0", idleMs + SESSION_IDLE_MS, true)).toBeUndefined();
      const opened = new Sessions(sql).open(session("one more"), "g", T0 + 60 * MINUTE_MS);
      expect(opened).toMatchObject([{ sessionId: "s1" }]);
    }));

  it("writes a use down that no event tells, and one that is an hour old in any case", () =>
    inAccount(({ sql }) => {
      const sessions = new Sessions(sql);
      const written = () => sql.exec("SELECT used_at_ms FROM sessions").one().used_at_ms;
      sessions.open(session("a"), "g", T0);
      sessions.use("a", T0 + 20_000, true);
      expect(written()).toBe(T0);
      sessions.use("a", T0 + 30_000);
      expect(written()).toBe(T0 + 30_000);
      sessions.use("a", T0 + 30_000 + 3_600_000, true);
      expect(written()).toBe(T0 + 30_000 + 3_600_000);
    }));

  it("ends a session after 30 idle days, and not while it is used", () =>
    inAccount(({ sql }) => {
      const sessions = new Sessions(sql);
      sessions.open(session("idle"), "g", T0);
      sessions.open(session("used"), "g", T0);
      sessions.use("used", T0 + SESSION_IDLE_MS - 1);
      expect(sessions.use("idle", T0 + SESSION_IDLE_MS)).toBeUndefined();
      expect(sessions.closeIdle(T0 + SESSION_IDLE_MS)).toMatchObject([{ sessionId: "idle" }]);
      expect(sessions.use("used", T0 + SESSION_IDLE_MS)).toBeDefined();
    }));

  it("ends what a revoked credential opened, and nothing else", () =>
    inAccount(({ sql }) => {
      const sessions = new Sessions(sql);
      sessions.open(session("a"), "revoked", T0);
      sessions.open(session("b"), "kept", T0);
      expect(sessions.closeDead((id) => id !== "revoked")).toMatchObject([{ sessionId: "a" }]);
      expect(sessions.use("b", T0 + 1)).toBeDefined();
    }));
});
