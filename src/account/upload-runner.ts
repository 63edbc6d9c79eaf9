/** Files that come by a one-time link, handed on to ClickUp while they come. */
import type { UploadFile } from "../clickup/upload.ts";
import type { Failure } from "../domain/failure.ts";
import type { Config } from "../env.ts";
import { type Log, whereOf } from "../log/log.ts";
import type { Within } from "../log/trace.ts";
import { type Attached, attachFile } from "../tools/attachment/attach.ts";
import type { UploadTarget } from "../tools/context.ts";
import { failureOf } from "../tools/run.ts";
import type { ClickUpOfUser } from "./clickup-of-user.ts";
import { withLinks } from "./failure-links.ts";
import { readUserId } from "./profile.ts";
import { failed, type Run, type TokenInUse } from "./token-in-use.ts";
import type { OpenedToken } from "./token-vault.ts";

/** The tool that gave out the link. */
const UPLOAD_TOOL = {
  name: "clickup_attachment_upload",
  missing: { what: "Task", findWith: "clickup_list_get" },
};

/** They take turns with the user's clients as one more. */
const UPLOADS = { client: "uploads" };

/** A large file over a slow line; nobody waits for it in a call. */
const UPLOAD_BUDGET_MS = 10 * 60_000;

export class UploadRunner {
  readonly #sql: SqlStorage;
  readonly #config: Config;
  readonly #token: TokenInUse;
  readonly #clickUp: ClickUpOfUser;
  readonly #log: Log;

  constructor(
    sql: SqlStorage,
    config: Config,
    token: TokenInUse,
    clickUp: ClickUpOfUser,
    log: Log,
  ) {
    this.#sql = sql;
    this.#config = config;
    this.#token = token;
    this.#clickUp = clickUp;
    this.#log = log;
  }

  /** The link was given out by a Premium tool, and the user has no Premium any more. */
  async refuse(body: ReadableStream<Uint8Array>): Promise<Run<Attached>> {
    await body.cancel().catch(() => {});
    const { name: tool } = UPLOAD_TOOL;
    return this.#failed({ code: "premium_required", tool });
  }

  /** To where the link's ticket says. Never throws. */
  async run(target: UploadTarget, file: UploadFile, within: Within): Promise<Run<Attached>> {
    let opened: OpenedToken | undefined;
    try {
      opened = await this.#token.open(readUserId(this.#sql) ?? "");
    } catch {
      const incidentId = crypto.randomUUID();
      this.#log.error("a sealed token did not open: a key is missing", { incidentId });
      return failed({ code: "internal", incidentId });
    }
    if (opened === undefined) return this.#failed({ code: "reconnect_required" });
    const clickup = this.#clickUp.client(opened.token, Date.now() + UPLOAD_BUDGET_MS, {
      within,
      policy: this.#clickUp.withOwnSwitches({}),
      share: UPLOADS,
    });
    try {
      const value = await attachFile(target, file, clickup);
      return { outcome: { ok: true, value }, upstreamCalls: clickup.upstreamCalls };
    } catch (error) {
      const failure = failureOf(error, UPLOAD_TOOL, {
        onInternalError: (inner, incidentId) =>
          this.#log.error("an upload failed in a way nobody named", {
            incidentId,
            ...whereOf(inner),
          }),
      });
      const isKeyDead =
        failure.code === "reconnect_required" && !this.#token.isSignedOut(opened, within.requestId);
      // The file passed through and is gone: it has to come again, by another link.
      const told: Failure = isKeyDead
        ? { code: "clickup_unavailable", mayHaveHappened: clickup.wrote }
        : failure;
      return { ...this.#failed(told), upstreamCalls: clickup.upstreamCalls };
    }
  }

  #failed(failure: Failure): ReturnType<typeof failed> {
    return failed(withLinks(failure, this.#config.publicUrl));
  }
}
