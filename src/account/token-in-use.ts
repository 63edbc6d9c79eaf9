/**
 * Which ClickUp token acts for the user, call by call, and what follows when ClickUp refuses it: an
 * API key gives way to the sign-in, and only a dead sign-in signs the user out.
 */
import { type Sleep, TokenBudget } from "../clickup/budget.ts";
import type { ContentSeal } from "../crypto/content-seal.ts";
import { namesFirstKey, SealError } from "../crypto/seal.ts";
import { type Failure, FailureError, type Outcome } from "../domain/failure.ts";
import type { Config } from "../env.ts";
import type { Secret } from "../log/secret.ts";
import { keepIdentity } from "../tools/directory/identity.ts";
import { readSealedApiKey, readWorkspaces, wipeRefusedKey } from "./api-key.ts";
import type { CacheEntries } from "./cache-entries.ts";
import type { SignIn } from "./door.ts";
import {
  findToken,
  isInUse,
  type OpenedToken,
  openToken,
  type StoredToken,
  type TokenKind,
} from "./token-vault.ts";

export interface Run<T> {
  outcome: Outcome<T>;
  upstreamCalls: number;
  /** ClickUp refuses the newest sign-in's token, or there is none. */
  isSignedOut?: boolean;
}

type Workspaces = ReturnType<typeof readWorkspaces>;

/** The token of one call. Opened when something is first sent with it: many calls send nothing. */
export class HeldToken implements StoredToken {
  readonly kind: TokenKind;
  /** Another after `open`, where that has sealed it anew. */
  sealed: string;
  readonly #open: () => Promise<OpenedToken>;
  #opening: Promise<Secret> | undefined;

  constructor({ kind, sealed }: StoredToken, open: () => Promise<OpenedToken>) {
    this.kind = kind;
    this.sealed = sealed;
    this.#open = open;
  }

  open(): Promise<Secret> {
    this.#opening ??= this.#open().then(({ token, sealed }) => {
      this.sealed = sealed;
      return token;
    });
    return this.#opening;
  }
}

export class TokenInUse {
  readonly #storage: DurableObjectStorage;
  readonly #config: Config;
  readonly #contentSeal: ContentSeal;
  readonly #cache: CacheEntries;
  #budget = newBudget();
  /** What the token in use opens; read when it is next asked for. */
  #workspaces: Workspaces | undefined;

  constructor(
    storage: DurableObjectStorage,
    config: Config,
    contentSeal: ContentSeal,
    cache: CacheEntries,
  ) {
    this.#storage = storage;
    this.#config = config;
    this.#contentSeal = contentSeal;
    this.#cache = cache;
  }

  /** One per ClickUp token; all calls of the user share it. */
  get budget(): TokenBudget {
    return this.#budget;
  }

