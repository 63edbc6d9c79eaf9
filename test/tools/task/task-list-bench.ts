import { taskList } from "../../../src/tools/task/list.ts";
import { type ToolBench, toolBench } from "../../support/tool-bench.ts";

export type Row = { id: string; name: string; [key: string]: unknown };
export const rowsOf = (value: object) => (value as { tasks: Row[] }).tasks;

/** The index is read before the first call that is looked at. */
export async function taskListBench(): Promise<ToolBench> {
  const bench = toolBench(taskList);
  await bench.value({ in: "Product Inbox", limit: 1 });
  bench.forget();
  return bench;
}
