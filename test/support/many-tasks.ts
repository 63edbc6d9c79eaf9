import { SEED, type ToolBench } from "./tool-bench.ts";

/** Nothing but so many plain tasks in the Backlog, newest first, named by their place. */
export function onlyTasks(
  { sandbox }: ToolBench,
  count: number,
  nameOf: (index: number) => string = (index) => `Task ${index}`,
): void {
  const { tasks } = sandbox.state;
  const model = tasks[SEED.tasks.bug];
  if (model === undefined) throw new Error("the seed has no task to copy");
  for (const id of Object.keys(tasks)) delete tasks[id];
  sandbox.state.dependencies = [];
  sandbox.state.links = [];
  for (let index = 0; index < count; index += 1) {
    const id = `86d${String(index).padStart(6, "0")}`;
    tasks[id] = {
      ...model,
      id,
      customId: null,
      name: nameOf(index),
      listId: SEED.lists.backlog,
      createdMs: model.createdMs - index,
      updatedMs: model.updatedMs - index,
    };
  }
}
