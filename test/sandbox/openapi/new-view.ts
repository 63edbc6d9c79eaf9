import type { JsonObject } from "../clickup/json.ts";

/** A board with every section, none of which asks for anything. */
export const newViewBody = (): JsonObject => ({
  name: "New board",
  type: "board",
  grouping: { field: "status", dir: 1, collapsed: [], ignore: false },
  divide: { field: null, dir: null, collapsed: [] },
  sorting: { fields: [] },
  filters: { op: "AND", fields: [], search: "", show_closed: false },
  columns: { fields: [] },
  team_sidebar: { assignees: [], assigned_comments: false, unassigned_tasks: false },
  settings: {
    show_task_locations: false,
    show_subtasks: 3,
    show_subtask_parent_names: false,
    show_closed_subtasks: false,
    show_assignees: true,
    show_images: true,
    collapse_empty_columns: null,
    me_comments: true,
    me_subtasks: true,
    me_checklists: true,
  },
});
