/** What a message may hold; the caps are ClickUp's own (v3 schema, 2026). */
import * as z from "zod";

const MAX_TEXT_CHARS = 40_000;
const MAX_TITLE_CHARS = 255;

export const MessageText = z.string().trim().min(1).max(MAX_TEXT_CHARS);
export const PostTitle = z.string().trim().min(1).max(MAX_TITLE_CHARS);
