// One good request for each operation: what the contract test sends.
import type { Json, JsonObject } from "../clickup/json.ts";
import { SEED } from "../clickup/seed.ts";
import type { SandboxState } from "../clickup/state.ts";
import { newViewBody } from "./new-view.ts";

export interface GoodRequest {
  method: string;
  path: string;
  body?: Json;
  /** In place of a body. */
  form?: Record<string, string | File>;
  /** Ada, unless another is named. */
  userId?: string;
  /** Sent first, by the same person; what they make is found in `path` as "$1", by the id in the answer. */
  first?: { method: string; path: string; body?: Json };
  /** In place of `first`: finds "$1" in what is seeded. */
  among?: (state: SandboxState) => string;
}

const { tasks, lists, folders, spaces, fields, users, groups, views, templates } = SEED;
const { docs, pages, channels, messages, goals, keyResults, webhooks, timeEntries } = SEED;
const W3 = "/v3/workspaces/9001";
const TASK = `/v2/task/${tasks.checkout}`;
const T9003 = "/v2/team/9003";
const emil = users.emil;
const entry = `/v2/team/9001/time_entries/${timeEntries.checkoutAda}`;
const label = { name: "workshop", tag_fg: "#000000", tag_bg: "#ffffff" };
const comment = { comment_text: "Hello", notify_all: false };
const webhook = { endpoint: "https://example.com/hook", events: ["taskCreated"], list_id: 901 };
const checklist = { method: "POST", path: `${TASK}/checklist`, body: { name: "New" } } as const;
const newComment = { method: "POST", path: `${TASK}/comment`, body: comment } as const;
const message = { type: "message", content: "Hello" };

const get = (path: string, userId?: string): GoodRequest => ({
  method: "GET",
  path,
  ...(userId === undefined ? {} : { userId }),
});
const send =
  (method: string) =>
  (path: string, body?: Json, rest: Partial<GoodRequest> = {}): GoodRequest => ({
    method,
    path,
    ...(body === undefined ? {} : { body }),
    ...rest,
  });
const post = send("POST");
const put = send("PUT");
const patch = send("PATCH");
const remove = send("DELETE");

const file = (): File => new File(["hello"], "hello.txt", { type: "text/plain" });

/** "<checklist>/checklist_item/<item>" */
function anItem(state: SandboxState): string {
  const list = state.tasks[tasks.checkout]?.checklists[0];
  return `${list?.id}/checklist_item/${list?.items[0]?.id}`;
}

const goal: JsonObject = {
  name: "Goal",
  due_date: 1_800_000_000_000,
  description: "",
  multiple_owners: true,
  owners: [1001],
  color: "#32a852",
};

