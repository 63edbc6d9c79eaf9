import * as z from "zod";
import { DELETES, defineTool } from "../define-tool.ts";
import { DryRun, Reference, Workspace } from "../fields.ts";
import { StepFailure, Steps } from "../steps.ts";
import { tagInSpace } from "./find.ts";

const NAME = "clickup_tag_delete";
const MAX_TAGS = 50;

export const tagDelete = defineTool({
  name: NAME,
  title: "Delete tags",
  description:
    "Deletes tags of a Space and takes them off all its tasks; with unused_only those that a task has stay. " +
    "To take a tag off one task use clickup_task_tag_update.",
  toolset: "structure_admin",
  tier: "premium",
  listedByDefault: false,
  annotations: DELETES,
  input: z.object({
    space: Reference,
    tags: z.array(Reference).min(1).max(MAX_TAGS),
    unused_only: z.boolean().optional(),
    dry_run: DryRun,
    workspace: Workspace,
  }),
  output: z.object({
    deleted: z.array(z.string()),
    kept: z.array(z.object({ name: z.string(), reason: z.string() })),
    failed: z.array(StepFailure).optional(),
    would_delete: z.array(z.string()).optional(),
    note: z.string().optional(),
  }),
  missing: { what: "tag", findWith: "clickup_tag_list" },
  handler: async ({ space, tags, unused_only = false, dry_run = false, workspace }, context) => {
    const { clickup, directory } = context;
    const lookup = { purpose: "write", workspace, argument: "space" } as const;
    const place = await directory.space(space, lookup);
    const known = await clickup.tags.ofSpace(place.id);
    const wanted = [...new Set(tags.map((tag) => tagInSpace(tag, known, "tags")))];
    const isUsed = async (name: string) => {
      const { id } = await directory.workspaceOf(place, workspace);
      const page = await clickup.tasks.inWorkspace(id, 0, {
        space_ids: [place.id],
        tags: [name],
        include_closed: true,
        subtasks: true,
      });
      return page.tasks.some((task) => task.tags.some((tag) => tag.name.toLowerCase() === name));
    };
    const used = unused_only
      ? await Promise.all(wanted.map(({ name }) => isUsed(name.toLowerCase())))
      : [];
    const kept = wanted.filter((_, index) => used[index] === true);
    const going = wanted.filter((tag) => !kept.includes(tag));
    const reason = "tasks have it";
    const rest = {
      kept: kept.map(({ name }) => ({ name, reason })),
      ...(unused_only && {
        note: "Archived tasks were not looked at: ClickUp does not show them here.",
      }),
    };
    if (dry_run) return { deleted: [], would_delete: going.map(({ name }) => name), ...rest };
    const steps = new Steps(NAME);
    const deleted: string[] = [];
    for (const tag of going) {
      const done = await steps.run(`tag ${tag.name}`, () => clickup.tags.delete(place.id, tag));
      if (done) deleted.push(tag.name);
    }
    if (deleted.length > 0) directory.note({ changed: "tags", spaceId: place.id });
    steps.throwIfNothingDone();
    return { deleted, ...rest, ...(steps.failed.length > 0 && { failed: steps.failed }) };
  },
});
