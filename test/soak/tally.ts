/** What was heard of every call: counted by transport and by result, and kept for the comparison at the end. */
import type { Answered } from "../faults/stored.ts";
import { usersIn } from "./canary.ts";
import { type Heard, NOT_OPENED } from "./heard.ts";
import type { Tenant } from "./tenant.ts";

const MAX_PROBLEMS = 50;
/** Of a text in a problem. */
const MAX_TEXT_CHARS = 500;

export class Tally {
  /** By transport; of each, how it ended. */
  readonly calls: Record<string, Record<string, number>> = {};
  /** Results of tools by code. */
  readonly outcomes: Record<string, number> = {};
  /** What has to have left an event. */
  readonly answered: Answered[] = [];
  readonly problems: string[] = [];
  slowestMs = 0;
  hung = 0;
  ownReads = 0;

  /** Counts a call, and what became of it. */
  async time(label: string, send: () => Promise<Heard>): Promise<Heard> {
    const startedAt = performance.now();
    const heard = await send();
    this.slowestMs = Math.max(this.slowestMs, performance.now() - startedAt);
    if (heard.end === "hung") this.hung += 1;
    this.calls[label] ??= {};
    count(this.calls[label], heard.end === "answered" ? nameOf(heard.status) : heard.end);
    return heard;
  }

  /** What was answered by a tool has left an event that says the same. */
  expectEvent({ ids }: Tenant, tool: string, heard: Heard): void {
    if (heard.end !== "answered") return;
    const outcome = outcomeOf(heard);
    if (outcome === undefined) return;
    count(this.outcomes, outcome);
    if (outcome === "internal") this.blame(`${tool} failed by itself: ${heard.requestId}`);
    this.answered.push({ user: ids.person, tool, requestId: heard.requestId, outcome });
  }

  /** All that a user reads: nothing of anybody else may be in it. */
  look(text: string, user: number): void {
    const users = usersIn(text);
    if (users.delete(user)) this.ownReads += 1;
    const [stranger] = users;
    if (stranger === undefined) return;
    this.blame(`${user} read of ${stranger}: ${text.slice(0, MAX_TEXT_CHARS)}`);
  }

  blame(problem: string): void {
    if (this.problems.length < MAX_PROBLEMS) this.problems.push(problem);
  }
}

/** "ok" or a code, when a tool or a REST operation has run or was refused by the account. */
export function outcomeOf(heard: Extract<Heard, { end: "answered" }>): string | undefined {
  const { status, answer, text } = heard;
  if (answer !== undefined) {
    if (answer.result === undefined) return undefined;
    return answer.result.isError === true ? answer.result._meta?.error?.code : "ok";
  }
  if (status === 200 || status === 201) return "ok";
  const code = /^\{.*"code":"(\w+)"/.exec(text)?.[1];
  return code === "unavailable" ? undefined : code;
}

const nameOf = (status: number): string => (status === NOT_OPENED ? "not opened" : String(status));

function count(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}
