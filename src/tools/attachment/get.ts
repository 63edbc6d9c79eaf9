import * as z from "zod";
import type { Attachment } from "../../clickup/client.ts";
import { isAttachmentUrl } from "../../clickup/resources/attachments.ts";
import { FailureError } from "../../domain/failure.ts";
import { type Clock, userClock } from "../clock.ts";
import type { ToolContext } from "../context.ts";
import { type CallNotes, defineTool, READS } from "../define-tool.ts";
import { hitsOf, pickOne, toKey } from "../directory/match.ts";
import { Reference, Workspace } from "../fields.ts";
import { foldName } from "../fold-name.ts";
import { invalidInput } from "../invalid-input.ts";
import { memberNames } from "../member/row.ts";
import { personName } from "../task/summary.ts";
import { readTokenPages } from "../token-pages.ts";
import { withoutEmpty } from "../without-empty.ts";
import { blame, type Download, type DownloadTrouble, download, readBytes } from "./download.ts";
import { asText, imageType, kindOf, toBase64 } from "./file-kind.ts";

/** As base64 and with the text beside it, within the 256 kB of a result. */
const MAX_IMAGE_BYTES = 180_000;
/** The result holds it twice. */
const MAX_TEXT_BYTES = 50_000;
const DEFAULT_TEXT_BYTES = 20_000;
const MAX_ROWS = 100;

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const OUTSIDE = "This file is kept outside ClickUp and only given as its link.";
const FIRST_ROWS = `Only the first ${MAX_ROWS} files of this field; the others are in ClickUp itself.`;

const MISSING_FILE = { what: "attachment", findWith: "clickup_attachment_get" };

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
    const found = pickOne(asked.attachment, hits, rows, MISSING_FILE);
    return await open(found, asked, context, notes);
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
    const files = task.attachments.map((file) =>
      toFound(file, {
        type: file.mimetype,
        by: file.user && personName(file.user),
        date: date(file.date),
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
  if (named === undefined && !UUID.test(fieldOf ?? "")) {
    throw invalidInput(
      "field_of",
      '"field_of" must be the id of a Files field; by its name it needs "task", too.',
    );
  }
  const home = task?.team_id ?? (await directory.workspace(workspace)).id;
  const nameOf = memberNames(await directory.members(home));
  const { rows, next } = await readTokenPages(
    (token) => clickup.attachments.ofField(home, named?.id ?? fieldOf ?? "", token),
    { from: undefined, limit: MAX_ROWS, maxPages: 1, judge: () => "take" },
  );
  const files = rows.map((file) =>
    toFound(file, {
      type: file.mime_type,
      by: file.user_id && nameOf(file.user_id),
      date: date(file.date_created),
    }),
  );
  return { files, complete: next === undefined };
}

/** `told`: what a task and a field of files call by different names. */
function toFound(
  file: Pick<Attachment, "id" | "title" | "extension" | "size" | "url" | "thumbnail_large">,
  told: { type: string | undefined; by: string | undefined; date: string | undefined },
): Found {
  return {
    id: file.id,
    name: file.title ?? file.id,
    ...withoutEmpty({
      type: told.type ?? file.extension,
      size: file.size,
      by: told.by,
      date: told.date,
      url: file.url,
      thumbnail: file.thumbnail_large,
    }),
  };
}

/** Text and pictures by themselves, anything else as its link, unless something is asked for. */
async function open(
  file: Found,
  { as, max_bytes: maxBytes, url: given }: Input,
  context: ToolContext,
  notes: CallNotes,
) {
  const attachment = withoutThumbnail(file);
  if (file.url === undefined) {
    return { attachment, note: "ClickUp gives no address for this file." };
  }
  const address = URL.parse(file.url);
  const isInside = address !== null && isAttachmentUrl(address, context.clickup.apiOrigin);
  if (given !== undefined && !isInside) throw notInside("url");
  // People attach files of other services, too, of which ClickUp keeps the address.
  if (!isInside) return { attachment, note: OUTSIDE };
  if (as === "link") return { attachment };
  const source = given === undefined ? OF_TASK : OF_URL;
  const found = await fetchFile(file.url, source, context);
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
      ? await readBytes((await fetchFile(file.thumbnail, source, context)).body, most)
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

/** What is to blame when there is no file. */
interface Source {
  argument: string;
  fail(trouble: DownloadTrouble): FailureError;
}

const OF_URL: Source = { argument: "url", fail: blame("url") };

/** The address is ClickUp's own, so no argument of the call can be wrong. */
const OF_TASK: Source = {
  argument: "attachment",
  fail: (trouble) => {
    if (trouble === 401 || trouble === 403) {
      return new FailureError({ code: "forbidden", what: MISSING_FILE.what });
    }
    return typeof trouble === "number" && trouble < 500
      ? new FailureError({ code: "not_found", ...MISSING_FILE })
      : new FailureError({ code: "clickup_unavailable", mayHaveHappened: false });
  },
};

function fetchFile(
  url: string,
  { argument, fail }: Source,
  { fetch, clickup }: ToolContext,
): Promise<Download> {
  const check = (to: URL) => {
    if (!isAttachmentUrl(to, clickup.apiOrigin)) throw notInside(argument);
  };
  return download(url, { fetch, check, fail, leftMs: clickup.left().ms });
}

function notInside(argument: string): FailureError {
  return invalidInput(
    argument,
    `"${argument}" must be on one of ClickUp's own hosts for attachments.`,
  );
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
