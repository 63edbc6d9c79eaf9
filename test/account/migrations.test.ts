import { describe, expect, it } from "vitest";
import { migrate } from "../../src/account/migrations.ts";
import { inAccount } from "../support/account-sql.ts";

const A = { name: "9001_a", sql: "CREATE TABLE a (id INTEGER PRIMARY KEY) STRICT;" };
const B = { name: "9002_b", sql: "CREATE TABLE b (id INTEGER PRIMARY KEY) STRICT;" };

const tables = (storage: DurableObjectStorage): string[] =>
  storage.sql
    .exec<{ name: string }>("SELECT name FROM sqlite_schema WHERE name IN ('a', 'b') ORDER BY name")
    .toArray()
    .map((row) => row.name);

describe("migrate", () => {
  it("applies each step once, in order, also when a later deploy brings more", () =>
    inAccount((storage) => {
      migrate(storage, [A]);
      migrate(storage, [A, B]);
      migrate(storage, [A, B]);
      expect(tables(storage)).toEqual(["a", "b"]);
    }));

  it("refuses to start when a step that ran was edited", () =>
    inAccount((storage) => {
      migrate(storage, [A]);
      const edited = { ...A, sql: A.sql.replace("STRICT", "") };
      expect(() => migrate(storage, [edited, B])).toThrow("9001_a was edited");
      expect(tables(storage)).toEqual(["a"]);
    }));

  it("is not disturbed by a comment or a line break", () =>
    inAccount((storage) => {
      migrate(storage, [A]);
      migrate(storage, [{ ...A, sql: `-- why\n${A.sql.replace("(", "(\n  ")}` }]);
      expect(tables(storage)).toEqual(["a"]);
    }));

  it("leaves nothing of a step that fails half way", () =>
    inAccount((storage) => {
      const broken = { name: "9003_broken", sql: `${A.sql} INSERT INTO nowhere VALUES (1);` };
      expect(() => migrate(storage, [broken])).toThrow();
      expect(tables(storage)).toEqual([]);
      migrate(storage, [A]);
      expect(tables(storage)).toEqual(["a"]);
    }));

  it("makes the tables that docs/storage.md and the code believe in", () =>
    inAccount((storage) => {
      const ddl = storage.sql
        .exec<{ sql: string }>(
          "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\' ORDER BY name",
        )
        .toArray()
        .map((row) => row.sql.replace(/\s+/g, " "));
      expect(ddl).toMatchSnapshot();
    }));
});
