import * as z from "zod";
import { defineTool, UPDATES } from "../define-tool.ts";
import { Reference, Words, Workspace } from "../fields.ts";
import { Ignored } from "../ignored.ts";
import { invalidInput } from "../invalid-input.ts";
import { tagInSpace, tagName } from "./find.ts";

const COLOUR = /^#[0-9a-f]{6}$/i;

const TagShape = z.object({
  name: z.string(),
  fg: z.string().optional(),
  bg: z.string().optional(),
});

export const tagUpdate = defineTool({
  name: "clickup_tag_update",
  title: "Update a tag",
  description:
    "Renames or recolours a tag of a Space, on all its tasks. For the tags of one task use clickup_task_tag_update.",
  toolset: "structure_admin",
  tier: "premium",
  listedByDefault: false,
  annotations: UPDATES,
  input: z.object({
    space: Reference,
    tag: Reference,
    name: Reference.optional().describe("New one."),
    fg: Words.optional().describe("#rrggbb"),
    bg: Words.optional(),
    workspace: Workspace,
  }),
  output: z.object({
    tag: TagShape,
    changed: z.array(z.string()),
    ignored: z.array(Ignored).optional(),
  }),
  missing: { what: "tag", findWith: "clickup_tag_list" },
  handler: async ({ space, tag, name, fg, bg, workspace }, context) => {
    const { clickup, directory } = context;
    for (const [argument, colour] of Object.entries({ fg, bg })) {
      if (colour === undefined || COLOUR.test(colour)) continue;
      throw invalidInput(argument, `"${argument}" must be written like #2ecd6f.`);
    }
    if (name === undefined && fg === undefined && bg === undefined) {
      throw invalidInput("tag", "There is nothing to change: give a new name or a colour.", [
        "name",
        "fg",
        "bg",
      ]);
    }
    const wanted = name === undefined ? undefined : tagName(name, "name");
    const lookup = { purpose: "write", workspace, argument: "space" } as const;
    const place = await directory.space(space, lookup);
    // ClickUp wants all of the tag back, and loses the colours that are left out.
    const known = await clickup.tags.ofSpace(place.id);
    const before = tagInSpace(tag, known, "tag");
    if (
      wanted !== undefined &&
      wanted !== before.name &&
      known.some((one) => one.name === wanted)
    ) {
      throw invalidInput("name", `This Space has a tag "${wanted.slice(0, 60)}" already.`);
    }
    const sent = {
      name: wanted ?? before.name,
      tag_fg: fg ?? before.tag_fg,
      tag_bg: bg ?? before.tag_bg,
    };
    const after = await clickup.tags.update(place.id, before.name, sent);
    directory.note({ changed: "tags", spaceId: place.id });
    const parts = [
      { field: "name", asked: wanted, now: after.name },
      { field: "fg", asked: fg, now: after.tag_fg },
      { field: "bg", asked: bg, now: after.tag_bg },
    ].filter(({ asked }) => asked !== undefined);
    const ignored = parts
      .filter(({ asked, now }) => now?.toLowerCase() !== asked?.toLowerCase())
      .map(({ field }) => ({ field, reason: "ClickUp did not take it" }));
    return {
      tag: {
        name: after.name,
        ...(after.tag_fg !== undefined && { fg: after.tag_fg }),
        ...(after.tag_bg !== undefined && { bg: after.tag_bg }),
      },
      changed: parts
        .map(({ field }) => field)
        .filter((field) => ignored.every((one) => one.field !== field)),
      ...(ignored.length > 0 && { ignored }),
    };
  },
});
