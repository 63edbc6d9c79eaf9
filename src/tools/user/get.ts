import * as z from "zod";
import { userClock } from "../clock.ts";
import { defineTool, READS } from "../define-tool.ts";
import { Reference, Workspace } from "../fields.ts";
import { optionalPart } from "../steps.ts";
import { withoutEmpty } from "../without-empty.ts";
import { ROLES } from "./role.ts";

const ENTERPRISE_ONLY =
  "custom role and shared things, which ClickUp's API tells on the Enterprise plan, to those who manage the Workspace";

const Thing = z.object({ id: z.string(), name: z.string() });
export const Shared = z.object({
  tasks: z.array(Thing).optional(),
  lists: z.array(Thing).optional(),
  folders: z.array(Thing).optional(),
});

export const userGet = defineTool({
  name: "clickup_user_get",
  title: "Get a member",
  description:
    "One member with role and, on the Enterprise plan, what is shared with them. For all people use clickup_member_list.",
  toolset: "users",
  tier: "premium",
  listedByDefault: false,
  annotations: READS,
  input: z.object({
    user: Reference.describe("Name, e-mail, id or me."),
    include_shared: z.boolean().optional(),
    workspace: Workspace,
  }),
  output: z.object({
    id: z.string(),
    name: z.string(),
    email: z.string().optional(),
    role: z.string().optional(),
    custom_role: z.string().optional(),
    last_active: z.string().optional(),
    shared: Shared.optional(),
    warnings: z.array(z.string()).optional(),
  }),
  missing: { what: "person", findWith: "clickup_member_list" },
  handler: async ({ user, include_shared = false, workspace }, context) => {
    const { clickup, directory } = context;
    const { id: workspaceId } = await directory.workspace(workspace);
    const lookup = { purpose: "read", workspace, argument: "user" } as const;
    const member = await directory.user(user, workspaceId, lookup);
    const warnings: string[] = [];
    const found = await optionalPart(ENTERPRISE_ONLY, warnings, () =>
      clickup.workspaceUsers.get(workspaceId, member.id, include_shared),
    );
    const detail = found?.user;
    const clock = await userClock(context);
    const activeMs = detail?.last_active ?? member.lastActiveMs;
    const things = (rows: readonly { id: string; name: string }[] | undefined) =>
      rows?.map(({ id, name }) => ({ id, name: name || id }));
    return {
      id: member.id,
      name: detail?.username ?? member.name,
      ...withoutEmpty({
        email: detail?.email ?? member.email,
        role: ROLES[(detail?.role ?? 0) - 1] ?? member.role,
        custom_role: detail?.custom_role?.name,
        last_active: activeMs === undefined ? undefined : clock.isoDateTime(activeMs),
        warnings,
      }),
      // Of what was asked for it has to be said that there is none.
      ...(include_shared &&
        found?.shared !== undefined && {
          shared: withoutEmpty({
            tasks: things(found.shared.tasks),
            lists: things(found.shared.lists),
            folders: things(found.shared.folders),
          }),
        }),
    };
  },
});
