import * as z from "zod";
import { isAttachmentUrl } from "../../clickup/resources/attachments.ts";
import { type Clock, userClock } from "../clock.ts";
import type { ToolContext } from "../context.ts";
import { type CallNotes, defineTool, READS } from "../define-tool.ts";
import { hitsOf, pickOne, toKey } from "../directory/match.ts";
import { Reference, Workspace } from "../fields.ts";
import { foldName } from "../fold-name.ts";
import { invalidInput } from "../invalid-input.ts";
import { personName, withoutEmpty } from "../task/summary.ts";
import { readTokenPages } from "../token-pages.ts";
import { type Download, download, readBytes } from "./download.ts";

/** As base64 and with the text beside it, within the 256 kB of a result. */
const MAX_IMAGE_BYTES = 180_000;
/** The result holds it twice. */
const MAX_TEXT_BYTES = 50_000;
const DEFAULT_TEXT_BYTES = 20_000;
const MAX_ROWS = 100;

const FIRST_ROWS = `Only the first ${MAX_ROWS} files of this field; the others are in ClickUp itself.`;

const FileRow = z.object({
  id: z.string().optional(),
  name: z.string(),
  type: z.string().optional(),
  size: z.number().optional(),
  by: z.string().optional(),
  date: z.string().optional(),
  url: z.string().optional(),
});
type FileRow = z.output<typeof FileRow>;
interface Found extends FileRow {
  /** A smaller picture of it. */
  thumbnail?: string | undefined;
}

const input = z.object({
  task: Reference.optional(),
  field_of: Reference.optional().describe("Files field"),
  attachment: Reference.optional().describe("Id or name; default lists all."),
  url: z.string().trim().min(1).max(4_000).optional().describe("From a Doc page."),
  as: z.enum(["link", "text", "image"]).optional(),
  max_bytes: z.int().min(100).max(MAX_IMAGE_BYTES).optional(),
  workspace: Workspace,
});
type Input = z.output<typeof input>;

