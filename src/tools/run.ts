/** One tool call from raw arguments to an Outcome. Who may call what, and counting it, is decided before. */
import { toFailure } from "../clickup/errors.ts";
import { type Failure, FailureError, type Outcome } from "../domain/failure.ts";
import type { JsonObject } from "../domain/json.ts";
import { coerceArguments } from "./coerce.ts";
import type { ToolContext } from "./context.ts";
import { withDedupe } from "./dedupe.ts";
import type { AnyTool, ShownImage } from "./define-tool.ts";
import { failureOfIssues } from "./invalid-input.ts";
import { fitResult, fitText } from "./result-size.ts";
import { textResult } from "./text-result.ts";
import { visibleValue } from "./visible-text.ts";

export interface ToolValue {
  structured: JsonObject;
  /** The same for a model to read. */
  text: string;
  /** Pictures that the tool shows beside it. */
  images?: readonly ShownImage[];
}

export interface RunHooks {
  /** Told of every error that nobody named; its text must stay out of the answer. */
  onInternalError?(error: unknown, incidentId: string): void;
}

/** Runs the tool; never throws. `rawInput` is what the client sent, unchecked. */
export async function runTool(
  tool: AnyTool,
  rawInput: unknown,
  context: ToolContext,
  hooks: RunHooks = {},
): Promise<Outcome<ToolValue>> {
  try {
    const { value: coerced, nullArguments } = coerceArguments(tool.input, rawInput);
    const parsed = tool.input.safeParse(coerced);
    if (!parsed.success) {
      throw new FailureError(failureOfIssues(parsed.error.issues, coerced));
    }
    // The schema that the handler's type comes from has just accepted this value.
    const input = parsed.data as never;
    const images: ShownImage[] = [];
    const dedupe = { store: context.dedupe, wrote: () => context.clickup.wrote };
    const value = await withDedupe(tool.name, parsed.data, dedupe, async () => {
      const show = (image: ShownImage) => images.push(image);
      const answer = await tool.handler(input, context, { nullArguments, show });
      return visibleValue(tool.output.parse(answer) as JsonObject) as JsonObject;
    });
    const presented = present(tool, value);
    return { ok: true, value: images.length > 0 ? { ...presented, images } : presented };
  } catch (error) {
    const failure = failureOf(error, tool, hooks);
    // The request that failed is not the only one that this call sent.
    const isPart = "mayHaveHappened" in failure && context.clickup.wrote;
    const told = isPart ? { ...failure, mayHaveHappened: true } : failure;
    // It may name what ClickUp calls things, and what the caller wrote. A failure is plain data.
    return {
      ok: false,
      failure: visibleValue(told as unknown as JsonObject) as unknown as Failure,
    };
  }
}

function present(tool: AnyTool, value: JsonObject): ToolValue {
  const { value: structured, note } = fitResult(value);
  const text = tool.text === undefined ? textResult(structured) : tool.text(structured as never);
  return { structured, text: fitText(note === undefined ? text : `${text}\n\n${note}`) };
}

/** A named failure as it is; anything else is `internal`, and its text goes to the hook alone. */
export function failureOf(
  error: unknown,
  tool: Pick<AnyTool, "name" | "missing" | "plan">,
  hooks: RunHooks = {},
): Failure {
  const failure =
    error instanceof FailureError
      ? error.failure
      : toFailure(error, { tool: tool.name, missing: tool.missing });
  if (failure?.code === "forbidden" && tool.plan !== undefined) {
    return { ...failure, plan: tool.plan };
  }
  if (failure !== undefined) return failure;
  const incidentId = crypto.randomUUID().slice(0, 8);
  hooks.onInternalError?.(error, incidentId);
  return { code: "internal", incidentId };
}
