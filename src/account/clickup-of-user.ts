/** ClickUp as one user's work sees it: with their token, their limit and their own switches. */
import { type ClickUp, createClickUp } from "../clickup/client.ts";
import { ClickUpError } from "../clickup/errors.ts";
import type { Policy } from "../clickup/policy.ts";
import type { SendOptions } from "../clickup/send.ts";
import { FailureError } from "../domain/failure.ts";
import type { Config } from "../env.ts";
import { fetchWithin, type Within } from "../log/trace.ts";
import type { SendStep } from "../tools/job/run-job.ts";
import { stepSender } from "../tools/job/send-step.ts";
import { readPreferences } from "./preferences.ts";
import { sleep, type TokenInUse } from "./token-in-use.ts";
import type { StoredToken } from "./token-vault.ts";

/** A tool call as a whole, waits for ClickUp's limit included (docs/api.md); a job goes on for as long. */
export const CALL_BUDGET_MS = 25_000;
/** Calls of ClickUp's minute that a job leaves to the user's other calls. */
const CALLS_LEFT_TO_OTHERS = 20;
const WAIT_FOR_MINUTE_MS = 15_000;

export class ClickUpOfUser {
  readonly #sql: SqlStorage;
  readonly #config: Config;
  readonly #token: TokenInUse;

  constructor(sql: SqlStorage, config: Config, token: TokenInUse) {
    this.#sql = sql;
    this.#config = config;
    this.#token = token;
  }

  /** For one piece of work, which ends at `deadlineMs` (epoch ms). */
  client(
    token: SendOptions["token"],
    deadlineMs: number,
    {
      within,
      ...call
    }: Pick<SendOptions, "policy" | "signal" | "share" | "onAnswer"> & { within: Within },
  ): ClickUp {
    return createClickUp({
      baseUrl: this.#config.clickUpApiUrl,
      token,
      fetch: fetchWithin(within),
      now: Date.now,
      sleep,
      budget: this.#token.budget,
      deadlineMs,
      ...call,
    });
  }

  /**
   * Sends a job's steps. A step that finds the API key dead was not done: the job waits and goes on
   * with the sign-in.
   */
  sender(stored: StoredToken, clickup: ClickUp, requestId = ""): SendStep {
    const send = stepSender(clickup);
    return async (action, idOf) => {
      try {
        return await send(action, idOf);
      } catch (error) {
        const isRefused = error instanceof ClickUpError && error.refusal === "token_dead";
        if (!isRefused || this.#token.isSignedOut(stored, requestId)) throw error;
        throw new FailureError({ code: "clickup_unavailable", mayHaveHappened: false });
      }
    };
  }

  /** When a job may go on; undefined while there is enough left of ClickUp's minute. */
  holdUntilMs(): number | undefined {
    return this.#token.budget.callsLeft() > CALLS_LEFT_TO_OTHERS
      ? undefined
      : Date.now() + WAIT_FOR_MINUTE_MS;
  }

  /** The person's own switches hold for what leaves without a call, too: uploads and jobs. */
  withOwnSwitches(policy: Policy): Policy {
    const { choice: own } = readPreferences(this.#sql);
    return {
      ...policy,
      readonly: policy.readonly === true || own.readonly === true,
      nodelete: policy.nodelete === true || own.nodelete === true,
    };
  }
}
