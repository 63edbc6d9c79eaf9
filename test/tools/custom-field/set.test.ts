import { describe, expect, it } from "vitest";
import { customFieldSet } from "../../../src/tools/custom-field/set.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

const { checkout, bug, milestone, pricingPage } = SEED.tasks;

describe("clickup_custom_field_set", () => {
  it("sets fields of every kind by name and plain value, and shows them as people read them", async () => {
    const { call, writes } = toolBench(customFieldSet);
    const outcome = await call({
      tasks: [bug],
      fields: {
        Severity: "minor & cosmetic",
        Platforms: ["iOS", "Web"],
        Reviewer: ["Ben Okafor"],
        "Ship Date": "2026-12-24",
        "Customer Visible": true,
        Budget: "€ 12.50",
        Site: { lat: 52.5, lng: 13.4, address: "Berlin" },
        "Related Work": [checkout],
        Notes: "Plain",
      },
    });
    expect(writes()).toMatchInlineSnapshot(`
      [
        {
          "body": {
            "value": "23f2f852-cdb9-4eec-8f0d-e1905eee1f98",
          },
          "request": "POST /v2/task/86c000007/field/7e505367-46df-4612-8ae3-9b3695e9b2f4",
        },
        {
          "body": {
            "value": [
              "836b7f36-e7cd-4382-88c7-7a174691459f",
              "414af6b8-411f-4024-865f-fa473401872b",
            ],
          },
          "request": "POST /v2/task/86c000007/field/9cfbe406-c8ae-4138-85e6-4d296c1ab82d",
        },
        {
          "body": {
            "value": {
              "add": [
                1002,
              ],
              "rem": [],
            },
          },
          "request": "POST /v2/task/86c000007/field/9450008f-f60c-4212-813b-2b88ad759c87",
        },
        {
          "body": {
            "value": 1798081200000,
            "value_options": {
              "time": false,
            },
          },
          "request": "POST /v2/task/86c000007/field/b3e63eca-420c-4c37-83bd-19412dd9cfdb",
        },
        {
          "body": {
            "value": true,
          },
          "request": "POST /v2/task/86c000007/field/320a99ed-10ae-4844-8985-a2664a1f2283",
        },
        {
          "body": {
            "value": 12.5,
          },
          "request": "POST /v2/task/86c000007/field/30d0b6b4-0e8b-4942-89d7-b9cbb17395c7",
        },
        {
          "body": {
            "value": {
              "formatted_address": "Berlin",
              "location": {
                "lat": 52.5,
                "lng": 13.4,
              },
            },
          },
          "request": "POST /v2/task/86c000007/field/eea27c2f-360e-48a8-8ffc-c7c199ff0b38",
        },
        {
          "body": {
            "value": {
              "add": [
                "86c000001",
              ],
              "rem": [],
            },
          },
          "request": "POST /v2/task/86c000007/field/d7b7665f-0aa2-4740-8906-79e38686a460",
        },
        {
          "body": {
            "value": "Plain",
          },
          "request": "POST /v2/task/86c000007/field/9fed4c2a-75e7-4f7a-88ff-da25934cfda1",
        },
      ]
    `);
    expect(outcome).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "failed": 0,
            "results": [
              {
                "field": "Severity",
                "ok": true,
                "task": "86c000007",
                "value_now": "Minor & cosmetic",
              },
              {
                "field": "Platforms",
                "ok": true,
                "task": "86c000007",
                "value_now": [
                  "iOS",
                  "Web",
                ],
              },
              {
                "field": "Reviewer",
                "ok": true,
                "task": "86c000007",
                "value_now": [
                  "Ben Okafor",
                ],
              },
              {
                "field": "Ship Date",
                "ok": true,
                "task": "86c000007",
                "value_now": "2026-12-24",
              },
              {
                "field": "Customer Visible",
                "ok": true,
                "task": "86c000007",
                "value_now": true,
              },
              {
                "field": "Budget",
                "ok": true,
                "task": "86c000007",
                "value_now": 12.5,
              },
              {
                "field": "Site",
                "ok": true,
                "task": "86c000007",
                "value_now": "Berlin",
              },
              {
                "field": "Related Work",
                "ok": true,
                "task": "86c000007",
                "value_now": [
                  "86c000001",
                ],
              },
              {
                "field": "Notes",
                "ok": true,
                "task": "86c000007",
                "value_now": "Plain",
              },
            ],
          },
          "text": "results (9):
        - task: 86c000007 · field: Severity · ok: yes · value_now: Minor & cosmetic
        - task: 86c000007 · field: Platforms · ok: yes · value_now: iOS, Web
        - task: 86c000007 · field: Reviewer · ok: yes · value_now: Ben Okafor
        - task: 86c000007 · field: Ship Date · ok: yes · value_now: 2026-12-24
        - task: 86c000007 · field: Customer Visible · ok: yes · value_now: yes
        - task: 86c000007 · field: Budget · ok: yes · value_now: 12.5
        - task: 86c000007 · field: Site · ok: yes · value_now: Berlin
        - task: 86c000007 · field: Related Work · ok: yes · value_now: 86c000001
        - task: 86c000007 · field: Notes · ok: yes · value_now: Plain
      failed: 0",
        },
      }
    `);
  });

  it("changes one field on 20 tasks in at most 21 calls", async () => {
    const { value, requests, forget, sandbox } = toolBench(customFieldSet);
    await value({ tasks: [bug], fields: { Component: "warm" }, dry_run: true });
    forget();
    const tasks = Object.values(sandbox.state.tasks)
      .filter(({ listId }) => listId === SEED.lists.backlog)
      .slice(0, 20)
      .map(({ id }) => id);
    const result = await value({ tasks, fields: { Component: "api" } });
    expect(result).toMatchObject({ failed: 0 });
    expect(requests().length).toBeLessThanOrEqual(21);
    for (const id of tasks) {
      expect(sandbox.state.tasks[id]?.fieldValues[SEED.fields.short_text]).toBe("api");
    }
  });

  it("adds to and removes from labels and people without losing the others", async () => {
    const { value, writes, forget } = toolBench(customFieldSet);
    expect(
      await value({
        tasks: [checkout],
        fields: { Platforms: ["iOS"], Reviewer: ["Ben Okafor"] },
        mode: "add",
      }),
    ).toMatchObject({
      results: [
        { field: "Platforms", ok: true, value_now: ["Web", "Android", "iOS"] },
        { field: "Reviewer", ok: true, value_now: ["Chika Tanaka", "Ben Okafor"] },
      ],
    });
    forget();
    await value({ tasks: [checkout], fields: { Platforms: ["Web"] }, mode: "remove" });
    expect(writes()[0]?.body).toEqual({ value: [SEED.labels.android, SEED.labels.ios] });
    forget();
    await value({ tasks: [checkout], fields: { Reviewer: ["Ada Lovelace"] } });
    expect(writes()[0]?.body).toEqual({ value: { add: [1001], rem: [1003, 1002] } });
  });

  it("tells of people added to a task that was not read what was added, not what is there now", async () => {
    const { value, requests, forget } = toolBench(customFieldSet);
    const asked = { tasks: [checkout, bug], fields: { Reviewer: ["Ben Okafor"] }, mode: "add" };
    await value({ ...asked, dry_run: true });
    forget();
    expect(await value(asked)).toEqual({
      results: [
        { task: checkout, field: "Reviewer", ok: true, value_now: ["Chika Tanaka", "Ben Okafor"] },
        { task: bug, field: "Reviewer", ok: true, added: ["Ben Okafor"] },
      ],
      failed: 0,
      note: expect.stringContaining("the whole value was not read"),
    });
    expect(requests()).toHaveLength(3);
    const relations = { tasks: [bug, checkout], fields: { "Related Work": [bug] }, mode: "remove" };
    expect(await value(relations)).toMatchObject({
      results: [
        { task: bug, unchanged: true },
        { task: checkout, removed: [bug] },
      ],
    });
  });

  it("spends no use of a field on adding who is there, or on removing who is not", async () => {
    const { value, writes } = toolBench(customFieldSet);
    const row = { task: checkout, ok: true, unchanged: true, value_now: ["Chika Tanaka"] };
    const add = { tasks: [checkout], fields: { Reviewer: ["Chika Tanaka"] }, mode: "add" };
    expect(await value(add)).toMatchObject({ results: [row] });
    const remove = { tasks: [checkout], fields: { Reviewer: ["Ben Okafor"] }, mode: "remove" };
    expect(await value(remove)).toMatchObject({ results: [row] });
    expect(writes()).toEqual([]);
  });

  it("clears with null, and spends no use on what is there already", async () => {
    const { value, writes, sandbox } = toolBench(customFieldSet);
    expect(
      await value({ tasks: [checkout], fields: { Severity: "Major", Component: null } }),
    ).toMatchObject({
      results: [
        { field: "Severity", unchanged: true },
        { field: "Component", ok: true, value_now: null },
      ],
    });
    expect(writes().map(({ request }) => request)).toEqual([
      `DELETE /v2/task/${checkout}/field/${SEED.fields.short_text}`,
    ]);
    expect(sandbox.state.tasks[checkout]?.fieldValues[SEED.fields.short_text]).toBeUndefined();
  });

  it("takes tasks by their names in a List, whose definitions it then uses", async () => {
    const { value, writes } = toolBench(customFieldSet);
    const tasks = ["Crash when the cart is empty", "Public beta"];
    expect(await value({ tasks, list: "Backlog", fields: { Component: "api" } })).toMatchObject({
      failed: 0,
    });
    expect(
      writes()
        .map(({ request }) => request)
        .sort(),
    ).toEqual([milestone, bug].map((id) => `POST /v2/task/${id}/field/${SEED.fields.short_text}`));
  });

  it("takes people off, and leaves the others", async () => {
    const { value, sandbox } = toolBench(customFieldSet);
    const fields = { Reviewer: ["Chika Tanaka"], "Related Work": [bug] };
    await value({ tasks: [checkout], fields: { Reviewer: ["Ben Okafor"] }, mode: "add" });
    await value({ tasks: [checkout], fields, mode: "remove" });
    const { [SEED.fields.users]: people, [SEED.fields.tasks]: related } =
      sandbox.state.tasks[checkout]?.fieldValues ?? {};
    expect(people).toEqual([1002]);
    expect(related).toBeUndefined();
  });

  it("finds a field of the same name where another List has its own", async () => {
    const { value, sandbox } = toolBench(customFieldSet);
    const own = Object.values(sandbox.state.fields).find(({ name }) => name === "Ticket Source");
    const other = "5c6d7e8f-0000-4000-8000-000000000001";
    if (own === undefined) throw new Error("not seeded");
    sandbox.state.fields[other] = {
      ...own,
      id: other,
      place: { kind: "list", id: SEED.lists.backlog },
    };
    const ticket = Object.values(sandbox.state.tasks).find(
      ({ listId }) => listId === SEED.lists.tickets,
    );
    const tasks = [bug, ticket?.id];
    expect(await value({ tasks, fields: { "Ticket Source": "mail" } })).toMatchObject({
      failed: 0,
    });
    expect(sandbox.state.tasks[bug]?.fieldValues[other]).toBe("mail");
    expect(sandbox.state.tasks[ticket?.id ?? ""]?.fieldValues[own.id]).toBe("mail");
  });

  it("on dry_run says what would be set", async () => {
    const { value, writes } = toolBench(customFieldSet);
    expect(
      await value({ tasks: [bug, pricingPage], fields: { Severity: "Trivial" }, dry_run: true }),
    ).toMatchObject({
      dry_run: true,
      note: "Nothing was set; value_now is what each would be without dry_run.",
      results: [{ value_now: "Trivial" }, { value_now: "Trivial" }],
    });
    expect(writes()).toEqual([]);
  });
});
