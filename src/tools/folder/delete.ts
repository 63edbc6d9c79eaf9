import * as z from "zod";
import type { FolderTree } from "../../clickup/client.ts";
import { DELETES, defineTool } from "../define-tool.ts";
import { plainName } from "../directory/plain-name.ts";
import { removalOf } from "../directory/removal.ts";
import { checkExpectedName, ExpectedName, UNCOUNTED } from "../expected-name.ts";
import { DryRun, Reference, Workspace } from "../fields.ts";

export const folderDelete = defineTool({
  name: "clickup_folder_delete",
  title: "Delete a Folder",
  description:
    "Deletes a Folder with its subfolders, Lists and tasks, which the API cannot bring back; dry_run only " +
    "says what would go. For one List use clickup_list_delete.",
  toolset: "structure_admin",
  tier: "premium",
  listedByDefault: false,
  annotations: DELETES,
  input: z.object({
    folder: Reference,
    expected_name: ExpectedName,
    dry_run: DryRun,
    workspace: Workspace,
  }),
  output: z.object({
    deleted: z.boolean(),
    id: z.string(),
    name: z.string(),
    subfolders: z.number(),
    lists: z.number(),
    tasks: z.number(),
    dry_run: z.boolean().optional(),
    note: z.string().optional(),
  }),
  missing: { what: "Folder", findWith: "clickup_workspace_hierarchy" },
  handler: async ({ folder, expected_name, dry_run = false, workspace }, context) => {
    const { clickup, directory } = context;
    const lookup = { purpose: "write", workspace, argument: "folder" } as const;
    const place = await directory.folder(folder, lookup);
    const tree = await clickup.folders.get(place.id, { subfolders: true });
    checkExpectedName(expected_name, tree.name, "Folder");
    const about = { id: tree.id, name: plainName(tree.name), ...countOf(tree) };
    const removal = await removalOf(place, tree.space?.id, workspace, directory);
    if (dry_run) return { deleted: false, ...about, dry_run, note: UNCOUNTED };
    await clickup.folders.delete(tree.id);
    if (removal !== undefined) directory.note(removal);
    return { deleted: true, ...about };
  },
});

interface Count {
  subfolders: number;
  lists: number;
  tasks: number;
}

function countOf({ folders, lists, task_count }: FolderTree): Count {
  const own: Count = {
    subfolders: folders.length,
    lists: lists.length,
    tasks: task_count ?? lists.reduce((sum, list) => sum + (list.task_count ?? 0), 0),
  };
  return folders.map(countOf).reduce(
    (sum, below) => ({
      subfolders: sum.subfolders + below.subfolders,
      lists: sum.lists + below.lists,
      tasks: sum.tasks + below.tasks,
    }),
    own,
  );
}
