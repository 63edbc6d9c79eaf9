import * as z from "zod";

/** ClickUp names no limit for what an entry says; longer is no note. */
const MAX_NOTE_CHARS = 10_000;

export const Note = z.string().max(MAX_NOTE_CHARS);
