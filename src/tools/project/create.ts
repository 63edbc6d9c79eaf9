import * as z from "zod";
import { isId } from "../../clickup/path.ts";
import { userClock } from "../clock.ts";
import type { ToolContext } from "../context.ts";
import { CREATES, defineTool } from "../define-tool.ts";
import { docUrl } from "../doc/find.ts";
import { Reference, References, Title, Words, Workspace } from "../fields.ts";
import { foldName } from "../fold-name.ts";
import { invalidInput } from "../invalid-input.ts";
import { type Job, MAX_ITEMS } from "../job/job.ts";
import {
  jobInput,
  jobOutput,
  jobReport,
  lookUpJob,
  outcomesOf,
  runAsJob,
  warningsOf,
} from "../job/report.ts";
import { placeUrl } from "../place-url.ts";
import { templateUse } from "../template-use.ts";
import { withoutEmpty } from "../without-empty.ts";
import { inFolder, planProject } from "./plan.ts";
import { TEMPLATES } from "./templates.ts";

const NAME = "clickup_project_create";
const MAX_PHASES = 30;
const VIEWS = ["list", "board", "gantt", "calendar", "timeline", "table", "workload"] as const;

const Made = z.object({ id: z.string(), name: z.string() });

const input = z.object({
  name: Title.optional(),
  space: Reference.optional(),
  template: Reference.optional().describe(
    `${Object.keys(TEMPLATES).join(", ")} or a Folder template's id`,
  ),
  phases: z.array(Title).max(MAX_PHASES).optional(),
  tasks: z
    .array(z.record(z.string(), z.json()))
    .max(MAX_ITEMS)
    .optional()
    .describe("{name, phase, key, waiting_on_keys, parent_key, assignees, start, due, day, days}"),
  milestones: z
    .array(z.record(z.string(), z.json()))
    .max(MAX_ITEMS)
    .optional()
    .describe("Likewise."),
  start: Words.optional(),
  team: References.optional().describe("Share unassigned tasks."),
  views: z.array(z.enum(VIEWS)).optional(),
  doc: z.boolean().optional(),
  dry_run: z.boolean().optional(),
  ...jobInput,
  workspace: Workspace,
});
type Input = z.output<typeof input>;

export const projectCreate = defineTool({
  name: NAME,
  title: "Set up a project",
  description:
    "Makes a Folder with Lists (phases), tasks, milestones, dependencies, views and a Doc, from a " +
    "template or your own plan.",
  toolset: "projects",
  tier: "premium",
  annotations: CREATES,
  input,
  output: z.object({
    folder: Made.optional(),
    /** Of the Folder. */
    url: z.string().optional(),
    lists: z.array(Made).optional(),
    tasks_created: z.number(),
    /** By the keys of the call, for what comes next. */
    ids: z.record(z.string(), z.string()).optional(),
    milestones: z.array(Made).optional(),
    views: z.array(Made).optional(),
    doc: Made.extend({ url: z.string().optional() }).optional(),
    ...jobOutput,
    plan: z.array(z.record(z.string(), z.json())).optional(),
    calls: z.number().optional(),
    note: z.string().optional(),
    warnings: z.array(z.string()).optional(),
  }),
  listedOutput: ["folder", "lists", "tasks_created", "failed", "plan", "job"],
  missing: { what: "Space", findWith: "clickup_workspace_hierarchy" },
  handler: async (asked, context) => {
    if (asked.job !== undefined) {
      return toResult(lookUpJob(NAME, asked.job, asked.cancel, context), true);
    }
    const { name, space } = asked;
    if (name === undefined) throw invalidInput("name", '"name" is required.');
    if (space === undefined) throw invalidInput("space", '"space" is required.');
    const clock = await userClock(context);
    const place = await freePlace(name, space, asked.workspace, context);
    const templateId = folderTemplate(asked);
    const plan = await planProject({ ...asked, name }, place, clock, context);
    const calls = plan.steps.length + (templateId === undefined ? 0 : 1);
    if (asked.dry_run === true) {
      return {
        tasks_created: 0,
        plan: plan.items,
        calls,
        note: `Nothing was made. Without dry_run this takes ${calls} of ClickUp's calls.`,
        ...withoutEmpty({ warnings: plan.warnings }),
      };
    }
    // A template is the one step whose answer the others need at once.
    const folderId =
      templateId === undefined
        ? undefined
        : await context.clickup.placeTemplates.createFolder(
            place.spaceId,
            templateId,
            // Views and the Doc can only be put into a Folder that is there.
            templateUse(name, plan.steps.length > 1),
          );
    const { warnings, items, steps } = plan;
    const { workspaceId, spaceId } = place;
    const note = {
      warnings,
      workspace: workspaceId,
      ...(folderId !== undefined && { folder: { id: folderId, name } }),
    };
    const ready = folderId === undefined ? steps : inFolder(steps, folderId);
    const job = await runAsJob({ tool: NAME, items, steps: ready, note }, context);
    context.directory.note({ changed: "contents", workspaceId, spaceId });
    return toResult(job, false);
  },
});

