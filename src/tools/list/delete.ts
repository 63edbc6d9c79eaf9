import * as z from "zod";
import { DELETES, defineTool } from "../define-tool.ts";
import { plainName } from "../directory/plain-name.ts";
import { removalOf } from "../directory/removal.ts";
import { checkExpectedName, ExpectedName, UNCOUNTED } from "../expected-name.ts";
import { DryRun, Reference, Workspace } from "../fields.ts";

export const listDelete = defineTool({
  name: "clickup_list_delete",
  title: "Delete a List",
  description:
    "Deletes a List with its tasks, which the API cannot bring back; dry_run only says what would go. " +
    "To remove tasks alone use clickup_task_bulk_delete.",
  toolset: "structure_admin",
  tier: "premium",
  listedByDefault: false,
  annotations: DELETES,
  input: z.object({
    list: Reference,
    expected_name: ExpectedName,
    dry_run: DryRun,
    workspace: Workspace,
  }),
  output: z.object({
    deleted: z.boolean(),
    id: z.string(),
    name: z.string(),
    tasks: z.number().optional(),
    dry_run: z.boolean().optional(),
    note: z.string().optional(),
  }),
  missing: { what: "List", findWith: "clickup_workspace_hierarchy" },
  handler: async ({ list, expected_name, dry_run = false, workspace }, context) => {
    const { clickup, directory } = context;
    const lookup = { purpose: "write", workspace, argument: "list" } as const;
    const place = await directory.list(list, lookup);
    const { id, name, task_count: tasks, space } = await clickup.lists.get(place.id);
    checkExpectedName(expected_name, name, "List");
    const about = { id, name: plainName(name), ...(tasks !== undefined && { tasks }) };
    const removal = await removalOf(place, space?.id, workspace, directory);
    if (dry_run) return { deleted: false, ...about, dry_run, note: UNCOUNTED };
    await clickup.lists.delete(id);
    if (removal !== undefined) directory.note(removal);
    return { deleted: true, ...about };
  },
});
