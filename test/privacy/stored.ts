/** What the Worker's storage holds on disk, read without the product's code. Node only. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/**
 * The simulator's own: its list of objects by name, and what `wrangler dev` notes of each request, with
 * its address. test/house/wrangler.node.test.ts holds that a deployment does not note addresses.
 */
const SIMULATOR = /\/metadata\.sqlite(-\w+)?$|\/observability\//;

/** All files below a directory; what vanishes meanwhile is left out. */
function filesBelow(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: "utf8" })
    .map((name) => join(directory, name))
    .filter((path) => !SIMULATOR.test(path))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true);
}

/** Names of the files whose bytes hold one of the texts, as UTF-8 or UTF-16. */
export function filesWith(directory: string, texts: readonly string[]): string[] {
  const needles = texts.flatMap((text) => [Buffer.from(text), Buffer.from(text, "utf16le")]);
  return filesBelow(directory).filter((path) => {
    const bytes = readFileSync(path);
    return needles.some((needle) => bytes.includes(needle));
  });
}

/**
 * What KV and R2 still know, by the tables of the local simulator. It lets the bytes of removed rows
 * lie in its files, which the platform's own stores do not show to anybody.
 */
export function simulatedRows(directory: string): string {
  return filesBelow(directory)
    .filter((path) => path.endsWith(".sqlite"))
    .flatMap((path) => {
      const database = new DatabaseSync(path, { readOnly: true });
      try {
        const tables = database
          .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE '_mf_%'")
          .all() as { name: string }[];
        return tables.map(({ name }) =>
          JSON.stringify(database.prepare(`SELECT * FROM "${name}"`).all(), (_, value: unknown) =>
            value instanceof Uint8Array ? Buffer.from(value).toString("latin1") : value,
          ),
        );
      } finally {
        database.close();
      }
    })
    .join("\n");
}
