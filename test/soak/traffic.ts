/** What users ask for, in which shares, and over which transport. */
import type { Random } from "../faults/random.ts";
import { canaryOf, markOf } from "./canary.ts";
import type { Heard } from "./heard.ts";
import type { Tenant } from "./tenant.ts";
import type { ToolCall, Wire } from "./wire.ts";

interface Kind {
  share: number;
  premium?: true;
  call(tenant: Tenant, random: Random): ToolCall;
}

const READS: readonly Kind[] = [
  { share: 10, call: () => tool("workspace_hierarchy", {}) },
  { share: 14, call: ({ ids }) => tool("list_get", { list: ids.backlog, include: ["tasks"] }) },
  { share: 6, call: ({ user }) => tool("list_get", { list: `${canaryOf(user)} Backlog` }) },
  {
    share: 14,
    call: (tenant, random) =>
      tool("task_get", { task: taskOf(tenant, random), include: ["comments"] }),
  },
  { share: 6, call: (tenant, random) => tool("task_get", { task: taskOf(tenant, random) }) },
  { share: 4, call: ({ ids }) => tool("space_get", { space: ids.space }) },
  { share: 3, call: ({ ids }) => tool("folder_get", { folder: ids.folder }) },
  { share: 1, call: () => tool("no_such_tool", {}) },
  { share: 1, call: () => tool("task_get", { task: "" }) },
  {
    share: 4,
    premium: true,
    call: ({ ids }) => tool("task_search", { query: "task 3", in: [ids.backlog] }),
  },
  {
    share: 3,
    premium: true,
    call: (tenant, random) => tool("comment_list", { on: taskOf(tenant, random) }),
  },
  { share: 3, premium: true, call: ({ ids }) => tool("task_my_work", { in: [ids.backlog] }) },
  { share: 2, premium: true, call: () => tool("member_list", {}) },
  { share: 2, premium: true, call: ({ ids }) => tool("tag_list", { space: ids.space }) },
];

interface WriteKind {
  share: number;
  premium?: true;
  kind: "created" | "changed";
  /** How many marks it carries. */
  marks: number;
  call(tenant: Tenant, marks: readonly string[], random: Random): ToolCall;
}

const BULK = 3;
const WRITES: readonly WriteKind[] = [
  {
    ...{ share: 12, kind: "created", marks: 1 },
    call: ({ ids }, [mark]) => tool("task_create", { list: ids.made, name: `${mark} to do` }),
  },
  {
    ...{ share: 6, kind: "changed", marks: 1 },
    call: (tenant, [mark], random) =>
      tool("task_update", { task: taskOf(tenant, random), description: `${mark} changed` }),
  },
  {
    ...{ share: 4, kind: "created", marks: 1, premium: true },
    call: (tenant, [mark], random) =>
      tool("comment_create", { on: taskOf(tenant, random), text: `${mark} said` }),
  },
  {
    ...{ share: 1, kind: "created", marks: BULK, premium: true },
    call: ({ ids }, marks) =>
      tool("task_bulk_create", {
        list: ids.made,
        tasks: marks.map((mark) => ({ name: `${mark} of many` })),
      }),
  },
];

export const WRITE_SHARE = 0.22;

export interface Asked {
  call: ToolCall;
  write?: { kind: "created" | "changed"; marks: string[] };
}

export class Traffic {
  readonly #random: Random;
  #writes = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  next(tenant: Tenant, isPremium: boolean): Asked {
    const open = <T extends { premium?: true }>(kinds: readonly T[]) =>
      kinds.filter(({ premium }) => isPremium || premium === undefined);
    if (!this.#random.chance(WRITE_SHARE)) {
      return { call: pick(open(READS), this.#random).call(tenant, this.#random) };
    }
    const { kind, marks: count, call } = pick(open(WRITES), this.#random);
    const marks = Array.from({ length: count }, () => this.mark(tenant));
    return { call: call(tenant, marks, this.#random), write: { kind, marks } };
  }

  mark({ user }: Tenant): string {
    this.#writes += 1;
    return markOf(user, this.#writes);
  }
}

export interface Way {
  name: string;
  share: number;
  send(wire: Wire, call: ToolCall): Promise<Heard>;
}

/** Each transport and revision, for tool calls. */
export const WAYS: readonly Way[] = [
  { name: "bare", share: 25, send: (wire, call) => wire.bare("tools/call", call) },
  { name: "2026-07-28", share: 30, send: (wire, call) => wire.stateless("tools/call", call) },
  {
    name: "session",
    share: 25,
    send: (wire, call) => wire.inSession("tools/call", call),
  },
  {
    name: "session, with progress",
    share: 5,
    send: (wire, call) => wire.inSession("tools/call", { ...call, _meta: { progressToken: "p" } }),
  },
  { name: "HTTP+SSE", share: 15, send: (wire, call) => wire.overSse("tools/call", call) },
];

/** One of them by its share. */
export function pick<T extends { share: number }>(kinds: readonly T[], random: Random): T {
  let left = random.next() * kinds.reduce((sum, { share }) => sum + share, 0);
  for (const kind of kinds) {
    left -= kind.share;
    if (left < 0) return kind;
  }
  throw new Error("nothing to pick from");
}

function tool(name: string, args: Record<string, unknown>): ToolCall {
  return { name: `clickup_${name}`, arguments: args };
}

function taskOf({ ids }: Tenant, random: Random): string {
  return ids.tasks[random.from(0, ids.tasks.length - 1)] ?? "";
}
