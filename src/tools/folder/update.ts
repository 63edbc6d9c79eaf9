import * as z from "zod";
import type { FolderMove } from "../../clickup/resources/places.ts";
import type { ToolContext } from "../context.ts";
import { defineTool, UPDATES } from "../define-tool.ts";
import type { FolderEntry, Lookup, PlaceRef } from "../directory/directory.ts";
import { plainName } from "../directory/plain-name.ts";
import { Reference, Title, Workspace } from "../fields.ts";
import { invalidInput } from "../invalid-input.ts";
import { StepFailure, Steps } from "../steps.ts";

const NAME = "clickup_folder_update";

export const folderUpdate = defineTool({
  name: NAME,
  title: "Update a Folder",
  description:
    "Renames a Folder, or moves it: below another, to a Space's top level, or in the order.",
  toolset: "structure",
  tier: "premium",
  annotations: UPDATES,
  input: z.object({
    folder: Reference,
    name: Title.optional(),
    parent_folder: Reference.optional().describe('"none" for the top level.'),
    space: Reference.optional(),
    position: z.int().min(0).max(10_000).optional(),
    task_type_map: z.record(z.string().max(200), Reference).optional().describe("Old type to new."),
    workspace: Workspace,
  }),
  output: z.object({
    id: z.string(),
    name: z.string().optional(),
    path: z.string().optional(),
    changed: z.array(z.string()),
    failed: z.array(StepFailure).optional(),
  }),
  listedOutput: ["id", "path", "changed", "failed"],
  missing: { what: "Folder", findWith: "clickup_workspace_hierarchy" },
  handler: async (asked, context, { nullArguments }) => {
    const { clickup, directory } = context;
    const { name, workspace } = asked;
    // Null is how "no Folder above it" is written in ClickUp's own data.
    const parentGiven =
      asked.parent_folder ?? (nullArguments.includes("parent_folder") ? "none" : undefined);
    const lookup = (argument: string): Lookup => ({ purpose: "write", workspace, argument });
    const place = await directory.folder(asked.folder, lookup("folder"));
    const { id: workspaceId } = await directory.workspaceOf(place, workspace);
    const plan = await planMove(
      { ...asked, parent_folder: parentGiven },
      place,
      workspaceId,
      context,
    );
    if (name === undefined && plan === undefined) {
      throw invalidInput("folder", "There is nothing to change: no other argument was given.", [
        "name",
        "parent_folder",
        "space",
        "position",
      ]);
    }
    const known = await keptEntry(place, context);
    const changed: string[] = [];
    const steps = new Steps(NAME);
    let shown = place.name;
    if (name !== undefined) {
      await steps.run("name", async () => {
        const answer = await clickup.folders.rename(place.id, name);
        shown = plainName(answer.name) || name;
        changed.push("name");
      });
    }
    if (plan !== undefined) {
      await steps.run("move", async () => {
        await clickup.folders.move(place.id, plan.move);
        changed.push(...plan.changed);
      });
    }
    steps.throwIfNothingDone();
    noteFolder(known, shown, changed, plan, workspaceId, context);
    const moved = plan?.changed.some((one) => changed.includes(one)) === true;
    const own = place.path?.slice(0, -(place.name ?? "").length - 3);
    const elsewhere = moved && (plan?.parentId ?? plan?.spaceId) !== undefined;
    const above = elsewhere ? plan?.abovePath : own;
    const path = [above, shown].filter((part) => part !== undefined && part !== "").join(" / ");
    return {
      id: place.id,
      ...(shown !== undefined && { name: shown }),
      ...(above !== undefined && shown !== undefined && { path }),
      changed,
      ...(steps.failed.length > 0 && { failed: steps.failed }),
    };
  },
});

interface MovePlan {
  move: FolderMove;
  changed: string[];
  /** Where it will lie; undefined when only its order changes. */
  spaceId?: string | undefined;
  parentId?: string | undefined;
  abovePath?: string | undefined;
}

