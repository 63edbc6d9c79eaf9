/** People and Teams in the rows of an answer. */
import * as z from "zod";
import type { Member, TeamEntry } from "../directory/directory.ts";

export const MemberRow = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string().optional(),
  role: z.string().optional(),
});

export const TeamRow = z.object({
  id: z.string(),
  name: z.string(),
  handle: z.string().optional(),
  /** By name. */
  members: z.array(z.string()),
});

/** Whose id this is; the id itself of somebody who is not, or no longer, in the Workspace. */
export function memberNames(all: readonly Member[]): (id: string) => string {
  const names = new Map(all.map(({ id, name }) => [id, name]));
  return (id) => names.get(id) ?? id;
}

export function toTeamRow(
  { id, name, handle, memberIds }: TeamEntry,
  nameOf: (id: string) => string,
): z.output<typeof TeamRow> {
  return { id, name, ...(handle && { handle }), members: memberIds.map(nameOf) };
}
