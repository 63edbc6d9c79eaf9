import { randomBytes } from "node:crypto";
import { expect, it } from "vitest";
import { dedupeStore } from "../../src/account/tool-stores.ts";
import { ContentSeal } from "../../src/crypto/content-seal.ts";
import { parseKeyRing } from "../../src/crypto/key-ring.ts";
import { inAccount } from "../support/account-sql.ts";

const T0 = 1_800_000_000_000;
const DAY_MS = 24 * 60 * 60_000;

function storesOver({ sql }: DurableObjectStorage) {
  const ring = parseKeyRing(randomBytes(32).toString("base64"), 32);
  const seal = new ContentSeal(ring, "test", "owner");
  const clock = { nowMs: T0 };
  /** As of one life of the object. */
  const store = () => dedupeStore(sql, seal, () => clock.nowMs, new Set());
  return { store, clock };
}

it("a dedupe_key answers for 24 h, for its tool and its arguments alone", () =>
  inAccount((storage) => {
    const { store, clock } = storesOver(storage);
    const { claim, finish } = store();
    expect(claim("create", "k", "hash")).toEqual({ state: "new" });
    finish("create", "k", { id: "1" });
    clock.nowMs = T0 + DAY_MS - 1;
    expect(claim("create", "k", "hash")).toEqual({ state: "done", value: { id: "1" } });
    expect(claim("create", "k", "other")).toEqual({ state: "different_arguments" });
    expect(claim("invite", "k", "hash")).toEqual({ state: "new" });
    clock.nowMs = T0 + DAY_MS;
    expect(claim("create", "k", "other")).toEqual({ state: "new" });
  }));

it("a call that died with its object is not made again under its dedupe_key", () =>
  inAccount((storage) => {
    const { store } = storesOver(storage);
    const before = store();
    before.claim("create", "k", "hash");
    expect(before.claim("create", "k", "hash")).toEqual({ state: "running" });
    expect(store().claim("create", "k", "hash")).toEqual({ state: "unknown" });
  }));
