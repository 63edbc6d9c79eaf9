import * as z from "zod";
import { isId } from "../../clickup/path.ts";
import { TEMPLATE_PARTS } from "../../clickup/resources/place-templates.ts";
import { FailureError } from "../../domain/failure.ts";
import type { JsonObject } from "../../domain/json.ts";
import { userClock } from "../clock.ts";
import type { ToolContext } from "../context.ts";
import { CREATES, defineTool } from "../define-tool.ts";
import type { Lookup } from "../directory/directory.ts";
import { hitsOf, type Named, pickOne, toKey } from "../directory/match.ts";
import { DedupeKey, Reference, Title, Words, Workspace } from "../fields.ts";
import { parseInstant } from "../instant.ts";
import { invalidInput } from "../invalid-input.ts";
import { placeUrl } from "../place-url.ts";
import { StepFailure, Steps } from "../steps.ts";
import { taskFromTemplate, templateUse } from "../template-use.ts";
import { withoutEmpty } from "../without-empty.ts";
import { TEMPLATE_KINDS, type Template, type TemplateKind, templatesOf } from "./read.ts";

const NAME = "clickup_template_apply";
/** Looks at what a template is still making, a call each. */
const MAX_LOOKS = 6;
const LOOK_AGAIN_MS = 500;
/** Also when it can be read: what it holds comes after it. */
const FILLING =
  "ClickUp may still be filling it from the template; look again before you add or change things in it.";

export const templateApply = defineTool({
  name: NAME,
  title: "Create from a template",
  description:
    "Creates a task, List or Folder from a template of clickup_template_list, as a whole or with the parts named in import.",
  toolset: "templates",
  tier: "premium",
  listedByDefault: false,
  annotations: CREATES,
  input: z.object({
    template: Reference.describe("Name or id."),
    kind: z.enum(TEMPLATE_KINDS).describe("What it is a template of."),
    in: Reference.describe(
      "List of a task, Folder or Space of a List, Space or Folder of a Folder.",
    ),
    name: Title,
    start: Words.optional(),
    due: Words.optional(),
    import: z
      .array(z.enum(TEMPLATE_PARTS))
      .max(TEMPLATE_PARTS.length)
      .optional()
      .describe("Default all but people, dates and comments."),
    wait: z.boolean().optional().describe("Until it can be read."),
    workspace: Workspace,
    dedupe_key: DedupeKey,
  }),
  output: z.object({
    id: z.string(),
    name: z.string(),
    url: z.string(),
    ready: z.boolean(),
    start: z.string().optional(),
    due: z.string().optional(),
    note: z.string().optional(),
    failed: z.array(StepFailure).optional(),
  }),
  missing: { what: "template", findWith: "clickup_template_list" },
  handler: async (asked, context) => {
    const { kind, name, workspace, wait = false } = asked;
    if (kind === "task" && asked.import !== undefined) {
      throw invalidInput("import", "A task template always brings all of its parts.");
    }
    const { clickup, directory } = context;
    const lookup = { purpose: "write", workspace, argument: "in" } as const;
    const dates = await datesOf(asked, context);
    const place =
      kind === "task"
        ? await directory.list(asked.in, lookup)
        : await directory.container(asked.in, lookup);
    const home = await directory.workspaceOf(place, workspace);
    const { id: templateId } = await findTemplate(asked.template, kind, home.id, context);
    if (kind === "task") return await makeTask(templateId, place.id, name, dates, context);

    const use = templateUse(name, false);
    const parts = asked.import;
    const options: JsonObject = {
      ...(parts === undefined
        ? use.options
        : { return_immediately: true, ...Object.fromEntries(parts.map((part) => [part, true])) }),
      ...(dates.start !== undefined && { start_date: new Date(dates.start).toISOString() }),
      ...(dates.due !== undefined && { due_date: new Date(dates.due).toISOString() }),
      ...((dates.start ?? dates.due) !== undefined && {
        remap_start_date: true,
        old_due_date: true,
        old_start_date: true,
      }),
    };
    const spaceId = place.kind === "space" ? place.id : place.spaceId;
    if (kind === "folder" && spaceId === undefined) {
      throw invalidInput("in", '"in" must be a Space, or a Folder by its path.');
    }
    const id =
      kind === "list"
        ? await clickup.placeTemplates.createList(
            { kind: place.kind === "folder" ? "folder" : "space", id: place.id },
            templateId,
            { name, options },
          )
        : await clickup.placeTemplates.createFolder(spaceId ?? "", templateId, {
            name,
            options,
            ...(place.kind === "folder" && { parent_folder_id: place.id }),
          });
    // Answered without an id: something was made, and nobody can say what.
    if (id === undefined) {
      throw new FailureError({ code: "clickup_unavailable", mayHaveHappened: true });
    }
    if (spaceId !== undefined) {
      directory.note({ changed: "contents", workspaceId: home.id, spaceId });
    }
    const ready = wait && (await isThere(kind, id, context));
    return {
      id,
      name,
      url: placeUrl(home.id, kind, id),
      ready,
      ...withoutEmpty({ start: dates.startEcho, due: dates.dueEcho }),
      note: FILLING,
    };
  },
});

