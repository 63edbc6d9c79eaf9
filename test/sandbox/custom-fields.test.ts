import { describe, expect, it } from "vitest";
import { bench, rows } from "./bench.ts";
import type { Json, JsonObject } from "./clickup/json.ts";
import { SEED } from "./clickup/seed.ts";

const { tasks, fields, options, labels } = SEED;
const TASK = tasks.pricingPage;

async function setAndRead(fieldId: string, value: Json): Promise<Json | undefined> {
  const { call, get } = bench();
  const answer = await call("POST", `/v2/task/${TASK}/field/${fieldId}`, { value });
  expect(answer).toMatchObject({ status: 200, body: {} });
  return fieldValue((await get(`/v2/task/${TASK}`)).body, fieldId);
}

function fieldValue(task: JsonObject, fieldId: string): Json | undefined {
  return rows(task, "custom_fields").find((field) => field.id === fieldId)?.value;
}

describe("definitions", () => {
  it("of a List include those from above, of other places only their own level", async () => {
    const { get } = bench();
    const count = async (path: string) => rows((await get(path)).body, "fields").length;
    expect(await count("/v2/list/901/field")).toBe(27);
    expect(await count("/v2/list/919/field")).toBe(28);
    expect(await count("/v2/folder/505/field")).toBe(3);
    expect(await count("/v2/space/101/field")).toBe(27);
    expect(await count("/v2/team/9001/field")).toBe(2);
  });

  it("name the task types they are for only when asked", async () => {
    const { get } = bench();
    const applied = async (query: string) =>
      rows((await get(`/v2/list/901/field${query}`)).body, "fields").find(
        (field) => field.id === fields.stepsToReproduce,
      )?.applied_objects;
    expect(await applied("")).toBeUndefined();
    expect(await applied("?include_applied_objects=true")).toEqual([
      { object_type: 19, object_id: 1300 },
    ]);
  });

  it("cover every type", () => {
    const { sandbox } = bench();
    const types = new Set(Object.values(sandbox.state.fields).map((field) => field.type));
    expect(types.size).toBe(24);
  });
});

describe("a value", () => {
  it.each<[string, string, Json, Json]>([
    ["text", fields.text, "Long", "Long"],
    ["short_text", fields.short_text, "Short", "Short"],
    ["url", fields.url, "https://example.com/a", "https://example.com/a"],
    ["email", fields.email, "a@example.com", "a@example.com"],
    ["phone", fields.phone, "+1 123 456 7890", "+1 123 456 7890"],
    ["number as text", fields.number, 8, "8"],
    ["currency as text", fields.currency, 12.5, "12.5"],
    ["date as text", fields.date, 1790000000000, "1790000000000"],
    ["checkbox as text", fields.checkbox, true, "true"],
    ["labels by id", fields.labels, [labels.ops, labels.web], [labels.ops, labels.web]],
    ["rating", fields.emoji, 5, 5],
    ["drop-down by id, read by place", fields.drop_down, options.minor, 2],
    ["drop-down by place", fields.drop_down, 1, 1],
  ])("comes back as ClickUp gives it: %s", async (_kind, fieldId, value, read) => {
    expect(await setAndRead(fieldId, value)).toEqual(read);
  });

  it("of people and tasks changes by add and rem", async () => {
    expect(await setAndRead(fields.users, { add: [1001, 1003], rem: [1003] })).toMatchObject([
      { id: 1001, username: "Ada Lovelace" },
    ]);
    expect(await setAndRead(fields.tasks, { add: [tasks.bug] })).toMatchObject([{ id: tasks.bug }]);
    expect(await setAndRead(fields.list_relationship, { add: [tasks.bug] })).toHaveLength(1);
  });

  it("of people in the wrong shape empties the field without a word", async () => {
    const { call, get } = bench();
    await call("POST", `/v2/task/${tasks.checkout}/field/${fields.users}`, { value: [1001] });
    const { body } = await get(`/v2/task/${tasks.checkout}`);
    expect(fieldValue(body, fields.users)).toBeUndefined();
  });

  it("of progress and location is built from what was sent", async () => {
    expect(await setAndRead(fields.manual_progress, { current: 50 })).toEqual({
      current: "50",
      percent_completed: 25,
    });
    const place = { location: { lat: 1, lng: 2 }, formatted_address: "There" };
    expect(await setAndRead(fields.location, place)).toMatchObject(place);
  });

  it("of files names an attachment that was uploaded before", async () => {
    const { call, get, sandbox } = bench();
    const file = sandbox.state.tasks[tasks.checkout]?.attachments[0]?.id ?? "";
    const path = `/v2/task/${TASK}/field/${fields.attachment}`;
    expect((await call("POST", path, { value: { add: [file] } })).status).toBe(200);
    const { body } = await get(`/v2/task/${TASK}`);
    expect(fieldValue(body, fields.attachment)).toMatchObject([{ title: "error log.txt" }]);
    expect((await call("POST", path, { value: { add: ["x"] } })).status).toBe(400);
  });

  it("of a button is pressed with true and leaves nothing", async () => {
    expect(await setAndRead(fields.button, true)).toBeUndefined();
  });

  it("has no key when it is not set or cleared", async () => {
    const { call, get } = bench();
    const { status } = await call("DELETE", `/v2/task/${tasks.checkout}/field/${fields.url}`);
    expect(status).toBe(200);
    const { body } = await get(`/v2/task/${tasks.checkout}`);
    const field = rows(body, "custom_fields").find((one) => one.id === fields.url);
    expect(field).not.toHaveProperty("value");
  });

  it.each<[string, Json, string]>([
    [fields.drop_down, "Major", "FIELD_011"],
    [fields.labels, ["Web"], "FIELD_144"],
    [fields.tasks, [tasks.bug], "FIELD_342"],
    [fields.date, "2026-12-01", "FIELD_017"],
    [fields.text, { value: "wrapped" }, "FIELD_018"],
    [fields.phone, "123", "SANDBOX_002"],
    [fields.email, "nobody", "SANDBOX_002"],
    [fields.emoji, 6, "SANDBOX_002"],
    [fields.manual_progress, { current: 201 }, "SANDBOX_002"],
    [fields.formula, 1, "SANDBOX_002"],
    [fields.stepsToReproduce, "not a bug", "SANDBOX_002"],
    ["nope", 1, "FIELD_115"],
  ])("is refused in the wrong shape: %s %j %s", async (fieldId, value, ecode) => {
    const { call } = bench();
    const { body } = await call("POST", `/v2/task/${TASK}/field/${fieldId}`, { value });
    expect(body.ECODE).toBe(ecode);
  });

  it("uses up the Free plan's allowance", async () => {
    const { call, sandbox } = bench({ userId: SEED.users.ben });
    const field = Object.values(sandbox.state.fields).find((one) => one.place.id === "9002");
    const task = Object.values(sandbox.state.tasks).find((one) => one.listId === "2001");
    const path = `/v2/task/${task?.id}/field/${field?.id}`;
    for (const value of [1, 2, 3]) expect((await call("POST", path, { value })).status).toBe(200);
    expect((await call("POST", path, { value: 4 })).body.ECODE).toBe("FIELD_033");
  });
});
