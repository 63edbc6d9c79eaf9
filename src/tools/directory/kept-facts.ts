import type { JsonValue } from "../../domain/json.ts";
import type { CacheStore } from "../context.ts";

/** Served as it is for so long; older facts are served once more while they are read again. */
export const FRESH_MS = 10 * 60_000; // docs/architecture.md, the hierarchy index
const STALE_MS = 24 * 60 * 60_000;
/** Someone is reading it again already; after this long they are taken to have failed. */
const REFRESH_LEASE_MS = 30_000;

/** Looks at ClickUp for names that kept facts do not know, per kind of fact and window of FRESH_MS. */
const MAX_RECHECKS = 5;

// Part of every key: facts kept by code that knew another shape must not be read.
const SHAPE = "1";

export interface Kept<T> {
  value: T;
  ageMs: number;
}

/** Facts from ClickUp in the account's cache, with their age. */
export class KeptFacts {
  readonly #store: CacheStore;
  readonly #nowMs: number;
  readonly #defer: (work: Promise<unknown>) => void;
  /** Loads of this call, so that parts of a tool that run at once ask once. */
  readonly #loading = new Map<string, Promise<unknown>>();
  readonly #readHere = new Set<string>();

  constructor(options: {
    store: CacheStore;
    nowMs: number;
    defer: (work: Promise<unknown>) => void;
  }) {
    this.#store = options.store;
    this.#nowMs = options.nowMs;
    this.#defer = options.defer;
  }

  read<T>(key: string): Kept<T> | undefined {
    const entry = this.#store.read(keyOf(key));
    if (entry === undefined) return undefined;
    // A cast: whoever writes under this key writes this shape; SHAPE changes with it.
    const { at, value } = entry.value as unknown as { at: number; value: T };
    const ageMs = Math.max(0, this.#nowMs - at);
    return ageMs > STALE_MS ? undefined : { value, ageMs };
  }

  /**
   * Whether a name that is missing here is worth another look: not when this very call has just read, and
   * not every time when somebody guesses names.
   */
  mayRecheck(key: string): boolean {
    if (this.#readHere.has(key)) return false;
    const kept = this.read<number>(`rechecks:${key}`);
    const spent = kept === undefined || kept.ageMs > FRESH_MS ? undefined : kept;
    if (spent !== undefined && spent.value >= MAX_RECHECKS) return false;
    this.write(`rechecks:${key}`, (spent?.value ?? 0) + 1, spent?.ageMs ?? 0);
    return true;
  }

  /** Tells that what this call has in hand under the key comes from ClickUp itself. */
  noteRead(key: string): void {
    this.#readHere.add(key);
  }

  /** `ageMs` keeps the age of facts that were only patched. */
  write<T>(key: string, value: T, ageMs = 0): void {
    const entry = { at: this.#nowMs - ageMs, value };
    this.#store.write(keyOf(key), entry as unknown as JsonValue);
  }

  /** See CacheStore. */
  derive<T extends object>(key: string, from: readonly unknown[], make: () => T): T {
    return this.#store.derive(keyOf(key), from, make);
  }

  remove(key: string): void {
    this.#store.remove(keyOf(key));
  }

  /** Fresh facts, or stale ones with a reading behind them, or newly read ones. */
  async keep<T>(
    key: string,
    load: () => Promise<T>,
    { freshMs = FRESH_MS, refresh = false } = {},
  ): Promise<Kept<T>> {
    const kept = refresh ? undefined : this.read<T>(key);
    if (kept === undefined) {
      const value = await this.#load(key, load);
      this.noteRead(key);
      return { value, ageMs: 0 };
    }
    if (kept.ageMs > freshMs) this.refreshBehind(key, () => this.#load(key, load));
    return kept;
  }

  /** Reads again without making this caller wait, unless that is under way. */
  refreshBehind(key: string, load: () => Promise<unknown>): void {
    const lease = `refresh:${key}`;
    const taken = this.read<true>(lease);
    if (taken !== undefined && taken.ageMs < REFRESH_LEASE_MS) return;
    this.write(lease, true);
    // What fails here is tried again by the next caller, who will hear of it.
    this.#defer(load().catch(() => {}));
  }

  #load<T>(key: string, load: () => Promise<T>): Promise<T> {
    const running = this.#loading.get(key) as Promise<T> | undefined;
    if (running !== undefined) return running;
    const started = load()
      .then((value) => {
        this.write(key, value);
        return value;
      })
      .finally(() => this.#loading.delete(key));
    this.#loading.set(key, started);
    return started;
  }
}

function keyOf(key: string): string {
  return `directory.${SHAPE}.${key}`;
}
