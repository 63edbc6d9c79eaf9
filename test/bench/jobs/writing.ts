/** Jobs that change something; each side works in Lists of its own. */
import type { SandboxState } from "../../sandbox/clickup/state.ts";
import { DONE, MOVED, PLACES, STORY_LIST } from "../company.ts";
import type { NaiveClient, Row } from "../naive-client.ts";
import { expectCount, type Job, pagesOf } from "./job.ts";

const CREATED = 50;
/** Ten phases of five steps, each waiting for the one before in its phase. */
const STEPS_A_PHASE = 5;
const DEPENDENCIES = CREATED - CREATED / STEPS_A_PHASE;

const plan = Array.from({ length: CREATED }, (_, index) => {
  const [phase, step] = [Math.floor(index / STEPS_A_PHASE) + 1, (index % STEPS_A_PHASE) + 1];
  return {
    name: `Phase ${phase}, step ${step}`,
    key: `p${phase}s${step}`,
    waitsFor: step > 1 ? index - 1 : undefined,
  };
});

const createPlan: Job = {
  name: `create ${CREATED} with dependencies`,
  // A new task's body can name a parent and a link, and no task that it waits on.
  least: () => CREATED + DEPENDENCIES,
  async ours(tools) {
    await tools.call("task_bulk_create", {
      list: PLACES.ours.plan.name,
      tasks: plan.map(({ name, key, waitsFor }) => ({
        name,
        key,
        ...(waitsFor !== undefined && { waiting_on_keys: [plan[waitsFor]?.key] }),
      })),
    });
  },
  async naive(client) {
    const list = await client.findList(PLACES.naive.plan.name);
    const ids: string[] = [];
    for (const { name } of plan) {
      ids.push((await client.post<Row>(`/v2/list/${list.id}/task`, { name })).id);
    }
    for (const [index, { waitsFor }] of plan.entries()) {
      if (waitsFor === undefined) continue;
      await client.post(`/v2/task/${ids[index]}/dependency`, { depends_on: ids[waitsFor] });
    }
  },
  check(state, side) {
    const made = new Set(
      tasksIn(state, PLACES[side].plan.id)
        .filter(({ name }) => plan.some((one) => one.name === name))
        .map(({ id }) => id),
    );
    expectCount("tasks created", made.size, CREATED);
    const edges = state.dependencies.filter(({ taskId }) => made.has(taskId));
    expectCount("dependencies", edges.length, DEPENDENCIES);
  },
};

const move: Job = {
  name: `move ${MOVED}`,
  least: () => pagesOf(MOVED) + MOVED,
  async ours(tools) {
    await tools.call("task_bulk_move", {
      from_list: PLACES.ours.moveFrom.name,
      to_list: PLACES.ours.moveTo.name,
    });
  },
  async naive(client) {
    const from = await client.findList(PLACES.naive.moveFrom.name);
    const to = await client.findList(PLACES.naive.moveTo.name);
    // A status that the other List does not have would need a mapping.
    const [known, wanted] = [await statusesOf(client, to.id), await statusesOf(client, from.id)];
    if (wanted.some(({ status }) => !known.some((one) => one.status === status))) {
      throw new Error("the Lists' statuses differ");
    }
    for (const { id } of await client.tasksOfList(from.id)) {
      await client.put(`/v3/workspaces/${client.workspaceId}/tasks/${id}/home_list/${to.id}`, {});
    }
  },
  check(state, side) {
    expectCount("tasks left", tasksIn(state, PLACES[side].moveFrom.id).length, 0);
  },
};

const closeDone: Job = {
  name: "close all done",
  least: () => pagesOf(DONE) + DONE,
  async ours(tools) {
    await tools.call("task_bulk_update", {
      filter: { in: [PLACES.ours.close.name], status: ["done"] },
      set: { status: "closed" },
    });
  },
  async naive(client) {
    const list = await client.findList(PLACES.naive.close.name);
    const statuses = await statusesOf(client, list.id);
    const closed = statuses.find(({ type }) => type === "closed")?.status;
    const done = statuses.filter(({ type }) => type === "done");
    const tasks = await client.tasksOfList(
      list.id,
      done.map(({ status }) => ["statuses[]", status] as const),
    );
    for (const { id } of tasks) await client.put(`/v2/task/${id}`, { status: closed });
  },
  check(state, side) {
    const closed = tasksIn(state, PLACES[side].close.id).filter(
      ({ status }) => status === "closed",
    );
    expectCount("tasks closed", closed.length, DONE);
  },
};

const TITLE = "What beta users told us";
/** About what a model makes of sixty tasks. */
const CONTENT = Array.from(
  { length: 12 },
  (_, index) =>
    `## Theme ${index + 1}\n\nFive people said the same in other words; it is planned for the next release.\n`,
).join("\n");

const writeDoc: Job = {
  name: "write a doc from tasks",
  // A Doc is made without text, which is its page's.
  least: () => pagesOf(STORY_LIST.tasks) + 2,
  async ours(tools) {
    await tools.call("task_list", { in: [STORY_LIST.name] });
    await tools.call("doc_create", {
      name: `${TITLE} (ours)`,
      pages: [{ name: TITLE, content: CONTENT }],
    });
  },
  async naive(client) {
    const list = await client.findList(STORY_LIST.name);
    await client.tasksOfList(list.id);
    const docs = `/v3/workspaces/${client.workspaceId}/docs`;
    const doc = await client.post<Row>(docs, { name: `${TITLE} (naive)`, create_page: false });
    await client.post(`${docs}/${doc.id}/pages`, {
      name: TITLE,
      content: CONTENT,
      content_format: "text/md",
    });
  },
  check(state, side) {
    const doc = Object.values(state.docs).find(({ name }) => name === `${TITLE} (${side})`);
    const pages = Object.values(state.docPages).filter(({ docId }) => docId === doc?.id);
    expectCount("pages", pages.length, 1);
  },
};

async function statusesOf(client: NaiveClient, listId: string) {
  const { statuses } = await client.get<{ statuses: { status: string; type: string }[] }>(
    `/v2/list/${listId}`,
  );
  return statuses;
}

const tasksIn = (state: SandboxState, listId: string) =>
  Object.values(state.tasks).filter((task) => task.listId === listId);

export const WRITING = { createPlan, move, closeDone, writeDoc };
