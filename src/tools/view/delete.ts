import * as z from "zod";
import { DELETES, defineTool } from "../define-tool.ts";
import { plainName } from "../directory/plain-name.ts";
import { checkExpectedName, ExpectedName } from "../expected-name.ts";
import { DryRun, Reference, Workspace } from "../fields.ts";
import { placeLabels } from "../place-label.ts";
import { findView, placeOfView } from "./find.ts";

export const viewDelete = defineTool({
  name: "clickup_view_delete",
  title: "Delete a view",
  description:
    "Deletes a view, for everybody; the tasks that it shows stay. To change it use clickup_view_update.",
  toolset: "structure_admin",
  tier: "premium",
  listedByDefault: false,
  annotations: DELETES,
  input: z.object({
    view: Reference.describe("Id, URL, or name with at."),
    at: Reference.optional().describe("Space, Folder or List; default the Workspace."),
    expected_name: ExpectedName.optional(),
    dry_run: DryRun,
    workspace: Workspace,
  }),
  output: z.object({
    deleted: z.boolean(),
    id: z.string(),
    name: z.string(),
    type: z.string().optional(),
    place: z.string().optional(),
    dry_run: z.boolean().optional(),
  }),
  missing: { what: "view", findWith: "clickup_view_get" },
  handler: async ({ view, at, expected_name, dry_run = false, workspace }, context) => {
    const { clickup } = context;
    const lookup = { purpose: "write", workspace, argument: "view" } as const;
    const found = await findView(view, at, lookup, context);
    const known = await clickup.views.get(found.id);
    if (expected_name !== undefined) checkExpectedName(expected_name, known.name, "view");
    const place = placeOfView(known);
    const about = {
      id: known.id,
      name: plainName(known.name),
      ...(known.type !== undefined && { type: known.type }),
      ...(place !== undefined && {
        place: placeLabels(context.directory)(place.kind, place.id),
      }),
    };
    if (dry_run) return { deleted: false, ...about, dry_run };
    await clickup.views.remove(known.id);
    return { deleted: true, ...about };
  },
});
