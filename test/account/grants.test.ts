import { describe, expect, it } from "vitest";
import { DONE, recordEvent } from "../../src/account/audit-outbox.ts";
import { addCredential, isLive, liveCredentials } from "../../src/account/credentials.ts";
import type { RefreshStart } from "../../src/account/door.ts";
import {
  claimGrant,
  endGrant,
  finishRefresh,
  GRANT_IDLE_MS,
  REFRESH_GRACE_MS,
  type RefreshDecision,
  removeDeadRefreshes,
  startRefresh,
} from "../../src/account/grants.ts";
import { migrate } from "../../src/account/migrations.ts";
import { RefreshGate } from "../../src/account/refresh-gate.ts";
import { inAccount } from "../support/account-sql.ts";

const NOW = Date.UTC(2026, 10, 21);
const MINUTE_MS = 60_000;

/** A grant that was claimed, with short ways to use its tokens. */
const withGrant = (test: (grant: ReturnType<typeof grantIn>) => void) =>
  inAccount((storage) => {
    migrate(storage);
    test(grantIn(storage.sql));
  });

function grantIn(sql: SqlStorage) {
  const add = (credentialId: string, nowMs = NOW) =>
    addCredential(
      sql,
      {
        credentialId,
        kind: "grant",
        clientId: "client",
        clientName: "Client",
        scopes: ["clickup:read"],
        expiresAtMs: nowMs + 10 * MINUTE_MS,
      },
      nowMs,
    );
  add("credential");
  claimGrant(sql, NOW, "credential", "grant");
  const start = (tokenHash: string, nowMs: number, requestHash = "request") =>
    startRefresh(sql, nowMs, { grantId: "grant", clientId: "client", tokenHash, requestHash });
  const finish = (tokenHash: string, attempt: number, nowMs: number, successorHash?: string) =>
    finishRefresh(sql, nowMs, {
      grantId: "grant",
      tokenHash,
      attempt,
      ...(successorHash !== undefined && {
        answer: { successorHash, sealedAnswer: `answer to ${tokenHash}` },
      }),
    });
  const refresh = (tokenHash: string, successorHash: string, nowMs: number) => {
    expect(start(tokenHash, nowMs)).toMatchObject({ step: "exchange" });
    expect(finish(tokenHash, nowMs, nowMs, successorHash)).toBe(true);
  };
  return { sql, add, start, finish, refresh };
}

describe("claimGrant", () => {
  it("says yes once; the second claim kills the credential", () =>
    withGrant(({ sql }) => {
      expect(isLive(sql, "credential", NOW)).toBe(true);
      expect(claimGrant(sql, NOW, "credential", "grant")).toBe(false);
      expect(isLive(sql, "credential", NOW)).toBe(false);
    }));

  it("says no to a code that came too late, and to one of nobody", () =>
    withGrant(({ sql, add }) => {
      add("late");
      expect(claimGrant(sql, NOW + 11 * MINUTE_MS, "late", "late-grant")).toBe(false);
      expect(claimGrant(sql, NOW, "unknown", "other-grant")).toBe(false);
    }));

  it("ends the least recently used of more than fifty", () =>
    withGrant(({ sql, add }) => {
      for (let at = 1; at <= 50; at += 1) {
        add(`c${at}`, NOW + at);
        expect(claimGrant(sql, NOW + at, `c${at}`, `g${at}`)).toBe(true);
      }
      expect(isLive(sql, "credential", NOW + 50)).toBe(false);
      expect(isLive(sql, "c1", NOW + 50)).toBe(true);
      expect(isLive(sql, "c50", NOW + 50)).toBe(true);
    }));

  it("tells the least recently used by the events of calls, too", () =>
    withGrant(({ sql, add }) => {
      const call = { action: "tools/call", userId: "u", clientId: "c", requestId: "r" } as const;
      for (let at = 1; at <= 50; at += 1) {
        if (at === 50) recordEvent(sql, NOW + 49, { ...call, credentialId: "credential" }, DONE);
        add(`c${at}`, NOW + at);
        claimGrant(sql, NOW + at, `c${at}`, `g${at}`);
      }
      expect(isLive(sql, "credential", NOW + 50)).toBe(true);
      expect(isLive(sql, "c1", NOW + 50)).toBe(false);
      expect(liveCredentials(sql, NOW + 50)).toContainEqual(
        expect.objectContaining({ credentialId: "credential", lastUsedAtMs: NOW + 49 }),
      );
    }));
});