export const GOOD_REQUESTS: readonly GoodRequest[] = [
  // Sign-in, workspaces, people
  get("/v2/user"),
  get("/v2/team"),
  get("/v2/team/9001/plan"),
  get("/v2/team/9001/seats"),
  get("/v2/team/9001/shared"),
  get("/v2/team/9001/custom_item"),
  get(`${T9003}/customroles?include_members=true`, emil),
  post(`${T9003}/user`, { email: "new@example.com", admin: false }, { userId: emil }),
  get(`${T9003}/user/${users.hana}`, emil),
  put(
    `${T9003}/user/${users.hana}`,
    { username: "Hana", admin: false, custom_role_id: SEED.customRoles.contractor },
    { userId: emil },
  ),
  remove(`${T9003}/user/${users.hana}`, undefined, { userId: emil }),
  post(`${T9003}/guest`, { email: "g@example.com", can_edit_tags: true }, { userId: emil }),
  get(`${T9003}/guest/${users.guest}`, emil),
  put(`${T9003}/guest/${users.guest}`, { can_edit_tags: true }, { userId: emil }),
  remove(`${T9003}/guest/${users.guest}`, undefined, { userId: emil }),
  ...[`task/${tasks.firstSite}`, `list/${lists.intake}`, `folder/${folders.clients}`].flatMap(
    (place) => [
      post(`/v2/${place}/guest/${users.guest}`, { permission_level: "read" }, { userId: emil }),
      remove(`/v2/${place}/guest/${users.guest}`, undefined, { userId: emil }),
    ],
  ),
  get("/v2/group?team_id=9001"),
  post("/v2/team/9001/group", { name: "New team", members: [1001] }),
  put(`/v2/group/${groups.design}`, { name: "Design", members: { add: [1002], rem: [] } }),
  remove(`/v2/group/${groups.design}`),

  // Places
  get("/v2/team/9001/space"),
  post("/v2/team/9001/space", { name: "New", multiple_assignees: true, features: {} }),
  get(`/v2/space/${spaces.product}`),
  put(`/v2/space/${spaces.product}`, {
    name: "Product",
    color: "#000000",
    private: false,
    admin_can_manage: false,
    multiple_assignees: true,
    features: {},
  }),
  remove(`/v2/space/${spaces.product}`),
  get(`/v2/space/${spaces.product}/folder`),
  post(`/v2/space/${spaces.product}/folder`, { name: "New" }),
  get(`/v2/folder/${folders.roadmap}`),
  put(`/v2/folder/${folders.roadmap}`, { name: "Road" }),
  put(`/v2/folder/${folders.q4Launch}/position`, { space_id: spaces.product }),
  remove(`/v2/folder/${folders.roadmap}`),
  get(`/v2/folder/${folders.roadmap}/list`),
  post(`/v2/folder/${folders.roadmap}/list`, { name: "New" }),
  get(`/v2/space/${spaces.product}/list`),
  post(`/v2/space/${spaces.product}/list`, { name: "New" }),
  get(`/v2/list/${lists.backlog}`),
  put(`/v2/list/${lists.backlog}`, { name: "Back" }),
  remove(`/v2/list/${lists.backlog}`),
  get(`/v2/list/${lists.backlog}/member`),
  post(`/v2/list/${lists.now}/task/${tasks.bug}`),
  remove(`/v2/list/${lists.now}/task/${tasks.inTwoLists}`),

  // Templates
  get("/v2/team/9001/taskTemplate?page=0"),
  get("/v2/team/9001/list_template"),
  get("/v2/team/9001/folder_template"),
  post(`/v2/list/${lists.now}/taskTemplate/${templates.bugReport}`, { name: "From it" }),
  post(`/v2/folder/${folders.roadmap}/list_template/${templates.launchList}`, { name: "One" }),
  post(`/v2/space/${spaces.product}/list_template/${templates.launchList}`, { name: "Two" }),
  post(`/v2/space/${spaces.product}/folder_template/${templates.clientFolder}`, { name: "Three" }),

  // Tasks
  get(`/v2/list/${lists.backlog}/task`),
  get("/v2/team/9001/task"),
  post(`/v2/list/${lists.backlog}/task`, { name: "New" }),
  get(`${TASK}?include_subtasks=true&include_markdown_description=true`),
  put(TASK, { name: "Changed" }),
  remove(TASK),
  post(`/v2/task/${tasks.pricingPage}/merge`, { source_task_ids: [tasks.pricingPageAgain] }),
  get(`${TASK}/member`),
  get(`${TASK}/time_in_status`),
  get(`/v2/task/bulk_time_in_status/task_ids?task_ids=${tasks.checkout}&task_ids=${tasks.bug}`),
  put(`${W3}/tasks/${tasks.checkout}/home_list/${lists.now}`, {}),
  patch(`${W3}/tasks/${tasks.checkout}/time_estimates_by_user`, [{ assignee: 1003, time: 1 }]),
  put(`${W3}/tasks/${tasks.checkout}/time_estimates_by_user`, [{ assignee: 1003, time: 1 }]),
  post(`${TASK}/dependency`, { depends_on: tasks.bug }),
  remove(`${TASK}/dependency?depends_on=${tasks.bug}`, undefined, {
    first: { method: "POST", path: `${TASK}/dependency`, body: { depends_on: tasks.bug } },
  }),
  post(`${TASK}/link/${tasks.bug}`),
  remove(`${TASK}/link/${tasks.bug}`, undefined, {
    first: { method: "POST", path: `${TASK}/link/${tasks.bug}` },
  }),
  post(`${TASK}/attachment`, undefined, { form: { attachment: file() } }),
  post(`${W3}/attachments/${tasks.bug}/attachments`, undefined, { form: { attachment: file() } }),
  get(`${W3}/attachments/${tasks.checkout}/attachments`),

  // What hangs on a task
  post(checklist.path, checklist.body),
  put("/v2/checklist/$1", { name: "Renamed", position: 0 }, { first: checklist }),
  post("/v2/checklist/$1/checklist_item", { name: "One" }, { first: checklist }),
  put("/v2/checklist/$1", { name: "Two", resolved: true }, { among: anItem }),
  remove("/v2/checklist/$1", undefined, { among: anItem }),
  remove("/v2/checklist/$1", undefined, { first: checklist }),
  get(`${TASK}/comment`),
  post(newComment.path, comment),
  put(
    "/v2/comment/$1",
    { comment_text: "x", assignee: 1001, resolved: true },
    { first: newComment },
  ),
  remove("/v2/comment/$1", undefined, { first: newComment }),
  { ...get("/v2/comment/$1/reply"), first: newComment },
  post("/v2/comment/$1/reply", comment, { first: newComment }),
  get(`/v2/list/${lists.backlog}/comment`),
  post(`/v2/list/${lists.backlog}/comment`, { ...comment, assignee: 1001 }),
  get(`/v2/view/${views.productChat}/comment`),
  post(`/v2/view/${views.productChat}/comment`, comment),
  get(`/v2/list/${lists.backlog}/field`),
  get(`/v2/folder/${folders.roadmap}/field`),
  get(`/v2/space/${spaces.product}/field`),
  get("/v2/team/9001/field"),
  post(`${TASK}/field/${fields.number}`, { value: 3 }),
  remove(`${TASK}/field/${fields.number}`),
  get(`/v2/space/${spaces.product}/tag`),
  post(`/v2/space/${spaces.product}/tag`, {
    tag: { name: "new", tag_fg: "#000000", tag_bg: "#ffffff" },
  }),
  put(`/v2/space/${spaces.product}/tag/bug`, {
    tag: { name: "bugs", fg_color: "#000000", bg_color: "#ffffff" },
  }),
  remove(`/v2/space/${spaces.product}/tag/bug`, {
    tag: { name: "bug", tag_fg: "#000000", tag_bg: "#ffffff" },
  }),
  post(`${TASK}/tag/design`),
  remove(`/v2/task/${tasks.bug}/tag/bug`),

  // Views
  get("/v2/team/9001/view"),
  get(`/v2/space/${spaces.product}/view`),
  get(`/v2/folder/${folders.roadmap}/view`),
  get(`/v2/list/${lists.backlog}/view`),
  post("/v2/team/9001/view", newViewBody()),
  post(`/v2/space/${spaces.product}/view`, newViewBody()),
  post(`/v2/folder/${folders.roadmap}/view`, newViewBody()),
  post(`/v2/list/${lists.backlog}/view`, newViewBody()),
  get(`/v2/view/${views.backlogBoard}`),
  get(`/v2/view/${views.backlogBoard}/task?page=0`),
  put(`/v2/view/${views.backlogBoard}`, {
    ...newViewBody(),
    parent: { id: lists.backlog, type: 6 },
  }),
  remove(`/v2/view/${views.backlogBoard}`),

  // Time
  get("/v2/team/9001/time_entries"),
  get(entry),
  get(`/v2/team/9001/time_entries/${timeEntries.old}/history`),
  get("/v2/team/9001/time_entries/current"),
  post("/v2/team/9001/time_entries", {
    tid: tasks.bug,
    start: 1_793_600_000_000,
    duration: 60_000,
  }),
  post("/v2/team/9001/time_entries/start", { tid: tasks.bug }),
  post("/v2/team/9001/time_entries/stop", undefined, {
    first: { method: "POST", path: "/v2/team/9001/time_entries/start", body: {} },
  }),
  put(entry, { description: "x", tags: [] }),
  remove(entry),
  get("/v2/team/9001/time_entries/tags"),
  post("/v2/team/9001/time_entries/tags", {
    time_entry_ids: [timeEntries.checkoutAda],
    tags: [label],
  }),
  put("/v2/team/9001/time_entries/tags", {
    name: "workshop",
    new_name: "workshops",
    tag_fg: "#000000",
    tag_bg: "#ffffff",
  }),
  remove("/v2/team/9001/time_entries/tags", {
    time_entry_ids: [timeEntries.checkoutAda],
    tags: [{ name: "workshop" }],
  }),
  get(`${TASK}/time`),
  post(`${TASK}/time`, { start: 1_793_600_000_000, end: 1_793_600_060_000, time: 60_000 }),
  put(`${TASK}/time/${timeEntries.checkoutAda}`, {
    start: 1_793_600_000_000,
    end: 1_793_600_060_000,
    time: 60_000,
  }),
  remove(`${TASK}/time/${timeEntries.checkoutAda}`),

  // Webhooks
  get("/v2/team/9001/webhook"),
  post("/v2/team/9001/webhook", webhook),
  put(`/v2/webhook/${webhooks.suspended}`, {
    endpoint: "https://example.com/other",
    events: "*",
    status: "active",
  }),
  remove(`/v2/webhook/${webhooks.suspended}`),

  // Goals
  get("/v2/team/9001/goal?include_completed=true"),
  post("/v2/team/9001/goal", goal),
  get(`/v2/goal/${goals.beta}`),
  put(`/v2/goal/${goals.beta}`, {
    name: "Beta",
    due_date: 1_800_000_000_000,
    description: "",
    color: "#000000",
    add_owners: [1003],
    rem_owners: [],
  }),
  remove(`/v2/goal/${goals.beta}`),
  post(`/v2/goal/${goals.beta}/key_result`, {
    name: "Kilometres",
    owners: [1001],
    type: "number",
    steps_start: 0,
    steps_end: 10,
    unit: "km",
    task_ids: [],
    list_ids: [],
  }),
  put(`/v2/key_result/${keyResults.teams}`, { steps_current: 130, note: "More" }),
  remove(`/v2/key_result/${keyResults.teams}`),

  // Docs
  get(`${W3}/docs`),
  post(`${W3}/docs`, { name: "New", parent: { id: spaces.product, type: 4 } }),
  get(`${W3}/docs/${docs.handbook}`),
  get(`${W3}/docs/${docs.handbook}/page_listing`),
  get(`${W3}/docs/${docs.handbook}/pages`),
  post(`${W3}/docs/${docs.handbook}/pages`, { name: "New", content: "Text" }),
  get(`${W3}/docs/${docs.handbook}/pages/${pages.welcome}`),
  put(`${W3}/docs/${docs.handbook}/pages/${pages.welcome}`, { content: "New" }),

  // Chat
  get(`${W3}/chat/channels`),
  post(`${W3}/chat/channels`, { name: "New" }),
  post(`${W3}/chat/channels/location`, { location: { id: lists.now, type: "list" } }),
  post(`${W3}/chat/channels/direct_message`, { user_ids: ["1003"] }),
  get(`${W3}/chat/channels/${channels.general}`),
  patch(`${W3}/chat/channels/${channels.general}`, { topic: "New" }),
  remove(`${W3}/chat/channels/${channels.general}`),
  get(`${W3}/chat/channels/${channels.general}/followers`),
  get(`${W3}/chat/channels/${channels.general}/members`),
  get(`${W3}/chat/channels/${channels.general}/messages`),
  post(`${W3}/chat/channels/${channels.general}/messages`, message),
  patch(`${W3}/chat/messages/${messages.assigned}`, { resolved: true }),
  remove(`${W3}/chat/messages/${messages.post}`),
  get(`${W3}/chat/messages/${messages.thread}/reactions`),
  post(`${W3}/chat/messages/${messages.thread}/reactions`, { reaction: "heart" }),
  remove(`${W3}/chat/messages/${messages.thread}/reactions/thumbsup`),
  get(`${W3}/chat/messages/${messages.thread}/replies`),
  post(`${W3}/chat/messages/${messages.thread}/replies`, message),
  get(`${W3}/chat/messages/${messages.thread}/tagged_users`),
  get(`${W3}/comments/types/post/subtypes`),

  // Administration
  post("/v3/workspaces/9003/auditlogs", { applicability: "user-activity" }, { userId: emil }),
  patch("/v3/workspaces/9003/list/3001/acls", { private: true, entries: [] }, { userId: emil }),
];
