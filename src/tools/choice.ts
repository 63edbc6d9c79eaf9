/**
 * Which tools a connection asked for, read from the MCP URL and its headers; and what that means
 * for the listing and for a call by name. A choice narrows what the tier allows, never widens it.
 */
import type { Failure } from "../domain/failure.ts";
import type { Tier } from "../domain/tier.ts";
import type { Preferences, ToolChoice } from "../domain/tool-choice.ts";
import { TOOLS } from "./catalogue.ts";
import { type AnyTool, TOOLSETS } from "./define-tool.ts";
import { isPersona, PERSONAS } from "./personas.ts";
import { ALL_TOOL_NAMES, TOOL_PREFIX } from "./tool-names.ts";

/** More than a URL needs, and a bound on what a session stores. */
const MAX_NAMES = 200;
const MAX_NAME_CHARACTERS = 64;

export type ChoiceReading =
  | { ok: true; choice: ToolChoice }
  /** `problem` is one sentence; `known` are the names that would have been understood. */
  | { ok: false; problem: string; known: readonly string[] };

type Problem = Extract<ChoiceReading, { ok: false }>;

const ALL_TOOLSETS: readonly string[] = ["default", "all", ...TOOLSETS];

/**
 * `?toolsets= tools= exclude= persona= readonly= nodelete=`, or the three headers beside them. Names count
 * in any case: who writes `?ReadOnly=1` must not get a connection that writes.
 */
export function readChoice(url: URLSearchParams, headers: Headers): ChoiceReading {
  const query =
    url.size === 0
      ? url
      : new URLSearchParams([...url].map(([name, value]) => [name.toLowerCase(), value]));
  const toolsets = readNames(
    "toolsets",
    given(query, "toolsets", headers, "X-MCP-Toolsets"),
    ALL_TOOLSETS,
  );
  const tools = readNames("tools", given(query, "tools"), ALL_TOOL_NAMES);
  const exclude = readNames("exclude", given(query, "exclude"), [...TOOLSETS, ...ALL_TOOL_NAMES]);
  const persona = readPersona(given(query, "persona", headers, "X-MCP-Persona"));
  const readonlyInUrl = readSwitch("readonly", given(query, "readonly"));
  const readonlyInHeader = readSwitch("X-MCP-Readonly", headers.get("X-MCP-Readonly"));
  const nodelete = readSwitch("nodelete", given(query, "nodelete"));
  for (const reading of [
    toolsets,
    tools,
    exclude,
    persona,
    readonlyInUrl,
    readonlyInHeader,
    nodelete,
  ]) {
    if (isProblem(reading)) return reading;
  }
  const choice: ToolChoice = {};
  if (Array.isArray(toolsets)) choice.toolsets = toolsets;
  if (Array.isArray(tools)) choice.tools = tools;
  if (Array.isArray(exclude)) choice.exclude = exclude;
  if (typeof persona === "string") choice.persona = persona;
  // The strictest wins: a proxy's header can not be undone in the URL, nor the other way round.
  if (readonlyInUrl === true || readonlyInHeader === true || persona === "auditor") {
    choice.readonly = true;
  }
  if (nodelete === true) choice.nodelete = true;
  return { ok: true, choice };
}

/**
 * A connection's choice and the person's own: a list that the connection chose wins over theirs, and
 * what either forbids is forbidden.
 */
export function withPreferences(choice: ToolChoice, preferences: Preferences): ToolChoice {
  const choosesList = choice.toolsets ?? choice.tools ?? choice.persona;
  const { toolsets, persona } = choosesList === undefined ? preferences : {};
  const readonly = preferences.readonly === true || persona === "auditor";
  const added: Preferences = {
    ...(toolsets !== undefined && { toolsets }),
    ...(persona !== undefined && { persona }),
    ...(readonly && choice.readonly !== true && { readonly }),
    ...(preferences.nodelete && choice.nodelete !== true && { nodelete: true }),
  };
  const byAccount = Object.keys(added) as (keyof Preferences)[];
  return byAccount.length === 0 ? choice : { ...choice, ...added, byAccount };
}

/** The tools that `tools/list` shows, in the order of the catalogue. */
export function visibleTools(
  tier: Tier,
  choice: ToolChoice,
  tools: readonly AnyTool[] = TOOLS,
): AnyTool[] {
  return tools.filter((tool) => isListed(tool, choice) && refuse(tool, tier, choice) === undefined);
}

/**
 * Why a call by name is refused, or nothing when it may go on. A tool outside the listing but
 * inside the tier may be called, unless a parameter that restricts is in force.
 */