describe("startRefresh", () => {
  it("lets one exchange and tells the others to wait", () =>
    withGrant(({ start }) => {
      expect(start("t1", NOW)).toEqual({ step: "exchange", attempt: NOW, justIssued: false });
      expect(start("t1", NOW + 1)).toEqual({ step: "wait" });
      expect(start("t-other", NOW + 1)).toEqual({ step: "wait" });
    }));

  it("takes an exchange for dead after 30 s, and its late answer is not given out", () =>
    withGrant(({ start, finish }) => {
      start("t1", NOW);
      const again = NOW + 31_000;
      expect(start("t1", again)).toMatchObject({ step: "exchange", attempt: again });
      expect(finish("t1", NOW, again + 1, "t2-late")).toBe(false);
      expect(finish("t1", again, again + 2, "t2")).toBe(true);
    }));

  it("forgets an exchange that was refused, so that the token is as good as before", () =>
    withGrant(({ start, finish }) => {
      start("t1", NOW);
      finish("t1", NOW, NOW);
      expect(start("t1", NOW + 1)).toMatchObject({ step: "exchange" });
    }));

  it("gives the answer again until ten minutes after the successor was used, then ends the grant", () =>
    withGrant(({ sql, start, refresh }) => {
      refresh("t1", "t2", NOW);
      const later = NOW + 80 * 24 * 60 * MINUTE_MS;
      expect(start("t1", later)).toEqual({
        step: "replay",
        sealedAnswer: "answer to t1",
        sameRequest: true,
        successorUsed: false,
      });
      expect(start("t1", later, "other request")).toMatchObject({ sameRequest: false });
      refresh("t2", "t3", later);
      expect(start("t1", later + REFRESH_GRACE_MS)).toMatchObject({
        step: "replay",
        successorUsed: true,
      });
      expect(start("t1", later + REFRESH_GRACE_MS + 1)).toEqual({
        step: "refuse",
        because: "reused",
      });
      expect(isLive(sql, "credential", later)).toBe(false);
      expect(start("t3", later)).toEqual({ step: "refuse", because: "ended" });
    }));

  it("does not begin the grace before the successor's own exchange has succeeded", () =>
    withGrant(({ start, finish, refresh }) => {
      refresh("t1", "t2", NOW);
      start("t2", NOW + 1);
      finish("t2", NOW + 1, NOW + 1);
      expect(start("t1", NOW + REFRESH_GRACE_MS * 2)).toMatchObject({ step: "replay" });
    }));

  it("tells a token that KV may not know yet from one that it must", () =>
    withGrant(({ start, finish, refresh }) => {
      refresh("t1", "t2", NOW);
      expect(start("t2", NOW + MINUTE_MS)).toMatchObject({ justIssued: true });
      finish("t2", NOW + MINUTE_MS, NOW + MINUTE_MS);
      expect(start("t2", NOW + 3 * MINUTE_MS)).toMatchObject({ justIssued: false });
    }));

  it("refuses a foreign client without ending anything", () =>
    withGrant(({ sql, start }) => {
      const foreign = { grantId: "grant", clientId: "x", tokenHash: "t1", requestHash: "r" };
      expect(startRefresh(sql, NOW, foreign)).toEqual({ step: "refuse", because: "other_client" });
      expect(start("t1", NOW)).toMatchObject({ step: "exchange" });
    }));

  it("refuses a grant that ended, is idle for too long, or never was", () =>
    withGrant(({ sql, start, refresh }) => {
      refresh("t1", "t2", NOW);
      expect(start("t2", NOW + GRANT_IDLE_MS)).toEqual({ step: "refuse", because: "ended" });
      expect(endGrant(sql, NOW, "grant")).toBe(true);
      expect(start("t2", NOW)).toEqual({ step: "refuse", because: "ended" });
      const never = { grantId: "never", clientId: "client", tokenHash: "t", requestHash: "r" };
      expect(startRefresh(sql, NOW, never)).toMatchObject({ step: "refuse" });
    }));
});

describe("finishRefresh", () => {
  it("holds the answer back when the grant was ended meanwhile", () =>
    withGrant(({ sql, start, finish }) => {
      start("t1", NOW);
      endGrant(sql, NOW, "grant");
      expect(finish("t1", NOW, NOW, "t2")).toBe(false);
    }));

  it("drops answers whose grace is over but remembers their tokens", () =>
    withGrant(({ sql, refresh }) => {
      refresh("t1", "t2", NOW);
      refresh("t2", "t3", NOW + 1);
      refresh("t3", "t4", NOW + 1 + REFRESH_GRACE_MS + 1);
      const rows = sql
        .exec("SELECT token_hash, sealed_answer FROM refreshes ORDER BY started_at_ms")
        .toArray();
      expect(rows).toEqual([
        { token_hash: "t1", sealed_answer: null },
        { token_hash: "t2", sealed_answer: "answer to t2" },
        { token_hash: "t3", sealed_answer: "answer to t3" },
      ]);
    }));
});

describe("removeDeadRefreshes", () => {
  it("removes what belongs to no live grant and leaves the rest", () =>
    withGrant(({ sql, refresh }) => {
      refresh("t1", "t2", NOW);
      removeDeadRefreshes(sql, NOW);
      expect(sql.exec("SELECT 1 FROM refreshes").toArray()).toHaveLength(1);
      endGrant(sql, NOW, "grant");
      removeDeadRefreshes(sql, NOW);
      expect(sql.exec("SELECT 1 FROM refreshes").toArray()).toHaveLength(0);
    }));
});

describe("RefreshGate", () => {
  const done: RefreshStart = { step: "refuse", because: "ended" };

  it("lets all who waited decide again when the exchange is over", async () => {
    const gate = new RefreshGate();
    let decision: RefreshDecision = { step: "wait" };
    const waiting = [1, 2, 3].map(() => gate.pass("grant", () => decision));
    decision = done;
    gate.open("grant");
    expect(await Promise.all(waiting)).toEqual([done, done, done]);
  });

  it("is not opened by another grant, and gives up rather than hang", async () => {
    const gate = new RefreshGate();
    const waiting = gate.pass("grant", () => ({ step: "wait" }), 20);
    gate.open("other");
    expect(await waiting).toEqual({ step: "busy", retryAfterSeconds: 5 });
  });
});
