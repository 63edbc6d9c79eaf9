/**
 * `node scripts/clickup-index.ts <folder>` reads ClickUp's OpenAPI documents from that folder (all its
 * *.json files) and writes `src/tools/api/operations.json`: names and kinds of what each operation takes.
 * No sentence of ClickUp's is taken over; the words about operations are ours (`summaries.ts`).
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const OUTPUT = join(import.meta.dirname, "..", "src", "tools", "api", "operations.json");
const METHODS = ["get", "post", "put", "patch", "delete"] as const;
/** Deeper than this a form says less than trying does. */
const MAX_DEPTH = 4;
const MAX_VALUES = 12;
/** What occurs in several operations and is at least this long is written once. */
const WORTH_A_NAME = 40;
/** The query that lets a task be named by its custom id. */
const OF_TASKS = "custom_task_ids?:boolean, team_id?:number";

/** The sign-in's own call, never offered. */
const LEFT_OUT: ReadonlySet<string> = new Set(["GetAccessToken"]);

/** What the documents say wrongly of queries, by operation: the right form, or nothing at all. */
const QUERY: Readonly<Record<string, Readonly<Record<string, string | null>>>> = {
  GetTasks: {
    statuses: "statuses[]?:[string]",
    assignees: "assignees[]?:[string]",
    watchers: "watchers[]?:[string]",
    tags: "tags[]?:[string]",
    custom_fields: "custom_fields?:json",
    custom_field: null,
    custom_items: "custom_items[]?:[number]",
  },
  GetFilteredTeamTasks: { custom_fields: "custom_fields?:json" },
  GetTask: { custom_fields: null },
  "GetBulkTasks'TimeinStatus": { task_ids: "task_ids:[string]" },
  DeleteDependency: {
    depends_on: "depends_on?:string",
    dependency_of: "dependency_of?:string",
  },
  searchDocsPublic: { next_cursor: null },
};

/** Fields that the documents leave out and ClickUp takes. */
const MORE_BODY: Readonly<Record<string, readonly string[]>> = {
  CreateTaskComment: ["comment?:[any]"],
  CreateListComment: ["comment?:[any]"],
  CreateChatViewComment: ["comment?:[any]"],
  CreateThreadedComment: ["comment?:[any]"],
  UpdateComment: ["comment?:[any]"],
  UpdateList: ["statuses?:[any]"],
  EditKeyResult: [
    "name?:string",
    "owners?:[integer]",
    "steps_start?:any",
    "steps_end?:any",
    "unit?:string",
    "task_ids?:[string]",
    "list_ids?:[string]",
  ],
};

/** Fields whose kind the documents tell wrongly, or at a length that helps nobody. */
const RIGHT_KIND: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  CreateTask: { custom_fields: "[{id:string, value:any}]" },
  SetCustomFieldValue: { value: "any" },
  CreateWebhook: { events: '["*"]|[string]' },
  UpdateWebhook: { events: '"*"|[string]', status: '"active"|"suspended"' },
  AddGuestToTask: { permission_level: '"read"|"comment"|"edit"|"create"' },
  AddGuestToList: { permission_level: '"read"|"comment"|"edit"|"create"' },
  AddGuestToFolder: { permission_level: '"read"|"comment"|"edit"|"create"' },
  UpdateComment: { group_assignee: "string" },
  UpdateatimeEntry: { tag_action: '"add"|"remove"|"replace"' },
  CreateKeyResult: { type: '"number"|"currency"|"boolean"|"percentage"|"automatic"' },
  queryAuditLog: {
    filter:
      "{workspaceId?:string, userId?:[string], userEmail?:[string], eventType?:[string], eventStatus?:string, startTime?:number, endTime?:number}",
    pagination: '{pageRows?:number, pageTimestamp?:number, pageDirection?:"before"|"after"}',
  },
  publicPatchAcl: {
    entries: '[{kind:"user"|"group", id:string, permission_level:1|3|4|5|null}]',
  },
};
const VIEW_PARTS: Readonly<Record<string, string>> = {
  sorting: "{fields:[{field:string, dir:1|-1, idx?:integer}]}",
  filters:
    '{op:"AND"|"OR", fields:[{field:string, op:string, values:[any], idx?:integer}], search:string, show_closed:boolean}',
  columns: "{fields:[{field:string, idx?:integer, width?:integer, hidden?:boolean}]}",
};

