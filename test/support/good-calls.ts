/**
 * One call of every tool that works in the seeded sandbox, with a value for as many parameters that name
 * something as go together. What holds for all tools is tried from here.
 */
import { SEED, type ToolBenchOptions } from "./tool-bench.ts";

export interface GoodCall {
  input: Record<string, unknown>;
  bench?: ToolBenchOptions;
  /** Comes first: tool and input. */
  before?: readonly [string, Record<string, unknown>];
}

/** Emil owns Summit, which is on the Enterprise plan. */
const SUMMIT: ToolBenchOptions = {
  userId: SEED.users.emil,
  workspaceIds: [SEED.workspaces.summit],
};
const { backlog, now: nowList, rollout } = SEED.lists;
const { checkout, bug, milestone, pricingPage } = SEED.tasks;
/** Of `checkout`, in a thread of two. */
const COMMENT = "90130003447";
const NORTHWIND = SEED.workspaces.northwind;
/** HMAC-SHA256 of `{"event":"taskCreated"}` with the secret "s3cret". */
const SIGNED = {
  body: '{"event":"taskCreated"}',
  secret: "s3cret",
  signature: "27cc0d182c72f39e25e4dd91201dbc38edbbc172d047ea97299452281147eb40",
};

export const GOOD_CALLS: Readonly<Record<string, GoodCall>> = {
  workspace_hierarchy: { input: { root: "Product", include: ["lists", "statuses"] } },
  workspace_get: { input: { workspace: NORTHWIND, include: ["plan", "members"] } },
  workspace_search: {
    input: {
      query: "checkout",
      in: [backlog],
      assignees: ["me"],
      status: ["open"],
      workspace: NORTHWIND,
    },
  },
  workspace_resolve: {
    input: {
      items: [
        { text: "Backlog", kind: "list" },
        { text: "bug", kind: "tag", within: "Product" },
      ],
    },
  },
  space_get: { input: { space: "Product", include: ["folders", "lists", "tags"] } },
  folder_get: { input: { folder: SEED.folders.roadmap } },
  folder_create: { input: { name: "Autumn", space: SEED.spaces.product, lists: ["Ideas"] } },
  folder_update: {
    input: { folder: SEED.folders.q4Launch, parent_folder: SEED.folders.mobile, name: "Launch" },
  },
  list_list: { input: { in: SEED.folders.roadmap } },
  list_get: { input: { list: backlog, status: ["to do"], assignee: ["me"], limit: 5 } },
  list_create: { input: { in: SEED.folders.roadmap, name: "Spikes", assignee: "me" } },
  list_update: { input: { list: nowList, name: "Right now", assignee: "me" } },
  task_get: { input: { task: checkout, include: ["description", "fields", "comments"] } },
  task_create: {
    input: {
      list: backlog,
      name: "Ship it",
      status: "in progress",
      assignees: ["me"],
      watchers: [SEED.users.chika],
      teams: [SEED.groups.design],
      type: "Bug",
      tags: ["bug"],
      blocks: [bug],
      waiting_on: [milestone],
      links: [pricingPage],
    },
  },
  task_update: { input: { task: bug, status: "done", type: "task", priority: "high" } },
  task_delete: { input: { task: bug, expected_name: "Crash when the cart is empty" } },
  task_list: {
    input: { in: [backlog], status: ["open"], assignees: ["me"], tags: ["bug"], limit: 5 },
  },
  task_search: {
    input: { query: "cart", in: [backlog], tags: ["bug"], assignees: [SEED.users.chika] },
  },
  task_move: {
    input: { task: bug, to_list: nowList, default_status: "to do", move_fields: ["none"] },
  },
  task_duplicate: { input: { task: bug, to_list: nowList } },
  task_merge: { input: { into: pricingPage, tasks: [SEED.tasks.pricingPageAgain] } },
  task_assign: { input: { tasks: [bug], add: ["me"], remove: [SEED.users.chika] } },
  task_tag_update: { input: { tasks: [bug], add: ["design"], remove: ["bug"] } },
  task_multi_list: { input: { tasks: [bug], add_lists: [nowList] } },
  task_relation_update: {
    input: { add: [{ task: bug, relation: "waiting_on", other: milestone }] },
  },
  task_relation_get: { input: { task: checkout } },
  task_time_in_status: { input: { tasks: [bug, milestone] } },
  task_my_work: { input: { user: "me", in: [backlog] } },
  task_bulk_create: {
    input: {
      list: backlog,
      tasks: [
        { name: "One", key: "1" },
        { name: "Two", waiting_on_keys: ["1"] },
      ],
    },
  },
  task_bulk_update: { input: { tasks: [bug, milestone], set: { status: "done" } } },
  task_bulk_move: { input: { tasks: [bug], to_list: nowList } },
  task_bulk_delete: { input: { tasks: [bug, milestone] } },
  checklist_update: {
    input: {
      task: checkout,
      checklist: "Release",
      add_items: ["Tell support"],
      assign: { "Tell support": "me" },
    },
  },
  comment_list: { input: { on: checkout, limit: 3, author: "me" } },
  comment_create: { input: { on: bug, text: "Seen **again**", assign_to: "me" } },
  comment_update: { input: { comment: COMMENT, text: "Corrected", assign_to: "me" } },
  comment_delete: { input: { comment: COMMENT } },
  custom_field_get: { input: { at: backlog, field: "Severity" } },
  custom_field_set: { input: { tasks: [checkout], fields: { Severity: "Trivial" } } },
  tag_list: { input: { space: "Product" } },
  tag_create: { input: { space: "Product", tags: [{ name: "later", bg: "#ff0000" }] } },
  member_list: { input: { resolve: ["Ada", "me"], of: backlog } },
  time_entry_list: {
    input: { users: ["all"], in: [checkout], from: "2026-10-01", to: "2026-11-03" },
  },
  time_tracking_current: { input: { user: SEED.users.chika } },
  time_tracking_start: { input: { task: bug, note: "Hunting" } },
  time_tracking_stop: { input: { note: "Found" }, before: ["time_tracking_start", { task: bug }] },
  time_entry_add: { input: { task: bug, duration: "90m" } },
  time_entry_update: { input: { entry: SEED.timeEntries.checkoutAda, task: bug, note: "Moved" } },
  time_entry_delete: { input: { entries: [SEED.timeEntries.checkoutAda] } },
  time_report: { input: { users: ["all"], in: [backlog], from: "2026-10-01", group_by: ["user"] } },
  doc_list: { input: { query: "launch", creator: "me" } },
  doc_get: { input: { doc: SEED.docs.handbook, content: "outline" } },
  doc_create: {
    input: { name: "Notes", in: "Product", pages: [{ name: "First", content: "# Hi" }] },
  },
  doc_page_get: { input: { doc: SEED.docs.handbook, page: SEED.pages.onCall } },
  doc_page_create: {
    input: {
      doc: SEED.docs.handbook,
      name: "Escalation",
      content: "Who",
      parent_page: SEED.pages.onCall,
    },
  },
  doc_page_update: {
    input: { doc: SEED.docs.handbook, page: SEED.pages.onCall, content: "More." },
  },
  attachment_get: { input: { task: checkout } },
  attachment_upload: { input: { task: bug, source: { text: "log" }, filename: "log.txt" } },
  view_get: { input: { view: SEED.views.backlogBoard } },
  view_create: { input: { at: backlog, name: "Mine", type: "board", group_by: "assignee" } },
  board_get: { input: { at: nowList, columns_by: "status" } },
  project_create: {
    input: {
      name: "Fair",
      space: "Product",
      phases: ["Before"],
      tasks: [{ name: "Book" }],
      team: ["me"],
    },
  },
  project_update: { input: { project: SEED.lists.launchPlan, shift: "3 days" } },
  project_timeline: { input: { project: SEED.lists.launchPlan } },
  project_summary: { input: { in: [SEED.lists.launchPlan] } },
  sprint_get: { input: { folder: SEED.folders.ios, which: "all" } },
  workload_get: { input: { people: ["me"], in: [nowList] } },
  chat_channel_get: { input: { channel: SEED.channels.general, include: ["members"] } },
  chat_message_list: { input: { channel: SEED.channels.general, limit: 3 } },
  chat_message_send: { input: { channel: SEED.channels.general, text: "Hello", assign_to: "me" } },
  api_search: { input: { query: "create a goal" } },
  api_execute: {
    input: {
      operation: "UpdateTask",
      path_params: { task_id: bug },
      body: { name: "Crash" },
      select: ["name"],
    },
  },
  space_create: { input: { name: "Research", color: "#00ff00" } },
  space_update: { input: { space: SEED.spaces.support, name: "Support" } },
  space_delete: { input: { space: SEED.spaces.support, expected_name: "Customer Support" } },
  folder_delete: { input: { folder: SEED.folders.ios, expected_name: "iOS" } },
  list_delete: { input: { list: nowList, expected_name: "Now" } },
  tag_update: { input: { space: "Product", tag: "bug", name: "fault" } },
  tag_delete: { input: { space: "Product", tags: ["bug"] } },
  view_update: { input: { view: SEED.views.backlogBoard, at: backlog, group_by: "assignee" } },
  view_delete: { input: { view: SEED.views.backlogBoard, at: backlog } },
  custom_field_create: {
    input: { list: backlog, name: "Team", type: "text" },
    bench: { undocumented: ["field_create"] },
  },
  task_plan_create: {
    input: { list: backlog, plan: "- Book hall\n- Invite press (after #1)", dry_run: false },
  },
  task_estimate_update: { input: { task: bug, estimates: { "Chika Tanaka": "2h" } } },
  reminder_create: {
    input: { title: "Call back", when: "tomorrow 9am", for: "me" },
    bench: { undocumented: ["reminder_create"] },
  },
  time_entry_history: { input: { entry: SEED.timeEntries.old } },
  time_tag_update: { input: { entries: [SEED.timeEntries.old], add: ["workshop"] } },
  template_list: { input: { kind: "task", query: "bug" } },
  template_apply: { input: { template: "Bug report", kind: "task", in: backlog, name: "Crash" } },
  goal_get: { input: { goal: SEED.goals.beta } },
  goal_create: { input: { name: "Grow", owners: ["me"] } },
  goal_update: {
    input: { goal: SEED.goals.beta, name: "Beta", owners: { add: [SEED.users.ben] } },
  },
  goal_delete: { input: { goal: SEED.goals.quality, expected_name: "Fewer regressions" } },
  key_result_update: { input: { key_result: SEED.keyResults.teams, current: 3 } },
  key_result_delete: { input: { key_result: SEED.keyResults.teams } },
  chat_channel_create: { input: { location: backlog, topic: "All about it" } },
  chat_channel_update: { input: { channel: SEED.channels.general, topic: "News" } },
  chat_channel_delete: { input: { channel: SEED.channels.general, expected_name: "General" } },
  chat_message_update: {
    input: { message: SEED.messages.post, text: "Corrected", assign_to: "me" },
  },
  chat_message_delete: { input: { message: SEED.messages.post } },
  chat_reaction_update: { input: { message: SEED.messages.thread, add: ["tada"] } },
  webhook_list: { input: { at: backlog } },
  webhook_create: {
    input: { url: "https://hooks.example.com/new", events: ["taskCreated"], at: backlog },
  },
  webhook_update: { input: { webhook: SEED.webhooks.everything, active: false } },
  webhook_delete: { input: { webhook: SEED.webhooks.everything } },
  webhook_verify: { input: SIGNED },
  user_group_list: { input: { group: "Design" } },
  user_group_update: { input: { group: SEED.groups.design, members: { add: [SEED.users.ben] } } },
  user_group_delete: { input: { group: SEED.groups.design, expected_name: "Design & Research" } },
  user_get: { input: { user: SEED.users.hana }, bench: SUMMIT },
  user_invite: { input: { emails: ["new@example.com"], role: "Contractor" }, bench: SUMMIT },
  user_update: { input: { user: SEED.users.hana, name: "Hana K", role: "none" }, bench: SUMMIT },
  user_remove: {
    input: { user: SEED.users.hana, expected_email: "hana@example.com" },
    bench: SUMMIT,
  },
  guest_get: { input: { guest: SEED.users.guest }, bench: SUMMIT },
  guest_invite: {
    input: { email: "new@client.example", share: [{ item: rollout, level: "read" }] },
    bench: SUMMIT,
  },
  guest_update: {
    input: { guest: SEED.users.guest, permissions: { edit_tags: true } },
    bench: SUMMIT,
  },
  guest_remove: { input: { guest: SEED.users.guest }, bench: SUMMIT },
  guest_share_update: {
    input: {
      guest: SEED.users.guest,
      add: [{ item: SEED.folders.clients, level: "read" }],
      remove: [rollout],
    },
    bench: SUMMIT,
  },
  audit_log_query: {
    input: { area: "user-activity", users: ["Hana Kim"], limit: 3 },
    bench: SUMMIT,
  },
  access_update: {
    input: { object: backlog, type: "list", grant: [{ who: SEED.users.ben, level: "read" }] },
  },
};
