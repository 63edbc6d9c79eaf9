import * as z from "zod";
import type { ClickUp, FileEntry } from "../../clickup/client.ts";
import { ClickUpError } from "../../clickup/errors.ts";
import type { UploadFile } from "../../clickup/upload.ts";
import type { UploadTarget } from "../context.ts";
import { StepFailure, Steps } from "../steps.ts";
import { withoutEmpty } from "../without-empty.ts";

export const attachedShape = {
  id: z.string(),
  name: z.string(),
  size: z.number(),
  url: z.string().optional(),
  failed: z.array(StepFailure).optional(),
};
const Attached = z.object(attachedShape);
export type Attached = z.output<typeof Attached>;

/** To the task itself, or into one of its Files fields. */
export async function attachFile(
  { task, workspaceId, fieldId, filename }: UploadTarget,
  file: UploadFile,
  clickup: ClickUp,
): Promise<Attached> {
  if (fieldId === undefined) {
    return toAttached(await clickup.attachments.toTask(task, file), filename, file, []);
  }
  let entry: FileEntry;
  try {
    entry = await clickup.attachments.toField(workspaceId, fieldId, file);
  } catch (error) {
    // Some Workspaces do not have the newer way (measured, 2026-07); a file on the task serves as well.
    const absent = error instanceof ClickUpError && error.refusal === "not_found";
    if (!absent || file.once) throw error;
    entry = await clickup.attachments.toTask(task, file);
  }
  const steps = new Steps("clickup_attachment_upload", 1);
  await steps.run("field", () => clickup.fields.set(task, fieldId, { value: { add: [entry.id] } }));
  return toAttached(entry, filename, file, steps.failed);
}

function toAttached(
  entry: FileEntry,
  filename: string,
  file: UploadFile,
  failed: StepFailure[],
): Attached {
  return {
    id: entry.id,
    name: entry.title ?? filename,
    size: entry.size ?? file.bytes,
    ...withoutEmpty({ url: entry.url, failed }),
  };
}
