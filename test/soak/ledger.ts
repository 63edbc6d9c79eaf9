/** What was asked to be written, what was answered, and what of it is there in the end. */
import { marksIn } from "./canary.ts";
import type { Heard } from "./heard.ts";
import type { Tenant } from "./tenant.ts";
import type { Upstream } from "./upstream.ts";

/** "no": the answer says that nothing was done. */
export type Told = "ok" | "maybe" | "no";

interface Write {
  mark: string;
  /** Whether a row bears the mark, or a row was changed. */
  kind: "created" | "changed";
  told: Told;
  /** How the answer looked, for whoever has to find out. */
  heard: string;
}

export interface WriteTotals {
  asked: number;
  ok: number;
  maybe: number;
  no: number;
  /** Of those that may have happened, how many did. */
  happened: number;
  problems: string[];
}

export class Ledger {
  readonly #writes: Write[] = [];

  note(mark: string, kind: Write["kind"], told: Told, heard: Heard): void {
    this.#writes.push({ mark, kind, told, heard: told === "no" ? inShort(heard) : "" });
  }

  /** At most once each; what was answered with success once; what was refused not at all. */
  judge({ applied, tenants }: Pick<Upstream, "applied" | "tenants">): WriteTotals {
    const totals: WriteTotals = { asked: 0, ok: 0, maybe: 0, no: 0, happened: 0, problems: [] };
    const rows = rowsOf(tenants);
    for (const { mark, kind, told, heard } of this.#writes) {
      totals.asked += 1;
      totals[told] += 1;
      const times = applied.get(mark) ?? 0;
      if (told === "maybe" && times > 0) totals.happened += 1;
      const [least, most] = { ok: [1, 1], maybe: [0, 1], no: [0, 0] }[told] as [number, number];
      if (times < least || times > most) {
        totals.problems.push(`${mark}, answered ${told} ${heard}, was carried out ${times} times`);
      }
      const found = rows.get(mark) ?? 0;
      if (kind === "created" && (found < least || found > most)) {
        totals.problems.push(`${mark}, answered ${told} ${heard}, is there ${found} times`);
      }
    }
    return totals;
  }
}

/** What an answer says of a write with one step. */
export function toldBy(heard: Heard): Told {
  if (heard.end !== "answered") return "maybe";
  const { status, answer, text } = heard;
  if (status === 201) return "ok";
  if (answer?.result !== undefined) {
    if (answer.result.isError !== true) return "ok";
    const { code, may_have_happened: mayHaveHappened } = answer.result._meta?.error ?? {};
    return mayHaveHappened === true || code === "internal" ? "maybe" : "no";
  }
  if (answer?.error !== undefined && status === 200) return "maybe";
  return MAY_BE.test(text) ? "maybe" : "no";
}

function inShort(heard: Heard): string {
  return heard.end === "answered" ? `(${heard.status} ${heard.text.slice(0, 300)})` : heard.end;
}

/** As plain HTTP and JSON-RPC errors say it. */
const MAY_BE = /may have been done/;

/** How many tasks and comments bear each mark. */
function rowsOf(tenants: readonly Tenant[]): Map<string, number> {
  const rows = new Map<string, number>();
  for (const { sandbox } of tenants) {
    const { tasks, comments } = sandbox.state;
    const texts = [
      ...Object.values(tasks).map(({ name }) => name),
      ...Object.values(comments).map(({ text }) => text),
    ];
    for (const text of texts) {
      for (const mark of marksIn(text)) rows.set(mark, (rows.get(mark) ?? 0) + 1);
    }
  }
  return rows;
}
