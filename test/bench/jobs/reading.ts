/** Jobs that find and read. */
import { LONG_LIST, NEEDLE, TEAM_SIZE } from "../company.ts";
import { expectCount, type Job } from "./job.ts";

const TASK_ID = "86c000001";
const DAY_MS = 86_400_000;
/** What one call of `clickup_task_list` may list. */
const LIST_ROWS = 500;

const mapWorkspace: Job = {
  name: "map a large workspace",
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
    await client.get("/v2/team");
    await client.get(`/v2/task/${TASK_ID}`, [
      ["include_subtasks", "true"],
      ["include_markdown_description", "true"],
    ]);
    for (const comment of await client.commentsOf(TASK_ID)) {
      if (Number(comment.reply_count) > 0) await client.get(`/v2/comment/${comment.id}/reply`);
    }
    await client.get(`/v2/team/${client.workspaceId}/time_entries`, [["task_id", TASK_ID]]);
    await client.get(`/v2/task/${TASK_ID}/time_in_status`);
    await client.get(`/v2/task/${TASK_ID}/member`);
  },
};

const listThousand: Job = {
  name: "list 1,000 tasks",
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

export const READING = { mapWorkspace, findTask, everything, listThousand, weeklyReport, standup };