async function planMove(
  {
    parent_folder: parent,
    space,
    position,
    task_type_map: types,
    workspace,
  }: {
    parent_folder?: string | undefined;
    space?: string | undefined;
    position?: number | undefined;
    task_type_map?: Readonly<Record<string, string>> | undefined;
    workspace?: string | undefined;
  },
  place: PlaceRef,
  workspaceId: string,
  context: ToolContext,
): Promise<MovePlan | undefined> {
  const { directory } = context;
  const lookup = (argument: string): Lookup => ({ purpose: "write", workspace, argument });
  const order = position === undefined ? {} : { position };
  const extra = {
    ...order,
    ...(types !== undefined && {
      custom_type_map: await typeMap(types, workspaceId, lookup("task_type_map"), context),
    }),
  };
  const also = position === undefined ? [] : ["position"];
  const toTop = parent?.trim().toLowerCase() === "none";
  if (parent !== undefined && !toTop) {
    const above = await directory.folder(parent, lookup("parent_folder"));
    if (above.id === place.id) {
      throw invalidInput("parent_folder", "A Folder cannot be put into itself.");
    }
    if (space !== undefined) {
      throw invalidInput("space", '"parent_folder" says the Space, too; leave "space" out.');
    }
    return {
      move: { parent_folder_id: above.id, ...extra },
      changed: ["parent_folder", ...also],
      spaceId: above.spaceId,
      parentId: above.id,
      abovePath: above.path,
    };
  }
  if (space !== undefined || toTop) {
    const target =
      space === undefined
        ? { id: await spaceIdOf(place, workspaceId, context), path: undefined }
        : await directory.space(space, lookup("space"));
    const name = (await directory.spaces(workspaceId)).find(({ id }) => id === target.id)?.name;
    return {
      move: { space_id: target.id, ...extra },
      changed: [
        ...(space === undefined ? [] : ["space"]),
        ...(toTop ? ["parent_folder"] : []),
        ...also,
      ],
      spaceId: target.id,
      abovePath: target.path ?? name,
    };
  }
  if (types !== undefined) {
    throw invalidInput(
      "task_type_map",
      '"task_type_map" belongs to a move; give "space" or "parent_folder".',
    );
  }
  return position === undefined ? undefined : { move: order, changed: ["position"] };
}

async function spaceIdOf(
  place: PlaceRef,
  workspaceId: string,
  { directory }: ToolContext,
): Promise<string> {
  const known =
    place.spaceId ??
    (await directory.index(workspaceId)).folders.find(({ id }) => id === place.id)?.spaceId;
  if (known !== undefined) return known;
  throw invalidInput("space", 'The Space of this Folder is not known; give "space" too.');
}

async function typeMap(
  types: Readonly<Record<string, string>>,
  workspaceId: string,
  lookup: Lookup,
  { directory }: ToolContext,
): Promise<Record<string, number>> {
  const pairs = Object.entries(types).map(async ([from, to]) => {
    const [old, now] = await Promise.all([
      directory.taskType(from, workspaceId, lookup),
      directory.taskType(to, workspaceId, lookup),
    ]);
    return [String(old.id), now.id] as const;
  });
  return Object.fromEntries(await Promise.all(pairs));
}

/** What the index holds of the Folder, if it was looked up there. */
async function keptEntry(
  { id, path, workspaceId }: PlaceRef,
  { directory }: ToolContext,
): Promise<FolderEntry | undefined> {
  if (path === undefined || workspaceId === undefined) return undefined;
  const { folders } = await directory.index(workspaceId);
  return folders.find((folder) => folder.id === id);
}

function noteFolder(
  known: FolderEntry | undefined,
  name: string | undefined,
  changed: readonly string[],
  plan: MovePlan | undefined,
  workspaceId: string,
  { directory }: ToolContext,
): void {
  if (known !== undefined && changed.includes("name")) {
    directory.note({ changed: "folder", folder: { ...known, name: name ?? known.name } });
  }
  if (plan === undefined || !plan.changed.some((one) => changed.includes(one))) return;
  // Its Lists and subfolders go with it, and the order of its siblings changes.
  for (const spaceId of new Set([known?.spaceId, plan.spaceId])) {
    if (spaceId !== undefined) directory.note({ changed: "contents", workspaceId, spaceId });
  }
}
