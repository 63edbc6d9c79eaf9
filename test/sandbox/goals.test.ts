import { describe, expect, it } from "vitest";
import { bench, names, rows } from "./bench.ts";
import type { JsonObject } from "./clickup/json.ts";
import { SEED, SEED_ANCHOR_MS } from "./clickup/seed.ts";

const { goals, keyResults, tasks } = SEED;
const GOALS = "/v2/team/9001/goal";
const BETA = `/v2/goal/${goals.beta}`;

const one = (body: JsonObject, key: string): JsonObject =>
  rows({ list: [body[key] ?? null] }, "list")[0] ?? {};

describe("goals", () => {
  it("come loose and in folders; complete ones only when asked for, private ones not", async () => {
    const { get } = bench();
    const { body } = await get(GOALS);
    expect(names(body, "goals")).toEqual(["Public beta &amp; launch"]);
    expect(rows(body, "folders")).toMatchObject([
      { name: "2026 &amp; on", goals: [{ name: "Fewer regressions" }] },
    ]);
    const all = await get(`${GOALS}?include_completed=true`);
    expect(names(all.body, "goals")).toContain("Hire a designer");
    expect((await get(`/v2/goal/${goals.bensOwn}`)).status).toBe(404);
  });

  it("hold their key results only when read one by one", async () => {
    const { get } = bench();
    const goal = one((await get(BETA)).body, "goal");
    expect(rows(goal, "key_results")).toMatchObject([
      { name: "Teams", percent_completed: 0.25, steps_current: 125 },
      { name: "Press kit is out", completed: false },
      { type: "automatic", percent_completed: 0.5, task_ids: [tasks.closed, tasks.bug] },
    ]);
    expect(goal.percent_completed).toBe(25);
    expect(rows((await get(GOALS)).body, "goals")[0]).not.toHaveProperty("key_results");
  });

  it("are created, changed whole, and deleted with what they hold", async () => {
    const { call, sandbox } = bench();
    const made = await call("POST", GOALS, {
      name: "New",
      due_date: SEED_ANCHOR_MS,
      owners: [1001, 1003],
      multiple_owners: true,
    });
    expect(made.body.goal).toMatchObject({ name: "New", pretty_id: "5" });
    const full = {
      name: "Beta",
      due_date: SEED_ANCHOR_MS,
      description: "x",
      color: "#000000",
      add_owners: [1003],
      rem_owners: [1002],
    };
    const changed = one((await call("PUT", BETA, full)).body, "goal");
    expect(rows(changed, "owners").map((owner) => owner.id)).toEqual([1001, 1003]);
    expect((await call("PUT", BETA, { name: "Half" })).status).toBe(400);
    expect(await call("DELETE", BETA)).toMatchObject({ status: 200, body: {} });
    expect(sandbox.state.keyResults[keyResults.teams]).toBeUndefined();
  });
});

describe("key results", () => {
  it("are added with a kind, and automatic ones with what they count", async () => {
    const { call } = bench();
    const add = async (body: JsonObject) => call("POST", `${BETA}/key_result`, body);
    const added = await add({ name: "Revenue", type: "currency", steps_end: 1000, unit: "EUR" });
    expect(added.body.key_result).toMatchObject({ type: "currency", percent_completed: 0 });
    expect((await add({ name: "A", type: "automatic" })).status).toBe(400);
    expect((await add({ name: "A", type: "guess" })).status).toBe(400);
  });

  it("record progress with a note", async () => {
    const { call } = bench();
    const path = `/v2/key_result/${keyResults.teams}`;
    const { body } = await call("PUT", path, { steps_current: 250, note: "Halfway" });
    expect(body.key_result).toMatchObject({
      percent_completed: 0.5,
      last_action: { note: "Halfway", steps_before: "125", steps_taken: "125" },
    });
    const press = `/v2/key_result/${keyResults.press}`;
    expect((await call("PUT", press, { steps_current: 3, note: "" })).status).toBe(400);
    expect(
      (await call("PUT", press, { steps_current: 1, note: "" })).body.key_result,
    ).toMatchObject({
      completed: true,
    });
    const counted = `/v2/key_result/${keyResults.tasks}`;
    expect((await call("PUT", counted, { steps_current: 1, note: "" })).status).toBe(400);
    expect((await call("DELETE", counted)).status).toBe(200);
    expect((await call("DELETE", counted)).status).toBe(404);
  });
});
