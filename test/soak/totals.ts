/** What a soak is asked for, and what came of it. */
import type { WriteTotals } from "./ledger.ts";
import type { Sample } from "./memory.ts";
import type { StoredTotals } from "./storage.ts";

export interface SoakOptions {
  seed: number;
  /** Calls of all kinds that are to come to an end. */
  calls: number;
  users: number;
  kills: number;
  /** Wrong answers of ClickUp's. */
  faults: number;
  /** Creates whose answer is cut, after everything else. */
  cutCreates: number;
  /** No further call begins after so long. */
  maxMinutes: number;
}

export interface SoakResult {
  seconds: number;
  /** By transport; of each, how it ended. */
  calls: Record<string, Record<string, number>>;
  /** Results of tools by code. */
  outcomes: Record<string, number>;
  ended: number;
  kills: number;
  restarts: number;
  upstreamRequests: number;
  faults: Record<string, number>;
  slowestMs: number;
  hung: number;
  events: number;
  unknownEvents: number;
  writes: WriteTotals;
  cutCreates: { asked: number; askedAgain: number; made: number; doubled: number };
  logLines: number;
  /** How often users read their own canary: the check of foreign ones could fail. */
  ownReads: number;
  storage: StoredTotals;
  samples: Sample[];
  problems: string[];
}
