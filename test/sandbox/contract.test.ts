// The sandbox against ClickUp's own documents: each operation once, with a good request.
import { describe, expect, it } from "vitest";
import { bench } from "./bench.ts";
import { isObject, type Json } from "./clickup/json.ts";
import { ROUTES } from "./clickup/routes.ts";
import type { SeenRequest } from "./clickup/sandbox.ts";
import { CORRECTIONS, corrected } from "./openapi/corrections.ts";
import {
  assertDocumented,
  fieldsOf,
  hasQuery,
  notListed,
  undocumentedIn,
} from "./openapi/documented.ts";
import { GOOD_REQUESTS, type GoodRequest } from "./openapi/good-requests.ts";
import { findOperation, form, OPERATIONS, shapeOf } from "./openapi/operations.ts";
import { mismatches } from "./openapi/types.ts";

interface Reply {
  status: number;
  body: Json | undefined;
}

async function answerTo(request: GoodRequest): Promise<Reply & { path: string }> {
  const { sandbox, token } = bench({
    ...(request.userId === undefined ? {} : { userId: request.userId }),
  });
  const send = async (one: Pick<GoodRequest, "method" | "path" | "body" | "form">) => {
    const headers = new Headers({ Authorization: `Bearer ${token}` });
    let body: FormData | string | undefined;
    if (one.form !== undefined) {
      body = new FormData();
      for (const [name, value] of Object.entries(one.form)) body.append(name, value);
    } else if (one.body !== undefined) {
      headers.set("Content-Type", "application/json");
      body = JSON.stringify(one.body);
    }
    const response = await sandbox.fetch(
      new Request(`http://localhost:8788/api${one.path}`, {
        method: one.method,
        headers,
        ...(body === undefined ? {} : { body }),
      }),
    );
    const text = await response.text();
    return { status: response.status, body: text === "" ? undefined : (JSON.parse(text) as Json) };
  };
  const made = request.first === undefined ? undefined : await send(request.first);
  const found = request.among?.(sandbox.state) ?? idIn(made?.body);
  const path = request.path.replace("$1", found);
  return { ...(await send({ ...request, path })), path };
}

/** `id`, at the top or one level down. */
function idIn(body: Json | undefined): string {
  if (!isObject(body)) return "";
  if (typeof body.id === "string" || typeof body.id === "number") return String(body.id);
  return (
    Object.values(body)
      .map(idIn)
      .find((id) => id !== "") ?? ""
  );
}

const withoutQuery = (path: string): string => path.split("?")[0] ?? path;

function operationOf({ method, path, among }: GoodRequest) {
  const whole = path.replace("$1", among === undefined ? "1" : "1/checklist_item/1");
  return findOperation(method, withoutQuery(whole));
}

describe("the sandbox and the published API", () => {
  const documented = new Set(OPERATIONS.map(({ key }) => shapeOf(key)));

  it("answers every documented operation", () => {
    const played = new Set(
      ROUTES.map(({ method, segments }) => shapeOf(`${method} /${segments.join("/")}`)),
    );
    expect([...documented].filter((key) => !played.has(key))).toEqual([]);
  });

  it("answers nothing that is not documented, unless it is told to", () => {
    const further = ROUTES.filter(({ options }) => options.undocumented === undefined)
      .map(({ method, segments }) => shapeOf(`${method} /${segments.join("/")}`))
      .filter((key) => !documented.has(key));
    expect(further).toEqual([]);
  });

  it("is tried with every operation here", () => {
    const tried = new Set(GOOD_REQUESTS.map((request) => operationOf(request)?.key));
    const left = OPERATIONS.map(({ key }) => key).filter((key) => !tried.has(key));
    // Its good answer is in oauth.test.ts: it takes a code that a person has just approved.
    expect(left).toEqual(["POST /v2/oauth/token"]);
  });
});

describe("the names that the sandbox takes", () => {
  const pairs = ROUTES.filter(({ options }) => options.undocumented === undefined).map((route) => {
    const shape = shapeOf(`${route.method} /${route.segments.join("/")}`);
    const operation = OPERATIONS.find(({ key }) => shapeOf(key) === shape);
    if (operation === undefined) throw new Error(`not documented: ${shape}`);
    // An array in the place of the body has no names.
    const body = route.options.array === undefined ? Object.keys(route.options.body ?? {}) : [];
    const query = (route.options.query ?? []).map((name) => name.replace(/\*$/, ""));
    return { operation, query, body, upload: route.options.upload === true };
  });

  it("are documented, or listed with a reason", () => {
    const further = pairs.flatMap(({ operation, query, body }) => {
      const known = fieldsOf(operation.body);
      const names = [
        ...query.filter((name) => !hasQuery(operation, name)),
        ...body.filter((name) => !known.has(name)),
      ];
      return notListed(operation, names).map((name) => `${operation.key}: ${name}`);
    });
    expect(further).toEqual([]);
  });

  it("are all that are documented, but for those that nobody should send", () => {
    const left = pairs.flatMap(({ operation, query, body, upload }) => {
      const bare = query.map((name) => name.replace(/\[\]$/, ""));
      const list = operation.body?.kind === "list";
      return [
        ...operation.query.filter((name) => !bare.includes(name.replace(/\[\]$/, ""))),
        ...(upload || list
          ? []
          : [...fieldsOf(operation.body).keys()].filter((name) => !body.includes(name))),
      ].map((name) => `${operation.key}: ${name}`);
    });
    expect(left).toMatchInlineSnapshot(`
      [
        "GET /v3/workspaces/{workspace_id}/docs: next_cursor",
      ]
    `);
  });
});

