/**
 * What scripts may ask by plain HTTP. They run as tools do and are in no client's list: the same
 * pipeline, limits and audit.
 */
import { findTool } from "../catalogue.ts";
import type { AnyTool } from "../define-tool.ts";
import { restTaskCreate } from "./task-create.ts";
import { teamsList } from "./teams-list.ts";

const TASK_CREATE = "clickup_task_create";

/** What plain HTTP may ask for, by the name of the tool behind it. */
export function findRestOperation(name: string): AnyTool | undefined {
  if (name === teamsList.name) return teamsList;
  const tool = name === TASK_CREATE ? findTool(name) : undefined;
  return tool && restTaskCreate(tool);
}
