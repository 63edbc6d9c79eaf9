import { it } from "vitest";
import { note } from "./note.ts";
import { casesOfTool, fuzzRun } from "./run.ts";
import { fuzzTool, halfOfTools, TOOL_NAMES_TO_FUZZ } from "./tools.ts";

const run = fuzzRun();
const cases = casesOfTool(run, TOOL_NAMES_TO_FUZZ.length);

it.each(
  halfOfTools(0),
)("%s answers whatever it is asked, and asks only what it may", async (name) => {
  note(await fuzzTool(name, run.seed, cases));
});
