import { describe, expect, it } from "vitest";
import type { Field } from "../../../src/clickup/client.ts";
import { FailureError } from "../../../src/domain/failure.ts";
import type { JsonValue } from "../../../src/domain/json.ts";
import { createClock } from "../../../src/tools/clock.ts";
import { readFieldValue, readFieldValues } from "../../../src/tools/custom-field/read-value.ts";
import { writeFieldValue } from "../../../src/tools/custom-field/write-value.ts";

const clock = createClock("Europe/Berlin", Date.UTC(2026, 10, 2, 9));

const OPTIONS = {
  options: [
    { id: "o-1", name: "Red &amp; hot", orderindex: 0 },
    { id: "o-2", name: "Blue", orderindex: 1 },
    { id: "o-3", name: "Blue", orderindex: 2 },
  ],
};
const LABELS = {
  options: [
    { id: "l-1", label: "Web" },
    { id: "l-2", label: "iOS" },
  ],
};

const field = (type: string, value?: unknown, type_config: unknown = {}): Field => ({
  id: `f-${type}`,
  name: "Field",
  type,
  type_config,
  required: undefined,
  value,
});

const references = {
  person: async (given: string) => {
    if (given === "Ada") return { id: "1001", name: "Ada Lovelace" };
    if (given === "Design") return { id: "9f0e-uuid", name: "Design" };
    throw new FailureError({ code: "not_found", what: "person", findWith: "x", given });
  },
  taskId: async (given: string) => given,
};

const write = (type: string, given: JsonValue, config: unknown = {}) =>
  writeFieldValue(field(type, undefined, config), given, references, clock);

describe("Custom Field values as people read them", () => {
  it.each<[string, unknown, unknown, JsonValue | undefined]>([
    ["text", "a &amp; b", {}, "a & b"],
    ["short_text", "a", {}, "a"],
    ["url", "https://a.example", {}, "https://a.example"],
    ["email", "a@b.example", {}, "a@b.example"],
    ["phone", "+49 30 1", {}, "+49 30 1"],
    ["number", "12.5", {}, 12.5],
    ["number", 0, {}, 0],
    ["currency", "1200", {}, 1200],
    ["date", String(Date.UTC(2026, 11, 1, 3)), {}, "2026-12-01"],
    ["date", String(Date.UTC(2026, 11, 1, 9)), {}, "2026-12-01T10:00:00+01:00"],
    ["date", "1762074000000000", {}, "1762074000000000"],
    ["date", 1e18, {}, 1e18],
    ["drop_down", 0, OPTIONS, "Red & hot"],
    ["drop_down", "1", OPTIONS, "Blue"],
    ["drop_down", "o-3", OPTIONS, "Blue"],
    ["drop_down", 9, OPTIONS, undefined],
    ["labels", ["l-2", "l-1"], LABELS, ["iOS", "Web"]],
    ["labels", [], LABELS, undefined],
    ["checkbox", "true", {}, true],
    ["checkbox", false, {}, false],
    ["users", [{ id: 1, username: "", email: "new@example.com" }], {}, ["new@example.com"]],
    ["users", [{ id: 1, username: {} }, "1002", 1003, null], {}, ["1", "1002", "1003"]],
    [
      "users",
      [
        { id: 1, username: "Ada" },
        { id: 2, email: "b@c.example" },
      ],
      {},
      ["Ada", "b@c.example"],
    ],
    ["tasks", [{ id: "86a", name: "Cart" }], {}, [{ id: "86a", name: "Cart" }]],
    ["list_relationship", ["86a"], {}, ["86a"]],
    [
      "attachment",
      [{ id: "x", title: "log.txt", url: "https://u" }],
      {},
      [{ title: "log.txt", url: "https://u" }],
    ],
    ["emoji", 4, { count: 5 }, 4],
    ["manual_progress", { current: 50, percent_completed: 0.5 }, {}, 50],
    ["automatic_progress", { percent_complete: 33 }, {}, 33],
    ["location", { location: { lat: 1, lng: 2 }, formatted_address: "Here" }, {}, "Here"],
    ["location", { location: { lat: 1, lng: 2 } }, {}, "1, 2"],
    ["formula", "150.5", {}, 150.5],
    ["rollup", "7", {}, 7],
    ["button", "x", {}, undefined],
    ["signature", { odd: true }, {}, undefined],
    ["a kind of tomorrow", "plain", {}, "plain"],
    ["text", undefined, {}, undefined],
    ["text", null, {}, undefined],
  ])("shows a %s of %j", (type, value, config, shown) => {
    expect(readFieldValue(field(type, value, config), clock)).toEqual(shown);
  });

  it("keeps both of two fields with one name", () => {
    const two = [field("text", "a"), { ...field("text", "b"), id: "f-2" }];
    expect(readFieldValues(two, clock)).toEqual({ Field: "a", "Field (f-2)": "b" });
  });
});

