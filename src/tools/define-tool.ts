/** The one shape of a tool. Parsing, tier, scope, error texts and the result's shape belong to the pipeline. */
import type * as z from "zod";
import type { ClickUpPlan } from "../domain/failure.ts";
import type { JsonObject } from "../domain/json.ts";
import type { Scope } from "../domain/scope.ts";
import type { Tier } from "../domain/tier.ts";
import type { ToolContext } from "./context.ts";

/** MCP's four hints; all are always given, because a client takes an absent `destructiveHint` for true. */
export interface ToolAnnotations {
  readOnlyHint: boolean;
  destructiveHint: boolean;
  idempotentHint: boolean;
  openWorldHint: boolean;
}

export const READS: ToolAnnotations = {
  readOnlyHint: true,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: true,
};

export const CREATES: ToolAnnotations = {
  readOnlyHint: false,
  destructiveHint: false,
  idempotentHint: false,
  openWorldHint: true,
};

export const UPDATES: ToolAnnotations = {
  readOnlyHint: false,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: true,
};

/** Can remove something that ClickUp's API cannot bring back. */
export const DELETES: ToolAnnotations = {
  readOnlyHint: false,
  destructiveHint: true,
  idempotentHint: true,
  openWorldHint: true,
};

export const TOOLSETS = [
  "workspace",
  "structure",
  "tasks",
  "bulk",
  "comments",
  "fields",
  "members",
  "time",
  "docs",
  "files",
  "views",
  "projects",
  "chat",
  "api",
  "structure_admin",
  "planning",
  "time_admin",
  "templates",
  "goals",
  "chat_admin",
  "webhooks",
  "groups",
  "users",
  "guests",
  "admin",
] as const;
export type Toolset = (typeof TOOLSETS)[number];

/** What a handler may know of the call beyond its arguments. */
export interface CallNotes {
  /**
   * Top-level arguments given as null by a caller that left others out. Null counts as absent, since
   * some clients fill every optional argument with it; a tool that clears things tells so.
   */
  nullArguments: readonly string[];
  /** Puts a picture for the model beside the result. */
  show(image: ShownImage): void;
}

/** MCP's image content. */
export interface ShownImage {
  /** image/png and the like. */
  mimeType: string;
  /** base64 */
  data: string;
}

export interface ToolSpec<In extends z.ZodObject, Out extends z.ZodObject> {
  /** `clickup_<noun>_<verb>`, at most 40 characters. */
  name: string;
  title: string;
  /** What it does, what comes back, which neighbour to use instead. At most 300 characters. */
  description: string;
  toolset: Toolset;
  tier: Tier;
  /** False for tools that are listed only when their toolset is asked for. */
  listedByDefault?: boolean;
  annotations: ToolAnnotations;
  /** Only where it differs from what the hints say. */
  scope?: Scope;
  /** Checks and trims, never changes a type, so that a value can be parsed twice. */
  input: In;
  /** The filter of what leaves: ClickUp's answer is mapped to it, and what it does not name is dropped. */
  output: Out;
  /** The output's keys that clients are shown, where showing all would cost too many tokens. */
  listedOutput?: readonly string[];
  /** What a 404 of ClickUp means here, and the tool that finds the right one. */
  missing?: { what: string; findWith: string };
  /** Without this plan of ClickUp's the Workspace is refused, which the failure then says. */
  plan?: ClickUpPlan;
  /** The result as text for a model. Without it, `text-result.ts` prints the structure. */
  text?(value: z.output<Out>): string;
  /** No `try`: failures are thrown and turned into an Outcome by `run.ts`. */
  handler(input: z.output<In>, context: ToolContext, notes: CallNotes): Promise<z.input<Out>>;
}

export interface Tool<In extends z.ZodObject = z.ZodObject, Out extends z.ZodObject = z.ZodObject>
  extends ToolSpec<In, Out> {
  scope: Scope;
  listedByDefault: boolean;
}

/** A tool of any input, as the pipeline and the catalogue see it. */
export type AnyTool = Omit<Tool, "text" | "handler"> & {
  text?(value: never): string;
  handler(input: never, context: ToolContext, notes: CallNotes): Promise<object>;
};

export function defineTool<In extends z.ZodObject, Out extends z.ZodObject>(
  spec: ToolSpec<In, Out>,
): Tool<In, Out> {
  return {
    ...spec,
    scope: spec.scope ?? scopeOf(spec.annotations),
    listedByDefault: spec.listedByDefault ?? true,
  };
}

function scopeOf(annotations: ToolAnnotations): Scope {
  if (annotations.readOnlyHint) return "clickup:read";
  return annotations.destructiveHint ? "clickup:delete" : "clickup:write";
}

/** One entry of MCP's `tools/list`. */
export interface ListedTool {
  name: string;
  title: string;
  description: string;
  inputSchema: JsonObject;
  outputSchema: JsonObject;
  annotations: ToolAnnotations;
}
