import { workspaceIn } from "./access.ts";
import { refuse } from "./errors.ts";
import type { JsonObject } from "./json.ts";
import type { Route } from "./router.ts";
import { ok, route } from "./router.ts";
import type { GroupRow, SandboxState } from "./state.ts";
import { escapeName, msText, peopleWire } from "./wire.ts";

export const groupRoutes: Route[] = [
  route("GET /v2/group", { query: ["team_id", "group_ids"] }, (call) => {
    const workspaceId = call.query.text("team_id") ?? refuse("OAUTH_027");
    const workspace = workspaceIn(call, workspaceId);
    const wanted = call.query.text("group_ids")?.split(",");
    const groups = Object.values(call.state.groups).filter(
      (group) =>
        group.workspaceId === workspace.id && (wanted === undefined || wanted.includes(group.id)),
    );
    return ok({ groups: groups.map((group) => groupWire(call.state, group)) });
  }),
];

export function groupWire(state: SandboxState, group: GroupRow): JsonObject {
  return {
    id: group.id,
    team_id: group.workspaceId,
    userid: group.ownerId,
    name: escapeName(group.name),
    handle: group.handle,
    date_created: msText(group.createdMs),
    initials: group.name.slice(0, 2).toUpperCase(),
    members: peopleWire(state, group.memberIds),
    avatar: { attachment_id: null, color: null, source: null, icon: null },
  };
}
