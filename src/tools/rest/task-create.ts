/** `POST /api/tasks`: the tool that creates a task, under the names that ClickUp's own API has. */
import * as z from "zod";
import { type Failure, FailureError } from "../../domain/failure.ts";
import type { ToolContext } from "../context.ts";
import type { AnyTool, CallNotes } from "../define-tool.ts";
import {
  DedupeKey,
  FieldValues,
  Markdown,
  Reference,
  References,
  Title,
  Words,
} from "../fields.ts";
import { invalidInput } from "../invalid-input.ts";
import { Priority } from "../priority.ts";

const MINUTE_MS = 60_000;

/** The fields of ClickUp's own request, as far as the tool knows them; it also takes what the tool takes. */
const NewTask = z.object({
  list_id: Reference,
  name: Title,
  description: Markdown.optional(),
  status: Words.optional(),
  priority: Priority.optional(),
  due_date: Words.optional(),
  start_date: Words.optional(),
  assignees: References.optional(),
  tags: References.optional(),
  parent: Reference.optional(),
  /** ms as in ClickUp's API, or a length in words. */
  time_estimate: Words.optional(),
  points: z.number().optional(),
  /** ClickUp's list of {id, value}, or an object by name. */
  custom_fields: z
    .union([FieldValues, z.array(z.object({ id: Reference, value: z.json() }))])
    .optional(),
  notify_all: z.boolean().optional(),
  workspace: Reference.optional(),
  dedupe_key: DedupeKey,
});

/** The tool's arguments, by the names that this request has for them. */
const FIELD_OF: Readonly<Record<string, string>> = {
  list: "list_id",
  due: "due_date",
  start: "start_date",
  estimate: "time_estimate",
  fields: "custom_fields",
  notify: "notify_all",
};

export function restTaskCreate(tool: AnyTool): AnyTool {
  return {
    ...tool,
    input: NewTask,
    handler: async (input: z.output<typeof NewTask>, context: ToolContext, notes: CallNotes) => {
      await checkWorkspace(input, context);
      try {
        return await tool.handler(toToolInput(input) as never, context, notes);
      } catch (error) {
        throw error instanceof FailureError ? new FailureError(renamed(error.failure)) : error;
      }
    },
  };
}

/** An id alone would also find a List of another Workspace of the user. */
async function checkWorkspace(
  { list_id, workspace }: z.output<typeof NewTask>,
  { directory }: ToolContext,
): Promise<void> {
  if (workspace === undefined) return;
  const lookup = { purpose: "write", workspace, argument: "list_id" } as const;
  const place = await directory.list(list_id, lookup);
  // Asked without the wanted one, which would be taken for an answer where nothing is known.
  const { id } = await directory.workspaceOf(place).catch((error: unknown) => {
    // A List that was shared without its Space is in none of them.
    if (error instanceof FailureError) return { id: workspace };
    throw error;
  });
  if (id === workspace) return;
  throw invalidInput("list_id", '"list_id" is not in the Workspace that x-team-id names.');
}

function toToolInput(input: z.output<typeof NewTask>): Record<string, unknown> {
  const { list_id, due_date, start_date, time_estimate, custom_fields, notify_all, ...same } =
    input;
  const fields = Array.isArray(custom_fields)
    ? Object.fromEntries(custom_fields.map(({ id, value }) => [id, value]))
    : custom_fields;
  return {
    ...same,
    list: list_id,
    due: due_date,
    start: start_date,
    estimate: time_estimate && toWords(time_estimate),
    fields,
    notify: notify_all,
  };
}

/** ClickUp's API counts estimates in ms; a bare number means nothing to the tool. */
function toWords(estimate: string): string {
  return /^\d+$/.test(estimate) ? `${Number(estimate) / MINUTE_MS}m` : estimate;
}

/** The field in which a thing is named that there is not. */
const FIELD_OF_THING: Readonly<Record<string, string>> = {
  person: "assignees",
  Task: "parent",
  "Custom Field": "custom_fields",
};

function renamed(failure: Failure): Failure {
  if (failure.code === "not_found") {
    const field = FIELD_OF_THING[failure.what];
    if (field === undefined) return failure;
    const given = failure.given === undefined ? "" : ` "${failure.given}"`;
    const problem = `"${field}": there is no ${failure.what}${given}, or you cannot see it.`;
    return { code: "invalid_input", problem, argument: field };
  }
  if (failure.code !== "invalid_input" || failure.argument === undefined) return failure;
  const [argument = "", ...rest] = failure.argument.split(".");
  const field = FIELD_OF[argument];
  if (field === undefined) return failure;
  const problem = failure.problem.replaceAll(`"${argument}`, `"${field}`);
  return { ...failure, problem, argument: [field, ...rest].join(".") };
}
