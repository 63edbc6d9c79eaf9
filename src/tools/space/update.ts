import * as z from "zod";
import { defineTool, UPDATES } from "../define-tool.ts";
import { plainName } from "../directory/plain-name.ts";
import { Reference, Title, Words, Workspace } from "../fields.ts";
import { Ignored } from "../ignored.ts";
import { invalidInput } from "../invalid-input.ts";
import { ignoredIn, readWhole, wholeSpace, wishesIn } from "./change.ts";
import { Features, flagsOf } from "./features.ts";

export const spaceUpdate = defineTool({
  name: "clickup_space_update",
  title: "Update a Space",
  description:
    "Renames a Space, recolours it, makes it private or not, switches ClickApps on or off; the rest stays. " +
    "Tells what ClickUp ignored.",
  toolset: "structure_admin",
  tier: "premium",
  listedByDefault: false,
  annotations: UPDATES,
  input: z.object({
    space: Reference,
    name: Title.optional(),
    color: Words.optional().describe('#rrggbb or "none"'),
    private: z.boolean().optional(),
    admin_can_manage: z.boolean().optional().describe("Enterprise only."),
    multiple_assignees: z.boolean().optional(),
    features: Features.optional(),
    workspace: Workspace,
  }),
  output: z.object({
    id: z.string(),
    name: z.string(),
    changed: z.array(z.string()),
    unchanged: z.array(z.string()).optional(),
    ignored: z.array(Ignored).optional(),
  }),
  missing: { what: "Space", findWith: "clickup_workspace_hierarchy" },
  handler: async ({ space, workspace, features, ...words }, context) => {
    const { clickup, directory } = context;
    const wish = { ...words, flags: flagsOf(features ?? {}) };
    const wishes = wishesIn(wish);
    if (wishes.length === 0) {
      throw invalidInput("space", "There is nothing to change: no other argument was given.", [
        "name",
        "color",
        "private",
        "features",
      ]);
    }
    const lookup = { purpose: "write", workspace, argument: "space" } as const;
    const place = await directory.space(space, lookup);
    const { id: workspaceId } = await directory.workspaceOf(place, workspace);
    const read = () => readWhole(clickup.spaces, workspaceId, place.id);
    const before = await read();
    const open = wishes
      .filter(({ isIn, ifUntold }) => !(isIn(before) ?? ifUntold))
      .map(({ field }) => field);
    const unchanged = wishes.map(({ field }) => field).filter((field) => !open.includes(field));
    if (open.length === 0) {
      return { id: place.id, name: plainName(before.name), changed: [], unchanged };
    }
    const after = await clickup.spaces.update(place.id, wholeSpace(before, wish));
    directory.note({ changed: "space", workspaceId });
    const ignored = await ignoredIn(wish, after, read);
    return {
      id: place.id,
      name: plainName(after.name),
      changed: open.filter((field) => ignored.every((one) => one.field !== field)),
      ...(unchanged.length > 0 && { unchanged }),
      ...(ignored.length > 0 && { ignored }),
    };
  },
});
