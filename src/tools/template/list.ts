import * as z from "zod";
import { defineTool, READS } from "../define-tool.ts";
import { Workspace } from "../fields.ts";
import { optionalPart } from "../steps.ts";
import { isWanted, parseTextQuery } from "../text-match.ts";
import { TEMPLATE_KINDS, templatesOf } from "./read.ts";

const Row = z.object({ id: z.string(), name: z.string(), kind: z.enum(TEMPLATE_KINDS) });

const LIBRARY_ONLY =
  "Only templates of the Workspace's own library are listed; a public one shows once somebody has added it there.";

export const templateList = defineTool({
  name: "clickup_template_list",
  title: "List templates",
  description:
    "Task, List and Folder templates of the Workspace's library. To use one take clickup_template_apply.",
  toolset: "templates",
  tier: "premium",
  listedByDefault: false,
  annotations: READS,
  input: z.object({
    kind: z.enum(TEMPLATE_KINDS).optional(),
    query: z.string().trim().max(200).optional().describe("Words of the name."),
    workspace: Workspace,
  }),
  output: z.object({
    templates: z.array(Row),
    complete: z.boolean(),
    note: z.string().optional(),
    warnings: z.array(z.string()).optional(),
  }),
  handler: async ({ kind, query, workspace }, context) => {
    const { id } = await context.directory.workspace(workspace);
    const warnings: string[] = [];
    const kinds = kind === undefined ? TEMPLATE_KINDS : [kind];
    const read = await Promise.all(
      kinds.map((one) =>
        kind === undefined
          ? optionalPart(`${one} templates`, warnings, () => templatesOf(one, id, context))
          : templatesOf(one, id, context),
      ),
    );
    const wanted = query ? parseTextQuery(query, "all") : undefined;
    const rows = read
      .flatMap((part) => part?.rows ?? [])
      .filter(
        ({ name }) =>
          wanted === undefined || isWanted(wanted.hit([{ in: "name", text: name }]), "all"),
      );
    return {
      templates: rows,
      complete: read.every((part) => part?.complete === true),
      ...(rows.length === 0 && { note: LIBRARY_ONLY }),
      ...(warnings.length > 0 && { warnings }),
    };
  },
});
