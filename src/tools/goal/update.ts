import * as z from "zod";
import { userClock } from "../clock.ts";
import { defineTool, UPDATES } from "../define-tool.ts";
import { Markdown, Reference, References, Title, Words, Workspace } from "../fields.ts";
import { givenChanges } from "../given-changes.ts";
import { parseInstant } from "../instant.ts";
import { withoutEmpty } from "../without-empty.ts";
import { Color } from "./color.ts";
import { findGoal } from "./find.ts";

export const goalUpdate = defineTool({
  name: "clickup_goal_update",
  title: "Change a goal",
  description:
    "Changes a goal's name, due date, description, colour or owners. " +
    "For progress use clickup_key_result_update.",
  toolset: "goals",
  tier: "premium",
  listedByDefault: false,
  annotations: UPDATES,
  input: z.object({
    goal: Reference.describe("Id, URL or name."),
    name: Title.optional(),
    due: Words.optional().describe("none clears it."),
    description: Markdown.optional(),
    owners: z.object({ add: References.optional(), remove: References.optional() }).optional(),
    color: Color.optional(),
    workspace: Workspace,
  }),
  output: z.object({
    id: z.string(),
    changed: z.array(z.string()),
    ignored: z.array(z.string()).optional(),
    due: z.string().optional(),
  }),
  missing: { what: "goal", findWith: "clickup_goal_get" },
  handler: async ({ goal: given, workspace, ...change }, context) => {
    const { directory, clickup } = context;
    const asked = givenChanges(change, "name");
    const { name, due, description, owners, color } = change;
    const clock = await userClock(context);
    const clears = due?.toLowerCase() === "none";
    const instant = due === undefined || clears ? undefined : parseInstant(due, "due", clock);
    const lookup = { purpose: "write", workspace } as const;
    const found = await findGoal(given, { ...lookup, argument: "goal" }, context);
    // ClickUp takes what is left out for cleared, so what stays is sent as it is.
    const before = await clickup.goals.get(found.id);
    const workspaceId =
      before.team_id ?? found.workspaceId ?? (await directory.workspace(workspace)).id;
    const people = (names: readonly string[] | undefined, argument: string) =>
      Promise.all(
        (names ?? []).map((one) => directory.user(one, workspaceId, { ...lookup, argument })),
      );
    const [added, removed] = await Promise.all([
      people(owners?.add, "owners.add"),
      people(owners?.remove, "owners.remove"),
    ]);
    const had = new Set(before.owners.map(({ id }) => id));
    const after = await clickup.goals.update(found.id, {
      name: name ?? before.name,
      due_date: clears ? null : (instant?.ms ?? before.due_date ?? null),
      description: description ?? before.description ?? "",
      color: color ?? before.color ?? "",
      add_owners: added.map(({ id }) => id).filter((id) => !had.has(id)),
      rem_owners: removed.map(({ id }) => id).filter((id) => had.has(id)),
    });
    const has = new Set(after.owners.map(({ id }) => id));
    const kept: Readonly<Record<string, boolean>> = {
      name: after.name === name?.trim(),
      due: clears ? after.due_date === undefined : after.due_date === instant?.ms,
      description: (after.description ?? "").trim() === description?.trim(),
      owners: added.every(({ id }) => has.has(id)) && removed.every(({ id }) => !has.has(id)),
      color: after.color?.toLowerCase() === color?.toLowerCase(),
    };
    return {
      id: found.id,
      changed: asked.filter((key) => kept[key] === true),
      ...withoutEmpty({
        ignored: asked.filter((key) => kept[key] !== true),
        due: instant?.echo,
      }),
    };
  },
});
