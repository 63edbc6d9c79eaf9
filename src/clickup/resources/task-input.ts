// What may be asked of tasks and written to them; ids as text.
import type { JsonValue } from "../../domain/json.ts";
import type { FieldValue } from "./fields.ts";

/** Filters that ClickUp itself applies. An unknown value gives no tasks and no error: resolve first. */
export interface TaskFilter {
  statuses?: readonly string[];
  include_closed?: boolean;
  assignees?: readonly string[];
  tags?: readonly string[];
  subtasks?: boolean;
  archived?: boolean;
  /** Exclusive, epoch ms. */
  due_date_gt?: number;
  due_date_lt?: number;
  date_created_gt?: number;
  date_created_lt?: number;
  date_updated_gt?: number;
  date_updated_lt?: number;
  date_done_gt?: number;
  date_done_lt?: number;
  /** An unknown field makes ClickUp drop all of them. */
  custom_fields?: readonly FieldCondition[];
  /** Task types by number; 0 is a plain task. */
  custom_items?: readonly number[];
  order_by?: "id" | "created" | "updated" | "due_date";
  reverse?: boolean;
  /** Also tasks that are only shown in the List. */
  include_timl?: boolean;
  include_markdown_description?: boolean;
}

/** Text: "=" contains, "==" equals. Options by UUID, dates in ms. */
export interface FieldCondition {
  field_id: string;
  operator:
    | "="
    | "=="
    | "!="
    | "<"
    | "<="
    | ">"
    | ">="
    | "IS NULL"
    | "IS NOT NULL"
    | "RANGE"
    | "ANY"
    | "ALL"
    | "NOT ANY"
    | "NOT ALL";
  value?: JsonValue;
}

/** More, for a whole Workspace. */
export interface WorkspaceTaskFilter extends TaskFilter {
  /** Subtasks of this task only; `subtasks` must be true as well. */
  parent?: string;
  space_ids?: readonly string[];
  folder_ids?: readonly string[];
  list_ids?: readonly string[];
}

export interface NewTask {
  name: string;
  markdown_content?: string;
  description?: string;
  /** User ids. */
  assignees?: readonly string[];
  /** UUIDs of Teams. */
  group_assignees?: readonly string[];
  tags?: readonly string[];
  status?: string;
  /** 1 urgent … 4 low */
  priority?: number | null;
  due_date?: number;
  due_date_time?: boolean;
  start_date?: number;
  start_date_time?: boolean;
  /** ms */
  time_estimate?: number;
  points?: number;
  notify_all?: boolean;
  parent?: string;
  links_to?: string;
  custom_item_id?: number;
  custom_fields?: readonly ({ id: string } & FieldValue)[];
  check_required_custom_fields?: boolean;
}

interface AddRemove {
  add?: readonly string[];
  rem?: readonly string[];
}

export interface TaskChange {
  name?: string;
  markdown_content?: string;
  description?: string;
  status?: string;
  priority?: number | null;
  due_date?: number | null;
  due_date_time?: boolean;
  start_date?: number | null;
  start_date_time?: boolean;
  time_estimate?: number | null;
  points?: number | null;
  parent?: string;
  custom_item_id?: number | null;
  /** User ids. */
  assignees?: AddRemove;
  watchers?: AddRemove;
  /** UUIDs of Teams. */
  group_assignees?: AddRemove;
  archived?: boolean;
}
