// One table of operations. A resource file declares its own with route(); routes.ts gathers them.
// A name that the operation does not declare is refused with SANDBOX_001: ClickUp would ignore it, and we want to see it.
import { refuse } from "./errors.ts";
import type { Json, JsonObject } from "./json.ts";
import { isObject } from "./json.ts";
import type { FormPart } from "./multipart.ts";
import type { SandboxState, UserRow } from "./state.ts";

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
type BaseKind = "text" | "integer" | "number" | "boolean" | "object" | "array" | "any";
/** "!" required, "|null" may be null. */
export type BodyKind = `${BaseKind}${"" | "|null"}${"" | "!"}`;

export interface Answer {
  status: number;
  body: Json;
  /** A 200 without a body. */
  empty?: true;
}

export interface World {
  readonly state: SandboxState;
  readonly origin: string;
  readonly undocumented: ReadonlySet<string>;
  nowMs(): number;
}

export interface OpenCall {
  readonly world: World;
  readonly state: SandboxState;
  readonly nowMs: number;
  readonly query: Query;
  readonly body: JsonObject;
  /** The parts of a multipart body; empty for any other. */
  readonly parts: readonly FormPart[];
  /** A segment of the path, decoded. */
  path(name: string): string;
}

export interface Call extends OpenCall {
  readonly user: UserRow;
  /** The workspaces that this token opens and this person is a member of. */
  readonly workspaceIds: readonly string[];
}

export interface RouteOptions {
  /** Query names. "statuses[]" is an array; "task_ids*" may be repeated without brackets. */
  query?: readonly string[];
  body?: Readonly<Record<string, BodyKind>>;
  /** Body names that ClickUp is known to accept and ignore. */
  ignored?: readonly string[];
  /** The body is an array, handed on under this name. */
  array?: string;
  /** Takes multipart/form-data, and nothing else, as its body. */
  upload?: true;
  /** The operation exists only when this name is among the sandbox's undocumented ones. */
  undocumented?: string;
}

interface Pattern {
  readonly method: Method;
  readonly segments: readonly string[];
  readonly options: RouteOptions;
}

export type Route = Pattern &
  ({ open: false; run(call: Call): Answer } | { open: true; run(call: OpenCall): Answer });

function pattern(signature: string, options: RouteOptions): Pattern {
  const [method, path] = signature.split(" ");
  return { method: method as Method, segments: (path ?? "").split("/").slice(1), options };
}

/** `route("GET /v2/list/{list_id}", {}, (call) => ok(…))` */
export function route(
  signature: `${Method} /v${2 | 3}/${string}`,
  options: RouteOptions,
  run: (call: Call) => Answer,
): Route {
  return { ...pattern(signature, options), open: false, run };
}

/** An operation that needs no token. */
export function openRoute(
  signature: `${Method} /v${2 | 3}/${string}`,
  options: RouteOptions,
  run: (call: OpenCall) => Answer,
): Route {
  return { ...pattern(signature, options), open: true, run };
}

export const ok = (body: Json): Answer => ({ status: 200, body });
export const created = (body: Json): Answer => ({ status: 201, body });
export const noContent = (): Answer => ({ status: 204, body: null });
export const emptyBody = (): Answer => ({ status: 200, body: null, empty: true });

export interface Match {
  route: Route;
  params: Record<string, string>;
}

/** The operation for a path below /api, the methods the path would take, or nothing. */
export function findRoute(
  routes: readonly Route[],
  method: string,
  path: string,
  undocumented: ReadonlySet<string>,
): Match | { allowed: string[] } | null {
  const segments = path.split("/").slice(1);
  const allowed: string[] = [];
  let best: (Match & { fixed: number }) | null = null;
  for (const candidate of routes) {
    const needs = candidate.options.undocumented;
    if (needs !== undefined && !undocumented.has(needs)) continue;
    const params = matchSegments(candidate.segments, segments);
    if (params === null) continue;
    if (candidate.method !== method) {
      allowed.push(candidate.method);
      continue;
    }
    const fixed = candidate.segments.filter((segment) => !segment.startsWith("{")).length;
    if (best === null || fixed > best.fixed) best = { route: candidate, params, fixed };
  }
  if (best !== null) return best;
  return allowed.length > 0 ? { allowed } : null;
}

function matchSegments(
  wanted: readonly string[],
  given: readonly string[],
): Record<string, string> | null {
  if (wanted.length !== given.length) return null;
  const params: Record<string, string> = {};
  for (const [index, segment] of wanted.entries()) {
    const value = given[index] ?? "";
    if (segment.startsWith("{")) {
      // A slash inside a name cannot be addressed, however it is encoded.
      if (value === "" || /%2f/i.test(value)) return null;
      try {
        params[segment.slice(1, -1)] = decodeURIComponent(value);
      } catch {
        return null;
      }
    } else if (segment !== value) return null;
  }
  return params;
}

