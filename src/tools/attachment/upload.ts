import * as z from "zod";
import { PolicyRefusal } from "../../clickup/errors.ts";
import { fileOfBytes, type UploadFile } from "../../clickup/upload.ts";
import { MAX_UPLOAD_BYTES } from "../../domain/upload.ts";
import { userClock } from "../clock.ts";
import type { ToolContext, UploadTarget } from "../context.ts";
import { CREATES, defineTool } from "../define-tool.ts";
import { Reference, Workspace } from "../fields.ts";
import { foldName } from "../fold-name.ts";
import { invalidInput } from "../invalid-input.ts";
import { nearestNames } from "../nearest.ts";
import { attachedShape, attachFile } from "./attach.ts";
import { blame, checkPublic, download, readBytes } from "./download.ts";

/** A request may be 1 MiB in all. */
const MAX_INLINE_CHARS = 1_000_000;
/** Held in memory when a server does not say how long its file is. */
const MAX_UNMEASURED_BYTES = 10 * 1024 * 1024;
const MAX_FILENAME_CHARS = 255;

const Source = z.object({
  url: z.string().trim().min(1).max(4_000).optional().describe("Public https"),
  base64: z.string().max(MAX_INLINE_CHARS).optional(),
  text: z.string().max(MAX_INLINE_CHARS).optional(),
  upload_link: z.boolean().optional(),
});
type Source = z.output<typeof Source>;

export const attachmentUpload = defineTool({
  name: "clickup_attachment_upload",
  title: "Attach a file",
  description:
    "Attaches a file to a task. For a large or local one set upload_link: the answer is a link for one PUT.",
  toolset: "files",
  tier: "premium",
  annotations: CREATES,
  input: z.object({
    task: Reference,
    source: Source.describe("One key."),
    filename: z.string().trim().min(1).max(MAX_FILENAME_CHARS).optional(),
    field: Reference.optional().describe("Files field"),
    workspace: Workspace,
  }),
  output: z.object({
    ...attachedShape,
    id: z.string().optional(),
    name: z.string().optional(),
    size: z.number().optional(),
    upload_url: z.string().optional(),
    how: z.string().optional(),
    expires: z.string().optional(),
    max_bytes: z.number().optional(),
  }),
  listedOutput: ["id", "name", "size", "url", "upload_url", "expires"],
  missing: { what: "Task", findWith: "clickup_list_get" },
  handler: async ({ task: given, source, filename, field, workspace }, context) => {
    const { directory, clickup } = context;
    const kinds = Object.entries(source).filter(
      ([, value]) => value !== undefined && value !== false,
    );
    if (kinds.length !== 1) {
      const names = ["url", "base64", "text", "upload_link"];
      throw invalidInput("source", '"source" takes exactly one of its keys.', names);
    }
    if (field !== undefined && clickup.addOnly) {
      throw new PolicyRefusal("persona=agent adds and never changes, and a field is changed");
    }
    const wantedName = filename === undefined ? undefined : plainFilename(filename);
    if (wantedName === undefined && source.url === undefined) {
      throw invalidInput("filename", '"filename" is required, unless the file comes from a URL.');
    }
    const lookup = { purpose: "write", workspace, argument: "task" } as const;
    const { key, workspaceId } = await directory.task(given, lookup);
    const target: UploadTarget = {
      task: key,
      workspaceId: workspaceId ?? (await homeOf(field, workspace, context)),
      filename: wantedName ?? "file",
    };
    if (field !== undefined) Object.assign(target, await fieldOf(field, key, context));
    if (source.upload_link !== true) {
      const file = await fileOf(source, wantedName, context);
      return await attachFile({ ...target, filename: file.name }, file, clickup);
    }
    // A link for a task that is not there would be spent on nothing.
    if (field === undefined) await clickup.tasks.get(key, { markdown: false });
    const { url, expiresAtMs, maxBytes } = await context.uploads.issue(target);
    const clock = await userClock(context);
    return {
      upload_url: url,
      how: `curl -T <file> "${url}"`,
      expires: clock.isoDateTime(expiresAtMs),
      max_bytes: maxBytes,
    };
  },
});

/** Only a Files field needs to know it. */
async function homeOf(
  field: string | undefined,
  workspace: string | undefined,
  { directory }: ToolContext,
): Promise<string> {
  return field === undefined && workspace === undefined
    ? ((await directory.workspaces())[0]?.id ?? "")
    : (await directory.workspace(workspace)).id;
}

async function fieldOf(
  given: string,
  task: UploadTarget["task"],
  { clickup }: ToolContext,
): Promise<{ fieldId: string; workspaceId?: string }> {
  const { custom_fields: all, team_id: workspaceId } = await clickup.tasks.get(task, {
    markdown: false,
  });
  const files = all.filter(({ type }) => type === "attachment");
  const field = files.find(({ id, name }) => id === given || foldName(name) === foldName(given));
  if (field !== undefined) {
    return { fieldId: field.id, ...(workspaceId !== undefined && { workspaceId }) };
  }
  const names = files.map(({ name }) => name);
  const near = nearestNames(given, names);
  throw invalidInput(
    "field",
    `This task has no Files field "${given.slice(0, 60)}".`,
    near.length > 0 ? near : names,
  );
}

async function fileOf(
  { url, base64, text }: Source,
  filename: string | undefined,
  context: ToolContext,
): Promise<UploadFile> {
  if (text !== undefined) {
    return notEmpty(fileOfBytes(filename ?? "", "text/plain", new TextEncoder().encode(text)));
  }
  if (base64 !== undefined) {
    return notEmpty(fileOfBytes(filename ?? "", "application/octet-stream", fromBase64(base64)));
  }
  const found = await download(url ?? "", {
    fetch: context.fetch,
    check: checkPublic("source.url", context.ownHost),
    fail: blame("source.url"),
    leftMs: context.clickup.left().ms,
  });
  const name = filename ?? plainFilename(found.name ?? "file");
  const type = found.type || "application/octet-stream";
  if (found.bytes !== undefined) {
    if (found.bytes > MAX_UPLOAD_BYTES) {
      await found.body.cancel();
      throw tooLarge(MAX_UPLOAD_BYTES);
    }
    return notEmpty({ name, type, bytes: found.bytes, open: () => found.body, once: true });
  }
  const { bytes, cut } = await readBytes(found.body, MAX_UNMEASURED_BYTES);
  if (cut) throw tooLarge(MAX_UNMEASURED_BYTES);
  return notEmpty(fileOfBytes(name, type, bytes));
}

function notEmpty(file: UploadFile): UploadFile {
  if (file.bytes > 0) return file;
  throw invalidInput("source", "The file is empty.");
}

function tooLarge(maxBytes: number) {
  const megabytes = Math.round(maxBytes / 1024 / 1024);
  return invalidInput("source.url", `The file is larger than ${megabytes} MB.`);
}

/** Plain or as a data URL, with or without the padding. */
function fromBase64(text: string): Uint8Array {
  const plain = text.replace(/^data:[^,]{0,200},/, "").replace(/\s+/g, "");
  try {
    const binary = atob(plain.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(binary, (char) => char.charCodeAt(0));
  } catch {
    throw invalidInput("source.base64", '"source.base64" is not base64.');
  }
}

/** The last part, without what has a meaning in paths and headers. */
function plainFilename(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? "";
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
  const plain = last.replace(/[\u0000-\u001f\u007f"<>|*?:]/g, "_").trim();
  return plain === "" || /^\.+$/.test(plain) ? "file" : plain.slice(0, MAX_FILENAME_CHARS);
}
