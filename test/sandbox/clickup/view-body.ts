// What a view keeps of the body it is made from. What does not fit the published nesting is dropped without a word.
import { arrayIn, objectIn, textIn } from "./body.ts";
import { refuse } from "./errors.ts";
import type { Json, JsonObject } from "./json.ts";
import { isObject } from "./json.ts";
import type { BodyKind, Call } from "./router.ts";
import type { ViewRow } from "./state.ts";
import { isFilterField } from "./view-filters.ts";

export const VIEW_TYPES: readonly string[] = [
  "list",
  "board",
  "calendar",
  "table",
  "timeline",
  "workload",
  "activity",
  "map",
  "conversation",
  "gantt",
];

type Sections = Pick<
  ViewRow,
  "grouping" | "divide" | "sorting" | "filters" | "columns" | "teamSidebar" | "settings"
>;

const WHOLE: Sections = {
  grouping: { field: "none", dir: 1, collapsed: [], ignore: false },
  divide: { field: null, dir: null, collapsed: [] },
  sorting: { fields: [] },
  filters: { op: "AND", fields: [], search: "", show_closed: false },
  columns: { fields: [] },
  teamSidebar: { assignees: [], assigned_comments: false, unassigned_tasks: false },
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

export const VIEW_BODY = {
  name: "text!",
  type: "text!",
  grouping: "object",
  divide: "object",
  sorting: "object",
  filters: "object",
  columns: "object",
  team_sidebar: "object",
  settings: "object",
} as const satisfies Record<string, BodyKind>;

/** Settings that lie beside their section in place of inside it. */
export const LOOSE_SETTINGS: readonly string[] = [
  ...Object.keys(WHOLE.settings),
  "show_closed",
  "search",
  "group_by",
  "sort_by",
  "field",
  "dir",
  "op",
];

const GROUP_FIELDS: readonly string[] = [
  "none",
  "status",
  "priority",
  "assignee",
  "tag",
  "dueDate",
];

export function freshSections(): Sections {
  return structuredClone(WHOLE);
}

/** Every section: the one sent, filled up with defaults, or the defaults alone. */
export function sectionsIn(call: Call): Sections {
  const sections = freshSections();
  for (const name of Object.keys(sections) as (keyof Sections)[]) {
    const sent = objectIn(call.body, name === "teamSidebar" ? "team_sidebar" : name) ?? {};
    for (const key of Object.keys(sections[name])) {
      if (sent[key] !== undefined) sections[name][key] = sent[key];
    }
  }
  const { grouping, filters, sorting, columns } = sections;
  const group = String(grouping.field);
  if (!GROUP_FIELDS.includes(group) && !group.startsWith("cf_")) grouping.field = "none";
  if (filters.op !== "AND" && filters.op !== "OR") filters.op = "AND";
  filters.fields = fieldsOf(filters).filter((field) => isFilterField(String(field.field)));
  sorting.fields = fieldsOf(sorting);
  columns.fields = fieldsOf(columns);
  return sections;
}

const fieldsOf = (section: JsonObject): JsonObject[] =>
  (arrayIn(section, "fields") ?? []).filter((field: Json) => isObject(field));

export function viewNameIn(call: Call): string {
  const name = textIn(call.body, "name")?.trim() ?? "";
  return name === "" ? refuse("INPUT_003", "name") : name;
}

/** A form cannot be made through the API: it becomes a list. */
export function viewTypeIn(call: Call): string {
  const type = textIn(call.body, "type") ?? "";
  if (type === "form") return "list";
  return VIEW_TYPES.includes(type) ? type : refuse("SANDBOX_002", `no view type ${type}`);
}
