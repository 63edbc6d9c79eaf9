// One Custom Field of every type on the Product Space, a few for everybody, and one for Bugs only.
import { uuidOf } from "./ids.ts";
import type { JsonObject } from "./json.ts";
import type { FieldRow } from "./state.ts";

type Spec = readonly [name: string, type: string, typeConfig?: JsonObject];

const option = (serial: number, name: string, orderindex: number, color: string): JsonObject => ({
  id: uuidOf(20_000 + serial),
  name,
  color,
  orderindex,
});

const label = (serial: number, text: string, color: string | null): JsonObject => ({
  id: uuidOf(21_000 + serial),
  label: text,
  color,
});

const PRODUCT_FIELDS: readonly Spec[] = [
  ["Notes", "text"],
  ["Component", "short_text"],
  ["Spec", "url"],
  ["Reporter", "email"],
  ["Hotline", "phone"],
  ["Story Size", "number", { precision: 0 }],
  ["Budget", "currency", { precision: 2, currency_type: "EUR", default: null }],
  ["Ship Date", "date"],
  [
    "Severity",
    "drop_down",
    {
      sorting: "manual",
      new_drop_down: true,
      default: 0,
      placeholder: null,
      options: [
        option(0, "Blocker", 0, "#e50000"),
        option(1, "Major", 1, "#ff7800"),
        option(2, "Minor & cosmetic", 2, "#f9d900"),
        option(3, "Trivial", 3, "#b5bcc2"),
      ],
    },
  ],
  [
    "Platforms",
    "labels",
    {
      sorting: "manual",
      options: [
        label(0, "Web", "#02bcd4"),
        label(1, "iOS", null),
        label(2, "Android", "#2ecd6f"),
        label(3, "Ops", "#e50000"),
      ],
    },
  ],
  ["Customer Visible", "checkbox"],
  [
    "Reviewer",
    "users",
    { single_user: false, include_groups: false, include_guests: true, include_team_members: true },
  ],
  ["Related Work", "tasks", {}],
  ["Campaign", "list_relationship", { subcategory_id: "936", linked_subcategory_access: true }],
  ["Evidence", "attachment"],
  ["Confidence", "emoji", { code_point: "2b50", count: 5 }],
  ["Rollout", "manual_progress", { start: 0, end: 200, method: "manual" }],
  ["Site", "location"],
  ["Ping Channel", "button", {}],
  [
    "Progress",
    "automatic_progress",
    {
      method: "automatic",
      tracking: { subtasks: true, checklists: true, assigned_comments: false },
      complete_on: 3,
    },
  ],
  [
    "Cost per Point",
    "formula",
    { formula: 'FIELD("Budget") / FIELD("Story Size")', simple: true, version: "1.6" },
  ],
  ["Sum of Budgets", "rollup", { rollup: { type: "sum" } }],
  ["Upvotes", "votes", {}],
  ["Sign-off", "signature", {}],
];

const WORKSPACE_FIELDS: readonly Spec[] = [
  ["Cost Centre", "short_text"],
  ["Effort (days)", "number", { precision: 1 }],
];

export const FIELD_SERIAL = 30_000;

export function seedFields(anchorMs: number): FieldRow[] {
  let serial = FIELD_SERIAL;
  const field = (
    [name, type, typeConfig]: Spec,
    place: FieldRow["place"],
    taskTypes: number[] = [],
  ): FieldRow => {
    serial += 1;
    return {
      id: uuidOf(serial),
      name,
      type,
      typeConfig: typeConfig ?? {},
      createdMs: anchorMs - 200 * 86_400_000 + serial,
      required: name === "Cost Centre",
      place,
      taskTypes,
    };
  };
  return [
    ...PRODUCT_FIELDS.map((spec) => field(spec, { kind: "space", id: "101" })),
    ...WORKSPACE_FIELDS.map((spec) => field(spec, { kind: "workspace", id: "9001" })),
    field(["Steps to Reproduce", "text"], { kind: "space", id: "101" }, [1300]),
    field(["Sprint Goal", "short_text"], { kind: "folder", id: "505" }),
    field(["Ticket Source", "short_text"], { kind: "list", id: "947" }),
    field(["Hours Sold", "number"], { kind: "workspace", id: "9002" }),
  ];
}
