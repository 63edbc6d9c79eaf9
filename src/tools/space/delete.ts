import * as z from "zod";
import { DELETES, defineTool } from "../define-tool.ts";
import { plainName } from "../directory/plain-name.ts";
import { checkExpectedName, ExpectedName, UNCOUNTED } from "../expected-name.ts";
import { DryRun, Reference, Workspace } from "../fields.ts";

const NOT_COUNTED = "What is in it could not be counted; all of it would go.";

const Contents = z.object({ folders: z.number(), lists: z.number(), tasks: z.number() });

export const spaceDelete = defineTool({
  name: "clickup_space_delete",
  title: "Delete a Space",
  description:
    "Deletes a Space with all Folders, Lists and tasks in it, which the API cannot bring back; dry_run only " +
    "says what would go. For a part of it use clickup_folder_delete or clickup_list_delete.",
  toolset: "structure_admin",
  tier: "premium",
  listedByDefault: false,
  annotations: DELETES,
  input: z.object({
    space: Reference,
    expected_name: ExpectedName,
    dry_run: DryRun,
    workspace: Workspace,
  }),
  output: z.object({
    deleted: z.boolean(),
    id: z.string(),
    name: z.string(),
    contents_count: Contents.optional(),
    note: z.string().optional(),
    dry_run: z.boolean().optional(),
  }),
  missing: { what: "Space", findWith: "clickup_workspace_hierarchy" },
  handler: async ({ space, expected_name, dry_run = false, workspace }, context) => {
    const { clickup, directory } = context;
    const lookup = { purpose: "write", workspace, argument: "space" } as const;
    const place = await directory.space(space, lookup);
    const { id, name } = await clickup.spaces.get(place.id);
    checkExpectedName(expected_name, name, "Space");
    const { id: workspaceId } = await directory.workspaceOf(place, workspace);
    const index = await directory.index(workspaceId, { spaceId: id });
    const counted = index.spaces.length > 0 && index.refusedSpaces.length === 0;
    const about = {
      id,
      name: plainName(name),
      // Archived Spaces, and those that do not show what they hold, are not counted.
      ...(counted && {
        contents_count: {
          folders: index.folders.length,
          lists: index.lists.length,
          tasks: index.lists.reduce((sum, { taskCount = 0 }) => sum + taskCount, 0),
        },
      }),
    };
    if (dry_run) {
      return { deleted: false, ...about, dry_run, note: counted ? UNCOUNTED : NOT_COUNTED };
    }
    await clickup.spaces.delete(id);
    directory.note({ changed: "space", workspaceId });
    return { deleted: true, ...about };
  },
});
