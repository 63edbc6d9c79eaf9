import * as z from "zod";
import { CREATES, defineTool } from "../define-tool.ts";
import { Reference, Workspace } from "../fields.ts";
import { invalidInput } from "../invalid-input.ts";
import { StepFailure, Steps } from "../steps.ts";
import { withoutEmpty } from "../without-empty.ts";

const MAX_TAGS = 50;
const COLOUR = /^#[0-9a-f]{6}$/i;

const Colour = z.string().trim().max(20);
const NewTag = z.object({
  name: z.string().trim().min(1).max(200),
  fg: Colour.optional(),
  bg: Colour.optional(),
});

export const tagCreate = defineTool({
  name: "clickup_tag_create",
  title: "Create tags",
  description:
    "Creates tags in a Space; existing ones stay as they are. For a task's tags use clickup_task_tag_update.",
  toolset: "fields",
  tier: "premium",
  annotations: CREATES,
  input: z.object({
    space: Reference,
    tags: z.array(NewTag).min(1).max(MAX_TAGS),
    workspace: Workspace,
  }),
  output: z.object({
    space: z.string(),
    created: z.array(z.string()),
    existed: z.array(z.string()),
    failed: z.array(StepFailure).optional(),
    warnings: z.array(z.string()).optional(),
  }),
  listedOutput: ["created", "existed", "failed"],
  missing: { what: "Space", findWith: "clickup_workspace_hierarchy" },
  handler: async ({ space, tags, workspace }, { directory, clickup }) => {
    const lookup = { purpose: "write", workspace, argument: "space" } as const;
    const place = await directory.space(space, lookup);
    const wanted = new Map(tags.map((tag) => [nameOf(tag.name), tag] as const));
    for (const { fg, bg } of tags) {
      for (const colour of [fg, bg]) {
        if (colour === undefined || COLOUR.test(colour)) continue;
        throw invalidInput("tags", '"tags": a colour must be written like #2ecd6f.');
      }
    }
    const { id: workspaceId } = await directory.workspaceOf(place, workspace);
    const [known, spaces] = await Promise.all([
      directory.tags(place.id),
      directory.spaces(workspaceId),
    ]);
    const there = new Set(known.map((name) => name.toLowerCase()));
    const steps = new Steps("clickup_tag_create");
    const created: string[] = [];
    for (const [name, { fg, bg }] of wanted) {
      if (there.has(name)) continue;
      const done = await steps.run(`tag ${name}`, () =>
        clickup.tags.createInSpace(place.id, { name, tag_fg: fg, tag_bg: bg }),
      );
      if (done) created.push(name);
    }
    if (created.length > 0) directory.note({ changed: "tags", spaceId: place.id });
    steps.throwIfNothingDone();
    const off = spaces.find(({ id }) => id === place.id)?.features.tags === false;
    return {
      ...withoutEmpty({
        failed: steps.failed,
        warnings: off
          ? ["Tags are switched off in this Space: tasks there will not show them."]
          : [],
      }),
      space: place.path ?? place.name ?? place.id,
      created,
      existed: [...wanted.keys()].filter((name) => there.has(name)),
    };
  },
});

/** Lower-case, as ClickUp keeps them; a name with a slash could never be addressed again. */
function nameOf(given: string): string {
  const name = given.replace(/^#/, "").trim().toLowerCase();
  if (name === "" || /[/\\]/.test(name) || /^\.+$/.test(name)) {
    throw invalidInput("tags", '"tags": a tag must have a name without slashes.');
  }
  return name;
}
