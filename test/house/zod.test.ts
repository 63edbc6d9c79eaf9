/** Zod as it is bundled (src/zod.ts): schemas that wait until they are looked into, and are then Zod's own. */
import { afterEach, describe, expect, it } from "vitest";
import * as late from "zod";
import * as zod from "zod/v4";

type Zod = typeof zod;

/** One of everything that the rooms use, and a shape that holds itself. */
function declare(z: Zod) {
  const Node = z.object({
    name: z.string().trim().min(1).max(8).describe("A name"),
    get below() {
      return z.array(Node).optional();
    },
  });
  return z
    .object({
      node: Node,
      kind: z.enum(["task", "list"]).nullish(),
      size: z.int().min(0).max(9).optional(),
      ratio: z.number().optional(),
      on: z.boolean().catch(false),
      tags: z.array(z.string().regex(/^[a-z]+$/)).length(2),
      fields: z.record(z.string().max(3), z.json()),
      link: z.string().startsWith("https://").nullable(),
      either: z.union([z.string(), z.number()]),
      loose: z.looseObject({ id: z.string() }),
      any: z.unknown(),
    })
    .extend({ note: z.string().transform((text) => text.length) });
}

const GOOD = {
  node: { name: " a ", below: [{ name: "b", below: [{ name: "c" }] }] },
  kind: null,
  size: 3,
  on: "no",
  tags: ["a", "b"],
  fields: { x: [1, { y: null }] },
  link: null,
  either: 4,
  loose: { id: "1", more: true },
  note: "four",
};
const VALUES: readonly unknown[] = [
  GOOD,
  { ...GOOD, node: { name: "a", below: [{ name: "" }] } },
  { ...GOOD, kind: "folder", size: 1.5, ratio: "1" },
  { ...GOOD, tags: ["A"], fields: { long_: 1 }, link: "http://a" },
  { ...GOOD, either: null, loose: [], note: 1 },
  { unknown: 1 },
  undefined,
];

const config = zod.config();
afterEach(() => {
  delete config.postProcessor;
});

function countMade(run: () => unknown): number {
  let made = 0;
  config.postProcessor = () => {
    made += 1;
  };
  run();
  delete config.postProcessor;
  return made;
}

describe("a declared schema", () => {
  it("is made when it is first looked into, and once", () => {
    let schema: zod.ZodType = zod.unknown();
    expect(countMade(() => (schema = declare(late)))).toBe(0);
    expect(countMade(() => schema.safeParse(GOOD))).toBeGreaterThan(20);
    expect(countMade(() => schema.safeParse(GOOD))).toBe(0);
  });

  it.each(VALUES)("says of a value what Zod says: %j", (value) => {
    expect(declare(late).safeParse(value)).toEqual(declare(zod).safeParse(value));
  });

  it("is printed as Zod prints it", () => {
    const printed = (z: Zod) => z.toJSONSchema(declare(z), { io: "input", unrepresentable: "any" });
    expect(printed(late)).toEqual(printed(zod));
    expect(printed(late).properties).toHaveProperty("tags");
  });

  it("is an instance of Zod's class, with its shape and description", () => {
    const schema = declare(late);
    expect(schema).toBeInstanceOf(zod.ZodObject);
    expect(Object.keys(schema.shape)).toEqual(Object.keys(declare(zod).shape));
    expect(late.string().describe("Why").description).toBe("Why");
    expect("shape" in schema && !("element" in schema)).toBe(true);
  });
});
