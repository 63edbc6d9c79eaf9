import { describe, expect, it } from "vitest";
import { tagDelete } from "../../../src/tools/tag/delete.ts";
import { tagUpdate } from "../../../src/tools/tag/update.ts";
import { HOSTILE_IDS, leaked } from "../../support/hostile.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

const { product } = SEED.spaces;
const namesIn = ({ sandbox }: ReturnType<typeof toolBench>) =>
  sandbox.state.spaces[product]?.tags.map(({ name }) => name);

describe("clickup_tag_update", () => {
  it("renames and keeps the colours that are not named", async () => {
    const bench = toolBench(tagUpdate);
    expect(
      await bench.value({ space: product, tag: "Bug", name: "Defect", bg: "#112233" }),
    ).toEqual({
      tag: { name: "defect", fg: "#ffffff", bg: "#112233" },
      changed: ["name", "bg"],
    });
    expect(bench.requests()).toEqual([
      `GET /v2/space/${product}/tag`,
      `PUT /v2/space/${product}/tag/bug`,
    ]);
    expect(bench.writes()).toEqual([
      {
        request: `PUT /v2/space/${product}/tag/bug`,
        body: {
          tag: {
            name: "defect",
            tag_fg: "#ffffff",
            tag_bg: "#112233",
            fg_color: "#ffffff",
            bg_color: "#112233",
          },
        },
      },
    ]);
    expect(namesIn(bench)).toContain("defect");
    expect(bench.sandbox.state.tasks[SEED.tasks.bug]?.tags).toContain("defect");
  });

  it("addresses a tag with signs in its name", async () => {
    const { value, requests } = toolBench(tagUpdate);
    await value({ space: product, tag: "c++ & rust", name: "systems" });
    expect(requests().at(-1)).toMatch(/^PUT \/v2\/space\/101\/tag\/c(\+\+|%2B%2B)%20%26%20rust$/);
  });

  it("says what ClickUp ignored", async () => {
    const { value, sandbox } = toolBench(tagUpdate);
    sandbox.answerNext(Response.json({ tag: { name: "bug", fg_color: "#000000" } }), {
      method: "PUT",
    });
    expect(
      await value({ space: product, tag: "bug", name: "defect", fg: "#000000" }),
    ).toMatchObject({
      changed: ["fg"],
      ignored: [{ field: "name", reason: "ClickUp did not take it" }],
    });
  });

  it.each([
    [{ tag: "bugg", name: "x" }, "tag"],
    [{ tag: "bug", name: "design" }, "name"],
    [{ tag: "bug", name: "a/b" }, "name"],
    [{ tag: "bug", fg: "red" }, "fg"],
    [{ tag: "bug" }, "tag"],
  ])("writes nothing for %j", async (input, argument) => {
    const { call, writes } = toolBench(tagUpdate);
    expect(await call({ space: product, ...input })).toMatchObject({
      failure: { code: "invalid_input", argument },
    });
    expect(writes()).toEqual([]);
  });

  it.each(HOSTILE_IDS)("lets no hostile id out: %s", async (id) => {
    const { call, requests, writes } = toolBench(tagUpdate);
    await call({ space: id, tag: "bug", name: "x" });
    await call({ space: product, tag: id, name: "x" });
    expect(leaked(requests(), id)).toEqual([]);
    expect(writes()).toEqual([]);
  });
});

describe("clickup_tag_delete", () => {
  it("deletes with one call each after one that reads them", async () => {
    const bench = toolBench(tagDelete);
    expect(await bench.value({ space: product, tags: ["bug", "#Design", "bug"] })).toEqual({
      deleted: ["bug", "design"],
      kept: [],
    });
    expect(bench.requests()).toEqual([
      `GET /v2/space/${product}/tag`,
      `DELETE /v2/space/${product}/tag/bug`,
      `DELETE /v2/space/${product}/tag/design`,
    ]);
    expect(namesIn(bench)).not.toContain("bug");
    expect(bench.sandbox.state.tasks[SEED.tasks.bug]?.tags).not.toContain("bug");
  });

  it("keeps with unused_only what a task has", async () => {
    const bench = toolBench(tagDelete);
    const space = bench.sandbox.state.spaces[product];
    space?.tags.push({ name: "nobody has it", fg: "#fff", bg: "#000", creatorId: 1001 });
    const input = { space: product, tags: ["bug", "nobody has it"], unused_only: true };
    const kept = [{ name: "bug", reason: "tasks have it" }];
    expect(await bench.value({ ...input, dry_run: true })).toMatchObject({
      deleted: [],
      would_delete: ["nobody has it"],
      kept,
    });
    expect(bench.writes()).toEqual([]);
    expect(await bench.value(input)).toEqual({
      deleted: ["nobody has it"],
      kept,
      note: expect.stringContaining("Archived tasks"),
    });
  });

  it("tells which tag ClickUp refused to delete, and deletes the others", async () => {
    const { value, sandbox } = toolBench(tagDelete);
    sandbox.answerNext(Response.json({ err: "no", ECODE: "ACCESS_083" }, { status: 403 }), {
      method: "DELETE",
    });
    expect(await value({ space: product, tags: ["bug", "design"] })).toEqual({
      deleted: ["design"],
      kept: [],
      failed: [{ step: "tag bug", code: "forbidden", problem: "this user may not do that" }],
    });
  });

  it("deletes nothing when one of the tags is not there", async () => {
    const { call, writes } = toolBench(tagDelete);
    expect(await call({ space: product, tags: ["bug", "desing"] })).toMatchObject({
      failure: { code: "invalid_input", argument: "tags", allowed: ["design"] },
    });
    expect(writes()).toEqual([]);
  });

  it.each(HOSTILE_IDS)("lets no hostile id out: %s", async (id) => {
    const { call, requests, writes } = toolBench(tagDelete);
    await call({ space: id, tags: ["bug"] });
    await call({ space: product, tags: [id] });
    expect(leaked(requests(), id)).toEqual([]);
    expect(writes()).toEqual([]);
  });
});
