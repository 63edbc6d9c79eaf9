/** Grouping, sorting, filters and columns of a view: from plain words to ClickUp's sections, and back. */
import * as z from "zod";
import type { View, ViewSections } from "../../clickup/client.ts";
import type { JsonObject, JsonValue } from "../../domain/json.ts";
import type { ToolContext } from "../context.ts";
import { Reference } from "../fields.ts";
import type { Ignored } from "../ignored.ts";
import { withoutEmpty } from "../without-empty.ts";
import { COLUMN_FIELDS, fieldId, GROUP_FIELDS, type ViewScope } from "./fields.ts";
import { filterOf, ViewFilter } from "./filters.ts";

const MAX_PARTS = 20;

/** The arguments that several tools share. */
export const viewArguments = {
  group_by: Reference.optional().describe(
    "status, assignee, priority, tag, due, Custom Field, none",
  ),
  sort_by: z.array(Reference).max(MAX_PARTS).optional().describe('"due", "-priority"'),
  filters: z.array(ViewFilter).max(MAX_PARTS).optional(),
  columns: z.array(Reference).max(50).optional(),
  show_closed: z.boolean().optional(),
};

export interface ViewWish {
  group_by?: string | undefined;
  sort_by?: readonly string[] | undefined;
  filters?: readonly ViewFilter[] | undefined;
  columns?: readonly string[] | undefined;
  show_closed?: boolean | undefined;
}

/** What ClickUp itself gives a new view. Each section is required by its schema. */
const DEFAULTS: ViewSections = {
  grouping: { field: "none", dir: 1, collapsed: [], ignore: false },
  divide: { field: null, dir: null, collapsed: [] },
  sorting: { fields: [] },
  filters: { op: "AND", fields: [], search: "", show_closed: false },
  columns: { fields: [] },
  team_sidebar: { assignees: [], assigned_comments: false, unassigned_tasks: false },
  settings: {
    show_task_locations: false,
    show_subtasks: 1,
    show_subtask_parent_names: false,
    show_closed_subtasks: false,
    show_assignees: true,
    show_images: true,
    collapse_empty_columns: null,
    me_comments: true,
    me_subtasks: true,
    me_checklists: true,
  },
};

/** Every section: those of `base` (a view that is copied or changed), with what is wished for on top. */
export async function sectionsFor(
  wish: ViewWish,
  base: View | undefined,
  scope: ViewScope,
  context: ToolContext,
): Promise<ViewSections> {
  const kept = base === undefined ? {} : withoutEmpty(sectionsOf(base));
  const sections: ViewSections = { ...DEFAULTS, ...kept };
  if (wish.group_by !== undefined) {
    const field = await fieldId(wish.group_by, GROUP_FIELDS, "group_by", scope, context);
    sections.grouping = { ...sections.grouping, field };
  }
  if (wish.sort_by !== undefined) {
    sections.sorting = {
      fields: await Promise.all(
        wish.sort_by.map(async (word, idx) => {
          const name = word.replace(/^-\s*/, "");
          const field = await fieldId(name, COLUMN_FIELDS, "sort_by", scope, context);
          return { field, dir: word.startsWith("-") ? -1 : 1, idx };
        }),
      ),
    };
  }
  if (wish.columns !== undefined) {
    sections.columns = {
      fields: await Promise.all(
        wish.columns.map(async (word, idx) => ({
          field: await fieldId(word, COLUMN_FIELDS, "columns", scope, context),
          idx,
          hidden: false,
        })),
      ),
    };
  }
  if (wish.filters !== undefined) {
    const fields = await Promise.all(
      wish.filters.map((filter, idx) => filterOf(filter, idx, scope, context)),
    );
    sections.filters = { ...sections.filters, fields };
  }
  if (wish.show_closed !== undefined) {
    sections.filters = { ...sections.filters, show_closed: wish.show_closed };
  }
  return sections;
}

function sectionsOf(view: View): Partial<ViewSections> {
  const { grouping, divide, sorting, filters, columns, team_sidebar, settings } = view;
  // Filters of an empty object would read as "none of it"; ClickUp gives each whole or not at all.
  return withoutEmpty({
    grouping,
    divide,
    sorting,
    filters,
    columns,
    team_sidebar,
    settings,
  }) as Partial<ViewSections>;
}

/** ClickUp drops without a word what it does not know: what the answer lacks was ignored. */
export function ignoredIn(
  wish: ViewWish & { name?: string | undefined; type?: string | undefined },
  sent: ViewSections,
  made: View,
): Ignored[] {
  const ignored: Ignored[] = [];
  const check = (field: string, wished: unknown, kept: boolean, got: JsonValue | undefined) => {
    if (wished === undefined || kept) return;
    const reason =
      got === undefined
        ? "ClickUp dropped it"
        : `ClickUp made it ${typeof got === "object" ? JSON.stringify(got) : got}`;
    ignored.push({ field, reason });
  };
  check("name", wish.name, made.name === wish.name?.trim(), made.name);
  check("type", wish.type, made.type === wish.type, made.type);
  check(
    "group_by",
    wish.group_by,
    made.grouping?.field === sent.grouping.field,
    made.grouping?.field,
  );
  check("sort_by", wish.sort_by, sameFields(sent.sorting, made.sorting), undefined);
  check("columns", wish.columns, sameFields(sent.columns, made.columns), undefined);
  check("filters", wish.filters, sameFields(sent.filters, made.filters), undefined);
  check(
    "show_closed",
    wish.show_closed,
    made.filters?.show_closed === sent.filters.show_closed,
    made.filters?.show_closed,
  );
  return ignored;
}

function sameFields(sent: JsonObject, made: JsonObject | undefined): boolean {
  const wanted = namesIn(sent);
  const got = new Set(namesIn(made));
  return wanted.every((name) => got.has(name)) && (wanted.length > 0 || got.size === 0);
}

function namesIn(section: JsonObject | undefined): string[] {
  const fields = Array.isArray(section?.fields) ? section.fields : [];
  return fields.flatMap((one) =>
    typeof one === "object" && one !== null && !Array.isArray(one) ? [String(one.field)] : [],
  );
}
