// Where ClickUp's documents are wrong about what it answers. Everything that the contract test lets pass is here.
import { form } from "./operations.ts";
import type { Field, Type } from "./types.ts";

export interface Correction {
  /** Operations by key; all unless given. */
  on?: RegExp;
  /** Names of fields, at any depth. */
  fields: readonly string[];
  is: (field: Field) => Field;
  why: string;
}

const ANY: Type = { kind: "word", word: "any" };
const NULL: Type = { kind: "word", word: "null" };
const NUMBER: Type = { kind: "word", word: "number" };
const OBJECT: Type = { kind: "object", fields: {} };

const orElse =
  (further: Type) =>
  ({ optional, type }: Field): Field => ({
    optional,
    type: { kind: "any_of", of: [type, further] },
  });
const nullable = orElse(NULL);
const orNumber = orElse(NUMBER);
const orObject = orElse(OBJECT);
const listOfAny = orElse({ kind: "list", of: ANY });
const optional = ({ type }: Field): Field => ({ optional: true, type });
const both =
  (one: Correction["is"], two: Correction["is"]) =>
  (field: Field): Field =>
    two(one(field));

const TASKS = /^(GET|POST|PUT|DELETE) \/v2\/.*\btask\b/;
const SHARED = /\/guest\b/;

export const CORRECTIONS: readonly Correction[] = [
  {
    on: TASKS,
    fields: [
      "assignees",
      "watchers",
      "group_assignees",
      "tags",
      "checklists",
      "dependencies",
      "linked_tasks",
      "custom_fields",
    ],
    is: listOfAny,
    why: "Declared as lists of text, and custom_fields once as an object; they hold objects.",
  },
  {
    on: TASKS,
    fields: ["date_closed", "due_date", "start_date", "parent", "points"],
    is: nullable,
    why: "Null where nothing is set.",
  },
  {
    on: TASKS,
    fields: ["time_estimate", "time_spent"],
    is: both(nullable, orNumber),
    why: "Declared as text; milliseconds, or null.",
  },
  {
    on: TASKS,
    fields: ["priority"],
    is: both(nullable, orObject),
    why: "Declared as a number or text in places; an object or null.",
  },
  {
    fields: [
      "thumbnail_small",
      "thumbnail_medium",
      "thumbnail_large",
      "is_folder",
      "orientation",
      "email_data",
    ],
    is: nullable,
    why: "Files that are no pictures have none.",
  },
  {
    on: /^GET \/v2\/team(\/\{team_id\}\/space)?$/,
    fields: ["avatar", "username", "color", "profilePicture"],
    is: nullable,
    why: "People who were invited and have not come yet, and whoever has chosen none.",
  },
  {
    on: /\/(list|guest)\b/,
    fields: ["task_count"],
    is: orNumber,
    why: "Text in the schema, a number in the example of Get List.",
  },
  {
    on: /^(GET|POST|PUT) \/v2\/(.*\/)?list(\/\{list_id\})?$/,
    fields: ["status", "priority", "assignee", "due_date"],
    is: nullable,
    why: "Null where nothing is set.",
  },
  {
    on: /^GET \/v2\/space\/\{space_id\}\/folder$/,
    fields: ["folders"],
    is: () => ({ optional: false, type: { kind: "list", of: OBJECT } }),
    why: "Declared as an object; a list.",
  },
  {
    on: /^GET \/v2\/folder\/\{folder_id\}$/,
    fields: ["lists"],
    is: listOfAny,
    why: "The example is empty, so the schema says text.",
  },
  {
    on: /taskTemplate$/,
    fields: ["templates"],
    is: listOfAny,
    why: "The example is empty, so the schema says text.",
  },
  {
    on: /^POST .*\/(user|guest)$|^PUT .*\/(user|guest)\/|^GET .*\/user\//,
    fields: [
      "custom_role",
      "invited_by",
      "can_see_time_spent",
      "can_see_time_estimated",
      "can_edit_tags",
      "can_create_views",
    ],
    is: optional,
    why: "An owner was invited by nobody, few have a custom role, and only guests have switches.",
  },
  {
    on: SHARED,
    fields: ["tasks", "lists", "folders"],
    is: listOfAny,
    why: "The examples are empty but for the kind that was just shared.",
  },
  {
    fields: ["assignee", "assigned_by"],
    on: /comment|checklist/,
    is: nullable,
    why: "Most comments and items are assigned to nobody.",
  },
  {
    on: /^PUT .*\/checklist_item\//,
    fields: ["assignee"],
    is: orObject,
    why: "Declared as text or null; the person.",
  },
  {
    on: /^POST .*\/comment(\/\{comment_id\}\/reply)?$/,
    fields: ["id"],
    is: orNumber,
    why: "Declared as text; real answers hold a number.",
  },
  {
    on: /^GET \/v2\/team\/\{team_Id\}\/time_entries$/,
    fields: ["task", "list_id", "folder_id", "space_id", "task_url"],
    is: nullable,
    why: "An entry without a task lies nowhere.",
  },
  {
    on: /^GET .*\/time_entries(\/\{timer_id\})?$/,
    fields: ["task_tags", "list_name", "folder_name", "space_name"],
    is: optional,
    why: "Only with include_task_tags and include_location_names.",
  },
  {
    on: /\/time_entries\/(current|stop)$/,
    fields: ["data"],
    is: nullable,
    why: "No timer is running.",
  },
  {
    on: /^POST .*\/time_entries$/,
    fields: ["description", "tags", "billable", "assignee"],
    is: optional,
    why: "The answer repeats what was sent.",
  },
  {
    on: /\/goal(\/|$)/,
    fields: ["owners", "key_results"],
    is: listOfAny,
    why: "The examples are empty, so the schema says text.",
  },
  {
    on: /key_result/,
    fields: ["percent_completed", "steps_current_float", "steps_before_float", "steps_taken_float"],
    is: both(nullable, orNumber),
    why: "Declared as text for want of an example; numbers.",
  },
];

/** The type with every correction that belongs to the operation. */
export function corrected(
  key: string,
  type: Type,
  corrections: readonly Correction[] = CORRECTIONS,
): Type {
  if (key === "GET /v2/task/bulk_time_in_status/task_ids") return byTaskId(type);
  const here = corrections.filter(({ on }) => on === undefined || on.test(key));
  const visit = (one: Type, within: readonly string[]): Type => {
    switch (one.kind) {
      case "word":
        return one;
      case "form":
        // A form that holds itself is left as it is the second time.
        return within.includes(one.name) ? one : visit(form(one.name), [...within, one.name]);
      case "list":
        return { kind: "list", of: visit(one.of, within) };
      case "any_of":
        return { kind: "any_of", of: one.of.map((part) => visit(part, within)) };
      case "object":
        return {
          kind: "object",
          fields: Object.fromEntries(
            Object.entries(one.fields).map(([name, field]) => {
              const inner = { ...field, type: visit(field.type, within) };
              const fitting = here.filter(({ fields }) => fields.includes(name));
              return [name, fitting.reduce((before, { is }) => is(before), inner)];
            }),
          ),
        };
    }
  };
  return visit(type, []);
}

/** The schema names the two tasks of its example; they stand for any. */
function byTaskId(type: Type): Type {
  const plain = type.kind === "form" ? form(type.name) : type;
  const [first] = plain.kind === "object" ? Object.values(plain.fields) : [];
  return first === undefined ? type : { kind: "object", fields: { "*": first } };
}
