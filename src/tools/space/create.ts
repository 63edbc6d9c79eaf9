import * as z from "zod";
import { CREATES, defineTool } from "../define-tool.ts";
import { plainName } from "../directory/plain-name.ts";
import { Title, Words, Workspace } from "../fields.ts";
import { foldName } from "../fold-name.ts";
import { Ignored } from "../ignored.ts";
import { invalidInput } from "../invalid-input.ts";
import { placeUrl } from "../place-url.ts";
import { StepFailure, Steps } from "../steps.ts";
import { colourOf, ignoredIn, wholeSpace } from "./change.ts";
import { Features, flagsOf, withFlags } from "./features.ts";

const NAME = "clickup_space_create";

export const spaceCreate = defineTool({
  name: NAME,
  title: "Create a Space",
  description:
    "Creates a Space with ClickApps switched on or off; those not named are as in most Spaces. " +
    "For a Folder in a Space use clickup_folder_create.",
  toolset: "structure_admin",
  tier: "premium",
  listedByDefault: false,
  annotations: CREATES,
  input: z.object({
    name: Title,
    multiple_assignees: z.boolean().optional().describe("Default true."),
    features: Features.optional(),
    private: z.boolean().optional(),
    color: Words.optional().describe("#rrggbb"),
    allow_duplicate: z.boolean().optional(),
    workspace: Workspace,
  }),
  output: z.object({
    id: z.string(),
    name: z.string(),
    url: z.string(),
    ignored: z.array(Ignored).optional(),
    failed: z.array(StepFailure).optional(),
  }),
  missing: { what: "Workspace", findWith: "clickup_workspace_get" },
  handler: async (asked, context) => {
    const { clickup, directory } = context;
    const { name, color } = asked;
    const flags = flagsOf(asked.features ?? {});
    const multiple_assignees = asked.multiple_assignees ?? true;
    // Before anything is made.
    const colour = colourOf(color);
    const { id: workspaceId } = await directory.workspace(asked.workspace);
    const taken = (await directory.spaces(workspaceId)).find(
      (space) => foldName(space.name) === foldName(plainName(name)),
    );
    if (taken !== undefined && asked.allow_duplicate !== true) {
      throw invalidInput(
        "name",
        `There is a Space "${taken.name}" (id ${taken.id}) already. Use that one, or give "allow_duplicate".`,
      );
    }
    const features = withFlags(undefined, flags);
    let made = await clickup.spaces.create(workspaceId, { name, multiple_assignees, features });
    const wish = { name, color, private: asked.private, multiple_assignees, flags };
    const steps = new Steps(NAME, 1);
    // ClickUp takes these only from an update.
    if (asked.private === true || (colour !== undefined && colour !== null)) {
      await steps.run("private and color", async () => {
        made = await clickup.spaces.update(made.id, wholeSpace(made, wish, features));
      });
    }
    directory.note({ changed: "space", workspaceId });
    const read = async () =>
      (await clickup.spaces.list(workspaceId)).find(({ id }) => id === made.id) ?? made;
    const ignored = steps.failed.length > 0 ? [] : await ignoredIn(wish, made, read);
    return {
      id: made.id,
      name: plainName(made.name) || name,
      url: placeUrl(workspaceId, "space", made.id),
      ...(ignored.length > 0 && { ignored }),
      ...(steps.failed.length > 0 && { failed: steps.failed }),
    };
  },
});