// ClickUp takes these on any GET and does nothing with them.
const IGNORED_QUERY: ReadonlySet<string> = new Set(["limit", "query"]);

export class Query {
  readonly #values: ReadonlyMap<string, readonly string[]>;

  constructor(values: ReadonlyMap<string, readonly string[]>) {
    this.#values = values;
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  text(name: string): string | undefined {
    return this.#values.get(name)?.[0];
  }

  all(name: string): readonly string[] {
    return this.#values.get(name) ?? [];
  }

  flag(name: string): boolean {
    const value = this.text(name);
    if (value === undefined || value === "false") return false;
    return value === "true" || refuse("SANDBOX_002", `query ${name} must be true or false`);
  }

  integer(name: string): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    return /^-?\d+$/.test(value)
      ? Number(value)
      : refuse("SANDBOX_002", `query ${name} must be a whole number`);
  }
}

export function readQuery(url: URL, route: Route): Query {
  const declared = route.options.query ?? [];
  const values = new Map<string, string[]>();
  for (const [name, value] of url.searchParams) {
    if (!declared.includes(name) && !declared.includes(`${name}*`)) {
      if (declared.includes(`${name}[]`)) refuseMissingBrackets(name);
      if (route.method === "GET" && IGNORED_QUERY.has(name)) continue;
      refuse("SANDBOX_001", `query parameter ${name}`);
    }
    const before = values.get(name);
    if (before === undefined) values.set(name, [value]);
    else if (name.endsWith("[]") || declared.includes(`${name}*`)) before.push(value);
    else refuse("SANDBOX_001", `query parameter ${name} given twice`);
  }
  return new Query(values);
}

function refuseMissingBrackets(name: string): never {
  if (name === "statuses") return refuse("PUBAPITASK_014");
  if (name === "custom_items") return refuse("PUBAPITASK_008");
  return refuse("ITEM_156", name);
}

/** Checks the names and kinds of a body; hands back only what the operation looks at. */
export function readBody(text: string, contentType: string | null, route: Route): JsonObject {
  // JSON sent where a file belongs.
  if (route.options.upload === true) return refuse("ATTCH_045");
  const declared = route.options.body;
  if (text === "") {
    if (declared !== undefined) refuseMissing({}, declared);
    return {};
  }
  if (declared === undefined) return refuse("SANDBOX_001", "a body, and this operation takes none");
  const kind = contentType?.split(";")[0]?.trim().toLowerCase();
  if (route.open && kind === "application/x-www-form-urlencoded") {
    return Object.fromEntries(new URLSearchParams(text));
  }
  if (kind !== "application/json")
    return refuse("SANDBOX_001", `Content-Type ${kind ?? "missing"}`);
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return refuse("INPUT_003", "the body is not JSON");
  }
  if (route.options.array !== undefined) parsed = { [route.options.array]: parsed as Json };
  if (!isObject(parsed)) return refuse("INPUT_003", "the body is not an object");
  const body: JsonObject = {};
  for (const [name, value] of Object.entries(parsed)) {
    const wanted = Object.hasOwn(declared, name) ? declared[name] : undefined;
    if (wanted !== undefined) {
      if (!isOfKind(value, wanted)) refuse("SANDBOX_001", `${name} must be ${wanted}`);
      body[name] = value;
    } else if (!route.options.ignored?.includes(name)) {
      refuse("SANDBOX_001", `body field ${name}`);
    }
  }
  refuseMissing(body, declared);
  return body;
}

function refuseMissing(body: JsonObject, declared: Readonly<Record<string, BodyKind>>): void {
  for (const [name, kind] of Object.entries(declared)) {
    if (kind.endsWith("!") && !(name in body)) refuse("INPUT_003", `${name} is required`);
  }
}

function isOfKind(value: Json, kind: BodyKind): boolean {
  const plain = kind.replace("!", "");
  if (value === null) return plain.endsWith("|null") || plain === "any";
  switch (plain.replace("|null", "") as BaseKind) {
    case "text":
      return typeof value === "string";
    case "integer":
      return Number.isSafeInteger(value);
    case "number":
      return typeof value === "number";
    case "boolean":
      return typeof value === "boolean";
    case "object":
      return isObject(value);
    case "array":
      return Array.isArray(value);
    case "any":
      return true;
  }
}
