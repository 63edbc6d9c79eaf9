import { it } from "vitest";
import { note } from "./note.ts";
import { fuzzReader } from "./reader.ts";
import { casesOfReader, fuzzRun } from "./run.ts";
import { WIRE_READERS } from "./wire-readers.ts";
import { WORD_READERS } from "./word-readers.ts";

const READERS = [...WIRE_READERS, ...WORD_READERS];
const run = fuzzRun();

it.each(
  READERS.map((reader) => [reader.name, reader] as const),
)("%s: what must hold holds, whatever comes", async (_, reader) => {
  const cases = casesOfReader(run, reader, READERS);
  note(await fuzzReader(reader, run.seed, cases));
});
