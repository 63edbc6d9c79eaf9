import * as z from "zod";
import { CREATES, defineTool } from "../define-tool.ts";
import { Reference, Title, Workspace } from "../fields.ts";
import { Ignored } from "../ignored.ts";
import { withoutEmpty } from "../without-empty.ts";
import { findView, placeOfView, viewPlace, viewUrl } from "./find.ts";
import { ignoredIn, sectionsFor, viewArguments } from "./sections.ts";

const TYPES = [
  "list",
  "board",
  "calendar",
  "table",
  "timeline",
  "workload",
  "activity",
  "map",
  "conversation",
  "gantt",
] as const;

export const viewCreate = defineTool({
  name: "clickup_view_create",
  title: "Create a view",
  description:
    "Creates a view of a place, with plain filters, or a copy of another. Tells what ClickUp ignored.",
  toolset: "views",
  tier: "premium",
  annotations: CREATES,
  input: z.object({
    at: Reference.optional().describe("Default the Workspace."),
    name: Title,
    type: z.enum(TYPES).optional(),
    ...viewArguments,
    copy_of: Reference.optional(),
    workspace: Workspace,
  }),
  output: z.object({
    id: z.string(),
    name: z.string(),
    type: z.string().optional(),
    url: z.string().optional(),
    ignored: z.array(Ignored).optional(),
  }),
  listedOutput: ["id", "name", "url", "ignored"],
  missing: { what: "view", findWith: "clickup_view_get" },
  handler: async ({ at, name, type, copy_of, workspace, ...wish }, context) => {
    const { clickup } = context;
    const lookup = { purpose: "write", workspace } as const;
    const original =
      copy_of === undefined
        ? undefined
        : await clickup.views.get(
            (await findView(copy_of, at, { ...lookup, argument: "copy_of" }, context)).id,
          );
    const target = await viewPlace(at, { ...lookup, argument: "at" }, context);
    // Without a place of its own a copy stands beside its original.
    const place = (at === undefined && original && placeOfView(original)) || target;
    const scope = {
      workspaceId: target.workspaceId,
      listId: place.kind === "list" ? place.id : undefined,
      lookup,
    };
    const sections = await sectionsFor(wish, original, scope, context);
    const wanted = { name, type: type ?? original?.type ?? "list" };
    const made = await clickup.views.create(
      { kind: place.kind, id: place.id },
      { ...wanted, ...sections },
    );
    return {
      id: made.id,
      name: made.name || name,
      ...withoutEmpty({
        type: made.type,
        url: viewUrl(target.workspaceId, made),
        ignored: ignoredIn({ ...wish, ...wanted }, sections, made),
      }),
    };
  },
});
