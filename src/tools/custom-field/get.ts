import * as z from "zod";
import type { Field, FieldDefinition, FieldPlace } from "../../clickup/client.ts";
import { byName } from "../../domain/by-name.ts";
import type { JsonValue } from "../../domain/json.ts";
import { userClock } from "../clock.ts";
import type { ToolContext } from "../context.ts";
import { defineTool, READS } from "../define-tool.ts";
import { Reference, Words, Workspace } from "../fields.ts";
import { foldName } from "../fold-name.ts";
import { invalidInput } from "../invalid-input.ts";
import { nearestNames } from "../nearest.ts";
import { textResult } from "../text-result.ts";
import { withoutEmpty } from "../without-empty.ts";
import { configOf } from "./config.ts";
import { readFieldValue } from "./read-value.ts";

/** ClickUp's number for "task type" among the objects a field is for. */
const TASK_TYPE = 19;

const input = z.object({
  at: Reference.optional().describe("Default the Workspace."),
  task: Reference.optional().describe("A name needs its List in at."),
  field: Reference.optional(),
  type: Words.optional(),
  include_options: z.boolean().optional(),
  task_type: Reference.optional(),
  workspace: Workspace,
});
type Input = z.output<typeof input>;

const Option = z.object({ id: z.string(), name: z.string() });
const Definition = z.object({
  id: z.string(),
  name: z.string(),
  type: z.string(),
  required: z.boolean().optional(),
  options: z.array(Option).optional(),
  currency: z.string().optional(),
  applies_to: z.array(z.string()).optional(),
});
const Value = z.object({ id: z.string(), type: z.string(), value: z.json(), raw: z.json() });

export const customFieldGet = defineTool({
  name: "clickup_custom_field_get",
  title: "Get Custom Fields",
  description:
    "Custom Field definitions with options, of a List with all it inherits; or a task's values. To change " +
    "values use clickup_custom_field_set.",
  toolset: "fields",
  tier: "premium",
  annotations: READS,
  input,
  output: z.object({
    at: z.string().optional(),
    fields: z.array(Definition).optional(),
    task: z.string().optional(),
    values: z.record(z.string(), Value).optional(),
    unset: z.array(z.string()).optional(),
    note: z.string().optional(),
  }),
  listedOutput: ["fields", "values", "unset"],
  missing: { what: "Task", findWith: "clickup_list_get" },
  text: ({ values, ...rest }) =>
    textResult({ ...rest, ...(values && { values: withoutNoise(values) }) }),
  handler: async (asked, context) => {
    return asked.task === undefined
      ? await definitions(asked, context)
      : await values(asked.task, asked, context);
  },
});

/** A raw value tells something when it is an id or a number behind the words, and not what ClickUp wraps around it. */
function withoutNoise(values: Readonly<Record<string, z.output<typeof Value>>>) {
  const shown = byName<object>();
  for (const [name, { raw, ...rest }] of Object.entries(values)) {
    const plain = Array.isArray(raw) ? raw.every((one) => !isObject(one)) : !isObject(raw);
    // A number comes as text.
    const same = String(raw) === String(rest.value);
    shown[name] = plain && !same ? { ...rest, raw } : rest;
  }
  return shown;
}

function isObject(value: JsonValue): boolean {
  return typeof value === "object" && value !== null;
}

