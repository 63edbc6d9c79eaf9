/**
 * What tools ask of ClickUp beyond their row of the catalogue, and why. `input` is a call that needs it:
 * `rows.test.ts` makes each, so that an exception which no tool needs any more is found out.
 */
import { SEED } from "../sandbox/clickup/seed-ids.ts";
import type { ToolBenchOptions } from "../support/tool-bench.ts";

const NOWHERE = "Product / Roadmap / Backlog / Nowhere";

export interface RowException {
  why: string;
  /** Tool, operation, and a call that makes it. */
  cases: readonly (readonly [tool: string, operation: string, input: object])[];
}

/** Calls that have to come first, by tool. */
export const PREPARED: Readonly<Record<string, readonly [tool: string, input: object]>> = {
  time_tracking_stop: ["time_tracking_start", { task: "86c000001" }],
};
export const BENCHES: Readonly<Record<string, ToolBenchOptions>> = {
  custom_field_create: { undocumented: ["field_create"] },
  // Emil owns Summit, which is on the Enterprise plan.
  user_update: { userId: SEED.users.emil, workspaceIds: [SEED.workspaces.summit] },
  guest_update: { userId: SEED.users.emil, workspaceIds: [SEED.workspaces.summit] },
  task_create: { retell: emptyFromTemplate },
  template_apply: { retell: emptyFromTemplate },
};

/** As ClickUp documents it. */
function emptyFromTemplate(request: Request, answer: Response): Response {
  const isTaskTemplate = request.method === "POST" && request.url.includes("/taskTemplate/");
  return isTaskTemplate ? Response.json({}) : answer;
}

