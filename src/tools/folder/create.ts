import * as z from "zod";
import { FailureError } from "../../domain/failure.ts";
import type { ToolContext } from "../context.ts";
import { CREATES, defineTool } from "../define-tool.ts";
import type { Lookup } from "../directory/directory.ts";
import { folderEntry, listEntry } from "../directory/entries.ts";
import { plainName } from "../directory/plain-name.ts";
import { Reference, Title, Workspace } from "../fields.ts";
import { foldName } from "../fold-name.ts";
import { invalidInput } from "../invalid-input.ts";
import { placeUrl } from "../place-url.ts";
import { StepFailure, Steps } from "../steps.ts";
import { templateIdOf, templateUse } from "../template-use.ts";

const NAME = "clickup_folder_create";
/** One call each, within the time of one call of ours. */
const MAX_LISTS = 30;

export const folderCreate = defineTool({
  name: NAME,
  title: "Create a Folder",
  description:
    "Creates a Folder or subfolder, empty, with Lists or from a template. Set up as a project: clickup_project_create.",
  toolset: "structure",
  tier: "premium",
  annotations: CREATES,
  input: z.object({
    name: Title,
    space: Reference.optional(),
    parent_folder: Reference.optional(),
    lists: z.array(Title).max(MAX_LISTS).optional(),
    from_template: Reference.optional().describe("Template id"),
    wait: z.boolean().optional(),
    allow_duplicate: z.boolean().optional(),
    workspace: Workspace,
  }),
  output: z.object({
    id: z.string(),
    name: z.string(),
    path: z.string(),
    url: z.string(),
    lists: z.array(z.object({ id: z.string(), name: z.string(), url: z.string() })).optional(),
    failed: z.array(StepFailure).optional(),
    note: z.string().optional(),
  }),
  listedOutput: ["id", "url", "lists", "failed"],
  missing: { what: "Space", findWith: "clickup_workspace_hierarchy" },
  handler: async (asked, context) => {
    const { clickup, directory } = context;
    const { name, lists = [], wait = false } = asked;
    const templateId =
      asked.from_template === undefined ? undefined : templateIdOf(asked.from_template);
    const twice = lists.find(
      (one, index) => lists.findIndex((other) => foldName(other) === foldName(one)) !== index,
    );
    if (twice !== undefined) {
      throw invalidInput("lists", `"${twice.slice(0, 60)}" is in "lists" twice.`);
    }
    const target = await targetOf(asked, context);
    const { workspaceId, spaceId, parentId } = target;
    const parent = parentId === undefined ? {} : { parent_folder_id: parentId };

    let id: string | undefined;
    let made = name;
    if (templateId === undefined) {
      const folder = await clickup.folders.create(spaceId, { name, ...parent });
      id = folder.id;
      made = plainName(folder.name) || name;
      const entry = folderEntry(workspaceId, spaceId, folder);
      // The answer does not always say where the Folder hangs.
      const placed = { ...entry, ...(parentId !== undefined && { parentId }) };
      directory.note({ changed: "folder", folder: placed });
    } else {
      const use = { ...templateUse(name, wait), ...parent };
      id = await clickup.placeTemplates.createFolder(spaceId, templateId, use);
      directory.note({ changed: "contents", workspaceId, spaceId });
    }
    if (id === undefined) {
      throw new FailureError({ code: "clickup_unavailable", mayHaveHappened: true });
    }
    const folderId = id;
    const steps = new Steps(NAME, 1);
    const rows: { id: string; name: string; url: string }[] = [];
    // One after the other: that is their order in ClickUp.
    for (const one of lists) {
      await steps.run(`List ${one}`, async () => {
        const list = await clickup.lists.create({ kind: "folder", id: folderId }, { name: one });
        const entry = listEntry(workspaceId, spaceId, folderId, list);
        directory.note({ changed: "list", list: entry });
        const url = placeUrl(workspaceId, "list", list.id);
        rows.push({ id: list.id, name: plainName(list.name) || one, url });
      });
    }
    return {
      id,
      name: made,
      path: `${target.path} / ${made}`,
      url: placeUrl(workspaceId, "folder", id),
      ...(lists.length > 0 && { lists: rows }),
      ...(steps.failed.length > 0 && { failed: steps.failed }),
      ...(templateId !== undefined &&
        !wait && { note: "ClickUp is still filling it from the template; that can take a while." }),
    };
  },
});

interface Target {
  workspaceId: string;
  spaceId: string;
  parentId?: string;
  /** Of what it will lie in. */
  path: string;
}

/** Where it shall be, with the names that are taken there. */
async function targetOf(
  {
    name,
    space,
    parent_folder,
    lists: _,
    allow_duplicate = false,
    workspace,
  }: {
    name: string;
    space?: string | undefined;
    parent_folder?: string | undefined;
    lists?: readonly string[] | undefined;
    allow_duplicate?: boolean | undefined;
    workspace?: string | undefined;
  },
  { directory }: ToolContext,
): Promise<Target> {
  if (space === undefined && parent_folder === undefined) {
    throw invalidInput("space", 'Say where: "space", or "parent_folder" for a subfolder.', [
      "space",
      "parent_folder",
    ]);
  }
  const lookup = (argument: string): Lookup => ({ purpose: "write", workspace, argument });
  const inSpace = space === undefined ? undefined : await directory.space(space, lookup("space"));
  const parent =
    parent_folder === undefined
      ? undefined
      : await directory.folder(parent_folder, lookup("parent_folder"));
  const { id: workspaceId } = await directory.workspaceOf(parent ?? inSpace, workspace);
  let spaceId = parent?.spaceId ?? inSpace?.id;
  if (spaceId === undefined) {
    // A Folder known by its id alone: the index may say where it is.
    const { folders } = await directory.index(workspaceId);
    spaceId = folders.find(({ id }) => id === parent?.id)?.spaceId;
  }
  if (spaceId === undefined) {
    throw invalidInput("space", 'The Space of "parent_folder" is not known; give "space" too.');
  }
  if (inSpace !== undefined && inSpace.id !== spaceId) {
    throw invalidInput("space", '"parent_folder" is in another Space; leave "space" out.');
  }
  const index = await directory.index(workspaceId, { spaceId });
  const wanted = foldName(plainName(name));
  const taken = index.folders.find(
    (folder) => folder.parentId === parent?.id && foldName(folder.name) === wanted,
  );
  if (taken !== undefined && !allow_duplicate) {
    throw invalidInput(
      "name",
      `There is a Folder "${taken.path}" (id ${taken.id}) already. Use that one, or give "allow_duplicate".`,
    );
  }
  const above = index.folders.find(({ id }) => id === parent?.id)?.path;
  return {
    workspaceId,
    spaceId,
    ...(parent !== undefined && { parentId: parent.id }),
    path: above ?? parent?.path ?? index.spaces[0]?.path ?? inSpace?.path ?? spaceId,
  };
}