async function definitions(asked: Input, context: ToolContext) {
  const { directory } = context;
  const found = await placeOf(asked, context);
  const all = await directory.fieldsAt(found.place);
  const typeId = await typeIdOf(asked, found.workspaceId, context);
  const fields = filtered(all, asked).filter((field) => {
    const types = typesOf(field);
    return typeId === undefined || types.length === 0 || types.includes(typeId);
  });
  const isForTypes = fields.some((field) => typesOf(field).length > 0);
  const types = isForTypes ? await directory.taskTypes(await found.workspaceId()) : [];
  const rows = fields.map((field) => {
    const { options, currency } = configOf(field);
    return {
      id: field.id,
      name: field.name,
      type: field.type,
      ...withoutEmpty({
        required: field.required === true ? true : undefined,
        options:
          asked.include_options === false ? [] : options.map(({ id, name }) => ({ id, name })),
        currency,
        // A type that was deleted since has no name.
        applies_to: typesOf(field).map(
          (id) => types.find((type) => String(type.id) === id)?.name ?? id,
        ),
      }),
    };
  });
  return {
    ...(found.path !== undefined && { at: found.path }),
    fields: rows,
    // Who asks above a List does not see what a List would have.
    ...(found.place.kind !== "list" && {
      note: "Only this level's fields and the Workspace's; a List shows all that apply in it.",
    }),
  };
}

async function values(given: string, asked: Input, context: ToolContext) {
  const { directory, clickup } = context;
  const { at: list, workspace } = asked;
  const clock = await userClock(context);
  const lookup = { purpose: "read", list, workspace, argument: "task" } as const;
  const ref = await directory.task(given, lookup);
  const task = await clickup.tasks.get(ref.key, { markdown: false });
  const found = byName<z.output<typeof Value>>();
  const unset: string[] = [];
  for (const field of filtered(task.custom_fields, asked)) {
    const value = readFieldValue(field, clock);
    if (value === undefined) {
      unset.push(field.name);
      continue;
    }
    const name = field.name in found ? `${field.name} (${field.id})` : field.name;
    const raw = z.json().safeParse(field.value);
    found[name] = { id: field.id, type: field.type, value, raw: raw.success ? raw.data : null };
  }
  return { task: task.id, values: found, ...(unset.length > 0 && { unset }) };
}

async function placeOf(
  { at, workspace }: Input,
  { directory }: ToolContext,
): Promise<{ place: FieldPlace; path?: string | undefined; workspaceId: () => Promise<string> }> {
  if (at === undefined || at.toLowerCase() === "workspace") {
    const { id } = await directory.workspace(workspace);
    return { place: { kind: "workspace", id }, workspaceId: async () => id };
  }
  const found = await directory.place(at, { purpose: "read", workspace, argument: "at" });
  return {
    place: { kind: found.kind, id: found.id },
    path: found.path,
    workspaceId: async () => (await directory.workspaceOf(found, workspace)).id,
  };
}

async function typeIdOf(
  { task_type, workspace }: Input,
  workspaceId: () => Promise<string>,
  { directory }: ToolContext,
): Promise<string | undefined> {
  if (task_type === undefined) return undefined;
  const lookup = { purpose: "read", workspace, argument: "task_type" } as const;
  return String((await directory.taskType(task_type, await workspaceId(), lookup)).id);
}

/** A filter that fits nothing is a mistake, not an empty answer. */
function filtered<T extends Field>(all: readonly T[], { field, type }: Input): T[] {
  const wanted = field === undefined ? undefined : foldName(field);
  const named = all.filter(
    ({ id, name }) => wanted === undefined || id === field || foldName(name).includes(wanted),
  );
  if (named.length === 0 && field !== undefined) {
    const names = all.map(({ name }) => name);
    const near = nearestNames(field, names);
    const problem = `There is no Custom Field like "${field.slice(0, 60)}" here.`;
    throw invalidInput("field", problem, near.length > 0 ? near : names);
  }
  const typed = named.filter((one) => type === undefined || one.type === type.toLowerCase());
  if (typed.length === 0 && type !== undefined) {
    const types = [...new Set(named.map((one) => one.type))];
    throw invalidInput("type", `No Custom Field here is of the type "${type}".`, types);
  }
  return typed;
}

function typesOf(field: FieldDefinition): string[] {
  return field.applied_objects.flatMap(({ object_type, object_id }) =>
    object_type === TASK_TYPE && object_id !== undefined ? [object_id] : [],
  );
}
