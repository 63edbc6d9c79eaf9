import * as z from "zod";
import type { Tag } from "../../clickup/client.ts";
import { DELETES, defineTool } from "../define-tool.ts";
import { DryRun, Reference, References, Workspace } from "../fields.ts";
import { foldName } from "../fold-name.ts";
import { invalidInput } from "../invalid-input.ts";
import { needsScope } from "../needs-scope.ts";
import { StepFailure, Steps } from "../steps.ts";
import { entryId } from "../time-entry/row.ts";
import { withoutEmpty } from "../without-empty.ts";

const MAX_ENTRIES = 100;
const COLOUR = /^#[0-9a-f]{6}$/i;
/** What ClickUp's own document gives a label. */
const DEFAULT_FG = "#FFFFFF";
const DEFAULT_BG = "#BF55EC";

const Name = z.string().trim().min(1).max(200);
const Colour = z.string().trim().max(20).optional();
const Rename = z.object({ from: Name, to: Name.optional(), fg: Colour, bg: Colour });

export const timeTagUpdate = defineTool({
  name: "clickup_time_tag_update",
  title: "Change time labels",
  description:
    "Adds labels to time entries or takes them off, any number of entries at once; renames or recolours a label for " +
    "the whole Workspace. For tags of tasks use clickup_task_tag_update.",
  toolset: "time_admin",
  tier: "premium",
  listedByDefault: false,
  annotations: DELETES,
  // Taking off needs clickup:delete, which is asked for where it is done.
  scope: "clickup:write",
  input: z.object({
    entries: z.array(Reference).max(MAX_ENTRIES).optional().describe("Ids"),
    add: References.optional(),
    remove: References.optional(),
    rename: Rename.optional().describe("Colours as #rrggbb."),
    dry_run: DryRun,
    workspace: Workspace,
  }),
  output: z.object({
    changed: z.array(z.string()),
    labels: z.array(
      z.object({ name: z.string(), fg: z.string().optional(), bg: z.string().optional() }),
    ),
    would: z.array(z.string()).optional(),
    failed: z.array(StepFailure).optional(),
    note: z.string().optional(),
  }),
  listedOutput: ["changed", "labels", "would", "failed"],
  missing: { what: "time entry", findWith: "clickup_time_entry_list" },
  handler: async ({ entries = [], add = [], remove = [], rename, dry_run, workspace }, context) => {
    const { directory, clickup } = context;
    const { labels } = clickup.timeEntries;
    if (add.length + remove.length === 0 && rename === undefined) {
      throw invalidInput("add", "There is nothing to change.", ["add", "remove", "rename"]);
    }
    const ids = [...new Set(entries.map((given) => entryId(given, "entries")))];
    if (ids.length === 0 && add.length + remove.length > 0) {
      throw invalidInput("entries", '"entries" must name the time entries.');
    }
    if (remove.length > 0) needsScope(context, "clickup:delete");
    const both = add.find((name) => remove.some((other) => foldName(other) === foldName(name)));
    if (both !== undefined) throw invalidInput("remove", `"${both}" is added and removed.`);
    const { id: workspaceId } = await directory.workspace(workspace);
    const before = await labels.list(workspaceId);
    const removing = remove.map((name) => known(name, before, "remove").name);
    const adding = add.map((name) => before.find((one) => isNamed(one, name))?.name ?? name);
    const change = rename === undefined ? undefined : renamed(rename, before);

    const count = `${ids.length} ${ids.length === 1 ? "entry" : "entries"}`;
    const work = [
      ...(adding.length === 0
        ? []
        : [
            {
              step: `add ${adding.join(", ")} to ${count}`,
              run: () =>
                labels.add(
                  workspaceId,
                  ids,
                  adding.map((name) => ({ name })),
                ),
            },
          ]),
      ...(removing.length === 0
        ? []
        : [
            {
              step: `take ${removing.join(", ")} off ${count}`,
              run: () => labels.remove(workspaceId, ids, removing),
            },
          ]),
      ...(change === undefined
        ? []
        : [
            {
              step: `rename ${change.name} to ${change.new_name}`,
              run: () => labels.rename(workspaceId, change),
            },
          ]),
    ];
    if (dry_run === true) {
      return { changed: [], labels: before.map(labelRow), would: work.map(({ step }) => step) };
    }
    const steps = new Steps("clickup_time_tag_update");
    const changed: string[] = [];
    for (const { step, run } of work) if (await steps.run(step, run)) changed.push(step);
    steps.throwIfNothingDone();
    return {
      ...withoutEmpty({ failed: steps.failed }),
      changed,
      labels: after(before, adding, steps.failed.length === 0 ? change : undefined).map(labelRow),
      ...(ids.length > 0 && {
        note: "ClickUp passes over ids that are no entries, and does not say so.",
      }),
    };
  },
});

function isNamed(label: Tag, name: string): boolean {
  return foldName(label.name) === foldName(name);
}

/** ClickUp takes off and renames what does not exist without a word. */
function known(name: string, labels: readonly Tag[], argument: string): Tag {
  const found = labels.find((label) => isNamed(label, name));
  if (found !== undefined) return found;
  throw invalidInput(
    argument,
    `There is no time label "${name.slice(0, 60)}".`,
    labels.map((label) => label.name),
  );
}

/** ClickUp wants name and both colours, so what is not given stays. */
function renamed({ from, to, fg, bg }: z.output<typeof Rename>, labels: readonly Tag[]) {
  const label = known(from, labels, "rename.from");
  for (const colour of [fg, bg]) {
    if (colour === undefined || COLOUR.test(colour)) continue;
    throw invalidInput("rename", '"rename": a colour must be written like #2ecd6f.');
  }
  const taken = to === undefined ? undefined : labels.find((one) => isNamed(one, to));
  if (taken !== undefined && taken.name !== label.name) {
    throw invalidInput("rename.to", `There is a label "${taken.name}" already.`);
  }
  return {
    name: label.name,
    new_name: to ?? label.name,
    tag_fg: fg ?? label.tag_fg ?? DEFAULT_FG,
    tag_bg: bg ?? label.tag_bg ?? DEFAULT_BG,
  };
}

/** A label stays known when nothing has it any more. */
function after(
  before: readonly Tag[],
  added: readonly string[],
  change: ReturnType<typeof renamed> | undefined,
): Tag[] {
  const fresh = added.filter((name) => !before.some((label) => isNamed(label, name)));
  return [...before, ...fresh.map((name) => ({ name, tag_fg: undefined, tag_bg: undefined }))].map(
    (label) =>
      label.name === change?.name
        ? { name: change.new_name, tag_fg: change.tag_fg, tag_bg: change.tag_bg }
        : label,
  );
}

function labelRow({ name, tag_fg, tag_bg }: Tag) {
  return { name, ...withoutEmpty({ fg: tag_fg, bg: tag_bg }) };
}