/** "Required" in the documents, and left out by clients that work. */
const OPTIONAL_BODY: Readonly<Record<string, readonly string[]>> = {
  CreateTaskComment: ["notify_all", "comment_text"],
  CreateListComment: ["notify_all", "assignee", "comment_text"],
  CreateChatViewComment: ["notify_all", "comment_text"],
  CreateThreadedComment: ["notify_all", "comment_text"],
  UpdateComment: ["assignee", "resolved", "comment_text"],
  UpdateatimeEntry: ["tags"],
  EditKeyResult: ["steps_current", "note"],
  DeleteSpaceTag: ["tag"],
  UpdateList: ["name"],
  CreateKeyResult: ["steps_start", "steps_end", "unit", "task_ids", "list_ids"],
  Createatimeentry: ["duration"],
  EditUserOnWorkspace: ["custom_role_id"],
};
const ALL_OPTIONAL: ReadonlySet<string> = new Set([
  "CreateTeamView",
  "CreateSpaceView",
  "CreateFolderView",
  "CreateListView",
]);

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Fields = { [key: string]: Json };

const fieldsOf = (value: Json | undefined): Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
const listOf = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : []);
const textOf = (value: Json | undefined): string => (typeof value === "string" ? value : "");
const unique = (texts: readonly string[]): string[] => [...new Set(texts)];

function reader(document: Fields) {
  function resolve(value: Json | undefined): Fields {
    const { $ref } = fieldsOf(value);
    if (typeof $ref !== "string") return fieldsOf(value);
    let at: Json = document;
    for (const step of $ref.slice(2).split("/")) {
      const key = decodeURIComponent(step).replaceAll("~1", "/").replaceAll("~0", "~");
      at = (Array.isArray(at) ? at[Number(key)] : fieldsOf(at)[key]) ?? null;
    }
    return resolve(at);
  }

  /** The alternatives of a schema, each in our notation. */
  function kinds(given: Json | undefined, depth: number): string[] {
    const schema = resolve(given);
    const found = plainKinds(schema, depth);
    return unique(schema.nullable === true ? [...found, "null"] : found);
  }

  function plainKinds(schema: Fields, depth: number): string[] {
    const choices = [...listOf(schema.oneOf), ...listOf(schema.anyOf)];
    if (choices.length > 0) return unique(choices.flatMap((one) => kinds(one, depth)));
    const parts = listOf(schema.allOf);
    if (parts.length === 1) return kinds(parts[0], depth);
    if (parts.length > 1) return [`{${parts.flatMap((one) => entries(one, depth)).join(", ")}}`];
    const values = listOf(schema.enum).filter((one) => typeof one === "string");
    if (values.length > 0 && values.length <= MAX_VALUES) {
      return values.map((one) => JSON.stringify(one));
    }
    const types = Array.isArray(schema.type) ? schema.type.map(textOf) : [textOf(schema.type)];
    return types.map((type) => {
      if (type === "array") return `[${kinds(schema.items, depth + 1).join("|") || "any"}]`;
      if (type === "object" || schema.properties !== undefined) {
        const fields = depth < MAX_DEPTH ? entries(schema, depth) : [];
        return fields.length > 0 ? `{${fields.join(", ")}}` : "object";
      }
      return type === "" ? "any" : type;
    });
  }

  /** "name:kind", with "?" behind the name of what may be left out. */
  function entries(given: Json | undefined, depth: number): string[] {
    const schema = resolve(given);
    const parts = listOf(schema.allOf);
    if (parts.length > 0) return parts.flatMap((one) => entries(one, depth));
    const required = new Set(listOf(schema.required).map(textOf));
    return Object.entries(fieldsOf(schema.properties)).map(
      ([name, one]) => `${name}${required.has(name) ? "" : "?"}:${kinds(one, depth + 1).join("|")}`,
    );
  }

  return { resolve, kinds, entries };
}

/** [operationId, method, path, tag, query, body] */
type Row = [string, string, string, string, string, string];

