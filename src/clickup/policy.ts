// What the connection's own settings forbid, held where requests leave, whatever tool asked.
import { PolicyRefusal } from "./errors.ts";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

export interface Policy {
  /** Nothing but GET, and the one POST that only reads. */
  readonly?: boolean;
  /** No merge and no DELETE of an object; taking something off an object stays allowed. */
  nodelete?: boolean;
  /** Nothing that changes or removes what exists: no PUT, PATCH or DELETE. */
  addOnly?: boolean;
}

const READING_POST = "/v3/workspaces/{}/auditlogs";
const MERGE = "/v2/task/{}/merge";

// A DELETE of one of these takes something off an object that stays.
const TAKES_OFF: ReadonlySet<string> = new Set([
  "/v2/task/{}/tag/{}",
  "/v2/task/{}/field/{}",
  "/v2/task/{}/dependency",
  "/v2/task/{}/link/{}",
  "/v2/list/{}/task/{}",
  "/v2/task/{}/guest/{}",
  "/v2/list/{}/guest/{}",
  "/v2/folder/{}/guest/{}",
  "/v2/team/{}/time_entries/tags",
  "/v3/workspaces/{}/chat/messages/{}/reactions/{}",
]);

/** Answers without changing anything. */
export function reads(method: Method, shape: string): boolean {
  return method === "GET" || (method === "POST" && shape === READING_POST);
}

/** Removes something that the API cannot bring back. */
export function removes(method: Method, shape: string): boolean {
  return (method === "DELETE" && !TAKES_OFF.has(shape)) || shape === MERGE;
}

export function checkPolicy(policy: Policy, method: Method, shape: string): void {
  if (method === "GET") return;
  if (policy.readonly && !(method === "POST" && shape === READING_POST)) {
    throw new PolicyRefusal("it is set to read only");
  }
  if (policy.addOnly && method !== "POST") {
    throw new PolicyRefusal("persona=agent adds and never changes or removes");
  }
  if (policy.nodelete && removes(method, shape))
    throw new PolicyRefusal("it is set to delete nothing");
}
