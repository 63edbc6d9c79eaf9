// ClickUp's documented operations. operations.json is written by scripts/clickup-operations.ts.
import written from "./operations.json" with { type: "json" };
import { parseType, type Type } from "./types.ts";

export interface Operation {
  /** "GET /v2/list/{list_id}/task" */
  key: string;
  query: readonly string[];
  /** undefined: takes none. */
  body: Type | undefined;
  multipart: boolean;
  /** By status; undefined where nothing is said of the body. */
  answers: ReadonlyMap<number, Type | undefined>;
}

interface Written {
  query?: string;
  json?: string | null;
  multipart?: string | null;
  answers: Record<string, string | null | undefined>;
}

const texts: Record<string, string> = written.forms;
const parsed = new Map<string, Type>();

export function form(name: string): Type {
  const known = parsed.get(name);
  if (known !== undefined) return known;
  const text = texts[name];
  if (text === undefined) throw new Error(`no form ${name}`);
  const type = parseType(text);
  parsed.set(name, type);
  return type;
}

const typeOf = (text: string | null | undefined): Type | undefined =>
  text === null || text === undefined ? undefined : parseType(text);

const writtenOperations: Record<string, Written> = written.operations;

export const OPERATIONS: readonly Operation[] = Object.entries(writtenOperations).map(
  ([key, one]) => ({
    key,
    query: one.query?.split(" ") ?? [],
    body: typeOf(one.json ?? one.multipart),
    multipart: one.multipart !== undefined,
    answers: new Map(
      Object.entries(one.answers).map(([status, text]) => [Number(status), typeOf(text)]),
    ),
  }),
);

/** One spelling for all: the documents write {team_id} and {team_Id}. */
export const shapeOf = (key: string): string => key.replace(/\{[^}]+\}/g, "{}");

/** The operation that a path below /api belongs to; fixed segments win over variable ones. */
export function findOperation(method: string, path: string): Operation | undefined {
  const segments = path.split("/");
  let best: { operation: Operation; fixed: number } | undefined;
  for (const operation of OPERATIONS) {
    const [wantedMethod, wantedPath = ""] = operation.key.split(" ");
    const wanted = wantedPath.split("/");
    if (wantedMethod !== method || wanted.length !== segments.length) continue;
    const matches = wanted.every((one, index) =>
      one.startsWith("{") ? segments[index] !== "" : one === segments[index],
    );
    const fixed = wanted.filter((one) => !one.startsWith("{")).length;
    if (matches && (best === undefined || fixed > best.fixed)) best = { operation, fixed };
  }
  return best?.operation;
}