export const attachmentGet = defineTool({
  name: "clickup_attachment_get",
  title: "Get attachments",
  description:
    "Lists the files of a task or Files field, or opens one: its text, the picture itself, or a link.",
  toolset: "files",
  tier: "premium",
  annotations: READS,
  input,
  output: z.object({
    attachments: z.array(FileRow).optional(),
    attachment: FileRow.optional(),
    text: z.string().optional(),
    shown: z.string().optional(),
    complete: z.boolean().optional(),
    note: z.string().optional(),
  }),
  listedOutput: ["attachments", "attachment", "text", "note"],
  missing: { what: "Task", findWith: "clickup_list_get" },
  handler: async (asked, context, notes) => {
    const clock = await userClock(context);
    if (asked.url !== undefined) {
      if (asked.task !== undefined || asked.field_of !== undefined) {
        throw invalidInput("url", 'Give "url" alone, or "task" or "field_of".');
      }
      const name = decodeURIComponentSafely(asked.url.split(/[?#]/)[0]?.split("/").at(-1) ?? "");
      return await open({ name: name || "file", url: asked.url }, asked, context, notes);
    }
    const { files, complete } = await filesOf(asked, clock, context);
    if (asked.attachment === undefined) {
      const attachments = files.map(withoutThumbnail);
      return { attachments, complete, ...(!complete && { note: FIRST_ROWS }) };
    }
    const rows = files.map((file) => ({
      value: file,
      id: file.id ?? "",
      name: file.name,
      keys: [toKey(file.name)],
    }));
    const byId = rows.filter(({ id }) => id === asked.attachment);
    const hits = byId.length > 0 ? byId : hitsOf(asked.attachment, rows, "read");
    const about = { what: "attachment", findWith: "clickup_attachment_get" };
    return await open(pickOne(asked.attachment, hits, rows, about), asked, context, notes);
  },
});

async function filesOf(
  asked: Input,
  clock: Clock,
  { clickup, directory }: ToolContext,
): Promise<{ files: Found[]; complete: boolean }> {
  const { task: given, field_of: fieldOf, workspace } = asked;
  const date = (ms: number | undefined) => (ms === undefined ? undefined : clock.isoDateTime(ms));
  if (given === undefined && fieldOf === undefined) {
    throw invalidInput("task", 'Give "task", "field_of" or "url".', ["task", "field_of", "url"]);
  }
  const lookup = { purpose: "read", workspace, argument: "task" } as const;
  const ref = given === undefined ? undefined : await directory.task(given, lookup);
  const task = ref && (await clickup.tasks.get(ref.key, { markdown: false }));
  if (task !== undefined && fieldOf === undefined) {
    const files = task.attachments.map(
      (file): Found => ({
        id: file.id,
        name: file.title ?? file.id,
        ...withoutEmpty({
          type: file.mimetype ?? file.extension,
          size: file.size,
          by: file.user && personName(file.user),
          date: date(file.date),
          url: file.url,
          thumbnail: file.thumbnail_large,
        }),
      }),
    );
    return { files, complete: true };
  }
  const named = task?.custom_fields.find(
    ({ id, name, type }) =>
      type === "attachment" && (id === fieldOf || foldName(name) === foldName(fieldOf ?? "")),
  );
  if (task !== undefined && named === undefined) {
    const names = task.custom_fields.filter(({ type }) => type === "attachment");
    throw invalidInput(
      "field_of",
      `This task has no Files field "${(fieldOf ?? "").slice(0, 60)}".`,
      names.map(({ name }) => name),
    );
  }
  const home = task?.team_id ?? (await directory.workspace(workspace)).id;
  const members = new Map((await directory.members(home)).map(({ id, name }) => [id, name]));
  const { rows, next } = await readTokenPages(
    (token) => clickup.attachments.ofField(home, named?.id ?? fieldOf ?? "", token),
    { from: undefined, limit: MAX_ROWS, maxPages: 1, judge: () => "take" },
  );
  const files = rows.map(
    (file): Found => ({
      id: file.id,
      name: file.title ?? file.id,
      ...withoutEmpty({
        type: file.mime_type ?? file.extension,
        size: file.size,
        by: file.user_id && (members.get(file.user_id) ?? file.user_id),
        date: date(file.date_created),
        url: file.url,
        thumbnail: file.thumbnail_large,
      }),
    }),
  );
  return { files, complete: next === undefined };
}

/** Text and pictures by themselves, anything else as its link, unless something is asked for. */
async function open(
  file: Found,
  { as, max_bytes: maxBytes }: Input,
  context: ToolContext,
  notes: CallNotes,
) {
  const attachment = withoutThumbnail(file);
  if (file.url === undefined) {
    return { attachment, note: "ClickUp gives no address for this file." };
  }
  if (as === "link") {
    checkAttachmentUrl(context)(parsed(file.url));
    return { attachment };
  }
  const found = await fetchFile(file.url, context);
  const wanted = as ?? kindOf(file, found);
  if (wanted === "link") {
    await found.body.cancel();
    return {
      attachment,
      note: `A ${found.type || "file"} of this kind is only given as its link.`,
    };
  }
  if (wanted === "text") {
    const most = Math.min(maxBytes ?? DEFAULT_TEXT_BYTES, MAX_TEXT_BYTES);
    const { bytes, cut } = await readBytes(found.body, most);
    const text = asText(bytes, cut);
    if (text === undefined) return { attachment, note: "This file is no text; open its link." };
    return {
      attachment,
      text,
      complete: !cut,
      ...(cut && { note: partNote(bytes.byteLength) }),
    };
  }
  const most = Math.min(maxBytes ?? MAX_IMAGE_BYTES, MAX_IMAGE_BYTES);
  const whole = await readBytes(found.body, most);
  const small =
    whole.cut && file.thumbnail !== undefined
      ? await readBytes((await fetchFile(file.thumbnail, context)).body, most)
      : undefined;
  const picture = small ?? whole;
  const mimeType = imageType(picture.bytes);
  if (picture.cut || mimeType === undefined) {
    const note = picture.cut
      ? `The picture is larger than ${most} bytes; open its link.`
      : "This file is no PNG, JPEG, GIF or WebP picture; open its link.";
    return { attachment, note };
  }
  notes.show({ mimeType, data: toBase64(picture.bytes) });
  return { attachment, shown: small === undefined ? mimeType : `${mimeType}, reduced` };
}

function partNote(shown: number): string {
  const more =
    shown < MAX_TEXT_BYTES
      ? `max_bytes goes up to ${MAX_TEXT_BYTES}; all of it is at its link.`
      : "All of it is at its link.";
  return `Only the first ${shown} bytes are shown. ${more}`;
}

function fetchFile(url: string, context: ToolContext): Promise<Download> {
  return download(url, {
    fetch: context.fetch,
    check: checkAttachmentUrl(context),
    argument: "url",
    leftMs: context.clickup.left().ms,
  });
}

function checkAttachmentUrl({ clickup }: ToolContext): (url: URL) => void {
  return (url) => {
    if (isAttachmentUrl(url, clickup.apiOrigin)) return;
    throw invalidInput("url", '"url" must be on one of ClickUp\'s own hosts for attachments.');
  };
}

function parsed(url: string): URL {
  const found = URL.parse(url);
  if (found === null) throw invalidInput("url", '"url" is not a URL.');
  return found;
}

const TEXT_NAMES =
  /\.(?:txt|md|markdown|csv|tsv|log|json|ya?ml|xml|html?|css|[jt]sx?|py|rb|go|rs|java|c|h|cpp|sh|sql|toml|ini|diff|patch|srt|vtt)$/i;
const TEXT_TYPES =
  /^(?:text\/|application\/(?:json|xml|yaml|x-yaml|javascript|sql|x-sh)$|.*\+(?:json|xml)$)/;

function kindOf({ name }: Found, { type }: Download): "text" | "image" | "link" {
  if (/^image\/(?:png|jpe?g|gif|webp)$/.test(type)) return "image";
  if (/^image\//.test(type)) return "link";
  return TEXT_TYPES.test(type) || TEXT_NAMES.test(name) ? "text" : "link";
}

/** Undefined for bytes that are no UTF-8 text. A cut may have split the last character. */
function asText(bytes: Uint8Array, cut: boolean): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes, {
      stream: cut,
    });
  } catch {
    return undefined;
  }
}

/** By its first bytes: a server may name any type. */
function imageType(bytes: Uint8Array): string | undefined {
  const starts = (at: number, ...wanted: number[]) =>
    wanted.every((byte, index) => bytes[at + index] === byte);
  if (starts(0, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return "image/png";
  if (starts(0, 0xff, 0xd8, 0xff)) return "image/jpeg";
  if (starts(0, 0x47, 0x49, 0x46, 0x38)) return "image/gif";
  if (starts(0, 0x52, 0x49, 0x46, 0x46) && starts(8, 0x57, 0x45, 0x42, 0x50)) return "image/webp";
  return undefined;
}

/** In parts: a call with a hundred thousand arguments overflows the stack. */
function toBase64(bytes: Uint8Array): string {
  const STEP = 8_192;
  let binary = "";
  for (let at = 0; at < bytes.byteLength; at += STEP) {
    binary += String.fromCharCode(...bytes.subarray(at, at + STEP));
  }
  return btoa(binary);
}

function withoutThumbnail({ thumbnail: _, ...row }: Found): FileRow {
  return row;
}

function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
