import * as z from "zod";
import type { View } from "../../clickup/client.ts";
import type { JsonObject } from "../../domain/json.ts";
import { userClock } from "../clock.ts";
import type { ToolContext } from "../context.ts";
import { fromCursor, toCursor } from "../cursor.ts";
import { defineTool, READS } from "../define-tool.ts";
import { Cursor, Reference, Workspace } from "../fields.ts";
import { placeLabels } from "../place-label.ts";
import { textOfRows } from "../task/rows.ts";
import { TaskRow, toTaskRow } from "../task/summary.ts";
import { withoutEmpty } from "../without-empty.ts";
import { findView, placeOfView, viewPlace, viewUrl } from "./find.ts";
import { readTaskPages } from "./rows.ts";

const MAX_ROWS = 100;
const MAX_PAGES = 5;

const EVERYTHING_LEVEL =
  "Only the views of the Everything level; name a Space, Folder or List in at for its own.";

const JsonMap = z.record(z.string(), z.json());

const viewShape = {
  id: z.string(),
  name: z.string(),
  type: z.string().optional(),
  url: z.string().optional(),
};

const input = z.object({
  view: Reference.optional().describe("Id, URL, or name with at."),
  at: Reference.optional().describe("Default the Workspace."),
  tasks: z.boolean().optional(),
  type: z.string().trim().min(1).max(30).optional(),
  limit: z.int().min(1).max(MAX_ROWS).optional(),
  cursor: Cursor,
  workspace: Workspace,
});
type Input = z.output<typeof input>;

export const viewGet = defineTool({
  name: "clickup_view_get",
  title: "Get views",
  description:
    "The views of a place, one view's settings, or with tasks the tasks it shows. For columns use clickup_board_get.",
  toolset: "views",
  tier: "premium",
  annotations: READS,
  input,
  output: z.object({
    place: z.string().optional(),
    views: z.array(z.object(viewShape)).optional(),
    view: z
      .object({
        ...viewShape,
        place: z.string().optional(),
        grouping: JsonMap.optional(),
        sorting: z.array(z.json()).optional(),
        filters: JsonMap.optional(),
        columns: z.array(z.string()).optional(),
        settings: JsonMap.optional(),
      })
      .optional(),
    tasks: z.array(TaskRow).optional(),
    complete: z.boolean().optional(),
    next_cursor: z.string().optional(),
    note: z.string().optional(),
  }),
  listedOutput: ["views", "view", "tasks", "next_cursor"],
  missing: { what: "view", findWith: "clickup_view_get" },
  text: textOfRows,
  handler: async (asked, context) => {
    const lookup = { purpose: "read", workspace: asked.workspace } as const;
    if (asked.view === undefined) {
      const place = await viewPlace(asked.at, { ...lookup, argument: "at" }, context);
      const type = asked.type?.toLowerCase();
      const views = (await context.clickup.views.at(place)).filter(
        (view) => type === undefined || view.type === type,
      );
      return {
        place: place.path ?? `${place.kind} ${place.id}`,
        views: views.map((view) => rowOf(view, place.workspaceId)),
        ...(asked.at === undefined && { note: EVERYTHING_LEVEL }),
      };
    }
    const found = await findView(asked.view, asked.at, { ...lookup, argument: "view" }, context);
    if (asked.tasks === true) return await tasksOf(found.id, asked, context);
    const [view, workspaceId] = await Promise.all([
      context.clickup.views.get(found.id),
      found.workspaceId ?? onlyWorkspace(context),
    ]);
    return { view: describe(view, workspaceId, context) };
  },
});

/** A view's id does not tell its Workspace; with several its URL is left out. */
async function onlyWorkspace({ directory }: ToolContext): Promise<string | undefined> {
  const [only, ...others] = await directory.workspaces();
  return others.length === 0 ? only?.id : undefined;
}

async function tasksOf(viewId: string, asked: Input, context: ToolContext) {
  const { cursor, limit = MAX_ROWS, view: _, ...rest } = asked;
  const clock = await userClock(context);
  const filter = { ...rest, viewId, limit };
  const { tasks, next } = await readTaskPages(
    (page) => context.clickup.tasks.inView(viewId, page),
    { from: await fromCursor(cursor, filter), limit, maxPages: MAX_PAGES },
  );
  return {
    tasks: tasks.map((task) => toTaskRow(task, clock)),
    complete: next === undefined,
    ...(next && { next_cursor: await toCursor(next, filter) }),
  };
}

function rowOf(view: View, workspaceId: string | undefined) {
  return {
    id: view.id,
    name: view.name || "(no name)",
    ...withoutEmpty({ type: view.type, url: viewUrl(workspaceId, view) }),
  };
}

/** What ClickUp sends for "not set" says nothing to a reader. */
function told(section: JsonObject | undefined): JsonObject | undefined {
  if (section === undefined) return undefined;
  return withoutEmpty(
    Object.fromEntries(Object.entries(section).filter(([, value]) => value !== null)),
  );
}

function describe(view: View, workspaceId: string | undefined, { directory }: ToolContext) {
  const place = placeOfView(view);
  const sorting = view.sorting?.fields;
  const columns = view.columns?.fields;
  return {
    ...rowOf(view, workspaceId),
    ...withoutEmpty({
      place: place && placeLabels(directory)(place.kind, place.id),
      grouping: told(view.grouping),
      sorting: Array.isArray(sorting) ? sorting : undefined,
      filters: told(view.filters),
      columns: Array.isArray(columns)
        ? columns.flatMap((column) =>
            typeof column === "object" && column !== null && !Array.isArray(column)
              ? [String(column.field)]
              : [],
          )
        : undefined,
      settings: told(view.settings),
    }),
  };
}
