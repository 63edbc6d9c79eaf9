import * as z from "zod";
import { fillPath, type NameSegment } from "../../clickup/path.ts";
import type { JsonObject, JsonValue } from "../../domain/json.ts";
import type { ToolContext } from "../context.ts";
import { fromTokenCursor, type TokenPlace, toTokenCursor } from "../cursor.ts";
import { DELETES, defineTool } from "../define-tool.ts";
import { Cursor, FieldValues, Workspace } from "../fields.ts";
import { invalidInput } from "../invalid-input.ts";
import { needsScope } from "../needs-scope.ts";
import { checkBody, checkQuery, pathNames, pathValue } from "./check.ts";
import { findOperation } from "./find.ts";
import type { Operation } from "./operation.ts";
import { keep, type Page, pageQuery, readPage, wantedOf } from "./pages.ts";

/** Pages of ClickUp's for one answer, a call each. */
const MAX_PAGES = 10;
/** Of the answer as JSON; what is more comes with the cursor. */
const MAX_CHARS = 60_000;
/** What a cursor can count within one page. */
const MAX_ROW = 1_000;
/** Too little for another page. */
const MIN_LEFT_MS = 6_000;

export const apiExecute = defineTool({
  name: "clickup_api_execute",
  title: "Call the API",
  description:
    "Calls a documented operation of ClickUp's API, found with clickup_api_search. Only for what no other " +
    "tool does.",
  toolset: "api",
  tier: "premium",
  annotations: { ...DELETES, idempotentHint: false },
  // The least that an operation needs; which one it is decides what more.
  scope: "clickup:read",
  input: z.object({
    operation: z.string().trim().min(1).max(300).optional(),
    method: z.enum(["GET", "POST", "PUT", "PATCH", "DELETE"]).optional(),
    path: z.string().trim().min(1).max(1_000).optional(),
    path_params: FieldValues.optional(),
    query: FieldValues.optional(),
    body: FieldValues.optional(),
    select: z.array(z.string().min(1).max(200)).max(50).optional().describe("tasks.name"),
    all_pages: z.boolean().optional(),
    confirm: z.boolean().optional().describe("To delete, merge or change access; ask the user."),
    cursor: Cursor,
    workspace: Workspace,
  }),
  output: z.object({
    operation: z.string(),
    status: z.number(),
    data: FieldValues,
    complete: z.boolean(),
    next_cursor: z.string().optional(),
    calls_left: z.number().optional(),
    note: z.string().optional(),
  }),
  listedOutput: ["status", "data", "next_cursor"],
  handler: async (asked, context) => {
    const { confirm = false, cursor, workspace, ...call } = asked;
    const { operation, pathValues } = findOperation(call);
    needsScope(context, operation.scope);
    if (operation.needsConfirm && !confirm) {
      throw invalidInput(
        "confirm",
        `"${operation.id}" (${operation.summary}) needs "confirm": true. Ask the user first.`,
      );
    }
    const query = checkQuery(operation, asked.query ?? {});
    const body = checkBody(operation, asked.body);
    const given = { ...pathValues, ...asked.path_params };
    const path = await pathOf(operation, given, workspace, context);
    const request = { operation: operation.id, path: path.text, query, body: body ?? null };
    const filter = { ...request, select: asked.select ?? [] };
    const from = await fromTokenCursor(cursor, filter);
    const send = async (token: string) => {
      const sent = pageQuery(operation, query, token);
      const answer = await context.clickup.request(operation.method, path, {
        what: whatOf(operation),
        query: sent,
        ...(body !== undefined && { body }),
      });
      return { status: answer.status, page: readPage(operation, answer.value, sent) };
    };
    const { all_pages = false, select = [] } = asked;
    const found = await collect(send, { from, select, all_pages, context });
    const { calls } = context.clickup.left();
    return {
      operation: operation.id,
      status: found.status,
      data: found.data,
      complete: found.complete,
      ...(found.next !== undefined && { next_cursor: await toTokenCursor(found.next, filter) }),
      ...(Number.isFinite(calls) && { calls_left: calls }),
      ...(found.cut && { note: 'Cut at a row to fit; "select" gets more rows into one answer.' }),
    };
  },
});

