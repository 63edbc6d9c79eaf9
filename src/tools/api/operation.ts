/**
 * The index of ClickUp's documented operations, v2 and v3: what `operations.json` (generated) and
 * `summaries.ts` say, put together on first use. It is the same for everybody.
 */
import { type Method, reads, removes } from "../../clickup/policy.ts";
import type { Scope } from "../../domain/scope.ts";
import written from "./operations.json" with { type: "json" };
import { NOTES, SUMMARIES } from "./summaries.ts";

export interface Operation {
  /** ClickUp's operationId; its spelling is uneven, so it is a label only. */
  id: string;
  method: Method;
  /** "/v2/list/{list_id}/task" */
  path: string;
  tag: string;
  /** "page?:integer, order_by?:string" */
  query: string;
  /** "{name:string, due_date?:integer}", a list, "multipart" or empty. */
  body: string;
  summary: string;
  note: string | undefined;
  scope: Scope;
  /** Deletes, merges, and changes who may see what: only after the user said so. */
  needsConfirm: boolean;
}

const METHODS: readonly Method[] = ["GET", "POST", "PUT", "PATCH", "DELETE"];
const OF_PEOPLE: ReadonlySet<string> = new Set(["Users", "Guests", "User Groups", "Acls"]);
const MERGE = "mergeTasks";
/** It stays on the entry's other labels, but which entries had it cannot be brought back. */
const UNLABEL = "Removetagsfromtimeentries";

let all: readonly Operation[] | undefined;

export function operations(): readonly Operation[] {
  all ??= written.operations.map(toOperation);
  return all;
}

function toOperation(row: readonly string[]): Operation {
  const [id = "", verb = "", path = "", tag = "", query = "", body = ""] = row;
  const method = METHODS.find((known) => known === verb) ?? "GET";
  return {
    id,
    method,
    path,
    tag,
    query: whole(query),
    body: whole(body),
    summary: SUMMARIES[id] ?? id,
    note: NOTES[id],
    scope: scopeOf(id, method, path.replace(/\{\w+\}/g, "{}")),
    needsConfirm: method === "DELETE" || id === MERGE || (method !== "GET" && OF_PEOPLE.has(tag)),
  };
}

function scopeOf(id: string, method: Method, shape: string): Scope {
  if (reads(method, shape)) return "clickup:read";
  return removes(method, shape) || id === UNLABEL ? "clickup:delete" : "clickup:write";
}

/** "#3;" stands for the third part that several texts share. */
function whole(text: string): string {
  return text.replace(/#(\d+);/g, (_, index: string) => whole(written.parts[Number(index)] ?? ""));
}

export interface Entry {
  name: string;
  required: boolean;
  /** "string", "[integer]", "{…}", "\"a\"" … */
  kinds: string[];
}

/** "a:string, b?:[{c:any}]|null" as its entries. */
export function entriesOf(text: string): Entry[] {
  const inner = text.startsWith("{") ? text.slice(1, -1) : text;
  return split(inner, ",").flatMap((part) => {
    const [, name, mark = "", kind = ""] = /^\s*([^:?]+)(\??):(.*)$/.exec(part) ?? [];
    return name === undefined ? [] : [{ name, required: mark === "", kinds: split(kind, "|") }];
  });
}

/** At the separators that stand in no bracket. The brackets of a name ("tags[]") close at once. */
function split(text: string, separator: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (const [index, char] of [...text].entries()) {
    if ("{[".includes(char)) depth += 1;
    else if ("}]".includes(char)) depth -= 1;
    else if (char === separator && depth === 0) {
      parts.push(text.slice(from, index));
      from = index + 1;
    }
  }
  const last = text.slice(from);
  return last.trim() === "" ? parts : [...parts, last];
}