function rowsOf(document: Fields): Row[] {
  const { resolve, kinds, entries } = reader(document);

  function queryOf(id: string, parameters: readonly Json[]): string {
    const found = parameters.map(resolve).flatMap((one) => {
      if (one.in !== "query") return [];
      const name = textOf(one.name);
      const right = QUERY[id]?.[name];
      if (right === null) return [];
      return [
        right ?? `${name}${one.required === true ? "" : "?"}:${kinds(one.schema, 1).join("|")}`,
      ];
    });
    return unique(found).join(", ");
  }

  function bodyOf(id: string, given: Json | undefined): string {
    const content = fieldsOf(resolve(given).content);
    const [media = ""] = Object.keys(content);
    if (media === "") return "";
    if (media.startsWith("multipart/")) return "multipart";
    const schema = fieldsOf(content[media]).schema;
    if (id === "SetCustomFieldValue") return "{value:any, value_options?:{time?:boolean}}";
    if (id.endsWith("TimeEstimatesByUser")) return kinds(schema, 0).join("|");
    const rights = /View$/.test(id) ? VIEW_PARTS : (RIGHT_KIND[id] ?? {});
    const listed = entries(schema, 0).map((entry) => {
      const [, name = "", mark = ""] = /^([^:?]+)(\??):/.exec(entry) ?? [];
      const kind = rights[name] ?? entry.slice(name.length + mark.length + 1);
      const views = ALL_OPTIONAL.has(id) && name !== "name" && name !== "type";
      const optional = mark === "?" || views || (OPTIONAL_BODY[id] ?? []).includes(name);
      return `${name}${optional ? "?" : ""}:${kind}`;
    });
    const body = `{${[...listed, ...(MORE_BODY[id] ?? [])].join(", ")}}`;
    // A flag like its neighbours; one of the documents calls it a number.
    return id.endsWith("FromTemplate")
      ? body.replace("time_estimate?:number", "time_estimate?:boolean")
      : body;
  }

  return Object.entries(fieldsOf(document.paths)).flatMap(([path, item]) =>
    METHODS.flatMap((method): Row[] => {
      const operation = fieldsOf(fieldsOf(item)[method]);
      const id = textOf(operation.operationId);
      if (id === "" || LEFT_OUT.has(id)) return [];
      const parameters = [...listOf(fieldsOf(item).parameters), ...listOf(operation.parameters)];
      return [
        [
          id.replaceAll("'", ""),
          method.toUpperCase(),
          path.replace(/^\/api(?=\/v3\/)/, ""),
          textOf(listOf(operation.tags)[0]),
          queryOf(id, parameters),
          bodyOf(id, operation.requestBody),
        ],
      ];
    }),
  );
}

/** Objects that stand in several texts, the longest first: they are written once. */
function repeatedParts(texts: readonly string[]): string[] {
  const times = new Map<string, number>();
  const count = (part: string): void => {
    if (part.length >= WORTH_A_NAME) times.set(part, (times.get(part) ?? 0) + 1);
  };
  for (const text of texts) {
    const open: number[] = [];
    for (const [index, char] of [...text].entries()) {
      if (char === "{") open.push(index);
      else if (char === "}") count(text.slice(open.pop(), index + 1));
    }
    if (text.endsWith(OF_TASKS)) count(OF_TASKS);
  }
  return [...times]
    .filter(([, found]) => found > 1)
    .map(([part]) => part)
    .sort((a, b) => b.length - a.length);
}

function main(folder: string): void {
  const rows = readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .flatMap((file) => rowsOf(JSON.parse(readFileSync(join(folder, file), "utf8")) as Fields))
    .sort(([, a, b], [, c, d]) => (`${b} ${a}` < `${d} ${c}` ? -1 : 1));
  const parts = repeatedParts(rows.flatMap(([, , , , query, body]) => [query, body]));
  const short = (text: string): string =>
    parts.reduce((now, part, index) => now.replaceAll(part, `#${index};`), text);
  const written = {
    // A longer part may hold shorter ones, which stand behind it.
    parts: parts.map((part, index) =>
      parts
        .slice(index + 1)
        .reduce((now, inner, place) => now.replaceAll(inner, `#${index + 1 + place};`), part),
    ),
    operations: rows.map(([id, method, path, tag, query, body]) => [
      id,
      method,
      path,
      tag,
      short(query),
      short(body),
    ]),
  };
  writeFileSync(OUTPUT, `${JSON.stringify(written, null, 1)}\n`);
  console.log(`${rows.length} operations, ${JSON.stringify(written).length} bytes`);
}

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("Which folder holds ClickUp's OpenAPI documents?");
main(folder);
