import { DurableObject } from "cloudflare:workers";
import { ContentSeal } from "../crypto/content-seal.ts";
import type { AuditEvent } from "../domain/audit-event.ts";
import type { Caller } from "../domain/caller.ts";
import type { Preferences } from "../domain/tool-choice.ts";
import { readConfig } from "../env.ts";
import { createLog } from "../log/log.ts";
import { Secret } from "../log/secret.ts";
import { withPreferences } from "../tools/choice.ts";
import { Admissions } from "./admission.ts";
import { Alarm } from "./alarm.ts";
import { announceToolList } from "./announcement.ts";
import {
  readApiKeyState,
  readSealedApiKey,
  readWorkspaces,
  removeApiKey,
  storeApiKey,
} from "./api-key.ts";
import { AuditDrain } from "./audit-drain.ts";
import {
  completeEvent,
  DONE,
  type EventStart,
  readEvents,
  recordEvent,
  startOf,
} from "./audit-outbox.ts";
import { Billing } from "./billing.ts";
import { removeOldEvents } from "./billing-record.ts";
import { CacheEntries } from "./cache-entries.ts";
import { Checkouts } from "./checkouts.ts";
import { ClickUpOfUser } from "./clickup-of-user.ts";
import {
  addCredential,
  addCredentialBy,
  isLive,
  liveCredentials,
  removeDeadCredentials,
  revokeCredential,
  revokeGrants,
} from "./credentials.ts";
import { AccountDeletion } from "./deletion.ts";
import { readDeletion } from "./deletion-record.ts";
import type {
  AccountDetails,
  AccountDoor,
  AccountOverview,
  Admission,
  AdmissionRequest,
  CheckoutReply,
  CredentialAddition,
  CredentialRecord,
  NewCredential,
  PortalReply,
  ProgressListener,
  RefreshFinish,
  RefreshRequest,
  RefreshStart,
  SessionRecord,
  SignIn,
  StripeNotice,
  StripeReceipt,
  StripeSighting,
  ToolCall,
  ToolReply,
  UploadReply,
  UploadRequest,
} from "./door.ts";
import { elsewhereOf } from "./elsewhere.ts";
import { EventStreams } from "./event-streams.ts";
import { exportedBytes } from "./export.ts";
import {
  claimGrant,
  endGrant,
  finishRefresh,
  removeDeadRefreshes,
  startRefresh,
} from "./grants.ts";
import { JobRunner } from "./job-runner.ts";
import { removeEndedJobs } from "./jobs.ts";
import { measureCall } from "./metrics.ts";
import { migrate } from "./migrations.ts";
import { readPreferences, writePreferences } from "./preferences.ts";
import { readProfile, readTier, readUserId, writeProfile } from "./profile.ts";
import { RefreshGate } from "./refresh-gate.ts";
import { sessionOf } from "./session-door.ts";
import { type SessionAddress, Sessions } from "./sessions.ts";
import { failed, TokenInUse } from "./token-in-use.ts";
import { sealToken, storeSealedToken } from "./token-vault.ts";
import { type ToolRun, ToolRunner } from "./tool-runner.ts";
import { ENTRY_LIFE_MS, removeExpiredDedupeKeys } from "./tool-stores.ts";
import { UploadRunner } from "./upload-runner.ts";
import { removeExpiredTickets, takeTicket } from "./upload-tickets.ts";
import { readUsage, removeOldUsage } from "./usage.ts";