export function refuse(tool: AnyTool, tier: Tier, choice: ToolChoice): Failure | undefined {
  if (tool.tier === "premium" && tier === "free") {
    return { code: "premium_required", tool: tool.name, does: tool.title };
  }
  const because = reasonAgainst(tool, choice);
  return because === undefined ? undefined : { code: "not_selected", tool: tool.name, because };
}

function reasonAgainst(tool: AnyTool, choice: ToolChoice): string | undefined {
  const onAccountPage = (name: keyof Preferences) => choice.byAccount?.includes(name) === true;
  if (choice.readonly && !tool.annotations.readOnlyHint) {
    return onAccountPage("readonly")
      ? "the user's account page is set to read only, and it writes"
      : "readonly=1 is set, and it writes";
  }
  if (choice.nodelete && tool.annotations.destructiveHint) {
    return onAccountPage("nodelete")
      ? "the user's account page forbids deleting, and it can delete"
      : "nodelete=1 is set, and it can delete";
  }
  if (choice.exclude?.some((name) => name === tool.name || name === tool.toolset)) {
    return "exclude= takes it away";
  }
  if (choice.tools !== undefined && !choice.tools.includes(tool.name)) {
    return "tools= does not name it";
  }
  if (choice.persona !== undefined && !isInPersona(tool, choice.persona)) {
    return onAccountPage("persona")
      ? `the persona ${choice.persona}, chosen on the user's account page, does not hold it`
      : `persona=${choice.persona} does not hold it`;
  }
  return undefined;
}

function isListed(tool: AnyTool, choice: ToolChoice): boolean {
  if (choice.tools !== undefined || choice.persona !== undefined) {
    // `tools` wins over `toolsets`; a persona is a listing of its own that `toolsets` can narrow.
    return (
      choice.tools !== undefined ||
      choice.toolsets === undefined ||
      isInToolsets(tool, choice.toolsets)
    );
  }
  return choice.toolsets === undefined ? tool.listedByDefault : isInToolsets(tool, choice.toolsets);
}

function isInToolsets(tool: AnyTool, toolsets: readonly string[]): boolean {
  return toolsets.some(
    (name) =>
      name === "all" || name === tool.toolset || (name === "default" && tool.listedByDefault),
  );
}

/** A persona that this version does not know holds nothing. */
function isInPersona(tool: AnyTool, persona: string): boolean {
  const names: readonly string[] = isPersona(persona) ? PERSONAS[persona] : [];
  return names.includes(tool.name.slice(TOOL_PREFIX.length));
}

/** All values of a repeated parameter as one list; the header counts where the URL is silent. */
function given(
  query: URLSearchParams,
  parameter: string,
  headers?: Headers,
  header?: string,
): string | null {
  if (query.has(parameter)) return query.getAll(parameter).join(",");
  return header === undefined ? null : (headers?.get(header) ?? null);
}

function readNames(
  parameter: string,
  text: string | null,
  known: readonly string[],
): string[] | Problem | undefined {
  if (text === null) return undefined;
  const names = text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
  // An empty list must not come to mean "everything".
  if (names.length === 0) return problem(`${parameter} names nothing.`, known);
  if (names.length > MAX_NAMES) return problem(`${parameter} names more than ${MAX_NAMES}.`, known);
  const full: string[] = [];
  for (const name of names) {
    const found = [name, `${TOOL_PREFIX}${name}`].find((spelling) => known.includes(spelling));
    if (found === undefined) {
      return problem(`${parameter} has no "${name.slice(0, MAX_NAME_CHARACTERS)}".`, known);
    }
    if (!full.includes(found)) full.push(found);
  }
  return full;
}

function readPersona(text: string | null): string | Problem | undefined {
  if (text === null) return undefined;
  const name = text.trim();
  if (isPersona(name)) return name;
  return problem(`persona has no "${name.slice(0, MAX_NAME_CHARACTERS)}".`, Object.keys(PERSONAS));
}

/** `?readonly` alone is on: whoever writes it wants it, and off is the wider side. */
function readSwitch(parameter: string, text: string | null): boolean | Problem | undefined {
  if (text === null) return undefined;
  const value = text.trim().toLowerCase();
  if (["", "1", "true"].includes(value)) return true;
  if (["0", "false"].includes(value)) return false;
  return problem(`${parameter} must be 1 or 0.`, ["1", "0"]);
}

function problem(sentence: string, known: readonly string[]): Problem {
  return { ok: false, problem: `${sentence} Known: ${known.join(", ")}.`, known };
}

function isProblem(reading: unknown): reading is Problem {
  return typeof reading === "object" && reading !== null && "problem" in reading;
}
