import * as z from "zod";
import { DELETES, defineTool } from "../define-tool.ts";
import { DryRun, Reference, Workspace } from "../fields.ts";
import { commentRef } from "./place.ts";

export const commentDelete = defineTool({
  name: "clickup_comment_delete",
  title: "Delete a comment",
  description:
    "Deletes a comment with its replies, or one reply, for good. To resolve one use clickup_comment_update.",
  toolset: "comments",
  tier: "premium",
  annotations: DELETES,
  input: z.object({
    comment: Reference,
    dry_run: DryRun,
    workspace: Workspace,
  }),
  output: z.object({ id: z.string(), deleted: z.boolean(), dry_run: z.boolean().optional() }),
  listedOutput: ["deleted"],
  missing: { what: "comment", findWith: "clickup_comment_list" },
  handler: async ({ comment, dry_run }, { clickup }) => {
    const { id } = commentRef(comment, "comment");
    if (dry_run === true) return { id, deleted: false, dry_run };
    await clickup.comments.remove(id);
    return { id, deleted: true };
  },
});
