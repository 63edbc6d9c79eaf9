import * as z from "zod";
import { DELETES, defineTool } from "../define-tool.ts";
import { Reference } from "../fields.ts";
import { UUID } from "../goal/find.ts";
import { invalidInput } from "../invalid-input.ts";

const UNSEEN =
  "Only the form of the id was checked: the API cannot show one key result. clickup_goal_get shows those of a goal.";

export const keyResultDelete = defineTool({
  name: "clickup_key_result_delete",
  title: "Delete a key result",
  description: "Deletes one key result of a goal. Ids are in clickup_goal_get.",
  toolset: "goals",
  tier: "premium",
  listedByDefault: false,
  annotations: DELETES,
  input: z.object({ key_result: Reference.describe("Id."), dry_run: z.boolean().optional() }),
  output: z.object({
    deleted: z.boolean(),
    id: z.string(),
    dry_run: z.boolean().optional(),
    note: z.string().optional(),
  }),
  missing: { what: "key result", findWith: "clickup_goal_get" },
  handler: async ({ key_result: id, dry_run = false }, { clickup }) => {
    if (!UUID.test(id)) {
      throw invalidInput("key_result", '"key_result" must be its id; clickup_goal_get shows it.');
    }
    if (!dry_run) await clickup.keyResults.remove(id);
    return { deleted: !dry_run, id, ...(dry_run && { dry_run, note: UNSEEN }) };
  },
});
