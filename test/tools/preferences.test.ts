import { describe, expect, it } from "vitest";
import type { Preferences, ToolChoice } from "../../src/domain/tool-choice.ts";
import { TOOLS } from "../../src/tools/catalogue.ts";
import { refuse, visibleTools, withPreferences } from "../../src/tools/choice.ts";

const listed = (choice: ToolChoice, preferences: Preferences) =>
  visibleTools("premium", withPreferences(choice, preferences)).map(({ name }) => name);

function because(name: string, choice: ToolChoice, preferences: Preferences) {
  const tool = TOOLS.find((candidate) => candidate.name === name);
  if (tool === undefined) throw new Error(name);
  const failure = refuse(tool, "premium", withPreferences(choice, preferences));
  return failure?.code === "not_selected" ? failure.because : failure?.code;
}

describe("the choice on the account page", () => {
  it("is the list of a connection that chooses none", () => {
    expect(listed({}, { toolsets: ["goals"] })).toEqual(listed({ toolsets: ["goals"] }, {}));
    expect(listed({}, { persona: "worker" })).toHaveLength(22);
    expect(listed({}, {})).toEqual(listed({ toolsets: ["default"] }, {}));
  });

  it.each<[string, ToolChoice]>([
    ["toolsets", { toolsets: ["docs"] }],
    ["tools", { tools: ["clickup_task_get"] }],
    ["persona", { persona: "writer" }],
  ])("gives way to the %s of the URL", (_, choice) => {
    const preferences = { persona: "worker", toolsets: ["goals"] };
    expect(listed(choice, preferences)).toEqual(listed(choice, {}));
  });

  it("stays beside what the URL takes away", () => {
    const left = listed({ exclude: ["tasks"] }, { persona: "worker" });
    expect(left).not.toContain("clickup_task_get");
    expect(left).toContain("clickup_comment_create");
    expect(left).not.toContain("clickup_doc_create");
  });

  it("forbids writing and deleting also where the URL chose the list", () => {
    const all = { toolsets: ["all"] };
    const reads = TOOLS.filter((tool) => tool.annotations.readOnlyHint).map(({ name }) => name);
    expect(listed(all, { readonly: true })).toEqual(reads);
    expect(because("clickup_task_create", all, { readonly: true })).toBe(
      "the user's account page is set to read only, and it writes",
    );
    expect(because("clickup_task_delete", all, { nodelete: true })).toBe(
      "the user's account page forbids deleting, and it can delete",
    );
  });

  it("is not undone, and is not blamed, where the URL forbids the same", () => {
    expect(because("clickup_task_create", { readonly: true }, { readonly: true })).toBe(
      "readonly=1 is set, and it writes",
    );
  });

  it("forbids writing for the auditor, as the URL's persona does", () => {
    expect(withPreferences({}, { persona: "auditor" })).toMatchObject({ readonly: true });
    expect(withPreferences({ persona: "worker" }, { persona: "auditor" })).toEqual({
      persona: "worker",
    });
  });

  it("says where a persona was chosen when it keeps a tool away", () => {
    expect(because("clickup_doc_create", {}, { persona: "worker" })).toBe(
      "the persona worker, chosen on the user's account page, does not hold it",
    );
  });
});