describe("Custom Field values as ClickUp wants them", () => {
  it.each<[string, JsonValue, unknown, JsonValue]>([
    ["text", "none", {}, "none"],
    ["short_text", 42, {}, "42"],
    ["url", " https://a.example/x ", {}, "https://a.example/x"],
    ["email", "a@b.example", {}, "a@b.example"],
    ["phone", "+1 123 456 7890", {}, "+1 123 456 7890"],
    ["number", "12.5", {}, 12.5],
    ["currency", "€ 1200.50", { currency_type: "EUR" }, 1200.5],
    ["currency", "1200 EUR", { currency_type: "EUR" }, 1200],
    ["drop_down", "red & HOT", OPTIONS, "o-1"],
    ["drop_down", "o-3", OPTIONS, "o-3"],
    ["labels", ["web", "l-2"], LABELS, ["l-1", "l-2"]],
    ["labels", "iOS", LABELS, ["l-2"]],
    ["checkbox", "no", {}, false],
    ["users", ["Ada", "Design"], {}, { add: [1001, "9f0e-uuid"], rem: [] }],
    ["users", { add: ["Ada"], remove: ["Design"] }, {}, { add: [1001], rem: ["9f0e-uuid"] }],
    ["tasks", "8612345", {}, { add: ["8612345"], rem: [] }],
    ["emoji", "3", { count: 5 }, 3],
    ["manual_progress", 20, { start: 10, end: 30 }, { current: 20 }],
    [
      "location",
      { lat: 52.5, lng: "13.4", address: "Berlin" },
      {},
      { location: { lat: 52.5, lng: 13.4 }, formatted_address: "Berlin" },
    ],
    ["button", true, {}, true],
  ])("sends a %s given as %j", async (type, given, config, value) => {
    expect(await write(type, given, config)).toMatchObject({ value: { value } });
  });

  it("says with a date whether it has a time", async () => {
    expect(await write("date", "2026-12-01")).toMatchObject({
      value: { value: Date.UTC(2026, 11, 1, 3), value_options: { time: false } },
      shown: "2026-12-01",
    });
    expect(await write("date", "tomorrow 5pm")).toMatchObject({
      value: { value: Date.UTC(2026, 10, 3, 16), value_options: { time: true } },
    });
  });

  it.each<[string, JsonValue]>([
    ["text", null],
    ["text", ""],
    ["number", "None"],
    ["labels", []],
    ["users", "none"],
    ["drop_down", null],
  ])("clears a %s given as %j", async (type, given) => {
    expect(await write(type, given, OPTIONS)).toMatchObject({ clear: true });
  });

  it.each<[string, JsonValue, unknown, object]>([
    ["drop_down", "Green", OPTIONS, { allowed: ["Red & hot", "Blue", "Blue"] }],
    ["drop_down", "Blue", OPTIONS, { allowed: ["o-2", "o-3"] }],
    ["labels", ["Web", "Amiga"], LABELS, { allowed: ["Web", "iOS"] }],
    ["number", "12,5", {}, { problem: '"fields.Field" must be a number.' }],
    [
      "currency",
      "1,200",
      { currency_type: "EUR" },
      { problem: '"fields.Field" must be a number, in EUR.' },
    ],
    ["url", "javascript:alert(1)", {}, {}],
    ["url", "example.com", {}, {}],
    ["email", "nobody", {}, {}],
    ["phone", "030 123", {}, {}],
    ["date", "soon", {}, { allowed: expect.arrayContaining(["next friday"]) }],
    ["checkbox", "maybe", {}, {}],
    ["emoji", 6, { count: 5 }, { problem: '"fields.Field" must be a whole number from 0 to 5.' }],
    ["manual_progress", 5, { start: 10, end: 30 }, {}],
    ["location", "Berlin", {}, {}],
    ["location", { lat: 91, lng: 0, address: "x" }, {}, {}],
    ["users", { set: ["Ada"] }, {}, {}],
    ["users", [{ id: 1 }], {}, {}],
    ["attachment", "x", {}, {}],
    ["formula", 1, {}, { problem: '"fields.Field" is computed by ClickUp and cannot be set.' }],
    ["signature", "x", {}, {}],
    ["button", "yes please", {}, {}],
    ["a kind of tomorrow", "x", {}, {}],
  ])("refuses a %s given as %j", async (type, given, config, wrong) => {
    await expect(write(type, given, config)).rejects.toMatchObject({
      failure: { code: "invalid_input", argument: "fields.Field", ...wrong },
    });
  });
});
