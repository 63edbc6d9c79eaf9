// The other side of the contract: what our client sends is what ClickUp documents.
import { isObject } from "../clickup/json.ts";
import type { SeenRequest } from "../clickup/sandbox.ts";
import { findOperation, form, type Operation, shapeOf } from "./operations.ts";
import type { Type } from "./types.ts";
import { listedFor } from "./undocumented.ts";

/**
 * Throws unless each request names a documented operation and, in its query and body, only names
 * that the operation has. What is sent knowingly against the documents stands in undocumented.ts.
 */
export function assertDocumented(seen: readonly SeenRequest[]): void {
  const problems = [...new Set(seen.flatMap(undocumentedIn))];
  if (problems.length > 0) throw new Error(`Not in ClickUp's documents:\n${problems.join("\n")}`);
}

export function undocumentedIn(request: SeenRequest): string[] {
  // The attachment hosts are no part of the API.
  if (!request.path.startsWith("/api/")) return [];
  const path = request.path.replace(/^\/api(?=\/v[23]\/)/, "");
  const operation = findOperation(request.method, path);
  if (operation === undefined) {
    const line = `${request.method} ${path}`;
    // Ids hold digits; the words of an operation do not.
    const shape = line.replace(/\/[^/]*\d[^/]*(?=\/|$)(?<!\/v[23])/g, "/{}");
    return listedFor(shape).some(({ names }) => names.length === 0) ? [] : [line];
  }
  const names = [
    ...Object.keys(request.query).filter((name) => !hasQuery(operation, name)),
    ...unknownNames(request.body, operation.body),
  ];
  return notListed(operation, names).map((name) => `${operation.key}: ${name}`);
}

/** The names that neither the document nor our list has. */
export function notListed(operation: Operation, names: readonly string[]): string[] {
  const listed = listedFor(shapeOf(operation.key)).flatMap((row) => row.names);
  return names.filter((name) => !listed.includes(name));
}

/** Arrays are named with and without brackets; brackets are what works. */
export const hasQuery = (operation: Operation, name: string): boolean =>
  operation.query.includes(name) ||
  (name.endsWith("[]") && operation.query.includes(name.slice(0, -2)));

/** Names in the body that the type has nowhere; "tag.tag_fg" for nested ones. */
function unknownNames(body: unknown, type: Type | undefined, at = ""): string[] {
  if (Array.isArray(body)) {
    const item = type === undefined ? undefined : itemOf(type);
    return item === undefined
      ? []
      : [...new Set(body.flatMap((one) => unknownNames(one, item, at)))];
  }
  if (!isObject(body)) return [];
  if (type === undefined) return Object.keys(body).map((name) => at + name);
  const known = fieldsOf(type);
  // Declared as text, a number or anything: nothing is said of what an object would hold.
  if (known.size === 0 || known.has("*")) return [];
  return Object.entries(body).flatMap(([name, value]) => {
    const types = known.get(name);
    if (types === undefined) return [at + name];
    return unknownNames(value, { kind: "any_of", of: types }, `${at}${name}.`);
  });
}

function itemOf(type: Type): Type | undefined {
  if (type.kind === "form") return itemOf(form(type.name));
  if (type.kind === "list") return type.of;
  if (type.kind !== "any_of") return undefined;
  const of = type.of.flatMap((one) => itemOf(one) ?? []);
  return of.length === 0 ? undefined : { kind: "any_of", of };
}

/** The fields of all alternatives that are objects. */
export function fieldsOf(type: Type | undefined): Map<string, Type[]> {
  const fields = new Map<string, Type[]>();
  const add = (one: Type): void => {
    if (one.kind === "form") add(form(one.name));
    else if (one.kind === "any_of") one.of.forEach(add);
    else if (one.kind === "object") {
      for (const [name, { type: inner }] of Object.entries(one.fields)) {
        fields.set(name, [...(fields.get(name) ?? []), inner]);
      }
    }
  };
  if (type !== undefined) add(type);
  return fields;
}
