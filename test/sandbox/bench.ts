// A sandbox at a fixed time with one person signed in.
import type { Json, JsonObject } from "./clickup/json.ts";
import { isObject } from "./clickup/json.ts";
import type { ClickUpSandbox, SandboxOptions } from "./clickup/sandbox.ts";
import { createClickUpSandbox } from "./clickup/sandbox.ts";
import { SEED, SEED_ANCHOR_MS } from "./clickup/seed.ts";

export interface Reply {
  status: number;
  headers: Headers;
  body: JsonObject;
}

export interface Bench {
  sandbox: ClickUpSandbox;
  token: string;
  /** Moves the clock. */
  wait(ms: number): void;
  call(method: string, path: string, body?: Json): Promise<Reply>;
  get(path: string): Promise<Reply>;
  /** The same with a header of one's own, or none. */
  as(authorization: string | null, path: string): Promise<Reply>;
}

export function bench(options: SandboxOptions & { userId?: string } = {}): Bench {
  let nowMs = SEED_ANCHOR_MS;
  const { userId = SEED.users.ada, ...rest } = options;
  const sandbox = createClickUpSandbox({ now: () => nowMs, rateLimitPerMinute: 1000, ...rest });
  const token = sandbox.tokenFor(userId);
  const send = async (
    authorization: string | null,
    method: string,
    path: string,
    body?: Json,
  ): Promise<Reply> => {
    const headers = new Headers();
    if (authorization !== null) headers.set("Authorization", authorization);
    if (body !== undefined) headers.set("Content-Type", "application/json");
    const response = await sandbox.fetch(
      new Request(`http://localhost:8788/api${path}`, {
        method,
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    );
    const text = await response.text();
    const parsed: unknown = text === "" ? {} : JSON.parse(text);
    return {
      status: response.status,
      headers: response.headers,
      body: isObject(parsed) ? parsed : {},
    };
  };
  return {
    sandbox,
    token,
    wait: (ms) => {
      nowMs += ms;
    },
    call: (method, path, body) => send(`Bearer ${token}`, method, path, body),
    get: (path) => send(`Bearer ${token}`, "GET", path),
    as: (authorization, path) => send(authorization, "GET", path),
  };
}

/** The objects of a list in an answer. */
export function rows(body: JsonObject, name: string): JsonObject[] {
  const list = body[name];
  return Array.isArray(list) ? list.filter(isObject) : [];
}

export const names = (body: JsonObject, list: string): Json[] =>
  rows(body, list).map((row) => row.name ?? null);