  /** Undefined when there is none. Throws a SealError when its key is missing from ENCRYPTION_KEY. */
  async open(userId: string): Promise<OpenedToken | undefined> {
    const found = findToken(this.#storage.sql);
    return found && this.#open(userId, found);
  }

  /** What the user's tools work in. Throws a SealError when its key is missing. */
  workspaces(): Workspaces {
    this.#workspaces ??= readWorkspaces(this.#storage.sql, this.#contentSeal);
    return this.#workspaces;
  }

  /** Everything stored was erased. */
  forget(): void {
    this.#workspaces = undefined;
    this.#cache.forgetOpened();
  }

  /**
   * Runs with the token in use, and once more with the next one when ClickUp refuses it and `run` says
   * that nothing was written. `onLocked`: the token did not open; its failure is thrown where it was
   * to be used.
   */
  async run<T>(
    { userId, requestId }: { userId: string; requestId: string },
    run: (held: HeldToken) => Promise<Run<T> & { wrote: boolean }>,
    onLocked: (error: unknown) => Failure,
  ): Promise<Run<T>> {
    let spent = 0;
    for (let isSecond = false; ; isSecond = true) {
      const found = findToken(this.#storage.sql);
      if (found === undefined) return { ...failed(SIGNED_OUT), isSignedOut: true };
      const held = new HeldToken(found, () =>
        this.#open(userId, found).catch((error: unknown) => {
          throw new FailureError(onLocked(error));
        }),
      );
      // With an older key it is opened now, and so sealed anew, whatever the call sends.
      if (!namesFirstKey(this.#config.encryptionKeys, held.sealed)) {
        try {
          await held.open();
        } catch (error) {
          if (error instanceof FailureError) return failed(error.failure);
          throw error;
        }
      }
      const { wrote, ...made } = await run(held);
      spent += made.upstreamCalls;
      const done = { ...made, upstreamCalls: spent };
      if (done.outcome.ok || done.outcome.failure.code !== "reconnect_required") return done;
      if (this.isSignedOut(held, requestId)) return { ...done, isSignedOut: true };
      if (isSecond || wrote) {
        const failure: Failure = { code: "clickup_unavailable", mayHaveHappened: wrote };
        return { ...done, outcome: { ok: false, failure } };
      }
    }
  }

  /**
   * ClickUp refuses this token. True when it is the sign-in's and still the newest: there is no other.
   * An API key is wiped, so that the sign-in is used from now on.
   */
  isSignedOut(refused: StoredToken, requestId: string): boolean {
    const { sql } = this.#storage;
    if (refused.kind === "clickup_oauth") return isInUse(sql, refused);
    this.change(() => wipeRefusedKey(sql, Date.now(), refused.sealed, requestId));
    return false;
  }

  /** Another token acts for the user from the next call on, if `change` says so. One transaction. */
  change(change: () => boolean): boolean {
    const before = this.#workspaceIds();
    const changed = this.#storage.transactionSync(change);
    if (!changed) return false;
    this.#workspaces = undefined;
    this.#budget = newBudget();
    const after = this.#workspaceIds();
    if (before === undefined || before !== after) this.#cache.remove("*");
    return true;
  }

  /** An API key that cannot be opened, because its key has left ENCRYPTION_KEY. */
  async holdsLostKey(userId: string): Promise<boolean> {
    if (readSealedApiKey(this.#storage.sql) === undefined) return false;
    try {
      await this.open(userId);
      return false;
    } catch (error) {
      if (error instanceof SealError) return true;
      throw error;
    }
  }

  /** After a sign-in: another token, another budget, perhaps other Workspaces. */
  startOver(identity: Pick<SignIn, "user" | "workspaces">): void {
    this.#workspaces = undefined;
    this.#budget = newBudget();
    this.#cache.remove("*");
    keepIdentity(this.#cache, Date.now(), identity);
  }

  /** Undefined when that cannot be opened. */
  #workspaceIds(): string | undefined {
    try {
      const workspaces = readWorkspaces(this.#storage.sql, this.#contentSeal);
      return workspaces
        .map(({ id }) => id)
        .sort()
        .join();
    } catch (error) {
      if (error instanceof SealError) return undefined;
      throw error;
    }
  }

  #open(userId: string, found: StoredToken): Promise<OpenedToken> {
    return openToken(this.#storage.sql, this.#config, this.#contentSeal, userId, found);
  }
}

export const sleep: Sleep = async (ms, signal) => {
  // An abort ends the wait early, which is all that the waiting side wants to know.
  await scheduler.wait(ms, signal === undefined ? {} : { signal }).catch(() => undefined);
};

export function failed(failure: Failure): {
  outcome: { ok: false; failure: Failure };
  upstreamCalls: number;
} {
  return { outcome: { ok: false, failure }, upstreamCalls: 0 };
}

const SIGNED_OUT: Failure = { code: "reconnect_required" };

function newBudget(): TokenBudget {
  return new TokenBudget({ now: Date.now, sleep });
}