/** Everything that must be true about one ClickUp user, and everything that touches ClickUp. */
export class Account extends DurableObject<Env> implements AccountDoor {
  readonly #sql = this.ctx.storage.sql;
  readonly #config = readConfig(this.env);
  readonly #contentSeal = new ContentSeal(
    this.#config.encryptionKeys,
    this.#config.environment,
    this.ctx.id.toString(),
  );
  readonly #log = createLog(this.#config.logLevel, { room: "account" });
  readonly #alarm = new Alarm(this.ctx.storage);
  readonly #sessions = new Sessions(this.#sql);
  readonly #streams = new EventStreams(this.ctx);
  readonly #cache = new CacheEntries(this.#sql, this.#contentSeal, Date.now);
  readonly #token = new TokenInUse(this.ctx.storage, this.#config, this.#contentSeal, this.#cache);
  readonly #clickUp = new ClickUpOfUser(this.#sql, this.#config, this.#token);
  readonly #jobs = new JobRunner(
    this.ctx.storage,
    this.#contentSeal,
    this.#token,
    this.#clickUp,
    this.#log,
    (atMs) => this.#alarm.bringTo(atMs),
  );
  readonly #tools = new ToolRunner(
    this.ctx,
    this.#config,
    this.#contentSeal,
    this.#token,
    this.#cache,
    this.#clickUp,
    this.#jobs,
    this.#log,
  );
  readonly #uploads = new UploadRunner(
    this.#sql,
    this.#config,
    this.#token,
    this.#clickUp,
    this.#log,
  );
  readonly #billing = new Billing({
    sql: this.#sql,
    config: this.#config,
    log: this.#log,
    transact: (work) => this.#transact(work),
    wake: (atMs) => this.#alarm.bringTo(atMs),
    onTierChange: () => announceToolList(this.ctx, this.env, this.#sessions, this.#streams),
  });
  readonly #checkouts = new Checkouts({
    sql: this.#sql,
    kv: this.env.OAUTH_KV,
    config: this.#config,
    billing: this.#billing,
    profile: () => readProfile(this.#sql, this.#contentSeal),
  });
  readonly #refreshes = new RefreshGate();
  readonly #admissions: Admissions;
  readonly #drain: AuditDrain;
  readonly #deletion: AccountDeletion;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    migrate(ctx.storage);
    this.#admissions = new Admissions(this.#sql, this.#sessions, this.#config.requestsPerMinute);
    this.#drain = new AuditDrain(ctx.storage, env.AUDIT_QUEUE, this.#log);
    this.#deletion = new AccountDeletion(ctx.storage, elsewhereOf(env, this.#config), this.#log);
    ctx.blockConcurrencyWhile(() => this.#alarm.restore());
  }

  async admit(request: AdmissionRequest): Promise<Admission> {
    return this.#transact(() => {
      const nowMs = Date.now();
      const { admission } = this.#admissions.decide(request, nowMs);
      if (admission.admitted && admission.session !== undefined && request.opensStream) {
        this.#noteStream(admission.session.sessionId, nowMs);
      }
      return admission;
    });
  }

  async callTool(call: ToolCall, onProgress?: ProgressListener): Promise<ToolReply> {
    const startedAtMs = Date.now();
    const action = call.rest === undefined ? "tools/call" : "rest";
    const start: EventStart = { ...startOf(action, call), tool: call.tool };
    const { admission, seq } = this.#transact(() =>
      this.#admissions.decide(call, startedAtMs, { start }),
    );
    if (!admission.admitted) return { admission };
    const choice = withPreferences(
      admission.session?.choice ?? call.choice,
      admission.preferences ?? {},
    );
    const { outcome, upstreamCalls, wasCancelled, isSignedOut, workspaceId }: ToolRun =
      this.#isForeign(call.rest)
        ? failed({ code: "workspace_not_shared" })
        : await this.#tools.run(
            { ...call, choice },
            admission.tier,
            onProgress && ((report) => onProgress(report, admission)),
          );
    const end = {
      // Also where an answer tells what was done by then: its client no longer waits for it.
      outcome: wasCancelled ? "cancelled" : outcome.ok ? "ok" : outcome.failure.code,
      durationMs: Date.now() - startedAtMs,
      upstreamCalls,
    };
    completeEvent(this.#sql, seq, end);
    measureCall(this.env.METRICS, call, admission.tier, end);
    // ClickUp says this user signed out there: the next request of each client is a 401.
    if (isSignedOut) {
      this.#transact(() => {
        revokeGrants(this.#sql, Date.now(), call.requestId);
      });
      this.#endDead();
    }
    this.#scheduleSweep();
    const teamId = workspaceId ?? this.#onlyWorkspace();
    return {
      admission,
      outcome,
      upstreamCalls,
      ...(teamId !== undefined && { workspaceId: teamId }),
    };
  }

  async receiveUpload(upload: UploadRequest): Promise<UploadReply> {
    const startedAtMs = Date.now();
    const taken = this.#transact(() => {
      const ticket = takeTicket(this.#sql, this.#contentSeal, startedAtMs, upload.ticketHash);
      if (ticket === undefined) return undefined;
      const { credentialId, clientId } = ticket;
      const { requestId } = upload;
      const userId = readUserId(this.#sql) ?? "";
      const start: EventStart = { action: "rest", userId, clientId, credentialId, requestId };
      const tool = "clickup_attachment_upload";
      return { ticket, seq: recordEvent(this.#sql, startedAtMs, { ...start, tool }) };
    });
    if (taken === undefined) {
      await upload.body.cancel().catch(() => {});
      return { taken: false };
    }
    const { type, bytes, body } = upload;
    const { target } = taken.ticket;
    const file = { name: target.filename, type, bytes, open: () => body, once: true };
    const { outcome, upstreamCalls } =
      readTier(this.#sql) === "free"
        ? await this.#uploads.refuse(body)
        : await this.#uploads.run(target, file, upload);
    completeEvent(this.#sql, taken.seq, {
      outcome: outcome.ok ? "ok" : outcome.failure.code,
      durationMs: Date.now() - startedAtMs,
      upstreamCalls,
    });
    return { taken: true, outcome };
  }

  async cancelCall(caller: Caller, callId: string): Promise<void> {
    this.#tools.cancel(caller, callId);
  }

  async openSession(request: AdmissionRequest, session: SessionRecord): Promise<Admission> {
    const nowMs = Date.now();
    const { admission, ended } = this.#transact(() => {
      const { sessionId } = session;
      const start = startOf("session_opened", { ...request, sessionId });
      const { admission } = this.#admissions.decide(request, nowMs, { start, end: DONE });
      if (!admission.admitted) return { admission, ended: [] };
      const ended = this.#sessions.open(session, request.caller.credentialId, nowMs);
      if (request.opensStream) this.#noteStream(sessionId, nowMs);
      return { admission: { ...admission, session }, ended };
    });
    this.#endSessions(ended);
    this.#scheduleSweep();
    return admission;
  }

  async closeSession(caller: Caller, sessionId: string): Promise<boolean> {
    if (!isLive(this.#sql, caller.credentialId, Date.now())) return false;
    const ended = this.#sessions.close(sessionId);
    if (ended !== undefined) this.#endSessions([ended]);
    return ended !== undefined;
  }

  async streamClosed({ sessionId, transport }: SessionAddress): Promise<void> {
    if (transport === "streamable-http") {
      this.#sessions.noteStream(sessionId, undefined);
      return;
    }
    const ended = this.#sessions.close(sessionId);
    if (ended !== undefined) this.#endSessions([ended]);
  }

  async signIn(signIn: SignIn): Promise<void> {
    const { user, clickUpToken } = signIn;
    const sealed = await sealToken(
      this.#config,
      user.id,
      "clickup_oauth",
      new Secret(clickUpToken),
    );
    const isKeyLost = await this.#token.holdsLostKey(user.id);
    const nowMs = Date.now();
    const { credential } = signIn;
    this.#transact(() => {
      writeProfile(this.#sql, this.#contentSeal, signIn, nowMs);
      storeSealedToken(this.#sql, sealed, nowMs);
      addCredential(this.#sql, credential, nowMs);
      const start: EventStart = {
        action: "sign_in",
        userId: signIn.user.id,
        clientId: credential.clientId,
        credentialId: credential.credentialId,
        requestId: signIn.requestId,
      };
      recordEvent(this.#sql, nowMs, start, DONE);
      // It would keep the new sign-in from being used, and nobody can open it.
      if (isKeyLost && removeApiKey(this.#sql)) {
        recordEvent(this.#sql, nowMs, { ...start, action: "api_key_removed" }, DONE);
      }
      // A grant exists because its consent page was answered just before this sign-in.
      if (credential.kind === "grant") {
        recordEvent(this.#sql, nowMs, { ...start, action: "consent" }, DONE);
      }
    });
    // The new token may open other Workspaces than the one before. An API key goes on as it was.
    if (readSealedApiKey(this.#sql) === undefined) this.#token.startOver(signIn);
    this.#scheduleSweep();
  }

  async addCredential(
    caller: Caller,
    credential: NewCredential,
    requestId: string,
  ): Promise<CredentialAddition> {
    const asked = { caller, requestId };
    return this.#transact(() => addCredentialBy(this.#sql, Date.now(), asked, credential));
  }

  async claimGrant(credentialId: string, grantId: string): Promise<boolean> {
    const nowMs = Date.now();
    const claimed = this.#transact(() => claimGrant(this.#sql, nowMs, credentialId, grantId));
    this.#endDead();
    return claimed;
  }

  async startRefresh(refresh: RefreshRequest): Promise<RefreshStart> {
    const start = await this.#refreshes.pass(refresh.grantId, () =>
      this.#transact(() => startRefresh(this.#sql, Date.now(), refresh)),
    );
    if (start.step === "refuse") this.#endDead();
    return start;
  }

  async finishRefresh(refresh: RefreshFinish): Promise<boolean> {
    const finished = this.#transact(() => finishRefresh(this.#sql, Date.now(), refresh));
    this.#refreshes.open(refresh.grantId);
    return finished;
  }

  async isLive(credentialId: string): Promise<boolean> {
    return isLive(this.#sql, credentialId, Date.now());
  }

  async revokeGrant(grantId: string, requestId: string): Promise<boolean> {
    return this.#revoke((nowMs) => endGrant(this.#sql, nowMs, grantId, requestId));
  }

  async revokeCredential(credentialId: string, requestId: string): Promise<boolean> {
    return this.#revoke((nowMs) => revokeCredential(this.#sql, nowMs, credentialId, requestId));
  }

  async revokeAll(caller: Caller, requestId: string): Promise<CredentialRecord[]> {
    const nowMs = Date.now();
    const live = this.#transact(() => {
      const live = liveCredentials(this.#sql, nowMs);
      if (!live.some(({ credentialId }) => credentialId === caller.credentialId)) return [];
      for (const { credentialId } of live) {
        revokeCredential(this.#sql, nowMs, credentialId, requestId);
      }
      return live;
    });
    this.#endDead();
    return live;
  }

  async storeApiKey(
    caller: Caller,
    { key, workspaces }: { key: string; workspaces: AccountOverview["workspaces"] },
    requestId: string,
  ): Promise<boolean> {
    const sealed = await sealToken(this.#config, caller.userId, "clickup_api_key", new Secret(key));
    return this.#transact(() =>
      this.#token.change(() => {
        const nowMs = Date.now();
        if (!isLive(this.#sql, caller.credentialId, nowMs)) return false;
        storeApiKey(this.#sql, this.#contentSeal, { sealed, workspaces }, nowMs);
        recordEvent(this.#sql, nowMs, startOf("api_key_stored", { caller, requestId }), DONE);
        return true;
      }),
    );
  }

  async removeApiKey(caller: Caller, requestId: string): Promise<boolean> {
    return this.#transact(() =>
      this.#token.change(() => {
        if (!isLive(this.#sql, caller.credentialId, Date.now())) return false;
        if (!removeApiKey(this.#sql)) return false;
        const start = startOf("api_key_removed", { caller, requestId });
        recordEvent(this.#sql, Date.now(), start, DONE);
        return true;
      }),
    );
  }

  async overview(): Promise<AccountOverview | undefined> {
    const nowMs = Date.now();
    const profile = readProfile(this.#sql, this.#contentSeal);
    if (profile === undefined) return undefined;
    const { userId: id, name, email, timezone, tier } = profile;
    const apiKey = readApiKeyState(this.#sql);
    return {
      user: { id, name, email, timezone },
      tier,
      limits: this.#admissions.limits(nowMs),
      workspaces: readWorkspaces(this.#sql, this.#contentSeal),
      ...(apiKey !== undefined && { apiKey }),
      credentials: liveCredentials(this.#sql, nowMs),
    };
  }

  async details(): Promise<AccountDetails | undefined> {
    const overview = await this.overview();
    if (overview === undefined) return undefined;
    const { choice, version } = readPreferences(this.#sql);
    return {
      ...overview,
      sessions: this.#sessions.all(),
      usage: readUsage(this.#sql, Date.now()),
      ...this.#billing.overview(Date.now()),
      preferences: choice,
      preferencesVersion: version,
    };
  }

  async setPreferences(
    caller: Caller,
    preferences: Preferences,
    requestId: string,
    seenVersion?: number,
  ): Promise<boolean> {
    const result = this.#transact(() => {
      if (!isLive(this.#sql, caller.credentialId, Date.now())) return "stale";
      const result = writePreferences(this.#sql, preferences, seenVersion);
      if (result === "changed") {
        const start = startOf("preferences_changed", { caller, requestId });
        recordEvent(this.#sql, Date.now(), start, DONE);
      }
      return result;
    });
    if (result === "changed") announceToolList(this.ctx, this.env, this.#sessions, this.#streams);
    return result !== "stale";
  }

  async openCheckout(requestId: string): Promise<CheckoutReply> {
    return this.#checkouts.open(requestId);
  }

  async openPortal(): Promise<PortalReply> {
    return this.#checkouts.portal();
  }

  async refreshBilling(requestId: string): Promise<void> {
    await this.#billing.refresh(requestId);
  }

  async receiveStripeEvent(notice: StripeNotice): Promise<StripeReceipt> {
    return this.#billing.receive(notice);
  }

  async reconcileBilling(sighting: StripeSighting): Promise<StripeReceipt> {
    return this.#billing.reconcile(sighting);
  }

  async auditEvents(afterSeq: number, limit: number): Promise<AuditEvent[]> {
    return readEvents(this.#sql, afterSeq, limit);
  }

  async deletedAtMs(): Promise<number | undefined> {
    return readDeletion(this.#sql)?.deletedAtMs;
  }

  async exportData(): Promise<ReadableStream<Uint8Array> | undefined> {
    if (readUserId(this.#sql) === undefined) return undefined;
    return exportedBytes(this.#sql, this.#contentSeal);
  }

  async deleteAccount(caller: Caller): Promise<boolean> {
    const nowMs = Date.now();
    if (!isLive(this.#sql, caller.credentialId, nowMs)) return false;
    if (!(await this.#deletion.begin(nowMs))) return false;
    this.#token.forget();
    this.#endDead();
    this.#alarm.forget();
    this.#alarm.setNext(nowMs);
    await this.ctx.storage.sync();
    return true;
  }

  async restart(): Promise<void> {
    this.ctx.abort("the account was deleted");
  }

  async finishDeletion(): Promise<void> {
    await this.#deletion.goOn();
    // The alarm went with the file.
    this.#alarm.forget();
    this.#alarm.setNext(Date.now());
  }

  /** A listener's socket: `subscriptions/listen` of the Worker, admitted like any request. */
  override async fetch(request: Request): Promise<Response> {
    const admissionRequest = JSON.parse(
      request.headers.get("x-admission") ?? "null",
    ) as AdmissionRequest;
    const nowMs = Date.now();
    const admission = await this.admit(admissionRequest);
    if (!admission.admitted) return Response.json(admission);
    this.#makeRoomForStream();
    const { 0: client, 1: server } = new WebSocketPair();
    const { credentialId } = admissionRequest.caller;
    this.#streams.accept(server, { credentialId, openedAtMs: nowMs });
    const headers = { "x-admission": JSON.stringify(admission) };
    return new Response(null, { status: 101, webSocket: client, headers });
  }

  /** The other side closed: answer, so that the socket is gone and not half open. */
  override webSocketClose(socket: WebSocket, code: number): void {
    socket.close(code === 1005 || code === 1006 ? 1000 : code);
  }

  override async alarm(): Promise<void> {
    await this.#alarm.run(async () => {
      await this.#deletion.goOn();
      await this.#drain.drain();
      const nowMs = Date.now();
      this.#endSessions(this.#sessions.closeIdle(nowMs));
      this.#cache.removeExpired(nowMs);
      removeExpiredDedupeKeys(this.#sql, nowMs);
      removeExpiredTickets(this.#sql, nowMs);
      removeDeadRefreshes(this.#sql, nowMs);
      removeDeadCredentials(this.#sql, nowMs);
      removeEndedJobs(this.#sql, nowMs);
      removeOldUsage(this.#sql, nowMs);
      removeOldEvents(this.#sql, nowMs);
      await this.#billing.review(nowMs);
      await this.#jobs.goOn();
    });
  }

  /** A REST call that names a Workspace which is not this user's. */
  #isForeign(rest: ToolCall["rest"]): boolean {
    const id = rest?.workspaceId;
    if (id === undefined) return false;
    return !this.#token.workspaces().some((workspace) => workspace.id === id);
  }

  #onlyWorkspace(): string | undefined {
    try {
      const [first, ...others] = this.#token.workspaces();
      return others.length === 0 ? first?.id : undefined;
    } catch {
      return undefined; // a key is missing: the log knows less, and the answer is as good
    }
  }

  #noteStream(sessionId: string, nowMs: number): void {
    this.#makeRoomForStream();
    this.#sessions.noteStream(sessionId, nowMs);
  }

  #makeRoomForStream(): void {
    const crowdedOut = this.#streams.makeRoom(this.#sessions.all());
    if (crowdedOut === undefined) return;
    this.#sessions.noteStream(crowdedOut.sessionId, undefined);
    this.ctx.waitUntil(sessionOf(this.env, crowdedOut).closeStream());
  }

  #revoke(revoke: (nowMs: number) => boolean): boolean {
    const revoked = this.#transact(() => revoke(Date.now()));
    if (revoked) this.#endDead();
    return revoked;
  }

  /** Ends the sessions and streams of credentials that are not live any more. */
  #endDead(): void {
    const nowMs = Date.now();
    const live = (credentialId: string) => isLive(this.#sql, credentialId, nowMs);
    this.#endSessions(this.#sessions.closeDead(live));
    this.#streams.closeDead(live);
    this.#tools.cancelDead(live);
  }

  #endSessions(sessions: readonly SessionAddress[]): void {
    for (const session of sessions) this.ctx.waitUntil(sessionOf(this.env, session).endSession());
  }

  /** Something was stored that has an end: the sweep comes within a day and looks what is due. */
  #scheduleSweep(): void {
    this.#alarm.bringTo(Date.now() + ENTRY_LIFE_MS);
  }

  /**
   * Every transaction goes through here: whatever event it has recorded is drained in time, also
   * when the process ends right after it.
   */
  #transact<T>(work: () => T): T {
    const result = this.ctx.storage.transactionSync(work);
    this.#alarm.bringToDrain(Date.now());
    return result;
  }
}
