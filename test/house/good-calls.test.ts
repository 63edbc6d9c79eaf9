/** One good call of every tool, and what must hold of each whatever it does. */
import { describe, expect, it } from "vitest";
import type * as z from "zod";
import { $ZodArray, $ZodObject, $ZodOptional, $ZodString, type $ZodType } from "zod/v4/core";
import type { JsonObject } from "../../src/domain/json.ts";
import { findTool, listedTools, TOOLS } from "../../src/tools/catalogue.ts";
import type { AnyTool } from "../../src/tools/define-tool.ts";
import { Reference } from "../../src/tools/fields.ts";
import { TOOL_PREFIX } from "../../src/tools/tool-names.ts";
import type { SeenRequest } from "../sandbox/clickup/sandbox.ts";
import { FURTHER_CALLS } from "../support/further-calls.ts";
import { GOOD_CALLS, type GoodCall } from "../support/good-calls.ts";
import { HOSTILE_IDS } from "../support/hostile.ts";
import { type ToolBench, toolBench } from "../support/tool-bench.ts";

/** Text that is written as it stands, and words that are not looked up; everything else names something. */
const FREE_TEXT = new Set([
  ...["name", "title", "text", "content", "description", "append_description", "comment", "note"],
  ...["subtitle", "topic", "plan", "query", "queries", "name_filter", "section", "source", "body"],
  ...["filename", "secret", "handle", "unit", "post_title", "emails", "email", "cursor", "select"],
  // Of a plan that is made, and of what a template makes.
  ...[
    "phases",
    "milestones",
    "lists",
    "checklists",
    "checklist",
    "add_items",
    "key",
    "tasks[].name",
  ],
]);
/** Nearly every tool has it; it is tried with each without standing in a good call. */
const WORKSPACE = "workspace";
const GOOD = TOOLS.map((tool) => [tool.name, tool] as const);

async function ready(tool: AnyTool, { bench: options, before }: GoodCall): Promise<ToolBench> {
  const bench = toolBench(tool, { ...options, keepsInternalErrors: true });
  const first = before === undefined ? undefined : findTool(TOOL_PREFIX + before[0]);
  if (before !== undefined && first !== undefined) await bench.call(before[1], first);
  bench.forget();
  return bench;
}

function goodCallOf({ name }: { name: string }): GoodCall {
  const call = GOOD_CALLS[name.slice(TOOL_PREFIX.length)];
  if (call === undefined) throw new Error(`no good call of ${name}`);
  return call;
}

/** The good call, and those with what it leaves out. */
function inputsOf(tool: { name: string }): readonly unknown[] {
  const further = FURTHER_CALLS[tool.name.slice(TOOL_PREFIX.length)] ?? [];
  return [goodCallOf(tool).input, ...further];
}

type Path = readonly (string | number)[];

/** "members.add[]", whichever of them it is. */
const parameterAt = (path: Path) =>
  path
    .map((key) => (typeof key === "number" ? "[]" : `.${key}`))
    .join("")
    .slice(1);

/** The parameters that take an id, a URL or a name of what there is in ClickUp. */
function referenceParameters(schema: $ZodType, path: Path = []): string[] {
  if (schema instanceof $ZodOptional) return referenceParameters(schema._zod.def.innerType, path);
  if (schema instanceof $ZodArray) {
    return referenceParameters(schema._zod.def.element, [...path, 0]);
  }
  if (schema instanceof $ZodObject) {
    return Object.entries(schema._zod.def.shape).flatMap(([key, inner]) =>
      FREE_TEXT.has(key) ? [] : referenceParameters(inner, [...path, key]),
    );
  }
  // References may be longer than any other word; long texts have names of their own.
  const { maxLength } = schema instanceof $ZodString ? (schema as z.ZodString) : {};
  return maxLength === Reference.maxLength ? [parameterAt(path)] : [];
}

/** Where a text stands that names something: the path to it in the input. */
function referencesIn(value: unknown, path: Path = []): (string | number)[][] {
  const key = path.findLast((one) => typeof one === "string");
  if (key !== undefined && FREE_TEXT.has(String(key))) return [];
  if (typeof value === "string") return [[...path]];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([inner, one]) =>
    referencesIn(one, [...path, Array.isArray(value) ? Number(inner) : inner]),
  );
}

