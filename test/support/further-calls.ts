/**
 * What the one good call of a tool leaves out of the parameters that name something: further calls that
 * work in the seeded sandbox, so that each such parameter is seen with a good name and with hostile ones.
 */
import { SEED } from "./tool-bench.ts";

const { backlog, now: nowList, launchPlan } = SEED.lists;
const { checkout, bug, milestone } = SEED.tasks;
const { roadmap, mobile, q4Launch } = SEED.folders;
const { ben, chika } = SEED.users;
const BUG = "Crash when the cart is empty";

export const FURTHER_CALLS: Readonly<Record<string, readonly Record<string, unknown>[]>> = {
  folder_get: [{ space: "Product" }],
  folder_create: [
    { name: "Sub", parent_folder: mobile },
    { name: "Client", space: SEED.spaces.marketing, from_template: SEED.templates.clientFolder },
  ],
  folder_update: [{ folder: q4Launch, space: SEED.spaces.marketing }],
  list_create: [{ in: roadmap, name: "Copy", from_template: SEED.templates.launchList }],
  task_get: [
    { task: BUG, list: backlog },
    { tasks: [bug, checkout], fields: ["Severity"] },
  ],
  task_create: [
    { name: "Part", parent: bug },
    { name: "Whole", list: backlog, subtasks: [{ name: "Part", assignees: ["me"] }] },
    { name: "From a template", list: backlog, from_template: SEED.templates.bugReport },
  ],
  task_update: [
    {
      task: BUG,
      list: backlog,
      assignees: { add: ["me"], remove: [chika] },
      tags: { add: ["api"], remove: ["bug"] },
    },
    { task: bug, assignees: { set: ["me"] }, watchers: { add: [ben], remove: [chika] } },
    { task: bug, teams: { add: [SEED.groups.design], remove: [SEED.groups.platform] } },
    { task: SEED.tasks.subtask, parent: bug },
  ],
  task_delete: [{ task: BUG, list: backlog, expected_name: BUG }],
  task_list: [{ in: [backlog], parent: checkout }],
  task_search: [{ query: "cart", in: [backlog], status: ["open"] }],
  task_move: [{ task: BUG, list: backlog, to_list: nowList }],
  task_duplicate: [{ task: BUG, list: backlog }],
  task_assign: [{ tasks: [bug], set: ["me"] }],
  task_tag_update: [{ tasks: [bug], set: ["design"] }],
  task_multi_list: [{ tasks: [SEED.tasks.inTwoLists], remove_lists: [nowList] }],
  task_relation_update: [{ remove: [{ task: bug, relation: "waiting_on", other: milestone }] }],
  task_relation_get: [{ list: nowList }],
  task_time_in_status: [{ list: nowList }],
  task_bulk_create: [
    {
      list: backlog,
      tasks: [{ name: "A", parent: bug, assignees: ["me"], teams: [SEED.groups.design] }],
    },
    {
      list: backlog,
      tasks: [{ name: "B", waiting_on: [bug], blocks: [milestone], tags: ["api"] }],
    },
  ],
  task_bulk_update: [
    { tasks: [BUG], list: backlog, set: { assignees: { add: ["me"] }, tags: { add: ["api"] } } },
    { filter: { in: [nowList], assignees: ["Ben Okafor"] }, set: { priority: "high" } },
    { changes: [{ task: bug, watchers: { add: [ben] } }] },
  ],
  task_bulk_move: [
    { tasks: [BUG], list: backlog, to_list: nowList },
    { from_list: nowList, to_list: launchPlan, default_status: "planned" },
    { from_list: nowList, to_place: mobile },
  ],
  task_bulk_delete: [{ tasks: [BUG], list: backlog }],
  checklist_update: [
    { task: BUG, list: backlog, checklist: "New", add_items: ["One"] },
    { task: checkout, checklist: "After release", check: ["Watch the error rate"] },
    { task: checkout, checklist: "After release", uncheck: ["Watch the error rate"] },
    { task: checkout, checklist: "After release", remove_items: ["Watch the error rate"] },
  ],
  comment_list: [{ on: BUG, list: backlog }, { comment: "90130003447" }],
  comment_create: [
    { on: BUG, list: backlog, text: "Seen" },
    { reply_to: "90130003447", text: "Seen" },
  ],
  comment_update: [{ comment: "90130003447", on: checkout, text: "Corrected" }],
  custom_field_get: [{ task: checkout }, { at: backlog, task_type: "Bug" }],
  custom_field_set: [{ tasks: [BUG], list: backlog, fields: { Severity: "Trivial" } }],
  tag_list: [{ name_filter: "bug" }],
  time_entry_list: [{ entry: SEED.timeEntries.old }, { from: "2026-09-01", tags: ["workshop"] }],
  time_tracking_start: [{ task: BUG, list: backlog, tags: ["workshop"] }],
  time_entry_add: [
    { task: bug, duration: "1h", tags: ["workshop"], user: "me" },
    { entries: [{ task: bug, duration: "1h", tags: ["workshop"], user: "me" }] },
  ],
  time_entry_update: [
    { entry: SEED.timeEntries.old, tags: { add: ["on site & travel"], remove: ["workshop"] } },
    { entry: SEED.timeEntries.old, tags: { set: ["on site & travel"] } },
  ],
  doc_list: [{ in: SEED.spaces.product }],
  doc_page_get: [{ doc: SEED.docs.handbook, pages: [SEED.pages.onCall] }],
  view_get: [{ at: backlog }],
  view_create: [
    { at: backlog, name: "Copy", copy_of: SEED.views.backlogBoard },
    {
      at: backlog,
      name: "Table",
      sort_by: ["Severity"],
      columns: ["Severity"],
      filters: [{ field: "assignee", values: ["me"] }],
    },
  ],
  view_update: [
    {
      view: SEED.views.backlogBoard,
      sort_by: ["Severity"],
      columns: ["Severity"],
      filters: [{ field: "assignee", values: ["me"] }],
    },
  ],
  board_get: [{ view: SEED.views.backlogBoard }],
  project_create: [
    { name: "Client", space: "Product", template: SEED.templates.clientFolder },
    {
      name: "Fair",
      space: "Product",
      tasks: [{ name: "Book", assignees: ["me"], tags: ["bug"] }],
    },
  ],
  project_update: [
    { project: launchPlan, reassign: { from: "me", to: "Ben Okafor" } },
    { project: backlog, shift: "1 week", from_task: checkout },
  ],
  chat_message_list: [{ message: SEED.messages.thread }],
  chat_message_send: [
    { to: ["Ben Okafor"], text: "Hello" },
    { reply_to: SEED.messages.thread, text: "Hello" },
    { channel: SEED.channels.general, text: "Hello", post: { title: "News", kind: "Idea" } },
  ],
  chat_channel_create: [{ dm_with: ["Ben Okafor"] }, { name: "Fair", members: ["Ben Okafor"] }],
  chat_channel_update: [{ channel: SEED.channels.general, location: backlog }],
  task_estimate_update: [{ task: BUG, list: backlog, estimates: { "Chika Tanaka": "2h" } }],
  task_plan_create: [
    { list: backlog, plan: "- Book hall", defaults: { assignees: ["me"] }, dry_run: false },
  ],
  time_tag_update: [{ entries: [SEED.timeEntries.old], remove: ["workshop"] }],
  goal_get: [{ owner: "me" }],
  goal_update: [{ goal: SEED.goals.beta, owners: { remove: ["me"] } }],
  key_result_update: [
    { goal: SEED.goals.beta, name: "More", type: "automatic", tasks: [bug], owners: ["me"] },
  ],
  webhook_verify: [
    {
      body: "{}",
      signature: "0".repeat(64),
      webhook: SEED.webhooks.everything,
    },
  ],
  user_group_update: [
    { group: SEED.groups.platform, members: { remove: [ben] } },
    { group: SEED.groups.platform, members: { set: [chika] } },
  ],
  guest_invite: [{ email: "new@client.example", role: "Outside auditor" }],
  guest_update: [{ guest: SEED.users.guest, role: "Outside auditor" }],
  access_update: [{ object: backlog, type: "list", revoke: [ben] }],
  member_list: [{ role: "owner" }],
  attachment_get: [
    { field_of: SEED.fields.attachment },
    { task: checkout, attachment: "error log.txt" },
  ],
  attachment_upload: [
    { task: bug, source: { text: "log" }, filename: "log.txt", field: SEED.fields.attachment },
  ],
  api_execute: [{ method: "GET", path: `/v2/task/${bug}` }],
  goal_create: [
    {
      name: "Grow",
      key_results: [{ name: "Fixes", type: "automatic", tasks: [bug], owners: ["me"] }],
    },
  ],
};
