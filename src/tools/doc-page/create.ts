import * as z from "zod";
import { CREATES, defineTool } from "../define-tool.ts";
import { docUrl, findDoc, pageIdOf, pageNamed } from "../doc/find.ts";
import { Markdown, Reference, Title, Workspace } from "../fields.ts";

export const docPageCreate = defineTool({
  name: "clickup_doc_page_create",
  title: "Add a Doc page",
  description:
    "Adds a page, or with parent_page a subpage, to a Doc. Change one with clickup_doc_page_update.",
  toolset: "docs",
  tier: "premium",
  annotations: CREATES,
  input: z.object({
    doc: Reference,
    name: Title,
    subtitle: Title.optional(),
    content: Markdown.optional().describe("Markdown"),
    parent_page: Reference.optional(),
    workspace: Workspace,
  }),
  output: z.object({ id: z.string(), name: z.string(), url: z.string() }),
  missing: { what: "Doc", findWith: "clickup_doc_list" },
  handler: async ({ doc: given, name, subtitle, content, parent_page, workspace }, context) => {
    const { clickup } = context;
    const lookup = { purpose: "write", workspace, argument: "doc" } as const;
    const { workspaceId, id } = await findDoc(given, lookup, context);
    const parentId =
      parent_page &&
      (pageIdOf(parent_page) ??
        pageNamed(parent_page, await clickup.docs.pages(workspaceId, id), "write").id);
    const page = await clickup.docs.createPage(workspaceId, id, {
      name,
      ...(subtitle && { sub_title: subtitle }),
      ...(content && { content }),
      ...(parentId && { parent_page_id: parentId }),
    });
    return { id: page.id, name: page.name || name, url: docUrl(workspaceId, id, page.id) };
  },
});