function withValueAt(input: unknown, path: Path, value: string): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  const copy = structuredClone(input) as Record<string | number, unknown>;
  copy[key] = withValueAt(copy[key], rest, value);
  return copy;
}

const carries = (path: string, text: string) =>
  path.includes(text) || path.includes(encodeURIComponent(text));

/** A write that ClickUp did not refuse. */
const isDone = ({ method, status }: SeenRequest) => method !== "GET" && (status ?? 0) < 400;

describe("a good call", () => {
  it("is known of every tool, and of nothing else", () => {
    expect(Object.keys(GOOD_CALLS).sort()).toEqual(
      TOOLS.map(({ name }) => name.slice(TOOL_PREFIX.length)).sort(),
    );
  });

  it.each(
    GOOD,
  )("of %s succeeds, with text and a structure of what its schema lists", async (name, tool) => {
    const good = goodCallOf(tool);
    const bench = await ready(tool, good);
    const outcome = await bench.call(good.input);
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.failure));
    const { structured, text } = outcome.value;
    expect(tool.output.safeParse(structured).success).toBe(true);
    const { properties = {}, required = [] } = (listedTools().get(name)?.outputSchema ??
      {}) as JsonObject;
    expect(Object.keys(structured)).toEqual(expect.arrayContaining(required as string[]));
    // What the list shows of an answer is what a model expects: at least one of it is there.
    expect(Object.keys(properties as JsonObject).some((key) => key in structured)).toBe(true);
    expect(text).not.toMatch(/\[object Object\]|undefined|NaN/);
    if (tool.annotations.readOnlyHint) {
      expect(bench.writes().filter(({ request }) => !request.includes("/auditlogs"))).toEqual([]);
    } else expect(bench.writes()).not.toEqual([]);
  });
});

describe("a further call", () => {
  it.each(
    GOOD,
  )("of %s succeeds, and with the good one names each thing that it can name", async (_, tool) => {
    const good = goodCallOf(tool);
    for (const input of inputsOf(tool).slice(1)) {
      const bench = await ready(tool, good);
      expect(await bench.call(input), JSON.stringify(input)).toMatchObject({ ok: true });
    }
    const given = new Set(inputsOf(tool).flatMap((input) => referencesIn(input).map(parameterAt)));
    const left = referenceParameters(tool.input).filter((one) => !given.has(one));
    expect(left.filter((one) => one !== WORKSPACE)).toEqual([]);
  });
});

describe("a hostile reference in place of a good one", () => {
  it.each(GOOD)("gets into no request of %s, and nothing is written", async (_name, tool) => {
    const good = goodCallOf(tool);
    let bench = await ready(tool, good);
    const tried = new Set<string>();
    const places = inputsOf(tool).flatMap((input) =>
      [...referencesIn(input), ...(WORKSPACE in tool.input.shape ? [[WORKSPACE]] : [])].flatMap(
        (path) => {
          if (tried.has(parameterAt(path))) return [];
          tried.add(parameterAt(path));
          return [{ input, path }];
        },
      ),
    );
    for (const { input, path } of places) {
      for (const hostile of HOSTILE_IDS) {
        bench.forget();
        const outcome = await bench.call(withValueAt(input, path, hostile));
        const at = `${path.join(".")} = ${JSON.stringify(hostile)}`;
        expect(bench.internalErrors, at).toEqual([]);
        // One that walked up would show as an operation that the bench does not let pass.
        const paths = bench.sandbox.seen.map(({ path: sent }) => sent);
        expect(
          paths.filter((sent) => carries(sent, hostile)),
          at,
        ).toEqual([]);
        // Where such a text may stand (a new label, an address), the rest of the call is done.
        if (outcome.ok) bench = await ready(tool, good);
        else
          expect(
            bench.sandbox.seen.filter(isDone).map(({ path: sent }) => sent),
            at,
          ).toEqual([]);
      }
    }
  });
});