interface Dates {
  start?: number;
  due?: number;
  startHasTime?: boolean;
  dueHasTime?: boolean;
  startEcho?: string;
  dueEcho?: string;
}

async function datesOf(
  { start, due }: { start?: string | undefined; due?: string | undefined },
  context: ToolContext,
): Promise<Dates> {
  if (start === undefined && due === undefined) return {};
  const clock = await userClock(context);
  const from = start === undefined ? undefined : parseInstant(start, "start", clock);
  const to = due === undefined ? undefined : parseInstant(due, "due", clock);
  if (from !== undefined && to !== undefined && from.ms > to.ms) {
    throw invalidInput("start", `"start" (${from.echo}) is after "due" (${to.echo}).`);
  }
  return {
    ...(from && { start: from.ms, startHasTime: from.hasTime, startEcho: from.echo }),
    ...(to && { due: to.ms, dueHasTime: to.hasTime, dueEcho: to.echo }),
  };
}

async function findTemplate(
  given: string,
  kind: TemplateKind,
  workspaceId: string,
  context: ToolContext,
): Promise<{ id: string }> {
  // "t-86c9001": ids are taken as they are.
  if (/^t-/.test(given) && isId(given)) return { id: given };
  const { rows } = await templatesOf(kind, workspaceId, context);
  const named = rows.map(
    (row): Named<Template> => ({ value: row, ...row, keys: [toKey(row.name)] }),
  );
  const purpose: Lookup["purpose"] = "write";
  const byId = named.filter(({ id }) => id === given);
  const hits = byId.length > 0 ? byId : hitsOf(given, named, purpose);
  return pickOne(given, hits, named, {
    what: `${kind} template`,
    findWith: "clickup_template_list",
  });
}

/** ClickUp takes nothing but the name here, so dates are set afterwards. */
async function makeTask(
  templateId: string,
  listId: string,
  name: string,
  dates: Dates,
  { clickup, nowMs }: ToolContext,
) {
  const id = await taskFromTemplate(clickup, { listId, templateId, name }, nowMs);
  if (id === undefined) {
    throw new FailureError({ code: "clickup_unavailable", mayHaveHappened: true });
  }
  const steps = new Steps(NAME, 1);
  let dated = true;
  if (Object.keys(dates).length > 0) {
    dated = await steps.run("dates", () =>
      clickup.tasks.update(id, {
        ...(dates.start !== undefined && {
          start_date: dates.start,
          start_date_time: dates.startHasTime === true,
        }),
        ...(dates.due !== undefined && {
          due_date: dates.due,
          due_date_time: dates.dueHasTime === true,
        }),
      }),
    );
  }
  return {
    id,
    name,
    url: `https://app.clickup.com/t/${id}`,
    ready: true,
    ...(dated && withoutEmpty({ start: dates.startEcho, due: dates.dueEcho })),
    ...withoutEmpty({ failed: steps.failed }),
  };
}

/** The id comes before the thing: it is there when it can be read. */
async function isThere(
  kind: "list" | "folder",
  id: string,
  { clickup }: ToolContext,
): Promise<boolean> {
  for (let look = 0; look < MAX_LOOKS; look += 1) {
    const steps = new Steps(NAME, 1);
    const found = await steps.run("look", () =>
      kind === "list" ? clickup.lists.get(id) : clickup.folders.get(id),
    );
    if (found) return true;
    const [failure] = steps.failed;
    if (failure?.code !== "not_found" && failure?.code !== "workspace_not_shared") return false;
    if (clickup.left().ms < 4_000 || clickup.left().calls < 2) return false;
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
  return false;
}
