import { describe, expect, it } from "vitest";
import { tagCreate } from "../../../src/tools/tag/create.ts";
import { tagList } from "../../../src/tools/tag/list.ts";
import { HOSTILE_IDS, leaked } from "../../support/hostile.ts";
import { onlyTasks } from "../../support/many-tasks.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

const { product, operations } = SEED.spaces;

describe("clickup_tag_list", () => {
  it("gives one Space's tags in one call", async () => {
    const { call, requests, forget } = toolBench(tagList);
    await call({ space: "Product" });
    forget();
    const outcome = await call({ space: "Product", name_filter: "bug" });
    expect(requests()).toEqual([`GET /v2/space/${product}/tag`]);
    expect(outcome).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "complete": true,
            "tags": [
              {
                "bg": "#e50000",
                "fg": "#ffffff",
                "name": "bug",
                "space": "Product",
              },
            ],
          },
          "text": "tags (1):
        - name: bug · fg: #ffffff · bg: #e50000 · space: Product
      complete: yes",
        },
      }
    `);
  });

  it("gives all Spaces' tags in one call each, and counts tasks a hundred a call", async () => {
    const { value, requests, forget, sandbox } = toolBench(tagList);
    const all = await value({});
    const spaces = new Set((all.tags as { space: string }[]).map(({ space }) => space));
    expect(spaces.size).toBeGreaterThan(1);
    forget();
    const counted = await value({ space: "Product", with_counts: true });
    const looked = counted.tasks_counted as number;
    expect(counted.complete).toBe(true);
    expect(requests("/task?")).toHaveLength(Math.ceil(looked / 100));
    const real = Object.values(sandbox.state.tasks).filter(
      ({ tags, listId, archived }) =>
        tags.includes("bug") && sandbox.state.lists[listId]?.spaceId === product && !archived,
    );
    expect(counted.tags).toEqual(
      expect.arrayContaining([expect.objectContaining({ name: "bug", tasks: real.length })]),
    );
  });

  it("tells a Space's tags by its id where nobody can see its name", async () => {
    const { value, sandbox } = toolBench(tagList);
    const space = sandbox.state.spaces[product];
    if (space !== undefined) space.name = "\u3164";
    const bug = expect.objectContaining({ name: "bug", space: product });
    expect(await value({})).toMatchObject({ tags: expect.arrayContaining([bug]) });
    expect(await value({ space: product, name_filter: "bug" })).toMatchObject({ tags: [bug] });
  });

  it("says that a count is of the newest tasks alone where there are too many", async () => {
    const bench = toolBench(tagList);
    onlyTasks(bench, 2_001);
    const input = { space: "Product", with_counts: true, name_filter: "bug" };
    expect(await bench.value(input)).toMatchObject({
      tags: [{ name: "bug", tasks: 2_000 }],
      tasks_counted: 2_000,
      complete: false,
      note: "Only 2000 tasks were counted, the newest; the numbers are at least these.",
    });
  });

  it.each(HOSTILE_IDS)("lets no hostile id out: %s", async (id) => {
    const { call, requests } = toolBench(tagList);
    expect((await call({ space: id })).ok).toBe(false);
    expect(leaked(requests(), id)).toEqual([]);
  });
});

describe("clickup_tag_create", () => {
  it("creates what is missing, one call a tag, and leaves what is there", async () => {
    const bench = toolBench(tagCreate);
    const outcome = await bench.call({
      space: "Product",
      tags: [{ name: "#Release 12", fg: "#ffffff", bg: "#2ecd6f" }, "Bug"],
    });
    expect(bench.writes()).toMatchInlineSnapshot(`
      [
        {
          "body": {
            "tag": {
              "name": "release 12",
              "tag_bg": "#2ecd6f",
              "tag_fg": "#ffffff",
            },
          },
          "request": "POST /v2/space/101/tag",
        },
      ]
    `);
    expect(outcome).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "created": [
              "release 12",
            ],
            "existed": [
              "bug",
            ],
            "space": "Product",
          },
          "text": "space: Product
      created: release 12
      existed: bug",
        },
      }
    `);
    // Its own write is known at the next call.
    expect(await bench.value({ space: "Product", tags: ["release 12"] })).toMatchObject({
      created: [],
      existed: ["release 12"],
    });
  });

  it("creates nothing when a name or colour cannot be, and warns where tags are off", async () => {
    const { call, value, writes } = toolBench(tagCreate);
    expect(await call({ space: "Product", tags: ["ok", "a/b"] })).toMatchObject({
      failure: { code: "invalid_input", argument: "tags" },
    });
    expect(await call({ space: "Product", tags: [{ name: "x", bg: "red" }] })).toMatchObject({
      failure: { code: "invalid_input", argument: "tags" },
    });
    expect(await call({ space: "Prodct", tags: ["x"] })).toMatchObject({
      failure: { code: "not_found", nearest: [{ name: "Product" }] },
    });
    expect(writes()).toEqual([]);
    expect(await value({ space: operations, tags: ["x"] })).toMatchObject({
      warnings: ["Tags are switched off in this Space: tasks there will not show them."],
    });
  });

  it("tells which tag ClickUp refused, and creates the others", async () => {
    const { value, sandbox } = toolBench(tagCreate);
    sandbox.answerNext(Response.json({ err: "no", ECODE: "TAG_001" }, { status: 400 }), {
      method: "POST",
    });
    expect(await value({ space: "Product", tags: ["one", "two"] })).toMatchObject({
      created: ["two"],
      existed: [],
      failed: [{ step: "tag one", code: "clickup_rejected" }],
    });
  });

  it.each(HOSTILE_IDS)("lets no hostile id out: %s", async (id) => {
    const { call, requests, writes } = toolBench(tagCreate);
    expect((await call({ space: id, tags: ["x"] })).ok).toBe(false);
    expect(leaked(requests(), id)).toEqual([]);
    expect(writes()).toEqual([]);
  });
});
