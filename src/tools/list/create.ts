import * as z from "zod";
import type { List } from "../../clickup/client.ts";
import { FailureError } from "../../domain/failure.ts";
import { userClock } from "../clock.ts";
import { CREATES, defineTool } from "../define-tool.ts";
import { plainName } from "../directory/plain-name.ts";
import { Reference, Title, Workspace } from "../fields.ts";
import { invalidInput } from "../invalid-input.ts";
import { placeUrl } from "../place-url.ts";
import { StepFailure, Steps } from "../steps.ts";
import { templateIdOf, templateUse } from "../template-use.ts";
import { withoutEmpty } from "../without-empty.ts";
import { ignoredOf, listArguments, listChange, noteList } from "./change.ts";
import { dueOf } from "./due.ts";

const NAME = "clickup_list_create";
/** One call each, within the time of one call of ours. */
const MAX_LISTS = 30;

const Made = z.object({
  id: z.string(),
  name: z.string(),
  path: z.string().optional(),
  url: z.string(),
  due: z.string().optional(),
});

export const listCreate = defineTool({
  name: NAME,
  title: "Create Lists",
  description:
    "Creates Lists in a Folder or Space, with the same settings, empty or from a template. A Folder with " +
    "Lists: clickup_folder_create.",
  toolset: "structure",
  tier: "premium",
  annotations: CREATES,
  input: z.object({
    in: Reference,
    name: Title.optional(),
    lists: z.array(Title).min(1).max(MAX_LISTS).optional(),
    ...listArguments,
    from_template: Reference.optional().describe("Template id"),
    wait: z.boolean().optional(),
    workspace: Workspace,
  }),
  output: z.object({
    lists: z.array(Made),
    failed: z.array(StepFailure).optional(),
    ignored: z
      .array(z.object({ list: z.string(), field: z.string(), reason: z.string() }))
      .optional(),
    note: z.string().optional(),
  }),
  listedOutput: ["lists", "failed"],
  missing: { what: "Folder", findWith: "clickup_workspace_hierarchy" },
  handler: async (asked, context) => {
    const { clickup, directory } = context;
    const { name, from_template, wait = false, workspace, ...wish } = asked;
    const names = namesOf(name, asked.lists);
    const templateId = from_template === undefined ? undefined : templateIdOf(from_template);
    const settings = Object.keys(listArguments).find((key) => key in wish);
    if (templateId !== undefined && settings !== undefined) {
      throw invalidInput(
        settings,
        `A List from a template takes its settings from there; set "${settings}" afterwards with clickup_list_update.`,
      );
    }
    const lookup = { purpose: "write", workspace, argument: "in" } as const;
    const place = await directory.container(asked.in, lookup);
    const home = await directory.workspaceOf(place, workspace);
    const change = await listChange(wish, home.id, lookup, "create", context);
    const clock = change.due_date === undefined ? undefined : await userClock(context);
    const target = { kind: place.kind === "folder" ? "folder" : "space", id: place.id } as const;

    const lists: z.input<typeof Made>[] = [];
    const ignored: { list: string; field: string; reason: string }[] = [];
    const row = (id: string, made: string, list?: List) => ({
      id,
      name: made,
      ...(pathAbove(place.path, list) && { path: `${pathAbove(place.path, list)} / ${made}` }),
      url: placeUrl(home.id, "list", id),
      ...(clock && list && withoutEmpty({ due: dueOf(list, clock) })),
    });
    const steps = new Steps(NAME).announce(context.progress, names.length);
    // One after the other: that is their order in ClickUp.
    for (const one of names) {
      await steps.run(`List ${one}`, async () => {
        if (templateId !== undefined) {
          const id = await clickup.placeTemplates.createList(
            target,
            templateId,
            templateUse(one, wait),
          );
          if (id === undefined) {
            throw new FailureError({ code: "clickup_unavailable", mayHaveHappened: true });
          }
          if (place.spaceId !== undefined) {
            const { spaceId } = place;
            directory.note({ changed: "contents", workspaceId: home.id, spaceId });
          }
          lists.push(row(id, one));
          return;
        }
        const body = { ...change, name: one };
        const made = await clickup.lists.create(target, body);
        noteList(home.id, place, made, context);
        const shown = plainName(made.name) || one;
        lists.push(row(made.id, shown, made));
        for (const part of ignoredOf(body, made, clock)) ignored.push({ list: shown, ...part });
      });
    }
    steps.throwIfNothingDone();
    return {
      lists,
      ...(steps.failed.length > 0 && { failed: steps.failed }),
      ...(ignored.length > 0 && { ignored }),
      ...(templateId !== undefined &&
        !wait && {
          note: "ClickUp is still filling them from the template; that can take a while.",
        }),
    };
  },
});

function namesOf(name: string | undefined, lists: readonly string[] | undefined): string[] {
  if ((name === undefined) === (lists === undefined)) {
    throw invalidInput("name", 'Give either "name" or "lists".', ["name", "lists"]);
  }
  const names = lists === undefined ? [name ?? ""] : [...lists];
  const folded = names.map((one) => one.toLowerCase());
  const twice = names.find((one, index) => folded.indexOf(one.toLowerCase()) !== index);
  if (twice === undefined) return names;
  throw invalidInput("lists", `"${twice.slice(0, 60)}" is in "lists" twice.`);
}

function pathAbove(path: string | undefined, list: List | undefined): string {
  if (path !== undefined) return path;
  const folder = list?.folder?.hidden === true ? undefined : list?.folder?.name;
  return plainName(folder ?? list?.space?.name ?? "");
}
