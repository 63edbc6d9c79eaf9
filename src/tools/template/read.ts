/** The templates of a Workspace, by kind. Their names are not unique. */
import type { ToolContext } from "../context.ts";
import { plainName } from "../directory/plain-name.ts";

export const TEMPLATE_KINDS = ["task", "list", "folder"] as const;
export type TemplateKind = (typeof TEMPLATE_KINDS)[number];

export interface Template {
  id: string;
  name: string;
  kind: TemplateKind;
}

/** ClickUp's page of task templates. */
const PAGE_ROWS = 100;
const MAX_PAGES = 10;

export async function templatesOf(
  kind: TemplateKind,
  workspaceId: string,
  { clickup }: ToolContext,
): Promise<{ rows: Template[]; complete: boolean }> {
  const toRow = ({ id, name }: { id: string; name: string }): Template => ({
    id,
    name: plainName(name) || "(no name)",
    kind,
  });
  if (kind === "list") {
    return { rows: (await clickup.placeTemplates.lists(workspaceId)).map(toRow), complete: true };
  }
  if (kind === "folder") {
    return { rows: (await clickup.placeTemplates.folders(workspaceId)).map(toRow), complete: true };
  }
  const rows: Template[] = [];
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const found = await clickup.templates.ofTasks(workspaceId, page);
    rows.push(...found.map(toRow));
    if (found.length < PAGE_ROWS) return { rows, complete: true };
  }
  return { rows, complete: false };
}
