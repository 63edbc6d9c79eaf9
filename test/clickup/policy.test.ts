import { describe, expect, it } from "vitest";
import { toFailure } from "../../src/clickup/errors.ts";
import { checkPolicy, type Method, type Policy } from "../../src/clickup/policy.ts";
import { clickUpBench } from "../support/clickup-bench.ts";

const allows = (policy: Policy, method: Method, shape: string): boolean => {
  try {
    checkPolicy(policy, method, shape);
    return true;
  } catch {
    return false;
  }
};

describe("policy", () => {
  it("lets nothing but GET and the audit-log query leave when readonly is set", () => {
    const policy = { readonly: true };
    expect(allows(policy, "GET", "/v2/list/{}")).toBe(true);
    expect(allows(policy, "POST", "/v3/workspaces/{}/auditlogs")).toBe(true);
    for (const method of ["POST", "PUT", "PATCH", "DELETE"] as const) {
      expect(allows(policy, method, "/v2/task/{}")).toBe(false);
    }
    expect(allows(policy, "DELETE", "/v3/workspaces/{}/auditlogs")).toBe(false);
  });

  it("keeps objects from deletion and merge when nodelete is set, and lets parts be taken off", () => {
    const policy = { nodelete: true };
    expect(allows(policy, "DELETE", "/v2/task/{}")).toBe(false);
    expect(allows(policy, "DELETE", "/v2/checklist/{}/checklist_item/{}")).toBe(false);
    expect(allows(policy, "DELETE", "/v2/space/{}/tag/{}")).toBe(false);
    expect(allows(policy, "POST", "/v2/task/{}/merge")).toBe(false);
    expect(allows(policy, "DELETE", "/v2/task/{}/tag/{}")).toBe(true);
    expect(allows(policy, "DELETE", "/v2/task/{}/field/{}")).toBe(true);
    expect(allows(policy, "DELETE", "/v2/list/{}/task/{}")).toBe(true);
    expect(allows(policy, "PUT", "/v2/task/{}")).toBe(true);
  });

  it("lets things be added and nothing be changed when addOnly is set", () => {
    expect(allows({ addOnly: true }, "POST", "/v2/list/{}/task")).toBe(true);
    expect(allows({ addOnly: true }, "PUT", "/v2/task/{}")).toBe(false);
    expect(allows({ addOnly: true }, "DELETE", "/v2/task/{}/tag/{}")).toBe(false);
  });

  it("is held where requests leave, and named in the failure", async () => {
    const { client, sandbox } = clickUpBench({ policy: { readonly: true } });
    const error = await client()
      .tasks.create("901", { name: "x" })
      .catch((thrown: unknown) => thrown);
    expect(toFailure(error, { tool: "clickup_task_create" })).toEqual({
      code: "not_selected",
      tool: "clickup_task_create",
      because: "it is set to read only",
    });
    expect(sandbox.seen).toEqual([]);
  });
});