export const ROW_EXCEPTIONS: readonly RowException[] = [
  {
    why: "A status by name has to be one of its List's, before anything is written; kept for ten minutes like the index.",
    cases: [
      ["task_search", "GET /v2/list/{}", { query: "x", in: ["902"], status: ["nope"] }],
      ["workspace_search", "GET /v2/list/{}", { query: "x", in: ["902"], status: ["nope"] }],
      [
        "task_bulk_create",
        "GET /v2/list/{}",
        { list: "901", tasks: [{ name: "A" }, { name: "B", status: "nowhere" }] },
      ],
      [
        "task_bulk_update",
        "GET /v2/list/{}",
        { tasks: ["86c000007", "86c000006"], set: { status: "nowhere" } },
      ],
      ["task_create", "GET /v2/list/{}", { list: "901", name: "Ship it", status: "shipped" }],
      ["task_list", "GET /v2/list/{}", { in: "Backlog", status: ["in progres"] }],
      [
        "task_time_in_status",
        "GET /v2/list/{}",
        { list: "Backlog", filter: { status: ["nonsense"] } },
      ],
      [
        "task_update",
        "GET /v2/list/{}",
        { task: "86c000001", status: "shipped", tags: { add: ["launch"] } },
      ],
      [
        "task_plan_create",
        "GET /v2/list/{}",
        { list: "901", plan: "- A", defaults: { status: "nowhere" } },
      ],
      [
        "view_create",
        "GET /v2/list/{}",
        { at: "901", name: "X", filters: [{ field: "status", values: ["nope"] }] },
      ],
      [
        "view_update",
        "GET /v2/list/{}",
        { view: "8c-102", filters: [{ field: "status", values: ["nope"] }] },
      ],
    ],
  },
  {
    why: "A Custom Field by name, and what its value may be; kept for ten minutes like the index.",
    cases: [
      [
        "workspace_resolve",
        "GET /v2/list/{}/field",
        {
          items: [
            { text: "Backlog", kind: "list" },
            { text: "bug", within: "Product" },
          ],
        },
      ],
      [
        "task_bulk_create",
        "GET /v2/list/{}/field",
        { list: "901", tasks: [{ name: "A" }, { name: "B", fields: { "No such": 1 } }] },
      ],
      [
        "task_bulk_update",
        "GET /v2/list/{}/field",
        { tasks: ["86c000007"], set: { fields: { "Story Size": 3 } }, dry_run: true },
      ],
      [
        "task_list",
        "GET /v2/list/{}/field",
        { in: "Backlog", fields: [{ name: "Severity", value: "Huge" }] },
      ],
      [
        "task_update",
        "GET /v2/list/{}/field",
        { task: "86c000001", fields: { Severity: "Blocker" } },
      ],
      ["view_create", "GET /v2/list/{}/field", { at: "901", name: "X", group_by: "horoscope" }],
      ["view_update", "GET /v2/list/{}/field", { view: "8c-102", group_by: "shoe size" }],
    ],
  },
  {
    why: "ClickUp refuses a new task over a Custom Field that its List does not have, so a copy for elsewhere leaves such out.",
    cases: [["task_duplicate", "GET /v2/list/{}/field", { task: "86c000007", to_list: "958" }]],
  },
  {
    why: "A task type by name, or the name of a task's own type; kept for an hour.",
    cases: [
      ["custom_field_get", "GET /v2/team/{}/custom_item", { at: "901", task_type: "Bug" }],
      [
        "folder_update",
        "GET /v2/team/{}/custom_item",
        { folder: "504", task_type_map: { Bug: "task" } },
      ],
      [
        "task_create",
        "GET /v2/team/{}/custom_item",
        { list: "901", name: "Ship it", type: "epick" },
      ],
      [
        "task_bulk_create",
        "GET /v2/team/{}/custom_item",
        { list: "901", tasks: [{ name: "A", type: "Bog" }] },
      ],
      ["task_get", "GET /v2/team/{}/custom_item", { task: "86c000007" }],
      ["task_list", "GET /v2/team/{}/custom_item", { in: "Backlog", type: "Bog" }],
      ["task_update", "GET /v2/team/{}/custom_item", { task: "86c000007", type: "none" }],
    ],
  },
  {
    why: "A tag by name: ClickUp answers an unknown one with no tasks, or makes it.",
    cases: [
      ["task_search", "GET /v2/space/{}/tag", { query: "x", in: ["902"], tags: ["nope"] }],
      ["project_summary", "GET /v2/space/{}/tag", { in: ["902"], tag: "no-such-tag" }],
      ["task_list", "GET /v2/space/{}/tag", { in: "Backlog", tags: ["bugg"] }],
      [
        "workspace_resolve",
        "GET /v2/space/{}/tag",
        { items: [{ text: "Bug", kind: "tag", within: "Product" }] },
      ],
    ],
  },
  {
    why: "Asked for with `include: tags`.",
    cases: [
      [
        "workspace_hierarchy",
        "GET /v2/space/{}/tag",
        { root: "Product", include: ["statuses", "tags", "members"] },
      ],
    ],
  },
  {
    why: "Says which tags exist already, whether a tag exists, and whether tags are used.",
    cases: [
      ["tag_create", "GET /v2/space/{}/tag", { space: "104", tags: ["x"] }],
      ["tag_update", "GET /v2/space/{}/tag", { space: "101", tag: "bug", name: "fault" }],
      ["tag_delete", "GET /v2/team/{}/task", { space: "101", tags: ["bug"], unused_only: true }],
    ],
  },
  {
    why: "A custom role by name.",
    cases: [
      ["user_update", "GET /v2/team/{}/customroles", { user: "1009", role: "Contractor" }],
      ["guest_update", "GET /v2/team/{}/customroles", { guest: "1008", role: "Contractor" }],
      [
        "guest_invite",
        "GET /v2/team/{}/customroles",
        { email: "new@client.example", role: "Contractor" },
      ],
      [
        "user_invite",
        "GET /v2/team/{}/customroles",
        { emails: ["a@example.com"], role: "Outside auditor" },
      ],
    ],
  },
  {
    why: "Channels by name: no index holds them.",
    cases: [
      [
        "chat_channel_delete",
        "GET /v3/workspaces/{}/chat/channels",
        { channel: "Nowhere", expected_name: "General" },
      ],
      [
        "chat_channel_update",
        "GET /v3/workspaces/{}/chat/channels",
        { channel: "Nowhere", name: "A" },
      ],
      ["chat_message_list", "GET /v3/workspaces/{}/chat/channels", { channel: "Nowhere" }],
      [
        "chat_message_send",
        "GET /v3/workspaces/{}/chat/channels",
        { channel: "Nowhere", text: "x" },
      ],
    ],
  },
  {
    why: "Docs and pages by name: no index holds them.",
    cases: [
      ["doc_page_get", "GET /v3/workspaces/{}/docs", { doc: "Nowhere", page: "A" }],
      [
        "doc_page_update",
        "GET /v3/workspaces/{}/docs",
        { doc: "Nowhere", page: "A", content: "x" },
      ],
      ["doc_get", "GET /v3/workspaces/{}/docs", { doc: "Nowhere" }],
      ["doc_page_create", "GET /v3/workspaces/{}/docs", { doc: "Nowhere", name: "A" }],
      [
        "doc_page_create",
        "GET /v3/workspaces/{}/docs/{}/pages",
        { doc: "8cj9u1c-1101", name: "A", parent_page: "On call" },
      ],
      [
        "doc_page_update",
        "GET /v3/workspaces/{}/docs/{}/pages",
        { doc: "8cj9u1c-1101", page: "Nowhere", content: "x" },
      ],
    ],
  },
  {
    why: "A task by its name in a List: no index holds tasks.",
    cases: [
      ...(
        [
          ["task_create", { name: "Ship it", parent: "Nowhere" }],
          ["task_delete", { task: "Nowhere" }],
          ["task_move", { task: "Nowhere", to_list: "902" }],
          ["task_duplicate", { task: "Nowhere" }],
          ["checklist_update", { task: "Nowhere", checklist: "Release", add_items: ["A"] }],
          ["comment_list", { on: "Nowhere" }],
          ["comment_create", { on: "Nowhere", text: "x" }],
          ["custom_field_set", { tasks: ["Nowhere"], fields: { Severity: "Trivial" } }],
          ["time_tracking_start", { task: "Nowhere" }],
          ["task_estimate_update", { task: "Nowhere", estimates: { me: "2h" } }],
        ] as const
      ).map(([tool, input]) => [tool, "GET /v2/team/{}/task", { list: "901", ...input }] as const),
      ...(
        [
          ["task_merge", { into: NOWHERE, tasks: ["86c000003"] }],
          ["task_assign", { tasks: [NOWHERE], add: ["me"] }],
          ["task_tag_update", { tasks: [NOWHERE], add: ["design"] }],
          ["task_multi_list", { tasks: [NOWHERE], add_lists: ["902"] }],
          [
            "task_relation_update",
            { add: [{ task: NOWHERE, relation: "waiting_on", other: "86c000001" }] },
          ],
          ["task_bulk_create", { list: "901", tasks: [{ name: "A", parent: NOWHERE }] }],
          ["time_entry_update", { entry: SEED.timeEntries.checkoutAda, task: NOWHERE }],
          ["time_entry_add", { task: NOWHERE, duration: "90m" }],
          ["attachment_get", { task: NOWHERE }],
          ["attachment_upload", { task: NOWHERE, source: { text: "log" }, filename: "log.txt" }],
          ["goal_create", { name: "Grow", key_results: [{ name: "Fixes", tasks: [NOWHERE] }] }],
          ["key_result_update", { key_result: SEED.keyResults.teams, tasks: [NOWHERE] }],
          ["custom_field_get", { task: "Nowhere", at: "901" }],
        ] as const
      ).map(([tool, input]) => [tool, "GET /v2/team/{}/task", input] as const),
    ],
  },
  {
    why: "Goals by name: no index holds them.",
    cases: [
      ["goal_delete", "GET /v2/team/{}/goal", { goal: "Nowhere", expected_name: "x" }],
      ["goal_update", "GET /v2/team/{}/goal", { goal: "Nowhere", name: "x" }],
      ["key_result_update", "GET /v2/team/{}/goal", { goal: "Nowhere", name: "x", to: 1 }],
    ],
  },
  {
    why: "Views by name: no index holds them.",
    cases: [
      ["view_create", "GET /v2/list/{}/view", { at: "901", name: "X", copy_of: "Nowhere" }],
      ["view_create", "GET /v2/folder/{}/view", { at: "501", name: "X", copy_of: "Nowhere" }],
      ["view_create", "GET /v2/space/{}/view", { at: "101", name: "X", copy_of: "Nowhere" }],
      ["view_create", "GET /v2/team/{}/view", { name: "X", copy_of: "Nowhere" }],
      ["view_delete", "GET /v2/list/{}/view", { view: "Nowhere", at: "901" }],
      ["board_get", "GET /v2/team/{}/view", { view: "Nowhere" }],
      ["view_delete", "GET /v2/team/{}/view", { view: "Nowhere" }],
      ["view_delete", "GET /v2/space/{}/view", { view: "Nowhere", at: "101" }],
      ["view_delete", "GET /v2/folder/{}/view", { view: "Nowhere", at: "501" }],
      ["view_update", "GET /v2/space/{}/view", { view: "Nowhere", at: "101", name: "x" }],
      ["view_update", "GET /v2/folder/{}/view", { view: "Nowhere", at: "501", name: "x" }],
      ["view_update", "GET /v2/team/{}/view", { view: "Nowhere", name: "x" }],
      [
        "view_update",
        "GET /v2/list/{}/view",
        { view: "Board & urgent", at: "Product / Roadmap / Backlog", group_by: "priority" },
      ],
    ],
  },
  {
    why: "Templates by name: no index holds them.",
    cases: [
      [
        "template_apply",
        "GET /v2/team/{}/folder_template",
        {
          template: "Client project",
          kind: "folder",
          in: "Marketing & Growth",
          name: "Acme",
          start: "2026-12-01",
        },
      ],
      [
        "template_apply",
        "GET /v2/team/{}/list_template",
        { template: "Nowhere", kind: "list", in: "Marketing & Growth", name: "A" },
      ],
      [
        "template_apply",
        "GET /v2/team/{}/taskTemplate",
        { template: "Bug report", kind: "task", in: "901", name: "Crash", due: "2026-11-20" },
      ],
    ],
  },
  {
    why: "A task by name, or by custom id where the operation takes ClickUp's own id alone; a task that is not there is found out before anything is written.",
    cases: [
      [
        "attachment_upload",
        "GET /v2/task/{}",
        { task: "86c999999", source: { upload_link: true }, filename: "a" },
      ],
      [
        "task_bulk_create",
        "GET /v2/task/{}",
        { list: "901", tasks: [{ name: "A", parent: "NW-1" }], dry_run: true },
      ],
      ["task_bulk_delete", "GET /v2/task/{}", { tasks: ["86c000007", "NW-1"], dry_run: true }],
      [
        "goal_create",
        "GET /v2/task/{}",
        { name: "Grow", key_results: [{ name: "Fixes", tasks: ["NW-1"] }] },
      ],
      [
        "key_result_update",
        "GET /v2/task/{}",
        { key_result: "b0dd0f49-6620-4eab-8d67-c8fb88efaf6c", tasks: ["NW-1"] },
      ],
      ["task_bulk_move", "GET /v2/task/{}", { tasks: ["86c000009"], to_list: "902" }],
      [
        "task_bulk_update",
        "GET /v2/task/{}",
        { tasks: ["86c000007", "86cnothere"], set: { name: "x" } },
      ],
      ["webhook_list", "GET /v2/task/{}", { at: "t-15363293" }],
      ["doc_list", "GET /v2/task/{}", { in: "NW-1" }],
      [
        "webhook_create",
        "GET /v2/task/{}",
        { url: "https://hooks.example.com/a", events: ["*"], at: "NW-1" },
      ],
      ["guest_share_update", "GET /v2/task/{}", { guest: "1008", remove: ["NW-1"] }],
      ["access_update", "GET /v2/task/{}", { object: "NW-1", type: "task", private: true }],
      ["member_list", "GET /v2/task/{}", { of: "NW-1" }],
      [
        "project_update",
        "GET /v2/task/{}",
        { project: "913", shift: "3 days", from_task: "NW-1", dry_run: true },
      ],
      [
        "guest_invite",
        "GET /v2/task/{}",
        { email: "new@client.example", share: [{ item: "NW-1", level: "read" }] },
      ],
      [
        "task_create",
        "GET /v2/task/{}",
        { parent: "https://app.clickup.com/t/9001/NW-1", name: "Dig deeper" },
      ],
      [
        "task_relation_update",
        "GET /v2/task/{}",
        { add: [{ task: "86c000001", relation: "waiting_on", other: "NW-1" }] },
      ],
      [
        "task_bulk_move",
        "GET /v2/team/{}/task",
        { tasks: ["86c000007", "86c000006", "86c000001"], list: "901", to_list: "902" },
      ],
      [
        "task_update",
        "GET /v2/team/{}/task",
        { task: "Update pricing page", list: "901", priority: "low" },
      ],
    ],
  },
  {
    why: "Tasks of one List: its own listing answers with what the Workspace's leaves out, at the same price.",
    cases: [
      [
        "project_update",
        "GET /v2/list/{}/task",
        { project: "914", shift: "3 days", dry_run: true },
      ],
      ["task_bulk_delete", "GET /v2/list/{}/task", { filter: { in: ["902"] } }],
      [
        "task_bulk_update",
        "GET /v2/list/{}/task",
        { filter: { in: ["902"] }, set: { status: "closed" }, dry_run: true },
      ],
      ["task_my_work", "GET /v2/list/{}/task", { in: "Product Inbox" }],
      ["workspace_search", "GET /v2/list/{}/task", { query: "cart", in: ["902"] }],
      ["workload_get", "GET /v2/list/{}/task", { in: ["902"] }],
    ],
  },
  {
    why: "ClickUp replaces the text at every change, so the text to keep is read first.",
    cases: [
      [
        "comment_update",
        "GET /v2/task/{}/comment",
        { comment: "123", on: "86c000001", resolved: true },
      ],
      ["comment_update", "GET /v2/list/{}/comment", { comment: "123", on: "901", resolved: true }],
      [
        "comment_update",
        "GET /v2/view/{}/comment",
        { comment: "123", on: "8c-105", resolved: true },
      ],
      [
        "comment_update",
        "GET /v2/comment/{}/reply",
        { comment: "123", on: "86c000001", resolved: true },
      ],
    ],
  },
  {
    why: "Guards against a name that is taken, or against another object than the one that was meant.",
    cases: [
      ["custom_field_create", "GET /v2/list/{}/field", { list: "901", name: "Team", type: "text" }],
      [
        "goal_delete",
        "GET /v2/goal/{}",
        { goal: "2b6bf05d-4682-4e34-885e-ae15991a47bc", expected_name: "Other" },
      ],
      [
        "webhook_delete",
        "GET /v2/team/{}/webhook",
        { webhook: "5fa8059f-3f83-453d-8ebc-fbf89acd3721", dry_run: true },
      ],
    ],
  },
  {
    why: "ClickUp may answer 200 and change nothing, so the statuses are read back.",
    cases: [
      [
        "list_update",
        "GET /v2/list/{}",
        { list: "901", statuses: ["Idea", "Doing", { name: "Over", type: "closed" }] },
      ],
    ],
  },
  {
    why: "ClickUp takes these parts only in a second write.",
    cases: [
      ["space_create", "PUT /v2/space/{}", { name: "Board", private: true, color: "#ff0000" }],
      [
        "task_create",
        "PUT /v2/task/{}",
        {
          list: "901",
          name: "Cart is broken",
          from_template: "t-86c9001",
          fields: { Severity: "Blocker" },
          tags: ["launch"],
          status: "in progress",
        },
      ],
      [
        "task_create",
        "POST /v2/task/{}/field/{}",
        {
          list: "901",
          name: "Cart is broken",
          from_template: "t-86c9001",
          fields: { Severity: "Blocker" },
          tags: ["launch"],
          status: "in progress",
        },
      ],
      [
        "task_create",
        "POST /v2/task/{}/tag/{}",
        {
          list: "901",
          name: "Cart is broken",
          from_template: "t-86c9001",
          fields: { Severity: "Blocker" },
          tags: ["launch"],
          status: "in progress",
        },
      ],
      [
        "template_apply",
        "PUT /v2/task/{}",
        { template: "Bug report", kind: "task", in: "901", name: "Crash", due: "2026-11-20" },
      ],
      ["time_tracking_stop", "PUT /v2/team/{}/time_entries/{}", { note: "Found it" }],
    ],
  },
  {
    why: "Copies what a create cannot carry.",
    cases: [
      [
        "task_duplicate",
        "POST /v2/task/{}/dependency",
        { task: "86c000001", include: ["relations"] },
      ],
      ["task_duplicate", "POST /v2/task/{}/link/{}", { task: "86c000001", include: ["relations"] }],
    ],
  },
  {
    why: "A task from a template is documented to be answered with nothing, so its List is asked for it.",
    cases: [
      [
        "task_create",
        "GET /v2/list/{}/task",
        { list: "901", name: "Crash", from_template: "t-86c9001" },
      ],
      [
        "template_apply",
        "GET /v2/list/{}/task",
        { template: "Bug report", kind: "task", in: "901", name: "Crash" },
      ],
    ],
  },
  {
    why: "With `wait`, reads until what the template makes is there.",
    cases: [
      [
        "template_apply",
        "GET /v2/folder/{}",
        {
          template: "t-7162342",
          kind: "folder",
          in: "Marketing & Growth",
          name: "Acme",
          wait: true,
        },
      ],
      [
        "template_apply",
        "GET /v2/list/{}",
        {
          template: "t-15363293",
          kind: "list",
          in: "Marketing & Growth",
          name: "Spring",
          import: ["subtasks", "priority"],
          wait: true,
        },
      ],
    ],
  },
  {
    why: "With `webhook`, the secret is the stored one.",
    cases: [
      [
        "webhook_verify",
        "GET /v2/team/{}/webhook",
        {
          body: "not json",
          signature: "63f3130fc60741ad82cc8bf0dda6d3df6b81330ce9b300da3c38c3ca359f4b35",
          webhook: "c5f90568-13c6-481e-8513-f31b9fb9aa62",
        },
      ],
    ],
  },
  {
    why: "The filters of task_list, views included, hold in every tool that reads tasks by filter: names are resolved first.",
    cases: [
      ["task_list", "GET /v2/task/{}", { in: ["902"], parent: "NW-1" }],
      [
        "task_search",
        "GET /v2/list/{}/field",
        {
          query: "x",
          filter: { in: ["902"], fields: [{ name: "Severity", op: "=", value: "Huge" }] },
        },
      ],
      [
        "task_search",
        "GET /v2/team/{}/custom_item",
        { query: "x", filter: { in: ["902"], type: "Bog" } },
      ],
      ["task_search", "GET /v2/view/{}/task", { query: "x", filter: { in: ["8c-102"] } }],
      ["task_search", "GET /v2/task/{}", { query: "x", filter: { in: ["902"], parent: "NW-1" } }],
      [
        "task_time_in_status",
        "GET /v2/list/{}/field",
        { list: "902", filter: { fields: [{ name: "Severity", op: "=", value: "Huge" }] } },
      ],
      ["task_time_in_status", "GET /v2/space/{}/tag", { list: "902", filter: { tags: ["nope"] } }],
      [
        "task_time_in_status",
        "GET /v2/team/{}/custom_item",
        { list: "902", filter: { type: "Bog" } },
      ],
      ["task_time_in_status", "GET /v2/task/{}", { list: "902", filter: { parent: "NW-1" } }],
      ["task_time_in_status", "GET /v2/team/{}/task", { list: "902", filter: { parent: "NW-1" } }],
      [
        "task_bulk_update",
        "GET /v2/space/{}/tag",
        { filter: { in: ["902"], tags: ["nope"] }, set: { priority: "low" }, dry_run: true },
      ],
      [
        "task_bulk_update",
        "GET /v2/team/{}/custom_item",
        { filter: { in: ["902"], type: "Bog" }, set: { priority: "low" }, dry_run: true },
      ],
      [
        "task_bulk_update",
        "GET /v2/view/{}/task",
        { filter: { in: ["8c-102"] }, set: { priority: "low" }, dry_run: true },
      ],
      [
        "task_bulk_move",
        "GET /v2/list/{}/field",
        {
          filter: { in: ["902"], fields: [{ name: "Severity", op: "=", value: "Huge" }] },
          to_list: "903",
          dry_run: true,
        },
      ],
      [
        "task_bulk_move",
        "GET /v2/space/{}/tag",
        { filter: { in: ["902"], tags: ["nope"] }, to_list: "903", dry_run: true },
      ],
      [
        "task_bulk_move",
        "GET /v2/team/{}/custom_item",
        { filter: { in: ["902"], type: "Bog" }, to_list: "903", dry_run: true },
      ],
      [
        "task_bulk_move",
        "GET /v2/view/{}/task",
        { filter: { in: ["8c-102"] }, to_list: "903", dry_run: true },
      ],
      [
        "task_bulk_delete",
        "GET /v2/list/{}",
        { filter: { in: ["902"], status: ["nope"] }, dry_run: true },
      ],
      [
        "task_bulk_delete",
        "GET /v2/list/{}/field",
        {
          filter: { in: ["902"], fields: [{ name: "Severity", op: "=", value: "Huge" }] },
          dry_run: true,
        },
      ],
      [
        "task_bulk_delete",
        "GET /v2/space/{}/tag",
        { filter: { in: ["902"], tags: ["nope"] }, dry_run: true },
      ],
      [
        "task_bulk_delete",
        "GET /v2/team/{}/custom_item",
        { filter: { in: ["902"], type: "Bog" }, dry_run: true },
      ],
      ["task_bulk_delete", "GET /v2/view/{}/task", { filter: { in: ["8c-102"] }, dry_run: true }],
      ["project_summary", "GET /v2/view/{}/task", { in: ["8c-102"] }],
      ["project_timeline", "GET /v2/view/{}/task", { project: "8c-102" }],
      ["workload_get", "GET /v2/view/{}/task", { in: ["8c-102"] }],
      ["task_my_work", "GET /v2/view/{}/task", { in: ["8c-102"] }],
    ],
  },
];