describe("what our client sends", () => {
  const seen = (method: string, path: string, rest: Partial<SeenRequest> = {}): SeenRequest => ({
    method,
    path: `/api${path}`,
    query: {},
    atMs: 0,
    status: 200,
    ...rest,
  });

  it("passes when it is documented, or listed with a reason", () => {
    const tag = { name: "a", fg_color: "#000000", bg_color: "#ffffff", tag_fg: "#000000" };
    const documented = [
      seen("GET", "/v2/list/901/task", { query: { "statuses[]": ["to do"], page: ["0"] } }),
      seen("PUT", "/v2/task/86c000001", { body: { assignees: { add: [1], rem: [] } } }),
      seen("PUT", "/v2/space/101/tag/bug", { body: { tag } }),
      seen("GET", "/v2/team/9001/folder", { query: { archived: ["false"] } }),
      seen("PATCH", "/v3/workspaces/9001/tasks/86c000001/time_estimates_by_user", {
        body: [{ assignee: 1, time: 2 }],
      }),
    ];
    expect(documented.flatMap(undocumentedIn)).toEqual([]);
    expect(() => assertDocumented(documented)).not.toThrow();
  });

  it("fails by name when it is not", () => {
    const undocumented = [
      seen("GET", "/v2/list/901/task", { query: { limit: ["5"] } }),
      seen("PUT", "/v2/task/86c000001", { body: { tags: [], assignees: { set: [1] } } }),
      seen("GET", "/v2/task/86c000001/attachment"),
      seen("POST", "/v2/task/86c000001/tag/x", { body: { any: 1 } }),
      seen("PATCH", "/v3/workspaces/9001/tasks/86c000001/time_estimates_by_user", {
        body: [{ person: 1 }],
      }),
    ];
    expect(undocumented.flatMap(undocumentedIn)).toMatchInlineSnapshot(`
      [
        "GET /v2/list/{list_id}/task: limit",
        "PUT /v2/task/{task_id}: tags",
        "PUT /v2/task/{task_id}: assignees.set",
        "GET /v2/task/86c000001/attachment",
        "POST /v2/task/{task_id}/tag/{tag_name}: any",
        "PATCH /v3/workspaces/{workspace_id}/tasks/{task_id}/time_estimates_by_user: person",
      ]
    `);
    expect(() => assertDocumented(undocumented)).toThrow("limit");
  });
});

describe("each good request is answered as documented", () => {
  it.each(
    GOOD_REQUESTS.map((request) => [operationOf(request)?.key ?? request.path, request]),
  )("%s", async (_key, request) => {
    if (typeof request === "string") throw new Error(request);
    const operation = operationOf(request);
    if (operation === undefined) throw new Error("no such operation");
    const { status, body } = await answerTo(request);
    expect({ status, body: status < 300 ? "" : body }).toEqual({
      status: expect.toBeOneOf([...statusesOf(operation.key, operation.answers.keys())]),
      body: "",
    });
    const type = operation.answers.get(status);
    if (type === undefined || body === undefined) return;
    expect(mismatches(body, corrected(operation.key, type), form)).toEqual([]);
  });
});

describe("the corrections of the documents", () => {
  it("are all needed", async () => {
    const answers = await Promise.all(
      GOOD_REQUESTS.map(async (request) => {
        const operation = operationOf(request);
        const { status, body } = await answerTo(request);
        return { key: operation?.key ?? "", type: operation?.answers.get(status), body };
      }),
    );
    const idle = CORRECTIONS.filter((one) => {
      const others = CORRECTIONS.filter((other) => other !== one);
      return answers.every(
        ({ key, type, body }) =>
          type === undefined ||
          body === undefined ||
          mismatches(body, corrected(key, type, others), form).length === 0,
      );
    });
    expect(idle.map(({ why }) => why)).toEqual([]);
  });
});

/** v2 documents 200 for deletes that answer 204. */
const statusesOf = (key: string, documented: Iterable<number>): number[] => [
  ...documented,
  ...(key.startsWith("DELETE /v2/") ? [204] : []),
];
