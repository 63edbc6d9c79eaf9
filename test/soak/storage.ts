/** All that is stored when every process is gone, read file by file: nobody's data lies in another's. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Stored } from "../faults/stored.ts";
import { usersIn } from "./canary.ts";

export interface StoredTotals {
  /** Files of accounts and sessions, and values of KV. */
  files: number;
  auditObjects: number;
  bytes: number;
  problems: string[];
}

export function strangersInStorage(storage: string, { objects }: Stored): StoredTotals {
  const totals: StoredTotals = { files: 0, auditObjects: 0, bytes: 0, problems: [] };
  for (const { key, events } of objects) {
    const users = usersIn(`${key}\n${JSON.stringify(events)}`);
    totals.auditObjects += 1;
    if (users.size !== 1) totals.problems.push(`${key} is of ${[...users].join(" and ")}`);
  }
  const files = readdirSync(storage, { recursive: true, encoding: "utf8" });
  for (const file of files.filter((name) => IS_OBJECT.test(name))) {
    if (!statSync(join(storage, file)).isFile()) continue;
    const bytes = readFileSync(join(storage, file));
    const users = usersIn(bytes.toString("latin1"));
    totals.files += 1;
    totals.bytes += bytes.length;
    if (users.size > 1) totals.problems.push(`${file} holds ${[...users].join(" and ")}`);
  }
  return totals;
}

/**
 * The database of one object, or one value of KV. What lists all objects of a class by name is the
 * emulator's, and no object's.
 */
const IS_OBJECT = /(?:Account|McpSession)\/(?!metadata\.sqlite).*\.sqlite|^kv\/faults\/blobs\//;
