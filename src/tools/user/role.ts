/** Roles of a Workspace's own, which the administration takes by number. */
import type { ToolContext } from "../context.ts";
import { foldName } from "../fold-name.ts";
import { invalidInput } from "../invalid-input.ts";

export const ROLES = ["owner", "admin", "member", "guest"] as const;

export async function customRoleId(
  given: string,
  workspaceId: string,
  basedOn: "admin" | "member" | "guest",
  { directory }: ToolContext,
): Promise<number> {
  const roles = (await directory.roles(workspaceId)).filter(
    (role) => role.basedOn === undefined || role.basedOn === basedOn,
  );
  const role = roles.find(({ id, name }) => id === given || foldName(name) === foldName(given));
  if (role !== undefined) return Number(role.id);
  throw invalidInput(
    "role",
    `There is no custom role "${given.slice(0, 60)}" for a ${basedOn} in this Workspace.`,
    roles.map(({ name }) => name),
  );
}