interface Collected {
  status: number;
  data: JsonObject;
  complete: boolean;
  cut?: boolean;
  next: TokenPlace | undefined;
}

/** Rows up to a size, over one page or several. */
async function collect(
  send: (token: string) => Promise<{ status: number; page: Page }>,
  options: {
    from: TokenPlace | undefined;
    select: readonly string[];
    all_pages: boolean;
    context: ToolContext;
  },
): Promise<Collected> {
  const { from, select, all_pages, context } = options;
  const wanted = wantedOf(select);
  const rows: JsonValue[] = [];
  let [token, skip, chars] = [from?.token ?? "", from?.row ?? 0, 0];
  for (let pages = 1; ; pages += 1) {
    const { status, page } = await send(token);
    const { key, rest } = page;
    // A selection that does not name the rows is one of theirs, unless it names what stands beside them.
    const namesRest = Object.keys(wanted).some((name) => Object.hasOwn(rest, name));
    if (key === undefined || (namesRest && wanted[key] === undefined)) {
      return { status, data: keep(rest, wanted) as JsonObject, complete: true, next: undefined };
    }
    const ofRows = wanted[key] ?? wanted;
    const done = (next: TokenPlace | undefined, complete = next === undefined): Collected => ({
      status,
      data: { ...(select.length === 0 ? rest : (keep(rest, wanted) as JsonObject)), [key]: rows },
      complete,
      next,
    });
    for (const [index, row] of page.rows.entries()) {
      if (index < skip) continue;
      const kept = keep(row, ofRows);
      chars += JSON.stringify(kept).length;
      if (chars > MAX_CHARS && rows.length > 0) {
        // Beyond what a cursor counts only a narrower call helps, which `complete` tells.
        const next = index <= MAX_ROW ? { token, row: index } : undefined;
        return { ...done(next, false), cut: true };
      }
      rows.push(kept);
    }
    if (page.next === undefined || page.next === token) return done(undefined);
    token = page.next;
    skip = 0;
    context.progress.at(`${rows.length} rows read`);
    const { calls, ms } = context.clickup.left();
    if (!all_pages || pages >= MAX_PAGES || calls < 1 || ms < MIN_LEFT_MS) {
      return done({ token, row: 0 });
    }
  }
}

async function pathOf(
  operation: Operation,
  given: Readonly<Record<string, JsonValue>>,
  workspace: string | undefined,
  { directory }: ToolContext,
) {
  const names = pathNames(operation);
  const known = names.map((name) => name.toLowerCase());
  const unknown = Object.keys(given).find((name) => !known.includes(name.toLowerCase()));
  if (unknown !== undefined) {
    throw invalidInput(
      "path_params",
      `The path of this operation has no "${unknown.slice(0, 60)}".`,
      names,
    );
  }
  const values = new Map<string, string | NameSegment>();
  const isHome = (name: string) => /^(team|workspace)_id$/i.test(name);
  const givenFor = (name: string) =>
    Object.entries(given).find(([own]) => own.toLowerCase() === name.toLowerCase())?.[1];
  for (const name of names) {
    if (isHome(name) && givenFor(name) === undefined) continue;
    values.set(name, pathValue(name, givenFor(name)));
  }
  // Hostile ids are refused before the Workspace is looked up.
  fillPath(operation.path, (name) => values.get(name) ?? "0");
  for (const name of names) {
    if (!values.has(name)) values.set(name, (await directory.workspace(workspace)).id);
  }
  return fillPath(operation.path, (name) => values.get(name) ?? "");
}

const NOUNS: Readonly<Record<string, string>> = {
  task: "Task",
  list: "List",
  folder: "Folder",
  space: "Space",
  view: "view",
  goal: "goal",
  comment: "comment",
  checklist: "Checklist",
};

/** What a refusal is about. */
function whatOf({ path }: Operation): string {
  const [, , noun = ""] = path.split("/");
  return NOUNS[noun] ?? (/^\/v2\/team\/\{\w+\}(?:\/\w+)?$/.test(path) ? "Workspace" : "object");
}
