import { randomBytes } from "node:crypto";
import { expect, it, vi } from "vitest";
import { CacheEntries } from "../../src/account/cache-entries.ts";
import { ContentSeal } from "../../src/crypto/content-seal.ts";
import { parseKeyRing } from "../../src/crypto/key-ring.ts";
import { inAccount } from "../support/account-sql.ts";

const T0 = 1_800_000_000_000;
const DAY_MS = 24 * 60 * 60_000;

function entriesOver({ sql }: DurableObjectStorage) {
  const ring = parseKeyRing(randomBytes(32).toString("base64"), 32);
  const seal = new ContentSeal(ring, "test", "owner");
  const opened = vi.spyOn(seal, "open");
  return { entries: new CacheEntries(sql, seal, () => T0), opened };
}

it("an entry is opened once, however often it is read", () =>
  inAccount((storage) => {
    const { entries, opened } = entriesOver(storage);
    entries.write("a", { rows: [1] });
    expect(entries.read("a")).toMatchObject({ value: { rows: [1] }, storedAtMs: T0 });
    expect(entries.read("a")?.value).toBe(entries.read("a")?.value);
    expect(opened).toHaveBeenCalledTimes(1);
  }));

it("what one call is handed no call can change", () =>
  inAccount((storage) => {
    const { entries } = entriesOver(storage);
    entries.write("a", { rows: [{ name: "x" }] });
    const { rows } = entries.read("a")?.value as { rows: { name: string }[] };
    expect(() => rows.push({ name: "y" })).toThrow(TypeError);
    expect(() => Object.assign(rows[0] ?? {}, { name: "z" })).toThrow(TypeError);
  }));

it("a changed, removed or expired row is not served from memory", () =>
  inAccount((storage) => {
    const { entries } = entriesOver(storage);
    const read = (key: string) => entries.read(key)?.value;
    for (const key of ["a", "b.1", "b.2"]) entries.write(key, key);
    expect(["a", "b.1", "b.2"].map(read)).toEqual(["a", "b.1", "b.2"]);
    entries.write("a", "newer");
    entries.remove("b.*");
    expect(["a", "b.1", "b.2"].map(read)).toEqual(["newer", undefined, undefined]);
    entries.remove("a");
    expect(read("a")).toBeUndefined();
    entries.write("c", "c");
    expect(read("c")).toBe("c");
    entries.removeExpired(T0 + DAY_MS + 1);
    expect(read("c")).toBeUndefined();
  }));

it("keeps no more in memory than its bound, and serves the rest from its rows", () =>
  inAccount((storage) => {
    const { entries, opened } = entriesOver(storage);
    const keys = ["a", "b", "c", "d"];
    for (const key of keys) entries.write(key, key.repeat(1_500_000));
    for (const key of [...keys, "d", "a"]) expect(entries.read(key)?.value).toHaveLength(1_500_000);
    expect(opened).toHaveBeenCalledTimes(5); // "d" was kept, "a" had made room
  }));

it("what is made of entries is made once, and again when one of them is another", () =>
  inAccount((storage) => {
    const { entries } = entriesOver(storage);
    const make = vi.fn(() => ({ rows: [{ path: "a" }] }));
    const derived = () => {
      const from = ["spaces", "lists"].map((key) => entries.read(key)?.value);
      return entries.derive("map", from, make);
    };
    for (const key of ["spaces", "lists"]) entries.write(key, { name: key });
    expect(derived()).toBe(derived());
    expect(make).toHaveBeenCalledTimes(1);
    expect(() => derived().rows.push({ path: "b" })).toThrow(TypeError);
    entries.write("lists", { name: "lists" });
    expect([derived(), derived()]).toHaveLength(2);
    expect(make).toHaveBeenCalledTimes(2);
  }));

it("holds on to nothing that was made of an entry which is gone", () =>
  inAccount((storage) => {
    const { entries } = entriesOver(storage);
    const make = vi.fn(() => ({}));
    entries.write("a", {});
    const from = [entries.read("a")?.value];
    entries.derive("of a", from, make);
    entries.remove("a");
    // The very same value, were it still known.
    entries.derive("of a", from, make);
    expect(make).toHaveBeenCalledTimes(2);
  }));

it("keeps only so many that are made of others", () =>
  inAccount((storage) => {
    const { entries } = entriesOver(storage);
    const make = vi.fn(() => ({}));
    const keys = Array.from({ length: 13 }, (_, at) => `of ${at}`);
    for (const key of [...keys, "of 12", "of 0"]) entries.derive(key, [], make);
    expect(make).toHaveBeenCalledTimes(14); // "of 12" was kept, "of 0" had made room
  }));
