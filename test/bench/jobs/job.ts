import type { SandboxState } from "../../sandbox/clickup/state.ts";
import type { Side } from "../company.ts";
import type { NaiveClient } from "../naive-client.ts";
import type { ToolClient } from "../tool-client.ts";

/** What both sides are told: names as a person says them, and what day it is. */
export interface Errand {
  nowMs: number;
}

export interface Job {
  name: string;
  /**
   * The fewest requests that ClickUp's API lets anybody do this with who knows the Workspace already and
   * remembers nothing else: one for each task that is written or tied to another (it has no bulk write),
   * one for each 100 tasks that are read. Asked before the job is done.
   */
  least(state: SandboxState, errand: Errand): number;
  ours(tools: ToolClient, errand: Errand): Promise<void>;
  naive(client: NaiveClient, errand: Errand): Promise<void>;
  /** Throws when ClickUp does not hold what the job was to bring about. */
  check?(state: SandboxState, side: Side): void;
}

const PAGE_ROWS = 100;
/** An empty answer is a page too. */
export const pagesOf = (rows: number): number => Math.max(1, Math.ceil(rows / PAGE_ROWS));

export function expectCount(what: string, found: number, wanted: number): void {
  if (found !== wanted) throw new Error(`${what}: ${found} instead of ${wanted}`);
}
