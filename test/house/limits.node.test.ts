/** Limits of time and size are constants with a name and a unit, so that each is found, and said once. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const SRC = join(import.meta.dirname, "../../src");
const FILES = readdirSync(SRC, { recursive: true, encoding: "utf8" })
  .filter((name) => /\.tsx?$/.test(name) && !name.endsWith(".d.ts"))
  .map((name) => ({ name, text: readFileSync(join(SRC, name), "utf8") }));

/** Whatever waits, with the time that it is given. */
const WAIT =
  /\b(?:AbortSignal\.timeout|scheduler\.wait|sleep|pause|(?:setTimeout|setInterval)\((?:[\w.]+|\(\) =>[^;{}]*?),\s*)\(?\s*([^,)\s]+)/g;
/** A product of seconds, minutes or kilobytes, or thousands of something. */
const CONSTANT = /^(?:export )?const ([A-Z][A-Z0-9_]*)(?:: number)? =\s+([\d_ *.]+);/gm;
const IS_TIME_OR_SIZE = /\b(?:60|24|1000|1024)\b.*\*|\*.*\b(?:60|24|1000|1024)\b/;
const UNIT = /(?:_MS|SECONDS?|MINUTES?|HOURS?|DAYS?|BYTES?|CHARACTERS|CHARS|LENGTH)(?:_|$)/;

describe("a limit", () => {
  it("of time is a name where something waits, never a bare number", () => {
    const waits = FILES.flatMap(({ name, text }) =>
      [...text.matchAll(WAIT)].map(([, time = ""]) => ({ name, time })),
    );
    expect(waits.length).toBeGreaterThan(5);
    expect(waits.filter(({ time }) => /^\d/.test(time))).toEqual([]);
  });

  it("of time or size says its unit in its name", () => {
    const limits = FILES.flatMap(({ name, text }) =>
      [...text.matchAll(CONSTANT)]
        .filter(([, , value = ""]) => IS_TIME_OR_SIZE.test(value))
        .map(([, constant = ""]) => ({ name, constant })),
    );
    expect(limits.length).toBeGreaterThan(20);
    expect(limits.filter(({ constant }) => !UNIT.test(constant))).toEqual([]);
  });
});
