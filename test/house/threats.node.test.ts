/** The table of threats in docs/security.md: every point has a line, and every line a test that exists. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "../..");
const text = readFileSync(join(ROOT, "docs/security.md"), "utf8");
const rows = [...text.matchAll(/^\| ([FRP]\d+(?: [FRP]\d+)*) \|(.*)\|$/gm)].map(
  ([, points = "", rest = ""]) => ({
    points: points.split(" "),
    tests: [...(rest.split(" | ").at(-1) ?? "").matchAll(/`([^`]+)`/g)].map(
      ([, path = ""]) => path,
    ),
  }),
);
const named = (letter: string, last: number) =>
  Array.from({ length: last }, (_, at) => `${letter}${at + 1}`);

describe("the table of threats", () => {
  it("has a line for every fact, rule and limit", () => {
    const told = new Set(rows.flatMap(({ points }) => points));
    const all = [...named("F", 16), ...named("R", 15), ...named("P", 5)];
    expect(all.filter((point) => !told.has(point))).toEqual([]);
    expect([...told].filter((point) => !all.includes(point))).toEqual([]);
  });

  it("names for each a test that is there", () => {
    expect(rows.filter(({ tests }) => tests.length === 0)).toEqual([]);
    const missing = rows
      .flatMap(({ tests }) => tests)
      .filter((path) => globSync(path, { cwd: ROOT }).length === 0);
    expect(missing).toEqual([]);
  });
});
