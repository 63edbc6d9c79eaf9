/**
 * `node scripts/clickup-operations.ts <folder>` reads ClickUp's OpenAPI documents from that folder
 * (all its *.json files) and writes what the contract tests need of them: names, kinds and what is
 * required, in a notation of our own. The documents themselves are ClickUp's and are not kept here.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const OUTPUT = join(import.meta.dirname, "..", "test", "sandbox", "openapi", "operations.json");
const METHODS = ["get", "post", "put", "patch", "delete"] as const;
// Where a form occurs twice and is at least this long, it gets a name.
const WORTH_A_NAME = 60;

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Fields = { [key: string]: Json };

/** A type: alternatives, each a word, a list, an object, or the name of a form that holds itself. */
type Node =
  | { kind: "word"; word: string }
  | { kind: "list"; of: Node }
  | { kind: "object"; fields: [name: string, optional: boolean, type: Node][] }
  | { kind: "any_of"; of: Node[] };

const ANY: Node = { kind: "word", word: "any" };
const WORDS: ReadonlySet<string> = new Set(["string", "number", "integer", "boolean", "null"]);

const fieldsOf = (value: Json | undefined): Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
const listOf = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : []);
const textOf = (value: Json | undefined): string => (typeof value === "string" ? value : "");

/** Forms that hold themselves, by the name that stands for them. */
const selfHolding = new Map<string, Node>();

function reader(document: Fields) {
  const names = new Map<string, string>();

  function follow(ref: string): Json {
    let at: Json = document;
    for (const step of ref.slice(2).split("/")) {
      const key = decodeURIComponent(step).replaceAll("~1", "/").replaceAll("~0", "~");
      at = (Array.isArray(at) ? at[Number(key)] : fieldsOf(at)[key]) ?? null;
    }
    return at;
  }

  function resolve(value: Json | undefined): Fields {
    const { $ref } = fieldsOf(value);
    return typeof $ref === "string" ? resolve(follow($ref)) : fieldsOf(value);
  }

  function type(schema: Json | undefined, open: readonly string[] = []): Node {
    const { $ref } = fieldsOf(schema);
    if (typeof $ref === "string") {
      if (open.includes($ref)) {
        const name = names.get($ref) ?? `Self${selfHolding.size + names.size + 1}`;
        names.set($ref, name);
        return { kind: "word", word: name };
      }
      const node = type(follow($ref), [...open, $ref]);
      const name = names.get($ref);
      if (name === undefined) return node;
      selfHolding.set(name, node);
      return { kind: "word", word: name };
    }
    const fields = fieldsOf(schema);
    const node = plainType(fields, open);
    return fields.nullable === true ? anyOf([node, { kind: "word", word: "null" }]) : node;
  }

  function plainType(schema: Fields, open: readonly string[]): Node {
    const choices = [...listOf(schema.oneOf), ...listOf(schema.anyOf)];
    if (choices.length > 0) return anyOf(choices.map((one) => type(one, open)));
    const parts = listOf(schema.allOf);
    if (parts.length > 0) return merge(parts.map((one) => type(one, open)));
    if (Array.isArray(schema.type)) {
      return anyOf(schema.type.map((one) => plainType({ ...schema, type: one }, open)));
    }
    const kind = textOf(schema.type);
    if (kind === "array") return { kind: "list", of: type(schema.items, open) };
    if (kind === "object" || schema.properties !== undefined) return object(schema, open);
    return WORDS.has(kind) ? { kind: "word", word: kind } : ANY;
  }

  function object(schema: Fields, open: readonly string[]): Node {
    const required = new Set(listOf(schema.required).map(textOf));
    const fields = Object.entries(fieldsOf(schema.properties)).map(
      ([name, one]): [string, boolean, Node] => [name, !required.has(name), type(one, open)],
    );
    const others = fieldsOf(schema.additionalProperties);
    if (fields.length === 0 && Object.keys(others).length > 0) {
      fields.push(["*", true, type(others, open)]);
    }
    return { kind: "object", fields };
  }

  return { resolve, type };
}

function anyOf(nodes: readonly Node[]): Node {
  const flat = nodes.flatMap((node) => (node.kind === "any_of" ? node.of : [node]));
  const seen = new Map(flat.map((node) => [plain(node), node]));
  const of = [...seen.values()];
  const [only] = of;
  return of.length === 1 && only !== undefined ? only : { kind: "any_of", of };
}

function merge(nodes: readonly Node[]): Node {
  const [only] = nodes;
  if (nodes.length === 1 && only !== undefined) return only;
  return {
    kind: "object",
    fields: nodes.flatMap((one) => (one.kind === "object" ? one.fields : [])),
  };
}

const plain = (node: Node): string => print(node, () => undefined);

