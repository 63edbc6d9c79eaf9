import { describe, expect, it } from "vitest";
import { customFieldCreate } from "../../../src/tools/custom-field/create.ts";
import { customFieldGet } from "../../../src/tools/custom-field/get.ts";
import { HOSTILE_IDS, leaked } from "../../support/hostile.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

const { backlog } = SEED.lists;
const bench = () => toolBench(customFieldCreate, { undocumented: ["field_create"] });

describe("clickup_custom_field_create", () => {
  it("is off unless the server's setting names it, and then sends nothing", async () => {
    const { call, requests } = toolBench(customFieldCreate);
    expect(await call({ list: backlog, name: "Team", type: "text" })).toEqual({
      ok: false,
      failure: {
        code: "not_enabled",
        tool: "clickup_custom_field_create",
        setting: "field_create in CLICKUP_UNDOCUMENTED",
      },
    });
    expect(requests()).toEqual([]);
  });

  it.each([
    [
      { type: "drop_down", options: ["A", "B"] },
      {
        options: [
          { name: "A", orderindex: 0 },
          { name: "B", orderindex: 1 },
        ],
      },
    ],
    [{ type: "labels", options: ["A"] }, { options: [{ label: "A", orderindex: 0 }] }],
    [
      { type: "currency", currency: "eur" },
      { currency_type: "EUR", precision: 2 },
    ],
    [{ type: "currency" }, { currency_type: "USD", precision: 2 }],
    [{ type: "emoji" }, { count: 5, code_point: "2b50" }],
    [{ type: "text" }, undefined],
    [{ type: "users" }, undefined],
  ])("creates %j with the settings that its type wants", async (input, config) => {
    const { value, writes, call } = bench();
    const made = await value({ list: backlog, name: "Team", ...input });
    expect(made).toEqual({
      id: expect.any(String),
      name: "Team",
      type: input.type,
      ...("options" in input && { options: input.options }),
    });
    expect(writes()).toEqual([
      {
        request: `POST /v2/list/${backlog}/field`,
        body: { name: "Team", type: input.type, ...(config && { type_config: config }) },
      },
    ]);
    const seen = await call({ at: "Product / Roadmap / Backlog" }, customFieldGet);
    expect(JSON.stringify(seen)).toContain(String(made.id));
  });

  it.each([
    [{ name: "X", type: "drop_down" }, "options"],
    [{ name: "X", type: "text", options: ["A"] }, "options"],
    [{ name: "X", type: "number", currency: "EUR" }, "currency"],
    [{ name: "X", type: "money" }, "type"],
  ])("writes nothing for %j", async (input, argument) => {
    const { call, writes } = bench();
    expect(await call({ list: backlog, ...input })).toMatchObject({
      failure: { code: "invalid_input", argument },
    });
    expect(writes()).toEqual([]);
  });

  it("refuses a name that the List has, because fields cannot be deleted again", async () => {
    const { call, value, writes } = bench();
    await value({ list: backlog, name: "Team", type: "text" });
    expect(await call({ list: backlog, name: "team", type: "text" })).toMatchObject({
      failure: { code: "invalid_input", argument: "name" },
    });
    expect(writes()).toHaveLength(1);
    await value({ list: backlog, name: "team", type: "text", allow_duplicate: true });
    expect(writes()).toHaveLength(2);
  });

  it("says that the List is not there", async () => {
    const { call, writes } = bench();
    expect(await call({ list: "Nowhere at all", name: "Team", type: "text" })).toMatchObject({
      failure: { code: "not_found", what: "List", findWith: "clickup_workspace_hierarchy" },
    });
    expect(writes()).toEqual([]);
  });

  it.each(HOSTILE_IDS)("lets no hostile id out: %s", async (id) => {
    const { call, requests, writes } = bench();
    await call({ list: id, name: "x", type: "text" });
    expect(leaked(requests(), id)).toEqual([]);
    expect(writes()).toEqual([]);
  });
});
