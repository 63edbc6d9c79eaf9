import * as z from "zod";
import type { ToolContext } from "../context.ts";
import { defineTool, UPDATES } from "../define-tool.ts";
import { Reference, References, Title, Workspace } from "../fields.ts";
import { foldName } from "../fold-name.ts";
import { invalidInput } from "../invalid-input.ts";
import { withoutEmpty } from "../without-empty.ts";

const COST = "A guest who only views becomes a paid seat in a Team: tell the user.";

export const userGroupUpdate = defineTool({
  name: "clickup_user_group_update",
  title: "Create or change a Team",
  description:
    "Creates a Team (user group), or renames one and adds or removes members. A guest in a Team can cost a seat.",
  toolset: "groups",
  tier: "premium",
  listedByDefault: false,
  annotations: UPDATES,
  input: z.object({
    group: Reference.optional().describe("Name, handle or id; without it a new one."),
    name: Title.optional(),
    handle: z.string().trim().min(1).max(100).optional(),
    members: z
      .object({
        add: References.optional(),
        remove: References.optional(),
        set: References.optional(),
      })
      .optional(),
    workspace: Workspace,
  }),
  output: z.object({
    id: z.string(),
    name: z.string(),
    members: z.array(z.string()),
    created: z.boolean().optional(),
    ignored: z.array(z.string()).optional(),
    warning: z.string().optional(),
  }),
  missing: { what: "Team", findWith: "clickup_user_group_list" },
  handler: async ({ group, name, handle, members, workspace }, context) => {
    const { clickup, directory } = context;
    if (members?.set !== undefined && (members.add ?? members.remove) !== undefined) {
      throw invalidInput("members.set", 'Give either "set", or "add" and "remove".');
    }
    if (group === undefined && (name === undefined || members?.remove !== undefined)) {
      throw name === undefined
        ? invalidInput("name", 'A new Team needs a "name"; to change one give "group".')
        : invalidInput("members.remove", "A new Team has no members to remove.");
    }
    if (
      group !== undefined &&
      name === undefined &&
      handle === undefined &&
      members === undefined
    ) {
      throw invalidInput("name", "Nothing to change was given.");
    }
    const { id: workspaceId } = await directory.workspace(workspace);
    const lookup = { purpose: "write", workspace } as const;
    const find = (given: readonly string[] | undefined, argument: string) =>
      Promise.all(
        (given ?? []).map((one) => directory.user(one, workspaceId, { ...lookup, argument })),
      );
    const [team, added, removed, all] = await Promise.all([
      group === undefined
        ? undefined
        : directory.team(group, workspaceId, { ...lookup, argument: "group" }),
      find(members?.add, "members.add"),
      find(members?.remove, "members.remove"),
      find(members?.set, "members.set"),
    ]);
    const ids = (rows: readonly { id: string }[]) => [...new Set(rows.map(({ id }) => id))];
    const change = { add: ids(added), rem: ids(removed) };
    if (members?.set !== undefined) {
      // Who is not named has to go, so who is in it must be known as it is now.
      const now = team === undefined ? [] : await membersNow(team.id, workspaceId, context);
      change.add = ids(all).filter((id) => !now.includes(id));
      change.rem = now.filter((id) => !ids(all).includes(id));
    }
    const { add, rem } = change;
    const made =
      team === undefined
        ? await clickup.groups.create(workspaceId, {
            name: name ?? "",
            ...(handle !== undefined && { handle }),
            members: add.map(Number),
          })
        : await clickup.groups.update(team.id, {
            ...(name !== undefined && { name }),
            ...(handle !== undefined && { handle }),
            ...(members !== undefined && {
              members: { add: add.map(Number), rem: rem.map(Number) },
            }),
          });
    directory.note({ changed: "people", workspaceId });
    const now = new Set(made.members.map(({ id }) => id));
    const people = [...added, ...all];
    const hasGuest = people.some(({ id, role }) => role === "guest" && add.includes(id));
    return {
      id: made.id,
      name: made.name,
      members: made.members.map(({ username, email, id }) => username ?? email ?? id),
      ...(team === undefined && { created: true }),
      ...withoutEmpty({
        ignored: [
          ...(name !== undefined && foldName(made.name) !== foldName(name) ? ["name"] : []),
          ...(members !== undefined &&
          (add.some((id) => !now.has(id)) || rem.some((id) => now.has(id)))
            ? ["members"]
            : []),
        ],
        warning: hasGuest ? COST : undefined,
      }),
    };
  },
});

async function membersNow(teamId: string, workspaceId: string, { clickup }: ToolContext) {
  const teams = await clickup.groups.list(workspaceId);
  return teams.find(({ id }) => id === teamId)?.members.map(({ id }) => id) ?? [];
}