function print(node: Node, nameOf: (node: Node) => string | undefined, top = false): string {
  switch (node.kind) {
    case "word":
      return node.word;
    case "list":
      return `[${print(node.of, nameOf)}]`;
    case "any_of":
      return node.of.map((one) => print(one, nameOf)).join("|");
    case "object": {
      const name = top ? undefined : nameOf(node);
      if (name !== undefined) return name;
      const fields = node.fields.map(
        ([key, optional, one]) => `${key}${optional ? "?" : ""}:${print(one, nameOf)}`,
      );
      return `{${fields.join(", ")}}`;
    }
  }
}

interface Operation {
  id: string;
  query: string[];
  body: Node | null;
  bodyKind: "none" | "json" | "multipart";
  answers: Record<string, Node | null>;
}

function readDocument(document: Fields, operations: Map<string, Operation>): void {
  const { resolve, type } = reader(document);
  for (const [path, item] of Object.entries(fieldsOf(document.paths))) {
    for (const method of METHODS) {
      const operation = fieldsOf(fieldsOf(item)[method]);
      if (Object.keys(operation).length === 0) continue;
      const parameters = [...listOf(fieldsOf(item).parameters), ...listOf(operation.parameters)];
      const query = parameters
        .map(resolve)
        .filter((one) => one.in === "query")
        .map((one) => textOf(one.name));
      const content = fieldsOf(resolve(operation.requestBody).content);
      const [media = ""] = Object.keys(content);
      const answers: Operation["answers"] = {};
      for (const [status, response] of Object.entries(fieldsOf(operation.responses))) {
        if (!status.startsWith("2")) continue;
        const [first] = Object.values(fieldsOf(resolve(response).content));
        const { schema } = fieldsOf(first);
        answers[status] = schema === undefined ? null : type(schema);
      }
      const { schema } = fieldsOf(content[media]);
      operations.set(`${method.toUpperCase()} ${path.replace(/^\/api(?=\/v3\/)/, "")}`, {
        id: textOf(operation.operationId),
        query,
        body: schema === undefined ? null : type(schema),
        bodyKind: media === "" ? "none" : media.startsWith("multipart/") ? "multipart" : "json",
        answers,
      });
    }
  }
}

/** How often each longer form occurs, in the order of its first one. */
function countForms(nodes: readonly Node[]): Map<string, { node: Node; times: number }> {
  const forms = new Map<string, { node: Node; times: number }>();
  const visit = (node: Node): void => {
    if (node.kind === "object") {
      const text = plain(node);
      const known = forms.get(text);
      if (known !== undefined) {
        known.times += 1;
        return;
      }
      forms.set(text, { node, times: 1 });
      for (const [, , one] of node.fields) visit(one);
    } else if (node.kind === "list") visit(node.of);
    else if (node.kind === "any_of") node.of.forEach(visit);
  };
  nodes.forEach(visit);
  return forms;
}

function main(folder: string): void {
  const operations = new Map<string, Operation>();
  for (const name of readdirSync(folder).filter((file) => file.endsWith(".json"))) {
    readDocument(JSON.parse(readFileSync(join(folder, name), "utf8")) as Fields, operations);
  }
  const sorted = [...operations].sort(([a], [b]) => (a < b ? -1 : 1));
  const all = sorted.flatMap(([, one]) => [one.body, ...Object.values(one.answers)]);
  const roots = [...all.filter((node) => node !== null), ...selfHolding.values()];
  const names = new Map<string, string>();
  const forms = countForms(roots);
  for (const [text, { times }] of forms) {
    if (times > 1 && text.length >= WORTH_A_NAME) names.set(text, `Form${names.size + 1}`);
  }
  const nameOf = (node: Node) => names.get(plain(node));
  const show = (node: Node | null): string | null => (node === null ? null : print(node, nameOf));
  const written = {
    forms: Object.fromEntries([
      ...[...names].map(([text, name]) => {
        const form = forms.get(text);
        return [name, form === undefined ? text : print(form.node, nameOf, true)];
      }),
      ...[...selfHolding].map(([name, node]) => [name, print(node, nameOf, true)]),
    ]),
    operations: Object.fromEntries(
      sorted.map(([key, one]) => [
        key,
        {
          id: one.id,
          ...(one.query.length > 0 && { query: one.query.join(" ") }),
          ...(one.bodyKind !== "none" && { [one.bodyKind]: show(one.body) }),
          answers: Object.fromEntries(
            Object.entries(one.answers).map(([status, node]) => [status, show(node)]),
          ),
        },
      ]),
    ),
  };
  writeFileSync(OUTPUT, `${JSON.stringify(written, null, 2)}\n`);
  console.log(`${sorted.length} operations, ${names.size + selfHolding.size} shared forms`);
}

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("Which folder holds ClickUp's OpenAPI documents?");
main(folder);
