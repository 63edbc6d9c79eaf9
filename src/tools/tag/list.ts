import * as z from "zod";
import type { Tag } from "../../clickup/client.ts";
import type { ToolContext } from "../context.ts";
import { defineTool, READS } from "../define-tool.ts";
import { Reference, Workspace } from "../fields.ts";
import { foldName } from "../fold-name.ts";
import { withoutEmpty } from "../without-empty.ts";

/** Tasks that are looked at for counts, subtasks and closed ones included. */
const MAX_COUNTED = 2_000;

const Row = z.object({
  name: z.string(),
  fg: z.string().optional(),
  bg: z.string().optional(),
  space: z.string(),
  tasks: z.number().optional(),
});

export const tagList = defineTool({
  name: "clickup_tag_list",
  title: "List tags",
  description:
    "Tags of one or all Spaces, with colours and on request task counts. For labels of time use " +
    "clickup_time_entry_list.",
  toolset: "fields",
  tier: "premium",
  annotations: READS,
  input: z.object({
    space: Reference.optional().describe("Omit for all."),
    name_filter: Reference.optional(),
    with_counts: z.boolean().optional(),
    workspace: Workspace,
  }),
  output: z.object({
    tags: z.array(Row),
    tasks_counted: z.number().optional(),
    complete: z.boolean(),
    note: z.string().optional(),
  }),
  listedOutput: ["tags", "complete"],
  missing: { what: "Space", findWith: "clickup_workspace_hierarchy" },
  handler: async ({ space, name_filter, with_counts, workspace }, context) => {
    const { directory, clickup } = context;
    const lookup = { purpose: "read", workspace, argument: "space" } as const;
    const place = space === undefined ? undefined : await directory.space(space, lookup);
    const { id: workspaceId } = await directory.workspaceOf(place, workspace);
    const spaces =
      place === undefined
        ? await directory.spaces(workspaceId)
        : [{ id: place.id, name: place.name ?? "" }];
    const wanted = name_filter === undefined ? "" : foldName(name_filter);
    const [tags, counted] = await Promise.all([
      Promise.all(spaces.map(async ({ id }) => clickup.tags.ofSpace(id))),
      with_counts === true ? count(workspaceId, place?.id, context) : undefined,
    ]);
    const rows = spaces.flatMap(({ id, name }, index) =>
      (tags[index] ?? [])
        .filter((tag) => foldName(tag.name).includes(wanted))
        // A Space may have a name of nothing that is seen, and its tags are its own all the same.
        .map((tag) =>
          toRow(tag, name || id, counted?.tasks.get(keyOf(id, tag.name)) ?? 0, counted),
        ),
    );
    const complete = counted?.complete ?? true;
    return {
      tags: rows,
      ...(counted !== undefined && { tasks_counted: counted.looked }),
      complete,
      ...(!complete && {
        note: `Only ${counted?.looked} tasks were counted, the newest; the numbers are at least these.`,
      }),
    };
  },
});

interface Counted {
  /** By Space and tag. */
  tasks: ReadonlyMap<string, number>;
  looked: number;
  complete: boolean;
}

function toRow({ name, tag_fg, tag_bg }: Tag, space: string, tasks: number, counted?: Counted) {
  return {
    name,
    ...withoutEmpty({ fg: tag_fg, bg: tag_bg }),
    space,
    ...(counted !== undefined && { tasks }),
  };
}

/** Counting in one go: a filter by several tags has no documented meaning. */
async function count(
  workspaceId: string,
  spaceId: string | undefined,
  { clickup }: ToolContext,
): Promise<Counted> {
  const tasks = new Map<string, number>();
  const filter = {
    include_closed: true,
    subtasks: true,
    ...(spaceId !== undefined && { space_ids: [spaceId] }),
  };
  // Rows shift while pages are read; each task counts once.
  const seen = new Set<string>();
  let looked = 0;
  let complete = false;
  for (let page = 0; looked < MAX_COUNTED && !complete; page += 1) {
    const got = await clickup.tasks.inWorkspace(workspaceId, page, filter);
    for (const task of got.tasks) {
      if (seen.has(task.id)) continue;
      seen.add(task.id);
      for (const { name } of task.tags) {
        const key = keyOf(task.space?.id ?? "", name);
        tasks.set(key, (tasks.get(key) ?? 0) + 1);
      }
    }
    looked += got.tasks.length;
    complete = got.lastPage || got.tasks.length === 0;
  }
  return { tasks, looked, complete };
}

function keyOf(spaceId: string, tag: string): string {
  return `${spaceId} ${tag.toLowerCase()}`;
}
