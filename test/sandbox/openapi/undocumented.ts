// What is sent although no document names it, each with where it is known from.

export interface Undocumented {
  on: RegExp;
  /** Query and body names; nested ones as "tag.tag_fg". None: the operation itself. */
  names: readonly string[];
  why: string;
}

export const UNDOCUMENTED: readonly Undocumented[] = [
  {
    on: /^POST \/v2\/oauth\/token$/,
    names: ["client_id", "client_secret", "code", "grant_type", "redirect_uri"],
    why: "OAuth's own names; ClickUp's guide sends them in the query, its schema in the body.",
  },
  {
    on: /^GET \/v2\/team\/\{\}\/folder$/,
    names: [],
    why: "All Folders of a workspace in one call; seen to work, off unless a setting names it.",
  },
  {
    on: /^POST \/v2\/list\/\{\}\/field$/,
    names: [],
    why: "The only way to make a Custom Field; seen to work, off unless a setting names it.",
  },
  {
    on: /^POST \/v2\/reminder$/,
    names: [],
    why: "The only way to make a reminder; seen to work, off unless a setting names it.",
  },
  {
    on: /^(POST|PUT) \/v2\/(.*\/)?comment(\/|$)/,
    names: ["comment"],
    why: "The rich form: in ClickUp's guide to formatting comments, missing from the schemas.",
  },
  {
    on: /^PUT \/v2\/space\/\{\}\/tag\/\{\}$/,
    names: ["tag.tag_fg", "tag.tag_bg"],
    why: "The schema says fg_color and bg_color, its example tag_fg and tag_bg: both are sent.",
  },
  {
    on: /^(POST \/v2\/team\/\{\}\/space|PUT \/v2\/space\/\{\})$/,
    names: [
      "sprints",
      "points",
      "custom_items",
      "priorities",
      "milestones",
      "multiple_assignees",
      "multiple_lists",
      "time_in_status",
      "check_unresolved",
      "status_pies",
      "emails",
      "zoom",
    ].map((name) => `features.${name}`),
    why: "Every Space's answer has them, and an update wants the whole object back.",
  },
  {
    on: /^PUT \/v2\/list\/\{\}$/,
    names: ["statuses"],
    why: "Changes a List's statuses; seen to work, read back after.",
  },
  {
    on: /^PUT \/v2\/key_result\/\{\}$/,
    names: ["name", "owners", "steps_start", "steps_end", "unit", "task_ids", "list_ids"],
    why: "Only progress and note are documented; clients change the rest by the same call.",
  },
  {
    on: /^POST \/v3\/workspaces\/\{\}\/\{\}\/\{\}\/attachments$/,
    names: ["attachment"],
    why: "The file itself: the schema names only the field that renames it.",
  },
];

export const listedFor = (shape: string): readonly Undocumented[] =>
  UNDOCUMENTED.filter(({ on }) => on.test(shape));
