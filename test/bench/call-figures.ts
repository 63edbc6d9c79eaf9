/** How many ClickUp calls a job may cost once the index is warm, and how well writes run side by side. */
import type { SandboxServer } from "../sandbox/server.ts";
import { LONG_LIST, NEEDLE, TASKS } from "./company.ts";
import { READING } from "./jobs/reading.ts";
import { NaiveClient } from "./naive-client.ts";
import { median } from "./quantile.ts";
import { goals, row, title } from "./report.ts";
import { premiumToken, type RunningProduct, USER_ID, WORKSPACE_ID } from "./targets.ts";
import { ToolClient } from "./tool-client.ts";
import { watchUpstream } from "./upstream.ts";

const MAX_LIST_CALLS = 10;
const MAX_FIND_CALLS = 52;
const CREATED = 50;
const MAX_CREATE_IN_SINGLE_CALLS = 14;
const FIELD_TASKS = 20;
const MAX_FIELD_CALLS = FIELD_TASKS + 1;
const SINGLE_CALLS = 9;
/** For the creates and for the single calls that they are compared with. */
const NEW_TASKS_LIST = { id: "933", name: "Partner Co-Marketing" };
/** Whose tasks have the field "Effort (days)". */
const FIELD_LIST = "Black Friday";
const FIELD = "Effort (days)";

export interface CallFigures {
  list_1000_calls: number;
  find_calls: number;
  create_50_calls: number;
  create_50_ms: number;
  one_create_ms: number;
  /** How many creates, one after another, would have taken as long. */
  create_50_in_single_calls: number;
  field_on_20_calls: number;
}

export async function measureCalls(
  product: RunningProduct,
  sandbox: SandboxServer,
): Promise<CallFigures> {
  const upstream = watchUpstream(sandbox.sandbox);
  const tools = new ToolClient(product.origin, await premiumToken(product));
  const errand = { nowMs: Date.now() };
  const counted = async (work: () => Promise<unknown>): Promise<{ calls: number; ms: number }> => {
    upstream.reset();
    const startedAt = performance.now();
    await work();
    return { calls: upstream.calls(), ms: performance.now() - startedAt };
  };
  await tools.call("workspace_hierarchy", { limit: 500 });
  const listed = await counted(() => READING.listThousand.ours(tools, errand));
  const found = await counted(() => READING.findTask.ours(tools, errand));
  const created = await counted(() =>
    tools.call("task_bulk_create", {
      list: NEW_TASKS_LIST.name,
      tasks: Array.from({ length: CREATED }, (_, index) => ({ name: `New ${index + 1}` })),
    }),
  );
  const { structured } = await tools.call("task_list", { in: [FIELD_LIST], limit: FIELD_TASKS });
  const ids = (structured.tasks as { id: string }[]).map(({ id }) => id);
  const fielded = await counted(() =>
    tools.call("custom_field_set", { tasks: ids, fields: { [FIELD]: 3 } }),
  );
  const single = await oneCreateMs(sandbox);
  return {
    list_1000_calls: listed.calls,
    find_calls: found.calls,
    create_50_calls: created.calls,
    create_50_ms: created.ms,
    one_create_ms: single,
    create_50_in_single_calls: created.ms / single,
    field_on_20_calls: fielded.calls,
  };
}

export function printCalls(figures: CallFigures): void {
  title("ClickUp calls that a job costs", "With a warm index, by our tools.");
  goals([
    {
      name: `list the ${LONG_LIST.tasks} tasks of a List`,
      value: figures.list_1000_calls,
      goal: MAX_LIST_CALLS,
    },
    {
      name: `find a task by words ("${NEEDLE}") among ${TASKS}`,
      value: figures.find_calls,
      goal: MAX_FIND_CALLS,
    },
    { name: `create ${CREATED} tasks`, value: figures.create_50_calls, goal: CREATED },
    {
      name: "  their time, in creates one after another",
      value: figures.create_50_in_single_calls,
      goal: MAX_CREATE_IN_SINGLE_CALLS,
    },
    {
      name: `one Custom Field on ${FIELD_TASKS} tasks`,
      value: figures.field_on_20_calls,
      goal: MAX_FIELD_CALLS,
    },
  ]);
  row("one create at ClickUp, ms", figures.one_create_ms);
}

async function oneCreateMs({ origin, sandbox }: SandboxServer): Promise<number> {
  const client = new NaiveClient(origin, sandbox.tokenFor(USER_ID), WORKSPACE_ID);
  const samples: number[] = [];
  for (let index = 0; index < SINGLE_CALLS; index += 1) {
    const startedAt = performance.now();
    await client.post(`/v2/list/${NEW_TASKS_LIST.id}/task`, { name: `Single ${index + 1}` });
    samples.push(performance.now() - startedAt);
  }
  return median(samples);
}
