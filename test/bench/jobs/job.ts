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
  ours(tools: ToolClient, errand: Errand): Promise<void>;
  naive(client: NaiveClient, errand: Errand): Promise<void>;
  /** Throws when ClickUp does not hold what the job was to bring about. */
  check?(state: SandboxState, side: Side): void;
}

export function expectCount(what: string, found: number, wanted: number): void {
  if (found !== wanted) throw new Error(`${what}: ${found} instead of ${wanted}`);
}
