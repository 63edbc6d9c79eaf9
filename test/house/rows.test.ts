import { describe, expect, it } from "vitest";
import { findTool, TOOLS } from "../../src/tools/catalogue.ts";
import type { AnyTool } from "../../src/tools/define-tool.ts";
import { TOOL_PREFIX } from "../../src/tools/tool-names.ts";
import { OPERATIONS, shapeOf } from "../sandbox/openapi/operations.ts";
import { listedFor } from "../sandbox/openapi/undocumented.ts";
import { toolBench } from "../support/tool-bench.ts";
import { ANY_OPERATION, assertInRow, operationsOutside } from "../support/tool-rows.ts";
import catalogue from "./catalogue.json";
import { BENCHES, PREPARED, ROW_EXCEPTIONS } from "./row-exceptions.ts";

const DOCUMENTED = new Set(OPERATIONS.map(({ key }) => shapeOf(key)));
const CASES = ROW_EXCEPTIONS.flatMap(({ cases }) => cases);

const toolOf = (name: string): AnyTool => {
  const tool = findTool(TOOL_PREFIX + name);
  if (tool === undefined) throw new Error(`no tool ${name}`);
  return tool;
};

describe("what a tool may ask of ClickUp", () => {
  it("is named for each tool, as operations that ClickUp has", () => {
    expect(Object.keys(catalogue.calls).sort()).toEqual(
      TOOLS.map(({ name }) => name.slice(TOOL_PREFIX.length)).sort(),
    );
    const named = [...Object.values(catalogue.calls).flat(), ...catalogue.callable_by_all];
    const unknown = named.filter(
      (one) => one !== ANY_OPERATION && !DOCUMENTED.has(one) && listedFor(one).length === 0,
    );
    expect(unknown).toEqual([]);
  });

  it("only reads where the tool's hint says so, but for the query of the audit log", () => {
    const rows: Record<string, readonly string[]> = catalogue.calls;
    const writes = TOOLS.filter(({ annotations }) => annotations.readOnlyHint).flatMap(({ name }) =>
      (rows[name.slice(TOOL_PREFIX.length)] ?? []).filter((one) => !one.startsWith("GET ")),
    );
    expect(writes).toEqual(["POST /v3/workspaces/{}/auditlogs"]);
  });

  it("fails a tool test that calls anything else", () => {
    const request = { method: "GET", path: "/api/v2/team/9001/plan" };
    expect(() => assertInRow("clickup_workspace_get", [request])).not.toThrow();
    expect(() => assertInRow("clickup_task_get", [request])).toThrow("GET /v2/team/{}/plan");
  });

  it("has each exception once, and none that the row names anyway", () => {
    const keys = CASES.map(([tool, operation]) => `${tool} ${operation}`);
    expect(new Set(keys).size).toBe(keys.length);
    const rows: Record<string, readonly string[]> = catalogue.calls;
    expect(CASES.filter(([tool, operation]) => rows[tool]?.includes(operation))).toEqual([]);
  });

  it.each(
    CASES,
  )("has the exception of %s for %s because a call needs it", async (name, operation, input) => {
    const tool = toolOf(name);
    const bench = toolBench(tool, BENCHES[name]);
    const before = PREPARED[name];
    if (before !== undefined) await bench.call(before[1], toolOf(before[0]));
    bench.forget();
    await bench.call(input);
    expect(operationsOutside(tool.name, bench.sandbox.seen)).toContain(operation);
  });
});
