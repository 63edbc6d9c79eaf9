import * as z from "zod";
import { isId } from "../../clickup/path.ts";
import {
  ACCESS_OBJECTS,
  type AccessEntry,
  type AccessObject,
} from "../../clickup/resources/access.ts";
import type { ToolContext } from "../context.ts";
import { defineTool, UPDATES } from "../define-tool.ts";
import type { Lookup } from "../directory/directory.ts";
import { parseReference } from "../directory/reference.ts";
import { Reference, References, Workspace } from "../fields.ts";
import { invalidInput } from "../invalid-input.ts";
import { findItem } from "../item.ts";

const LEVELS = { read: 1, comment: 3, edit: 4, create: 5 } as const;
const LEVEL_NAMES = ["read", "comment", "edit", "create"] as const;
const MAX_GRANTS = 50;

const Grant = z.object({ who: Reference, level: z.enum(LEVEL_NAMES) });

export const accessUpdate = defineTool({
  name: "clickup_access_update",
  title: "Change privacy and sharing",
  description:
    "Makes a Space, Folder, List, task, Doc, view … private or public, and sets which people and Teams may do what. It can cost a seat. For guests use clickup_guest_share_update.",
  toolset: "admin",
  tier: "premium",
  listedByDefault: false,
  annotations: UPDATES,
  input: z.object({
    object: Reference.describe("Place, task or URL; else id and type."),
    type: z.enum(ACCESS_OBJECTS).optional(),
    private: z.boolean().optional(),
    grant: z.array(Grant).max(MAX_GRANTS).optional(),
    revoke: References.optional(),
    workspace: Workspace,
  }),
  output: z.object({
    object: z.string(),
    private: z.boolean().optional(),
    entries: z.array(z.object({ who: z.string(), level: z.string() })),
    note: z.string(),
  }),
  handler: async (asked, context) => {
    const { grant = [], revoke = [], workspace, private: isPrivate } = asked;
    if (isPrivate === undefined && grant.length + revoke.length === 0) {
      throw invalidInput("private", 'Give "private", "grant" or "revoke".');
    }
    const { clickup, directory } = context;
    const lookup = { purpose: "write", workspace } as const;
    const object = await objectOf(asked, { ...lookup, argument: "object" }, context);
    const { id: workspaceId } = await directory.workspace(workspace ?? object.workspaceId);
    const entries = await Promise.all([
      ...grant.map(async ({ who, level }) => {
        const argument = { ...lookup, argument: "grant.who" };
        return { ...(await whoIs(who, workspaceId, argument, context)), level };
      }),
      ...revoke.map(async (who) => {
        const argument = { ...lookup, argument: "revoke" };
        return { ...(await whoIs(who, workspaceId, argument, context)), level: "none" as const };
      }),
    ]);
    const twice = entries.find(
      ({ id }, index) => entries.findIndex((one) => one.id === id) < index,
    );
    if (twice !== undefined) {
      throw invalidInput("grant", `${twice.who} is named twice.`);
    }
    await clickup.access.update(workspaceId, object, {
      ...(isPrivate !== undefined && { private: isPrivate }),
      ...(entries.length > 0 && {
        entries: entries.map(
          ({ kind, id, level }): AccessEntry => ({
            kind,
            id,
            permission_level: level === "none" ? null : LEVELS[level],
          }),
        ),
      }),
    });
    return {
      object: `${object.type} ${object.id}`,
      ...(isPrivate !== undefined && { private: isPrivate }),
      entries: entries.map(({ who, level }) => ({ who, level })),
      note: "ClickUp accepted this; its API does not tell who has access now.",
    };
  },
});

async function objectOf(
  { object, type }: { object: string; type?: AccessObject | undefined },
  lookup: Lookup,
  context: ToolContext,
): Promise<{ type: AccessObject; id: string; workspaceId?: string }> {
  const reference = parseReference(object);
  if (reference.form === "url" && (reference.kind === "doc" || reference.kind === "view")) {
    const { kind, id, workspaceId } = reference;
    checkType(kind, type);
    return { type: kind, id, ...(workspaceId !== undefined && { workspaceId }) };
  }
  const byId: readonly (AccessObject | undefined)[] = [
    "space",
    "folder",
    "list",
    "task",
    undefined,
  ];
  if (!byId.includes(type)) {
    if (!isId(object)) throw invalidInput("object", `"object" must be the id of the ${type}.`);
    return { type: type ?? "doc", id: object };
  }
  const { kind, id, workspaceId } = await ofKind(object, type, lookup, context);
  checkType(kind, type);
  return { type: kind, id, ...(workspaceId !== undefined && { workspaceId }) };
}

/** With a type the same name of another kind of place is not in the way. */
async function ofKind(
  given: string,
  type: AccessObject | undefined,
  lookup: Lookup,
  context: ToolContext,
) {
  const { directory } = context;
  if (type === "space") return await directory.space(given, lookup);
  if (type === "folder") return await directory.folder(given, lookup);
  return type === "list"
    ? await directory.list(given, lookup)
    : await findItem(given, lookup, context);
}

function checkType(found: string, wanted: AccessObject | undefined): void {
  if (wanted === undefined || wanted === found) return;
  throw invalidInput("type", `"object" is a ${found} and no ${wanted}.`);
}

async function whoIs(
  given: string,
  workspaceId: string,
  lookup: Lookup,
  { directory }: ToolContext,
): Promise<{ kind: "user" | "group"; id: string; who: string }> {
  const found = await directory.userOrTeam(given, workspaceId, lookup);
  return "user" in found
    ? { kind: "user", id: found.user.id, who: found.user.name }
    : { kind: "group", id: found.team.id, who: found.team.name };
}