async function freePlace(
  name: string,
  given: string,
  workspace: string | undefined,
  { directory }: ToolContext,
): Promise<{ workspaceId: string; spaceId: string }> {
  const lookup = { purpose: "write", workspace, argument: "space" } as const;
  const space = await directory.space(given, lookup);
  const { id: workspaceId } = await directory.workspaceOf(space, workspace);
  const { folders } = await directory.index(workspaceId, { spaceId: space.id });
  const twin = folders.find(
    (folder) =>
      folder.spaceId === space.id &&
      folder.parentId === undefined &&
      foldName(folder.name) === foldName(name),
  );
  if (twin === undefined) return { workspaceId, spaceId: space.id };
  throw invalidInput(
    "name",
    `There is a Folder "${twin.path}" (id ${twin.id}) already. Give another name, or add to that one with clickup_list_create and clickup_task_bulk_create.`,
  );
}

/** The id of a template of ClickUp's; undefined for a built-in one or none. */
function folderTemplate({ template, phases, tasks, milestones }: Input): string | undefined {
  if (template === undefined || Object.hasOwn(TEMPLATES, template.toLowerCase())) return undefined;
  if (!/^t-/.test(template) || !isId(template)) {
    throw invalidInput("template", `There is no template "${template.slice(0, 60)}".`, [
      ...Object.keys(TEMPLATES),
      "t-…",
    ]);
  }
  if ([phases, tasks, milestones].some((rows) => (rows ?? []).length > 0)) {
    throw invalidInput(
      "template",
      "A ClickUp template brings its own Lists and tasks; leave out phases, tasks and milestones.",
    );
  }
  return template;
}

function toResult(job: Job, lookedUp: boolean) {
  const made = outcomesOf(job).flatMap(({ item, steps: [step] }) => {
    const { id } = step?.result ?? {};
    return step?.state === "done" && id !== undefined
      ? [{ kind: String(item.kind), key: item.key, row: { id, name: String(item.name) } }]
      : [];
  });
  const rows = (kind: string) => made.filter((one) => one.kind === kind).map(({ row }) => row);
  const ids = made.flatMap(({ key, row }) => (typeof key === "string" ? [[key, row.id]] : []));
  const { workspace } = job.note;
  const folder = rows("folder")[0] ?? Made.optional().parse(job.note.folder);
  const doc = rows("doc")[0];
  const at = typeof workspace === "string" ? workspace : undefined;
  return {
    tasks_created: rows("task").length + rows("milestone").length,
    ...withoutEmpty({
      folder,
      url: at && folder && placeUrl(at, "folder", folder.id),
      lists: rows("list"),
      ids: ids.length === 0 ? undefined : (Object.fromEntries(ids) as Record<string, string>),
      milestones: rows("milestone"),
      views: rows("view"),
      doc: doc && { ...doc, ...(at !== undefined && { url: docUrl(at, doc.id) }) },
      ...jobReport(job, lookedUp),
      warnings: warningsOf(job),
    }),
  };
}
