/** Pieces of input schemas that several tools share. Descriptions are short: each is sent to every model. */
import * as z from "zod";

/** Longer is no name, id, URL or path of ClickUp's. */
const MAX_REFERENCE_CHARS = 1_000;
/** ClickUp refuses longer task names (INPUT_005; measured, 2026). */
const MAX_NAME_CHARS = 2_048;
const MAX_WORDS_CHARS = 100;
/** Below the cap of a whole request; ClickUp names none. */
const MAX_MARKDOWN_CHARS = 200_000;
/** People, tags or relations in one call. */
const MAX_REFERENCES = 50;

/** Id, URL, custom id, exact name or path. */
export const Reference = z.string().trim().min(1).max(MAX_REFERENCE_CHARS);
export const References = z.array(Reference).max(MAX_REFERENCES);

/** Only needed when the token opens several; the instructions of the server say so once for all tools. */
export const Workspace = Reference.optional();

export const Title = z.string().trim().min(1).max(MAX_NAME_CHARS);
export const Markdown = z.string().max(MAX_MARKDOWN_CHARS);

/** A date, a length, a priority: checked by its own parser, which also says what it takes. */
export const Words = z.string().trim().min(1).max(MAX_WORDS_CHARS);

/** Custom Fields by name with plain values. */
export const FieldValues = z.record(z.string().max(MAX_REFERENCE_CHARS), z.json());

export const Cursor = z.string().max(1_000).optional();

/** Looks everything up and says what would be done; nothing is written. */
export const DryRun = z.boolean().optional();

/** See `dedupe.ts`. */
export const DedupeKey = z.string().min(1).max(200).optional().describe("Once in 24 h.");
