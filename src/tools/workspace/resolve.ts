import * as z from "zod";
import { toFailure } from "../../clickup/errors.ts";
import { type Failure, FailureError } from "../../domain/failure.ts";
import { defineTool, READS } from "../define-tool.ts";
import { explainStep } from "../explain.ts";
import { Reference, Workspace } from "../fields.ts";
import { ENDS_ALL } from "../steps.ts";
import { Finder } from "./resolve-any.ts";
import { type Found, KINDS as KNOWN_KINDS } from "./resolve-kinds.ts";

const KINDS = ["any", ...KNOWN_KINDS] as const;
const NAME = "clickup_workspace_resolve";
const MAX_ITEMS = 50;

const Item = z.object({
  text: Reference,
  kind: z.enum(KINDS).optional(),
  within: Reference.optional(),
});

const Candidate = z.object({ id: z.string(), name: z.string(), path: z.string().optional() });

const Result = z.object({
  input: z.string(),
  kind: z.string().optional(),
  id: z.string().optional(),
  name: z.string().optional(),
  path: z.string().optional(),
  confidence: z.number().optional(),
  error: z.string().optional(),
  candidates: z.array(Candidate).optional(),
});
type Result = z.output<typeof Result>;

export const workspaceResolve = defineTool({
  name: NAME,
  title: "Resolve names to ids",
  description:
    "Turns names, e-mails, URLs, custom ids and dates into ids, many at once; unclear ones come back with " +
    "candidates. Other tools take names themselves.",
  toolset: "workspace",
  tier: "premium",
  annotations: READS,
  input: z.object({
    items: z
      .array(Item)
      .min(1)
      .max(MAX_ITEMS)
      .describe(`kind: ${KINDS.join(", ")}; within: a List, for tags a Space`),
    workspace: Workspace,
  }),
  output: z.object({ items: z.array(Result), unresolved: z.number() }),
  missing: { what: "Task", findWith: "clickup_workspace_search" },
  handler: async ({ items, workspace }, context) => {
    const finder = await Finder.create(workspace, context);
    const results: Result[] = [];
    // One after the other: the first that needs something read serves the rest.
    for (const { text, kind = "any", within } of items) {
      try {
        results.push({ input: text, ...withName(await finder.find(kind, text, within)) });
      } catch (error) {
        const failure =
          error instanceof FailureError ? error.failure : toFailure(error, { tool: NAME });
        if (failure === undefined || ENDS_ALL.has(failure.code)) throw error;
        results.push({ input: text, ...problemOf(failure) });
      }
    }
    const unresolved = results.filter(({ error }) => error !== undefined).length;
    return { items: results, unresolved };
  },
});

function withName({ kind, id, name, path, confidence }: Found): Omit<Result, "input"> {
  return {
    kind,
    id,
    ...(name !== undefined && name !== "" && { name }),
    ...(path !== undefined && { path }),
    confidence,
  };
}

function problemOf(failure: Failure): Omit<Result, "input"> {
  if (failure.code === "ambiguous") {
    const candidates = failure.candidates.map((one) => ({ ...one }));
    return { error: `fits more than one ${failure.what}`, candidates };
  }
  const nearest = failure.code === "not_found" ? (failure.nearest ?? []) : [];
  const allowed = failure.code === "invalid_input" ? (failure.allowed ?? []) : [];
  const candidates = [
    ...nearest.map((one) => ({ ...one })),
    ...allowed.slice(0, 20).map((name) => ({ id: name, name })),
  ];
  return { error: explainStep(failure), ...(candidates.length > 0 && { candidates }) };
}
