import { taskBulkCreate } from "../../../src/tools/task-bulk/create.ts";
import {
  SEED,
  type ToolBench,
  type ToolBenchOptions,
  toolBench,
} from "../../support/tool-bench.ts";

export const rows = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ name: `Task ${index + 1}` }));

/** What names the Backlog's people, fields and statuses is read before the first call that is looked at. */
export async function bulkCreateBench(options: ToolBenchOptions = {}): Promise<ToolBench> {
  const bench = toolBench(taskBulkCreate, options);
  await bench.value({ list: SEED.lists.backlog, tasks: [{ name: "Warm up" }], dry_run: true });
  bench.forget();
  return bench;
}
