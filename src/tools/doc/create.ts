import * as z from "zod";
import { CREATES, defineTool } from "../define-tool.ts";
import { Markdown, Reference, Title, Workspace } from "../fields.ts";
import { invalidInput } from "../invalid-input.ts";
import { StepFailure, Steps } from "../steps.ts";
import { docUrl } from "./find.ts";

/** Subpages included: a call each, one after the other, within the time of one call. */
const MAX_PAGES = 30;

const Subpage = z.object({ name: Title, content: Markdown.optional() });
const NewPage = Subpage.extend({ subpages: z.array(Subpage).max(MAX_PAGES).optional() });

/** ClickUp's numbers for what a Doc hangs in. */
const PARENT_TYPES = { space: 4, folder: 5, list: 6 } as const;
const WORKSPACE_TYPE = 12;

export const docCreate = defineTool({
  name: "clickup_doc_create",
  title: "Create a Doc",
  description:
    "Creates a Doc with its first pages, in Markdown. Later pages: clickup_doc_page_create.",
  toolset: "docs",
  tier: "premium",
  annotations: CREATES,
  input: z.object({
    name: Title,
    in: Reference.optional().describe("Place; default the Workspace."),
    visibility: z.enum(["public", "private", "personal", "hidden"]).optional(),
    pages: z.array(NewPage).min(1).max(MAX_PAGES).optional(),
    workspace: Workspace,
  }),
  output: z.object({
    id: z.string(),
    url: z.string(),
    pages: z
      .array(z.object({ id: z.string(), name: z.string(), parent: z.string().optional() }))
      .optional(),
    failed: z.array(StepFailure).optional(),
  }),
  missing: { what: "place", findWith: "clickup_workspace_hierarchy" },
  handler: async ({ name, visibility, pages = [], workspace, in: given }, context) => {
    const { clickup, directory } = context;
    const count = pages.reduce((sum, { subpages = [] }) => sum + 1 + subpages.length, 0);
    if (count > MAX_PAGES) {
      throw invalidInput(
        "pages",
        `"pages" holds ${count} pages; at most ${MAX_PAGES} in one call.`,
      );
    }
    const lookup = { purpose: "write", workspace, argument: "in" } as const;
    const place = given === undefined ? undefined : await directory.place(given, lookup);
    const { id: workspaceId } = await directory.workspaceOf(place, workspace);
    const parent =
      place === undefined
        ? { id: workspaceId, type: WORKSPACE_TYPE }
        : { id: place.id, type: PARENT_TYPES[place.kind] };
    const doc = await clickup.docs.create(workspaceId, {
      name,
      parent,
      ...(visibility && { visibility: VISIBILITIES[visibility] }),
      // Otherwise ClickUp puts an empty page before ours.
      ...(pages.length > 0 && { create_page: false }),
    });

    const steps = new Steps("clickup_doc_create", 1);
    const made: { id: string; name: string; parent?: string }[] = [];
    const add = async (page: z.output<typeof Subpage>, parentId?: string) => {
      let id: string | undefined;
      await steps.run(`page "${page.name}"`, async () => {
        const { name, content } = page;
        const answer = await clickup.docs.createPage(workspaceId, doc.id, {
          name,
          ...(content && { content }),
          ...(parentId !== undefined && { parent_page_id: parentId }),
        });
        id = answer.id;
        made.push({ id, name, ...(parentId !== undefined && { parent: parentId }) });
      });
      return id;
    };
    // One after the other: their order is the order of the pages.
    for (const { subpages = [], ...page } of pages) {
      const parentId = await add(page);
      for (const subpage of subpages) {
        if (parentId !== undefined) await add(subpage, parentId);
        else {
          const problem = "its parent page was not made";
          steps.failed.push({ step: `page "${subpage.name}"`, code: "not_tried", problem });
        }
      }
    }
    return {
      id: doc.id,
      url: docUrl(workspaceId, doc.id),
      ...(made.length > 0 && { pages: made }),
      ...(steps.failed.length > 0 && { failed: steps.failed }),
    };
  },
});

const VISIBILITIES = {
  public: "PUBLIC",
  private: "PRIVATE",
  personal: "PERSONAL",
  hidden: "HIDDEN",
} as const;
