/** Jobs that find and read. */
import type { SandboxState, TaskRow } from "../../sandbox/clickup/state.ts";
import { LONG_LIST, NEEDLE, TEAM_SIZE } from "../company.ts";
import { WORKSPACE_ID } from "../targets.ts";
import { expectCount, type Job, pagesOf } from "./job.ts";

const TASK_ID = "86c000001";
const DAY_MS = 86_400_000;
/** What one call of `clickup_task_list` may list. */
const LIST_ROWS = 500;
const COMMENTS_A_PAGE = 25;

const mapWorkspace: Job = {
  name: "map a large workspace",
  // The Spaces, and of each the Folders, whose answer holds their Lists, and the Lists beside them.
  least: (state) => 1 + 2 * spacesOf(state).length,
  async ours(tools) {
    await tools.call("workspace_hierarchy", { limit: 500 });
  },
  async naive(client) {
    await client.get("/v2/team");
    for (const { id } of await client.spaces()) await client.listsOf(id);
  },
};

const findTask: Job = {
  name: "find a task by words",
  // No endpoint looks into texts, so every open task has to pass; see docs/performance.md on views.
  least: (state) => pagesOf(openTasks(state).length),
  async ours(tools) {
    const { structured } = await tools.call("task_search", { query: NEEDLE, max_pages: 60 });
    expectCount("tasks found", (structured.tasks as unknown[]).length, 1);
  },
  async naive(client) {
    await client.get("/v2/team");
    // Everything is read: a later page could hold another.
    const tasks = await client.tasksOfWorkspace([
      ["order_by", "updated"],
      ["subtasks", "true"],
    ]);
    const found = tasks.filter((task) => JSON.stringify(task).includes(NEEDLE));
    expectCount("tasks found", found.length, 1);
  },
};

const everything: Job = {
  name: "everything about a task",
  // The task; its comments, and each thread below one; time entries, time in status, members.
  least(state) {
    const on = (kind: string) =>
      Object.values(state.comments).filter((row) => row.on.kind === kind);
    const comments = on("task").filter((row) => row.on.id === TASK_ID);
    const answered = new Set(on("comment").map((row) => row.on.id));
    const threads = comments.filter(({ id }) => answered.has(id)).length;
    return 1 + Math.floor(comments.length / COMMENTS_A_PAGE) + 1 + threads + 3;
  },
  async ours(tools) {
    await tools.call("task_get", {
      task: TASK_ID,
      comments: 50,
      include: [
        ...["description", "subtasks", "checklists", "fields", "relations", "attachments"],
        ...["comments", "time", "time_in_status", "members"],
      ],
    });
  },
  async naive(client) {
    const people = await client.members();
    await client.get(`/v2/task/${TASK_ID}`, [
      ["include_subtasks", "true"],
      ["include_markdown_description", "true"],
    ]);
    for (const comment of await client.commentsOf(TASK_ID)) {
      if (Number(comment.reply_count) > 0) await client.get(`/v2/comment/${comment.id}/reply`);
    }
    // Without names of people these would be one's own alone.
    await client.get(`/v2/team/${client.workspaceId}/time_entries`, [
      ["task_id", TASK_ID],
      ["assignee", people.map(({ id }) => id).join(",")],
    ]);
    await client.get(`/v2/task/${TASK_ID}/time_in_status`);
    await client.get(`/v2/task/${TASK_ID}/member`);
  },
};

const listThousand: Job = {
  name: "list 1,000 tasks",
  least: () => pagesOf(LONG_LIST.tasks),
  async ours(tools) {
    let cursor: unknown;
    let listed = 0;
    do {
      const { structured } = await tools.call("task_list", {
        in: [LONG_LIST.name],
        limit: LIST_ROWS,
        ...(cursor !== undefined && { cursor }),
      });
      listed += (structured.tasks as unknown[]).length;
      cursor = structured.next_cursor;
    } while (cursor !== undefined);
    expectCount("tasks listed", listed, LONG_LIST.tasks);
  },
  async naive(client) {
    const { id } = await client.findList(LONG_LIST.name);
    expectCount("tasks listed", (await client.tasksOfList(id)).length, LONG_LIST.tasks);
  },
};

const weeklyReport: Job = {
  name: "weekly time report",
  least: () => 1,
  async ours(tools, { nowMs }) {
    await tools.call("time_report", {
      from: new Date(nowMs - 7 * DAY_MS).toISOString(),
      to: new Date(nowMs).toISOString(),
      users: ["all"],
      group_by: ["user", "list"],
    });
  },
  async naive(client, { nowMs }) {
    const people = await client.members();
    await client.get(`/v2/team/${client.workspaceId}/time_entries`, [
      ["start_date", String(nowMs - 7 * DAY_MS)],
      ["end_date", String(nowMs)],
      ["assignee", people.map(({ id }) => id).join(",")],
      ["include_location_names", "true"],
    ]);
  },
};

const standup: Job = {
  name: "standup for a team of eight",
  // What moved, what is late, and the time of all: for everybody at once, and none of them is in another.
  least(state, { nowMs }) {
    const tasks = tasksOf(state).filter(({ parentId }) => parentId === null);
    const moved = tasks.filter(({ updatedMs }) => updatedMs > nowMs - DAY_MS);
    const late = tasks.filter((task) => isOpen(task) && (task.dueMs ?? nowMs) < nowMs);
    return pagesOf(moved.length) + pagesOf(late.length) + 1;
  },
  async ours(tools, { nowMs }) {
    const since = new Date(nowMs - DAY_MS).toISOString();
    await tools.call("task_list", {
      updated: `after ${since}`,
      include_closed: true,
      group_by: "assignee",
    });
    await tools.call("task_list", { due: "overdue", group_by: "assignee" });
    await tools.call("time_report", { from: since, users: ["all"], group_by: ["user", "task"] });
  },
  async naive(client, { nowMs }) {
    const people = (await client.members()).filter(({ username }) => username !== null);
    expectCount("people", people.length, TEAM_SIZE);
    for (const { id } of people) {
      await client.tasksOfWorkspace([
        ["assignees[]", String(id)],
        ["date_updated_gt", String(nowMs - DAY_MS)],
        ["include_closed", "true"],
      ]);
      await client.tasksOfWorkspace([
        ["assignees[]", String(id)],
        ["due_date_lt", String(nowMs)],
      ]);
      await client.get(`/v2/team/${client.workspaceId}/time_entries`, [
        ["start_date", String(nowMs - DAY_MS)],
        ["assignee", String(id)],
      ]);
    }
  },
};

const spacesOf = (state: SandboxState) =>
  Object.values(state.spaces).filter(
    ({ workspaceId, archived }) => workspaceId === WORKSPACE_ID && !archived,
  );

/** Of Lists that are in use, as the listing of a Workspace has them. */
function tasksOf(state: SandboxState): TaskRow[] {
  const spaces = new Set(spacesOf(state).map(({ id }) => id));
  const lists = Object.values(state.lists).filter(
    ({ spaceId, archived }) => spaces.has(spaceId) && !archived,
  );
  const ids = new Set(lists.map(({ id }) => id));
  return Object.values(state.tasks).filter(({ listId, archived }) => ids.has(listId) && !archived);
}

const isOpen = ({ closedMs }: TaskRow) => closedMs === null;
const openTasks = (state: SandboxState) => tasksOf(state).filter(isOpen);

export const READING = { mapWorkspace, findTask, everything, listThousand, weeklyReport, standup };
