/** Calls of users picked at random, of every kind and over every transport, some of them where they may not. */
import type { Heard } from "./heard.ts";
import { type Told, toldBy } from "./ledger.ts";
import { pick, WAYS } from "./traffic.ts";
import type { User } from "./users.ts";
import { anyUser, atOnce, type World } from "./world.ts";

/** Event streams of sessions that are open at once. */
const STREAMS = 20;

export class Callers {
  /** Calls that have come to an end. */
  ended = 0;
  readonly #world: World;
  readonly #untilMs: number;
  #begun = 0;
  #streams = 0;

  /** No call begins after `untilMs`. */
  constructor(world: World, untilMs: number) {
    this.#world = world;
    this.#untilMs = untilMs;
  }

  /** Until so many calls of these users have begun, those of before included, and come to an end. */
  async callUntil(
    calls: number,
    users: readonly User[],
    afterEach: () => Promise<void>,
  ): Promise<void> {
    await atOnce(async () => {
      while (this.#begun < calls && Date.now() < this.#untilMs) {
        await this.#world.worker.ready;
        this.#begun += 1;
        await this.#act(anyUser({ users, random: this.#world.random }));
        this.ended += 1;
        await afterEach();
      }
    });
  }

  /** One call of one kind or another. */
  async #act(user: User): Promise<void> {
    const { random, tally } = this.#world;
    const { wire } = user;
    const roll = random.next();
    if (roll < 0.82) return this.#callTool(user);
    if (roll < 0.87) return this.#createByRest(user);
    if (roll < 0.9) {
      const heard = await tally.time("REST", () => wire.rest("GET", "/api/teams"));
      return tally.expectEvent(user, "rest_teams_list", heard);
    }
    if (roll < 0.915) return this.#ask("bare", () => wire.bare("tools/list", {}));
    if (roll < 0.93) {
      const params = { uri: "clickup://account" };
      return this.#ask("2026-07-28", () => wire.stateless("resources/read", params));
    }
    if (roll < 0.945) return this.#ask("session", () => wire.inSession("ping", {}));
    if (roll < 0.96) return this.#ask("HTTP+SSE", () => wire.overSse("ping", {}));
    if (roll < 0.97) return this.#ask("REST", () => wire.rest("GET", "/auth/me"));
    if (roll < 0.98) return this.#ask("session", () => wire.endSession());
    if (roll < 0.985) return this.#openStream(user);
    return this.#visitForeignSession(user);
  }

  async #callTool(user: User): Promise<void> {
    const { random, traffic, tally, ledger } = this.#world;
    const { call, write } = traffic.next(user, user.isPremium);
    const way = pick(WAYS, random);
    const heard = await tally.time(way.name, () => way.send(user.wire, call));
    tally.expectEvent(user, call.name, heard);
    const { kind, marks = [] } = write ?? {};
    if (kind === undefined) return;
    for (const mark of marks) {
      const told = marks.length === 1 ? toldBy(heard) : toldOfOne(mark, heard);
      ledger.note(mark, kind, told, heard);
    }
  }

  async #createByRest(user: User): Promise<void> {
    const { traffic, tally, ledger } = this.#world;
    const mark = traffic.mark(user);
    const body = { list_id: user.ids.made, name: `${mark} by REST` };
    const heard = await tally.time("REST", () => user.wire.rest("POST", "/api/tasks", body));
    ledger.note(mark, "created", toldBy(heard), heard);
    tally.expectEvent(user, "clickup_task_create", heard);
  }

  async #ask(label: string, ask: () => Promise<Heard>): Promise<void> {
    await this.#world.tally.time(label, ask);
  }

  async #openStream({ wire }: User): Promise<void> {
    if (wire.session === undefined || this.#streams >= STREAMS) return;
    this.#streams += 1;
    void wire.listen().finally(() => {
      this.#streams -= 1;
    });
  }

  /** Another user's session, asked for and asked in; neither may be found. */
  async #visitForeignSession({ wire, user }: User): Promise<void> {
    const { tally } = this.#world;
    const other = anyUser(this.#world);
    const { session } = other.wire;
    if (session === undefined || other.user === user) return;
    const call = { name: "clickup_workspace_hierarchy", arguments: {} };
    const heard = await tally.time("session", () => wire.inSessionOf(session, "tools/call", call));
    if (heard.end === "answered" && ![404, 503].includes(heard.status)) {
      tally.blame(`a foreign session was answered with ${heard.status}`);
    }
  }
}

/** Of many at once, those are done that the answer names. */
function toldOfOne(mark: string, heard: Heard): Told {
  const structured = heard.end === "answered" ? heard.answer?.result?.structuredContent : undefined;
  return JSON.stringify(structured?.created ?? []).includes(`${mark} `) ? "ok" : "maybe";
}
