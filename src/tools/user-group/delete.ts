import * as z from "zod";
import { DELETES, defineTool } from "../define-tool.ts";
import { checkExpectedName, ExpectedName } from "../expected-name.ts";
import { DryRun, Reference, Workspace } from "../fields.ts";

export const userGroupDelete = defineTool({
  name: "clickup_user_group_delete",
  title: "Delete a Team",
  description:
    "Deletes a Team (user group), which also takes it off its tasks; its people stay. dry_run only shows it.",
  toolset: "groups",
  tier: "premium",
  listedByDefault: false,
  annotations: DELETES,
  input: z.object({
    group: Reference.describe("Name, handle or id."),
    expected_name: ExpectedName,
    dry_run: DryRun,
    workspace: Workspace,
  }),
  output: z.object({
    deleted: z.boolean(),
    id: z.string(),
    name: z.string(),
    members: z.number(),
    dry_run: z.boolean().optional(),
  }),
  missing: { what: "Team", findWith: "clickup_user_group_list" },
  handler: async ({ group, expected_name, dry_run = false, workspace }, context) => {
    const { clickup, directory } = context;
    const { id: workspaceId } = await directory.workspace(workspace);
    const lookup = { purpose: "write", workspace, argument: "group" } as const;
    const team = await directory.team(group, workspaceId, lookup);
    checkExpectedName(expected_name, team.name, "Team");
    if (!dry_run) {
      await clickup.groups.remove(team.id);
      directory.note({ changed: "people", workspaceId });
    }
    const { id, name, memberIds } = team;
    return { deleted: !dry_run, id, name, members: memberIds.length, ...(dry_run && { dry_run }) };
  },
});
