import { DurableObject } from "cloudflare:workers";
import type { Caller } from "../domain/caller.ts";
import { readConfig } from "../env.ts";
import { createLog } from "../log/log.ts";
import { Admissions } from "./admission.ts";
import { nextAlarmAtMs, readWaiting } from "./alarm.ts";
import { completeEvent, DONE, type EventStart, recordEvent, startOf } from "./audit-outbox.ts";
import {
  addCredential,
  isLive,
  liveCredentials,
  removeDeadCredentials,
  revokeCredential,
  revokeGrants,
} from "./credentials.ts";
import type {
  AccountDoor,
  AccountOverview,
  Admission,
  AdmissionRequest,
  NewCredential,
  RefreshFinish,
  RefreshRequest,
  RefreshStart,
  SessionRecord,
  SignIn,
  ToolCall,
  ToolReply,
  UploadReply,
  UploadRequest,
} from "./door.ts";
import { EventStreams } from "./event-streams.ts";
import {
  claimGrant,
  endGrant,
  finishRefresh,
  removeDeadRefreshes,
  startRefresh,
} from "./grants.ts";
import { removeEndedJobs } from "./jobs.ts";
import { migrate } from "./migrations.ts";
import { readProfile, writeProfile } from "./profile.ts";
import { RefreshGate } from "./refresh-gate.ts";
import { sessionOf } from "./session-door.ts";
import { type SessionAddress, Sessions } from "./sessions.ts";
import { sealToken, storeSealedToken } from "./token-vault.ts";
import { ToolRunner } from "./tool-runner.ts";
import { ENTRY_LIFE_MS, removeExpiredEntries } from "./tool-stores.ts";
import { removeExpiredTickets, takeTicket } from "./upload-tickets.ts";

