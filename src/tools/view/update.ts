import * as z from "zod";
import { defineTool, UPDATES } from "../define-tool.ts";
import { plainName } from "../directory/plain-name.ts";
import { Reference, Title, Workspace } from "../fields.ts";
import { Ignored } from "../ignored.ts";
import { invalidInput } from "../invalid-input.ts";
import { withoutEmpty } from "../without-empty.ts";
import { findView, placeOfView, viewUrl } from "./find.ts";
import { ignoredIn, sectionsFor, viewArguments } from "./sections.ts";

export const viewUpdate = defineTool({
  name: "clickup_view_update",
  title: "Update a view",
  description:
    "Renames a view or changes its grouping, sorting, filters or columns; what is not named stays. " +
    "Tells what ClickUp ignored. To look at it first use clickup_view_get.",
  toolset: "structure_admin",
  tier: "premium",
  listedByDefault: false,
  annotations: UPDATES,
  input: z.object({
    view: Reference.describe("Id, URL, or name with at."),
    at: Reference.optional().describe("Space, Folder or List; default the Workspace."),
    name: Title.optional(),
    ...viewArguments,
    workspace: Workspace,
  }),
  output: z.object({
    id: z.string(),
    name: z.string(),
    url: z.string().optional(),
    changed: z.array(z.string()),
    ignored: z.array(Ignored).optional(),
  }),
  missing: { what: "view", findWith: "clickup_view_get" },
  handler: async ({ view, at, name, workspace, ...wish }, context) => {
    const { clickup, directory } = context;
    const fields = Object.keys({ ...wish, ...(name !== undefined && { name }) });
    if (fields.length === 0) {
      throw invalidInput("view", "There is nothing to change: no other argument was given.", [
        "name",
        ...Object.keys(viewArguments),
      ]);
    }
    const lookup = { purpose: "write", workspace, argument: "view" } as const;
    const found = await findView(view, at, lookup, context);
    const before = await clickup.views.get(found.id);
    const { parent, type } = before;
    const place = placeOfView(before);
    if (parent?.type === undefined || type === undefined || place === undefined) {
      throw invalidInput(
        "view",
        "ClickUp does not say what this view is and where it hangs, so it cannot be written back whole.",
      );
    }
    const workspaceId =
      found.workspaceId ??
      (place.kind === "workspace"
        ? place.id
        : (await directory.workspaceOf({ kind: place.kind, id: place.id }, workspace)).id);
    const scope = {
      workspaceId,
      listId: place.kind === "list" ? place.id : undefined,
      lookup: { purpose: "write", workspace },
    } as const;
    const sections = await sectionsFor(wish, before, scope, context);
    const after = await clickup.views.update(found.id, {
      ...sections,
      name: name ?? before.name,
      type,
      parent: { id: parent.id, type: parent.type },
    });
    const ignored = ignoredIn({ ...wish, name }, sections, after);
    return {
      id: after.id,
      name: plainName(after.name),
      ...withoutEmpty({ url: viewUrl(workspaceId, after) }),
      changed: fields.filter((field) => ignored.every((one) => one.field !== field)),
      ...(ignored.length > 0 && { ignored }),
    };
  },
});