/** Everything that must be true about one ClickUp user, and everything that touches ClickUp. */
export class Account extends DurableObject<Env> implements AccountDoor {
  readonly #sql = this.ctx.storage.sql;
  readonly #config = readConfig(this.env);
  readonly #log = createLog(this.#config.logLevel, { room: "account" });
  readonly #sessions = new Sessions(this.#sql);
  readonly #streams = new EventStreams(this.ctx);
  readonly #tools = new ToolRunner(this.ctx, this.#config, this.#log, (atMs) => this.#wake(atMs));
  readonly #refreshes = new RefreshGate();
  readonly #admissions: Admissions;
  /** When the alarm is set for, as far as known since the object woke. */
  #alarmAtMs: number | undefined;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    migrate(ctx.storage);
    this.#admissions = new Admissions(this.#sql, this.#sessions, this.#config.requestsPerMinute);
  }

  async admit(request: AdmissionRequest): Promise<Admission> {
    return this.ctx.storage.transactionSync(() => {
      const nowMs = Date.now();
      const admission = this.#admissions.decide(request, nowMs);
      if (admission.admitted && admission.session !== undefined && request.opensStream) {
        this.#noteStream(admission.session.sessionId, nowMs);
      }
      return admission;
    });
  }

  async callTool(call: ToolCall): Promise<ToolReply> {
    const startedAtMs = Date.now();
    const { admission, seq } = this.ctx.storage.transactionSync(() => {
      const admission = this.#admissions.decide(call, startedAtMs);
      if (!admission.admitted) return { admission };
      const start: EventStart = { ...startOf("tools/call", call), tool: call.tool };
      return { admission, seq: recordEvent(this.#sql, startedAtMs, start) };
    });
    if (!admission.admitted || seq === undefined) return { admission } as ToolReply;
    const choice = admission.session?.choice ?? call.choice;
    const { outcome, upstreamCalls } = await this.#tools.run({ ...call, choice }, admission.tier);
    completeEvent(this.#sql, seq, {
      outcome: outcome.ok ? "ok" : outcome.failure.code,
      durationMs: Date.now() - startedAtMs,
      upstreamCalls,
    });
    // ClickUp says this user signed out there: the next request of each client is a 401.
    if (!outcome.ok && outcome.failure.code === "reconnect_required") {
      this.ctx.storage.transactionSync(() => {
        revokeGrants(this.#sql, Date.now(), call.requestId);
      });
      this.#endDead();
    }
    this.#scheduleSweep();
    return { admission, outcome };
  }

  async receiveUpload(upload: UploadRequest): Promise<UploadReply> {
    const startedAtMs = Date.now();
    const taken = this.ctx.storage.transactionSync(() => {
      const ticket = takeTicket(this.#sql, startedAtMs, upload.ticketHash);
      if (ticket === undefined) return undefined;
      const { credentialId, clientId } = ticket;
      const { requestId } = upload;
      const { userId = "" } = readProfile(this.#sql) ?? {};
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
    const { outcome, upstreamCalls } = await this.#tools.upload(target, file);
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
    const { admission, ended } = this.ctx.storage.transactionSync(() => {
      const admission = this.#admissions.decide(request, nowMs);
      if (!admission.admitted) return { admission, ended: [] };
      const { sessionId } = session;
      recordEvent(this.#sql, nowMs, startOf("session_opened", { ...request, sessionId }), DONE);
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
    const sealed = await sealToken(this.#config, signIn.user.id, signIn.clickUpToken);
    const nowMs = Date.now();
    const { credential } = signIn;
    this.ctx.storage.transactionSync(() => {
      writeProfile(this.#sql, signIn, nowMs);
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
      // A grant exists because its consent page was answered just before this sign-in.
      if (credential.kind === "grant") {
        recordEvent(this.#sql, nowMs, { ...start, action: "consent" }, DONE);
      }
    });
    // The new token may open other Workspaces than the one before.
    this.#tools.startOver(signIn);
    this.#scheduleSweep();
  }

  async addCredential(caller: Caller, credential: NewCredential, requestId: string): Promise<void> {
    const nowMs = Date.now();
    this.ctx.storage.transactionSync(() => {
      addCredential(this.#sql, credential, nowMs);
      recordEvent(this.#sql, nowMs, startOf("token_created", { caller, requestId }), DONE);
    });
  }

  async claimGrant(credentialId: string, grantId: string): Promise<boolean> {
    const nowMs = Date.now();
    const claimed = this.ctx.storage.transactionSync(() =>
      claimGrant(this.#sql, nowMs, credentialId, grantId),
    );
    this.#endDead();
    return claimed;
  }

  async startRefresh(refresh: RefreshRequest): Promise<RefreshStart> {
    const start = await this.#refreshes.pass(refresh.grantId, () =>
      this.ctx.storage.transactionSync(() => startRefresh(this.#sql, Date.now(), refresh)),
    );
    if (start.step === "refuse") this.#endDead();
    return start;
  }

  async finishRefresh(refresh: RefreshFinish): Promise<boolean> {
    const finished = this.ctx.storage.transactionSync(() =>
      finishRefresh(this.#sql, Date.now(), refresh),
    );
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

  async overview(): Promise<AccountOverview | undefined> {
    const nowMs = Date.now();
    const profile = readProfile(this.#sql);
    if (profile === undefined) return undefined;
    const { userId: id, name, email, timezone, tier, workspaces } = profile;
    return {
      user: { id, name, email, timezone },
      tier,
      limits: this.#admissions.limits(nowMs),
      workspaces,
      credentials: liveCredentials(this.#sql, nowMs),
    };
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
    const nowMs = Date.now();
    this.#endSessions(this.#sessions.closeIdle(nowMs));
    removeExpiredEntries(this.#sql, nowMs);
    removeExpiredTickets(this.#sql, nowMs);
    removeDeadRefreshes(this.#sql, nowMs);
    removeDeadCredentials(this.#sql, nowMs);
    removeEndedJobs(this.#sql, nowMs);
    await this.#tools.goOnWithJobs();
    this.#alarmAtMs = nextAlarmAtMs(readWaiting(this.#sql), Date.now());
    if (this.#alarmAtMs !== undefined) await this.ctx.storage.setAlarm(this.#alarmAtMs);
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
    const revoked = this.ctx.storage.transactionSync(() => revoke(Date.now()));
    if (revoked) this.#endDead();
    return revoked;
  }

  /** Ends the sessions and streams of credentials that are not live any more. */
  #endDead(): void {
    const nowMs = Date.now();
    const live = (credentialId: string) => isLive(this.#sql, credentialId, nowMs);
    this.#endSessions(this.#sessions.closeDead(live));
    this.#streams.closeDead(live);
  }

  #endSessions(sessions: readonly SessionAddress[]): void {
    for (const session of sessions) this.ctx.waitUntil(sessionOf(this.env, session).endSession());
  }

  /** Something was stored that has an end: the sweep comes within a day and looks what is due. */
  #scheduleSweep(): void {
    this.#wake(Date.now() + ENTRY_LIFE_MS);
  }

  /** The alarm comes by then at the latest. */
  #wake(atMs: number): void {
    if (this.#alarmAtMs === undefined || this.#alarmAtMs > atMs) {
      this.#alarmAtMs = atMs;
      this.ctx.waitUntil(this.#bringAlarmTo(atMs));
    }
  }

  async #bringAlarmTo(wantedMs: number): Promise<void> {
    const setMs = await this.ctx.storage.getAlarm();
    if (setMs === null || setMs > wantedMs) await this.ctx.storage.setAlarm(wantedMs);
    else this.#alarmAtMs = setMs;
  }
}
